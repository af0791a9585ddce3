//! Checks a certificate from what it claims alone, by plain search: it shares no code with what found it.
//!
//! The checker knows the counts of the units, who touches whom and the bounds, nothing else. Land without counts
//! joins any part for nothing, unless the part falls apart without it: then no other part can have it. That makes
//! more sets possible at once than are: what is impossible then is impossible.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::id::UnitId;
use crate::unit::{Counts, Graph, Jurisdiction};

use super::bounds::{Bounds, Range};
use super::result::{Certificate, Exception};

type Set = BTreeSet<UnitId>;

/// Checks that no plan of `jurisdiction` within `bounds` is possible, for the reason that `certificate` claims.
///
/// Time grows with the number of connected sets within the bounds around its units, without a limit.
///
/// # Errors
/// In words, what does not hold.
pub fn verify(
    graph: &Graph,
    jurisdiction: &Jurisdiction,
    bounds: &Bounds,
    certificate: &Certificate,
) -> Result<(), String> {
    let checker = Checker {
        graph,
        jurisdiction,
        bounds,
    };
    let units: Set = certificate.units.iter().copied().collect();
    let all: Set = jurisdiction.units.iter().copied().collect();
    if units.is_empty() || units.len() != certificate.units.len() || !units.is_subset(&all) {
        return Err("it must speak of units of the jurisdiction, each once".into());
    }
    match certificate.exception {
        Exception::UnitAboveMax => checker.one_above(&units),
        Exception::TotalBelowMin | Exception::TotalInGap => checker.no_number_of_parts(&units),
        Exception::EnclosedUnit => checker.no_cover(&units),
        Exception::NoDisjointCover => checker
            .no_cover(&units)
            .or_else(|_| checker.no_cover_in_total(&units)),
        Exception::PersonsCapConflict => checker
            .no_number_of_parts(&units)
            .or_else(|_| checker.no_cover(&units)),
        other => Err(format!("`{}` is no proof", other.code())),
    }
}

struct Checker<'a> {
    graph: &'a Graph,
    jurisdiction: &'a Jurisdiction,
    bounds: &'a Bounds,
}

