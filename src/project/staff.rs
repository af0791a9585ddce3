//! `[staff]`: how many people of which role work for each part of a level.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::output::{StaffRule, wrong_role};
use crate::plan::LevelRule;

/// Most people of one role that one part may have.
const MOST: i64 = 10_000;

type Roles = BTreeMap<String, i64>;

/// `[staff]` as the file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffText {
    per_grid: Option<Roles>,
    per_micro_grid: Option<Roles>,
}

/// The staff of the level `grid`, else of the coarsest, and of the level `micro_grid`.
pub fn rules(
    text: Option<StaffText>,
    levels: &[LevelRule],
    wrong: &mut Vec<String>,
) -> Vec<StaffRule> {
    let Some(text) = text else {
        return Vec::new();
    };
    if text.per_grid.is_none() && text.per_micro_grid.is_none() {
        wrong.push("[staff] names nobody; add for instance per_grid = { head = 1 }".to_owned());
    }
    let named = |name: &str| levels.iter().position(|level| level.name == name);
    let grid = named("grid").or((!levels.is_empty()).then_some(0));
    let micro_grid = named("micro_grid");
    if text.per_micro_grid.is_some() && micro_grid.is_none() {
        wrong.push("staff.per_micro_grid, but there is no level `micro_grid`".to_owned());
    }
    if text.per_grid.is_some() && text.per_micro_grid.is_some() && grid == micro_grid {
        wrong.push(
            "staff.per_grid and staff.per_micro_grid speak of the same level; remove one of them"
                .to_owned(),
        );
    }
    let asked = [
        ("per_grid", grid, text.per_grid),
        ("per_micro_grid", micro_grid, text.per_micro_grid),
    ];
    let mut rules = Vec::new();
    for (key, level, roles) in asked {
        if let (Some(level), Some(roles)) = (level, roles) {
            rules.push(StaffRule {
                level: levels[level].name.clone(),
                roles: checked(key, roles, wrong),
            });
        }
    }
    rules
}

fn checked(key: &str, roles: Roles, wrong: &mut Vec<String>) -> BTreeMap<String, u64> {
    if roles.is_empty() {
        wrong.push(format!(
            "staff.{key} names no role; add for instance head = 1"
        ));
    }
    for (role, number) in &roles {
        wrong.extend(wrong_role(role).map(|why| format!("staff.{key}: {why}")));
        if !(0..=MOST).contains(number) {
            wrong.push(format!(
                "staff.{key}.{role} is {number}; it must be a whole number from 0 to {MOST}"
            ));
        }
    }
    let number = |(role, number): (String, i64)| (role, u64::try_from(number).unwrap_or(0));
    roles.into_iter().map(number).collect()
}
