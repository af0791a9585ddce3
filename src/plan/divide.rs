//! Buildings above an upper bound, divided by entrances where their level asks for it.
//!
//! The finest such level whose bound a building exceeds decides. Known entrances are never split: groups are runs of
//! consecutive entrances, chosen by dynamic programming. Unknown ones are as many as groups are needed, all alike.

use crate::geometry::{Polygon, slices};
use crate::id::{BuildingId, CommunityId};
use crate::issue::{Issue, Severity};
use crate::layer::{Building, BuildingShape, Entrance, Kind, Layers, Undivided, place_of};
use crate::unit::{Counts, Division, Piece, WorkloadWeights, shares};

use super::bounds::{Bounds, LevelRule, Oversize};
use super::score::{COUNTS, Count};

/// Most groups of a building whose entrances are not known.
const MOST_GROUPS: i64 = 100;

/// The buildings to divide, sorted, with their pieces.
///
/// `counts` and `homes` belong to `layers.buildings`; buildings without a home are left alone. Adds issues
/// `undivided_building`, `entrance_above_max` and `entrances_contradict`.
#[must_use]
pub fn divide(
    layers: &Layers,
    (counts, homes): (&[Counts], &[Option<CommunityId>]),
    (rules, index): (&[LevelRule], WorkloadWeights),
    issues: &mut Vec<Issue>,
) -> Vec<Division> {
    let mut divisions = Vec::new();
    for (b, building) in layers.buildings.iter().enumerate() {
        let Some(home) = homes[b] else { continue };
        let kind = layers.communities[home.index()].kind;
        let own = index.of_building(counts[b]);
        let Some(rule) = rule_of(rules, kind, &own) else {
            continue;
        };
        let case = Case {
            layers,
            building,
            counts: own,
            rule,
            bounds: rule.bounds_of(kind),
            index,
        };
        match case.pieces(issues) {
            Ok(pieces) => divisions.push(Division {
                building: BuildingId::new(b),
                pieces,
            }),
            Err(why) => issues.push(
                why.issue(building, layers.lattice)
                    .counting(counts[b].households as u64, counts[b].persons as u64),
            ),
        }
    }
    divisions
}

/// The finest level that divides buildings and whose bound these counts exceed.
fn rule_of<'a>(rules: &'a [LevelRule], kind: Kind, counts: &Counts) -> Option<&'a LevelRule> {
    let divides = |rule: &&LevelRule| {
        rule.oversize == Oversize::Entrance && excess(rule.bounds_of(kind), counts) > 0
    };
    rules.iter().rev().find(divides)
}

/// By how much counts are above their upper bounds.
fn excess(bounds: &Bounds, counts: &Counts) -> i64 {
    let above = |count: Count| {
        let max = count.range(bounds).max;
        max.map_or(0, |max| (count.of(counts) - max).max(0))
    };
    COUNTS.into_iter().map(above).sum()
}

/// By how much counts are below their lower bounds.
fn shortfall(bounds: &Bounds, counts: &Counts) -> i64 {
    let below = |count: Count| {
        let min = count.range(bounds).min;
        min.map_or(0, |min| (min - count.of(counts)).max(0))
    };
    COUNTS.into_iter().map(below).sum()
}

/// A building to divide.
struct Case<'a> {
    layers: &'a Layers,
    building: &'a Building,
    counts: Counts,
    rule: &'a LevelRule,
    bounds: &'a Bounds,
    index: WorkloadWeights,
}

/// A run of entrances without its slice.
struct Group {
    counts: Counts,
    entrances: Vec<Entrance>,
}

