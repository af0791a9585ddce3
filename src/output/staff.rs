//! Staffing: how many people of each role the parts of a level need.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Basemap;

/// Staff of every part of one level, general and dedicated alike.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct StaffRule {
    /// Name of the level.
    pub level: String,
    /// People a part, by role.
    pub roles: BTreeMap<String, u64>,
}

/// All roles of all levels, sorted.
pub(super) fn roles(map: &Basemap) -> Vec<&str> {
    let roles = map.staff.iter().flat_map(|rule| rule.roles.keys());
    let mut roles: Vec<&str> = roles.map(String::as_str).collect();
    roles.sort_unstable();
    roles.dedup();
    roles
}

/// Name of the column of a role.
pub(super) fn column(role: &str) -> String {
    format!("staff_{role}")
}

/// The cells of every part of a level, one a role; empty where its level has none of the role.
pub(super) fn cells(map: &Basemap, level: usize) -> Vec<String> {
    let name = &map.levels[level].name;
    let rule = map.staff.iter().find(|rule| rule.level == *name);
    let cell = |role: &str| {
        let number = rule.and_then(|rule| rule.roles.get(role));
        number.map_or_else(String::new, u64::to_string)
    };
    roles(map).into_iter().map(cell).collect()
}

/// For each level with staff its parts, the people a part and the people of all parts.
pub(super) fn totals(map: &Basemap) -> Value {
    let total = |rule: &StaffRule| {
        let level = map.levels.iter().find(|level| level.name == rule.level);
        let parts = level.map_or(0, |level| level.parts.len() as u64);
        let all = |(role, number): (&String, &u64)| (role.clone(), number * parts);
        let all: BTreeMap<String, u64> = rule.roles.iter().map(all).collect();
        json!({"level": rule.level, "parts": parts, "per_part": rule.roles, "total": all})
    };
    map.staff.iter().map(total).collect()
}