impl Checker<'_> {
    fn one_above(&self, units: &Set) -> Result<(), String> {
        let is_above = units.len() == 1 && self.is_above(&self.total(units));
        is_above
            .then_some(())
            .ok_or_else(|| "it is not one unit above an upper bound".into())
    }

    /// The units are all there are between units above the bounds, and no number of parts fits their counts.
    fn no_number_of_parts(&self, units: &Set) -> Result<(), String> {
        let below: Set = self
            .jurisdiction
            .units
            .iter()
            .copied()
            .filter(|&unit| !self.is_above(&self.graph.counts[unit.index()]))
            .collect();
        let first = *units.first().ok_or("no units")?;
        if !below.contains(&first) || self.reached(first, &below) != *units {
            return Err("its units are not one whole piece between units above the bounds".into());
        }
        let total = pairs(self.bounds, &self.total(units));
        for parts in 1..=units.len() as i64 {
            let fits = |(range, sum): &(Range, i64)| {
                range.min.is_none_or(|min| parts * min <= *sum)
                    && range.max.is_none_or(|max| *sum <= parts * max)
            };
            if total.iter().all(fits) && self.heavy_units_fit(units, parts) {
                return Err(format!("its counts can be cut into {parts} parts"));
            }
        }
        Ok(())
    }

    /// Whether parts of their own for the units of more than half an upper bound leave enough for the others.
    fn heavy_units_fit(&self, units: &Set, parts: i64) -> bool {
        let counts = |unit: &UnitId| pairs(self.bounds, &self.graph.counts[unit.index()]);
        (0..pairs(self.bounds, &Counts::default()).len()).all(|i| {
            let all: Vec<(Range, i64)> = units.iter().map(|unit| counts(unit)[i]).collect();
            let (Some(min), Some(max)) = (all[0].0.min, all[0].0.max) else {
                return true;
            };
            let own = all.iter().map(|(_, own)| *own);
            let (mut needed, mut left, mut sum) = (0, parts, 0);
            for own in own {
                sum += own;
                if own + own > max {
                    needed += own.max(min);
                    left -= 1;
                }
            }
            left >= 0 && needed + left * min <= sum
        })
    }

    fn no_cover(&self, units: &Set) -> Result<(), String> {
        let land = |unit: &UnitId| self.is_land(*unit);
        if units.iter().any(land) {
            return Err("land without counts can be anywhere".into());
        }
        let sets = units.iter().map(|&unit| {
            let sets = self.sets_with(unit).into_iter();
            let sets = sets.map(|set| self.with_needed_land(&set));
            (unit, least(sets.collect(), units))
        });
        if can_be_covered(&sets.collect()) {
            return Err("its units can all be in connected sets within the bounds".into());
        }
        Ok(())
    }

    /// No cover within what every part has when the whole component is cut into parts within the bounds.
    fn no_cover_in_total(&self, units: &Set) -> Result<(), String> {
        let all: Set = self.jurisdiction.units.iter().copied().collect();
        let component = self.reached(*units.first().ok_or("no units")?, &all);
        let above = |unit: &UnitId| self.is_above(&self.graph.counts[unit.index()]);
        if component.iter().any(above) || !units.is_subset(&component) {
            return Err("a unit above the bounds may take what is left over".into());
        }
        let total = self.total(&component).households;
        let range = self.bounds.households;
        let (Some(min), Some(max)) = (range.min, range.max) else {
            return Err("the households have no two bounds".into());
        };
        let fits = |parts: &i64| {
            parts * min <= total && total <= parts * max && self.heavy_units_fit(&component, *parts)
        };
        let numbers: Vec<i64> = (1..=component.len() as i64).filter(fits).collect();
        let (Some(least), Some(most)) = (numbers.first(), numbers.last()) else {
            return Ok(());
        };
        let mut bounds = *self.bounds;
        bounds.households.min = Some(min.max(total - (most - 1) * max));
        bounds.households.max = Some(max.min(total - (least - 1) * min));
        let within = Checker {
            bounds: &bounds,
            ..*self
        };
        within.no_cover(units)
    }

    /// All connected sets within the bounds that hold `unit`: every set that is not above grows by each neighbour.
    fn sets_with(&self, unit: UnitId) -> Vec<Set> {
        let mut seen = BTreeSet::from([Set::from([unit])]);
        let mut waiting: Vec<Set> = seen.iter().cloned().collect();
        let mut within = Vec::new();
        while let Some(set) = waiting.pop() {
            let total = self.total(&set);
            if self.is_above(&total) {
                continue;
            }
            for next in self.beside(&set) {
                let mut larger = set.clone();
                larger.insert(next);
                if seen.insert(larger.clone()) {
                    waiting.push(larger);
                }
            }
            let is_enough = |(range, sum): &(Range, i64)| range.min.is_none_or(|min| min <= *sum);
            if pairs(self.bounds, &total).iter().all(is_enough) {
                within.push(set);
            }
        }
        within
    }

    /// A set and the land without which its units do not hang together.
    fn with_needed_land(&self, set: &Set) -> Set {
        let mut with = set.clone();
        for land in self.ways(set, None).unwrap_or_default() {
            if self.ways(set, Some(land)).is_none() {
                with.insert(land);
            }
        }
        with
    }

    /// Land on ways from the first unit of a set to all others; none when one is not reached `without` some land.
    fn ways(&self, set: &Set, without: Option<UnitId>) -> Option<Set> {
        let first = *set.first()?;
        let mut from = BTreeMap::from([(first, first)]);
        let mut waiting = VecDeque::from([first]);
        while let Some(unit) = waiting.pop_front() {
            for next in self.touching(unit) {
                let may = set.contains(&next) || self.is_land(next) && Some(next) != without;
                if may && !from.contains_key(&next) {
                    from.insert(next, unit);
                    waiting.push_back(next);
                }
            }
        }
        let mut land = Set::new();
        for &unit in set {
            let mut at = *from.get(&unit)?;
            while at != first && !land.contains(&at) {
                if self.is_land(at) {
                    land.insert(at);
                }
                at = from[&at];
            }
        }
        Some(land)
    }

    /// The units with counts beside a set, also across land without counts.
    fn beside(&self, set: &Set) -> Set {
        let mut land = Set::new();
        let mut waiting: Vec<UnitId> = set.iter().copied().collect();
        let mut beside = Set::new();
        while let Some(unit) = waiting.pop() {
            for next in self.touching(unit) {
                if self.is_land(next) {
                    if land.insert(next) {
                        waiting.push(next);
                    }
                } else if !set.contains(&next) {
                    beside.insert(next);
                }
            }
        }
        beside
    }

    fn reached(&self, first: UnitId, among: &Set) -> Set {
        let mut reached = Set::from([first]);
        let mut waiting = vec![first];
        while let Some(unit) = waiting.pop() {
            for next in self.touching(unit) {
                if among.contains(&next) && reached.insert(next) {
                    waiting.push(next);
                }
            }
        }
        reached
    }

    fn touching(&self, unit: UnitId) -> Vec<UnitId> {
        let borders = self.graph.neighbours(unit).iter();
        borders
            .map(|border| border.unit)
            .filter(|other| self.jurisdiction.units.binary_search(other).is_ok())
            .collect()
    }

    fn total(&self, units: &Set) -> Counts {
        units.iter().map(|u| self.graph.counts[u.index()]).sum()
    }

    fn is_above(&self, counts: &Counts) -> bool {
        let pairs = pairs(self.bounds, counts);
        pairs
            .iter()
            .any(|(range, sum)| range.max.is_some_and(|max| *sum > max))
    }

    fn is_land(&self, unit: UnitId) -> bool {
        let counts = self.graph.counts[unit.index()];
        let pairs = pairs(self.bounds, &counts);
        let is_free =
            |(range, sum): &(Range, i64)| *sum == 0 || (range.min.is_none() && range.max.is_none());
        counts.households == 0 && pairs.iter().all(is_free)
    }
}

