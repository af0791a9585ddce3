//! Codes of parts: community and number, then two digits a finer level.

use std::collections::BTreeMap;

use crate::unit::Jurisdiction;

use super::result::Plan;

/// Digits of the coarsest level; more where a community has more parts.
const COARSEST_DIGITS: usize = 3;

/// Digits of every finer level; more where a part has more parts.
const FINER_DIGITS: usize = 2;

/// Gives every part its code: `{prefix}{community}-{NNN}` on the coarsest level, `{parent}-{NN}` below.
///
/// Numbers run from 1 in the order of the parts, within the community and within the parent. Numbers of one
/// community (or parent) are equally wide, so codes sort as they count. `communities` holds the id of each
/// community, by [`CommunityId`](crate::id::CommunityId); codes are unique because these ids are.
///
/// # Panics
/// When `jurisdictions` or `communities` are not those of the plan.
pub fn assign_codes(
    plan: &mut Plan,
    prefix: &str,
    jurisdictions: &[Jurisdiction],
    communities: &[String],
) {
    for level in 0..plan.levels.len() {
        let codes = if level == 0 {
            let parts = &plan.levels[0].parts;
            let community = |j: usize| jurisdictions[j].community.index();
            let owners = parts
                .iter()
                .map(|part| community(part.jurisdiction.index()));
            let stem = |owner: usize| format!("{prefix}{}", communities[owner]);
            numbered(owners.collect(), COARSEST_DIGITS, stem)
        } else {
            let owners = plan.levels[level].parts.iter();
            let owners = owners.map(|part| part.parent.expect("a finer part has a parent").index());
            let parents = &plan.levels[level - 1].parts;
            numbered(owners.collect(), FINER_DIGITS, |owner| {
                parents[owner].code.clone()
            })
        };
        for (part, code) in plan.levels[level].parts.iter_mut().zip(codes) {
            part.code = code;
        }
    }
}

/// `{stem}-{number}` for each entry, counted for each owner.
fn numbered(owners: Vec<usize>, digits: usize, stem: impl Fn(usize) -> String) -> Vec<String> {
    let mut totals: BTreeMap<usize, usize> = BTreeMap::new();
    for &owner in &owners {
        *totals.entry(owner).or_default() += 1;
    }
    let mut counted: BTreeMap<usize, usize> = BTreeMap::new();
    let code = |owner: usize| {
        let number = counted.entry(owner).or_default();
        *number += 1;
        let width = digits.max(totals[&owner].to_string().len());
        format!("{}-{number:0width$}", stem(owner))
    };
    owners.into_iter().map(code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{BeatId, CommunityId, JurisdictionId, PartId};
    use crate::layer::Kind;
    use crate::plan::{LevelPlan, Part};
    use crate::unit::Counts;

    fn part(jurisdiction: usize, parent: Option<usize>) -> Part {
        Part {
            code: String::new(),
            parent: parent.map(PartId::new),
            jurisdiction: JurisdictionId::new(jurisdiction),
            counts: Counts::default(),
            exceptions: Vec::new(),
        }
    }

    fn level(parts: Vec<Part>) -> LevelPlan {
        LevelPlan {
            parts,
            ..LevelPlan::default()
        }
    }

    #[test]
    fn codes_count_within_the_community_and_within_the_parent() {
        let jurisdictions = [0, 1, 0].map(|community| Jurisdiction {
            community: CommunityId::new(community),
            beat: BeatId::new(0),
            kind: Kind::Urban,
            dedicated: None,
            key: 0,
            units: Vec::new(),
        });
        let mut plan = Plan {
            levels: vec![
                level(vec![part(0, None), part(1, None), part(2, None)]),
                level(vec![part(0, Some(0)), part(0, Some(0)), part(2, Some(2))]),
            ],
            ..Plan::default()
        };
        assign_codes(&mut plan, "32", &jurisdictions, &["A".into(), "B".into()]);
        let codes = |level: usize| plan.levels[level].parts.iter().map(|part| &part.code);
        assert!(codes(0).eq(["32A-001", "32B-001", "32A-002"]));
        assert!(codes(1).eq(["32A-001-01", "32A-001-02", "32A-002-01"]));
    }

    #[test]
    fn numbers_widen_together_when_a_community_has_many_parts() {
        let jurisdictions = [Jurisdiction {
            community: CommunityId::new(0),
            beat: BeatId::new(0),
            kind: Kind::Urban,
            dedicated: None,
            key: 0,
            units: Vec::new(),
        }];
        let mut plan = Plan {
            levels: vec![level((0..1000).map(|_| part(0, None)).collect())],
            ..Plan::default()
        };
        assign_codes(&mut plan, "", &jurisdictions, &["A".into()]);
        let parts = &plan.levels[0].parts;
        assert_eq!((&*parts[0].code, &*parts[999].code), ("A-0001", "A-1000"));
    }
}