impl Case<'_> {
    fn pieces(&self, issues: &mut Vec<Issue>) -> Result<Vec<Piece>, Undivided> {
        let BuildingShape::Footprint(parts) = &self.building.shape else {
            return Err(Undivided::Point);
        };
        let groups = if self.building.entrances.is_empty() {
            self.even_groups().ok_or(Undivided::Shape)?
        } else {
            self.runs(issues)
        };
        if groups.len() < 2 {
            return Err(Undivided::OneEntrance);
        }
        let slices = self.slices(&parts[0], &groups).ok_or(Undivided::Shape)?;
        issues.extend(groups.iter().filter_map(|group| self.above(group)));
        let piece = |(group, slice): (Group, Polygon)| Piece {
            counts: group.counts,
            entrances: group.entrances,
            slice,
        };
        Ok(groups.into_iter().zip(slices).map(piece).collect())
    }

    /// As few equal groups as fit the bounds; `None` when no number of them does.
    fn even_groups(&self) -> Option<Vec<Group>> {
        let most = self.counts.households.max(self.counts.persons);
        let even = |n: i64| shares(&self.counts, &vec![1; n as usize], self.index);
        let fits = |groups: &Vec<Counts>| {
            let above = |counts: &Counts| excess(self.bounds, counts) > 0;
            !groups.iter().any(above)
        };
        let groups = (2..=most.min(MOST_GROUPS)).map(even).find(fits)?;
        let group = |counts| Group {
            counts,
            entrances: Vec::new(),
        };
        Some(groups.into_iter().map(group).collect())
    }

    /// Runs of entrances: least above the upper bounds, then fewest, least below the lower bounds, most even.
    fn runs(&self, issues: &mut Vec<Issue>) -> Vec<Group> {
        let entrances = &self.building.entrances;
        let counts = shares(&self.counts, &self.weights(issues), self.index);
        let bounds = self.bounds;
        let cost = |counts: &Counts| {
            let square = i128::from(counts.households).pow(2);
            [
                i128::from(excess(bounds, counts)),
                1,
                i128::from(shortfall(bounds, counts)),
                square,
            ]
        };
        // For each number of first entrances the least cost of their groups, and where the last group starts.
        let mut best: Vec<([i128; 4], usize)> = vec![([0; 4], 0)];
        for end in 1..=counts.len() {
            let mut run = Counts::default();
            let mut least: Option<([i128; 4], usize)> = None;
            for start in (0..end).rev() {
                run += counts[start];
                let (before, last) = (best[start].0, cost(&run));
                let sum = [0, 1, 2, 3].map(|i| before[i] + last[i]);
                if least.is_none_or(|(cost, _)| sum < cost) {
                    least = Some((sum, start));
                }
            }
            best.push(least.expect("a run has an entrance"));
        }
        let mut groups = Vec::new();
        let mut end = counts.len();
        while end > 0 {
            let start = best[end].1;
            groups.push(Group {
                counts: counts[start..end].iter().copied().sum(),
                entrances: entrances[start..end].to_vec(),
            });
            end = start;
        }
        groups.reverse();
        groups
    }

    /// What each entrance weighs: its households where all are known, else all the same.
    fn weights(&self, issues: &mut Vec<Issue>) -> Vec<u64> {
        let entrances = &self.building.entrances;
        let stated: Option<Vec<u64>> = entrances
            .iter()
            .map(|entrance| entrance.households.map(u64::from))
            .collect();
        let Some(stated) = stated else {
            return vec![1; entrances.len()];
        };
        let total: u64 = stated.iter().sum();
        if i64::try_from(total) != Ok(self.counts.households) {
            issues.push(self.contradiction(total));
        }
        stated
    }

    /// Slices with areas by households; by the number of entrances where a group has none.
    fn slices(&self, footprint: &Polygon, groups: &[Group]) -> Option<Vec<Polygon>> {
        let households = groups.iter().map(|g| g.counts.households as u64);
        let mut areas: Vec<u64> = households.collect();
        if areas.contains(&0) {
            let entrances = groups.iter().map(|g| g.entrances.len().max(1) as u64);
            areas = entrances.collect();
        }
        slices(footprint, &areas, &self.layers.plane)
    }

    fn issue(&self, code: &'static str, severity: Severity) -> Issue {
        let issue = Issue::new(code, severity, "buildings", &self.building.id);
        match place_of(self.building) {
            Some(place) => issue.at(self.layers.lattice.absolute(place)),
            None => issue,
        }
    }

    /// An entrance that is above the bounds alone.
    fn above(&self, group: &Group) -> Option<Issue> {
        if excess(self.bounds, &group.counts) == 0 {
            return None;
        }
        let [entrance] = &group.entrances[..] else {
            return None;
        };
        let (id, number, level) = (&self.building.id, entrance.number, &self.rule.name);
        let Counts {
            households,
            persons,
            ..
        } = group.counts;
        let issue = self
            .issue("entrance_above_max", Severity::Warning)
            .says(
                format!("entrance {number} of building {id} alone ({households} households, {persons} persons) is above the upper bound of {level}"),
                format!("楼栋 {id} 的 {number} 单元（{households} 户、{persons} 人）单独超过 {level} 的上限"),
            )
            .done("kept whole, an entrance is never split");
        Some(issue.counting(households as u64, persons as u64))
    }

    fn contradiction(&self, listed: u64) -> Issue {
        let (id, households) = (&self.building.id, self.counts.households);
        self.issue("entrances_contradict", Severity::Warning)
            .says(
                format!("the entrances of building {id} have {listed} households, the building has {households}; correct one of them"),
                format!("楼栋 {id} 各单元合计 {listed} 户，楼栋为 {households} 户；请核对"),
            )
            .done("the households of the building shared out in proportion to its entrances")
            .counting(listed.abs_diff(households as u64), 0)
    }
}