/// Each range with the count it bounds.
fn pairs(bounds: &Bounds, counts: &Counts) -> [(Range, i64); 5] {
    [
        (bounds.households, counts.households),
        (bounds.persons, counts.persons),
        (bounds.merchants, counts.merchants),
        (bounds.tasks, counts.tasks),
        (bounds.workload_e7, counts.workload_e7),
    ]
}

/// The sets without those that hold another with the same ones of `units`, which does as well.
fn least(mut sets: Vec<Set>, units: &Set) -> Vec<Set> {
    sets.sort_by_key(Set::len);
    let mut kept: Vec<Set> = Vec::new();
    for set in sets {
        let is_spared = kept.iter().any(|other| {
            other.is_subset(&set) && set.difference(other).all(|unit| !units.contains(unit))
        });
        if !is_spared {
            kept.push(set);
        }
    }
    kept
}

/// Whether each unit can have one of its sets, those of different units being disjoint or the same.
fn can_be_covered(sets: &BTreeMap<UnitId, Vec<Set>>) -> bool {
    let Some((_, choices)) = sets.iter().min_by_key(|(_, sets)| sets.len()) else {
        return true;
    };
    choices.iter().any(|chosen| {
        let left = sets.iter().filter(|(unit, _)| !chosen.contains(unit));
        let apart = |others: &Vec<Set>| {
            let apart = others.iter().filter(|other| other.is_disjoint(chosen));
            apart.cloned().collect()
        };
        can_be_covered(&left.map(|(&unit, sets)| (unit, apart(sets))).collect())
    })
}
