//! Dedicated grids: one part on every level, and no bound is broken under their name.

use crate::output::{Basemap, LevelMap, PartArea};

use super::report::{AuditReport, Rule};

/// A part says that it is dedicated in its kind and in its exceptions, and is as its parent is; a dedicated part has
/// one child.
pub(super) fn check_dedicated(map: &Basemap, report: &mut AuditReport) {
    for (index, level) in map.levels.iter().enumerate() {
        let name = &level.name;
        let coarser = index.checked_sub(1).map(|coarser| &map.levels[coarser]);
        for (what, is_wrong) in [
            (
                "kind and exceptions differ in what is dedicated",
                &contradicts as &dyn Fn(&PartArea) -> bool,
            ),
            ("dedicated grid of several parts", &|part| {
                part.is_dedicated() && part.children.is_some_and(|children| children != 1)
            }),
            ("dedicated in a general part, or the reverse", &|part| {
                coarser.is_some_and(|coarser| is_unlike_parent(part, coarser))
            }),
        ] {
            let wrong = level.parts.iter().filter(|part| is_wrong(part));
            let wrong: Vec<String> = wrong.map(|part| part.code.clone()).collect();
            report.note(Rule::Belonging, &format!("{name}s: {what}"), &wrong);
        }
    }
}

fn contradicts(part: &PartArea) -> bool {
    let says = part.exceptions.contains(&"dedicated");
    says != part.is_dedicated() || (says && part.exceptions.len() > 1)
}

fn is_unlike_parent(part: &PartArea, coarser: &LevelMap) -> bool {
    let code = part.parent.as_deref().unwrap_or_default();
    let at = coarser
        .parts
        .binary_search_by(|p| p.code.as_str().cmp(code));
    at.is_ok_and(|at| coarser.parts[at].kind != part.kind)
}
