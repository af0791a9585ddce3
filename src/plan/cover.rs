//! Whether some units, a core, can all be in parts within the bounds at once, by disjoint clusters.
//!
//! Depth first: the core unit with the fewest clusters left comes next, and each of its clusters is tried with
//! all others that it overlaps, in units or in land that both need, taken away. When nothing is left to try, no plan
//! has all units of the core in parts within the bounds. Clusters may reach anywhere outside the core. A search that
//! would take too long proves nothing.
//! Source of the order of choice: Knuth 2000, arXiv cs/0011047.

use std::collections::BTreeMap;

use super::cluster::{Clusters, Grower};
use super::score::Score;

/// Most units that the clusters of a core hold together.
const MOST_UNITS: usize = 256;
/// Most nodes of the search for one core.
const MOST_NODES: usize = 3_000;
/// Most comparisons of two clusters in the search for one core.
const MOST_CHECKS: usize = 400_000;

/// Most clusters that are looked for in others.
const MOST_HELD: usize = 64;

type Bits = [u64; MOST_UNITS / 64];

/// What a search for disjoint clusters ended with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// There are such clusters.
    Possible,
    /// There are none.
    Impossible,
    /// Too many clusters to say.
    Unknown,
}

/// A core and the clusters of each of its units.
#[derive(Clone, Debug, Default)]
pub struct Core {
    /// The units.
    pub units: Vec<u32>,
    /// The bit of each unit or land in clusters.
    places: BTreeMap<u32, usize>,
    /// The clusters of each unit.
    sets: Vec<Vec<Bits>>,
    is_cut_short: bool,
    /// Sets tried to list the clusters.
    pub tried: usize,
}

impl Core {
    /// Adds a unit unless its clusters are too many or reach too far; returns whether it did.
    pub fn add(&mut self, unit: u32, clusters: &Clusters) -> bool {
        if clusters.is_cut_short {
            return false;
        }
        self.take(unit, &clusters.sets)
    }

    /// A core of `units` whose clusters may be too many: it can be shown to be possible, not to be impossible.
    #[must_use]
    pub fn of(units: &[u32], score: &Score, grower: &mut Grower<'_>) -> Self {
        let mut core = Self::default();
        for &unit in units {
            let clusters = grower.clusters(score, unit);
            core.is_cut_short |= clusters.is_cut_short;
            core.tried += clusters.tried;
            if !core.take(unit, &clusters.sets) {
                core.is_cut_short = true;
                break;
            }
        }
        core
    }

    fn take(&mut self, unit: u32, sets: &[Vec<u32>]) -> bool {
        let mut places = self.places.clone();
        for &node in sets.iter().flatten().chain([&unit]) {
            let next = places.len();
            places.entry(node).or_insert(next);
        }
        if places.len() > MOST_UNITS {
            return false;
        }
        self.places = places;
        self.units.push(unit);
        self.sets
            .push(sets.iter().map(|set| self.bits(set)).collect());
        true
    }

    fn bits(&self, nodes: &[u32]) -> Bits {
        let mut bits = Bits::default();
        for node in nodes {
            let place = self.places[node];
            bits[place / 64] |= 1 << (place % 64);
        }
        bits
    }

    /// Whether the first `size` units can have disjoint clusters.
    #[must_use]
    pub fn answer(&self, size: usize) -> Answer {
        self.answer_for(&self.open(size))
    }

    /// The units of a core that is impossible, without those that the proof does not need.
    #[must_use]
    pub fn reduced(&self, size: usize) -> Vec<u32> {
        let open = self.open(size);
        let mut keep: Vec<usize> = (0..open.len()).collect();
        // Units with many clusters say least.
        let mut order = keep.clone();
        order.sort_by_key(|&i| (std::cmp::Reverse(self.sets[i].len()), i));
        for i in order {
            let without: Vec<usize> = keep.iter().copied().filter(|&j| j != i).collect();
            let left: Vec<Open> = without.iter().map(|&j| open[j].clone()).collect();
            if self.answer_for(&left) == Answer::Impossible {
                keep = without;
            }
        }
        let mut units: Vec<u32> = keep.into_iter().map(|i| self.units[i]).collect();
        units.sort_unstable();
        units
    }

    /// The first `size` units, with those of their clusters that matter.
    fn open(&self, size: usize) -> Vec<Open> {
        let units = &self.units[..size.min(self.units.len())];
        let core = self.bits(units);
        let open = units.iter().zip(&self.sets).map(|(&unit, sets)| Open {
            own: self.bits(&[unit]),
            clusters: least(sets.clone(), &core),
        });
        open.collect()
    }

    fn answer_for(&self, open: &[Open]) -> Answer {
        let mut search = Search {
            nodes: 0,
            checks: 0,
        };
        match search.cover(open) {
            Answer::Impossible if self.is_cut_short => Answer::Unknown,
            answer => answer,
        }
    }
}

/// A unit that is in no cluster yet.
#[derive(Clone)]
struct Open {
    own: Bits,
    clusters: Vec<Bits>,
}

struct Search {
    nodes: usize,
    checks: usize,
}

impl Search {
    fn cover(&mut self, open: &[Open]) -> Answer {
        let Some(next) = open.iter().min_by_key(|unit| unit.clusters.len()) else {
            return Answer::Possible;
        };
        self.nodes += 1;
        for taken in &next.clusters {
            if self.nodes > MOST_NODES || self.checks > MOST_CHECKS {
                return Answer::Unknown;
            }
            let left = open.iter().filter(|unit| !overlap(&unit.own, taken));
            let left: Vec<Open> = left.map(|unit| self.without(unit, taken)).collect();
            match self.cover(&left) {
                Answer::Impossible => {}
                answer => return answer,
            }
        }
        Answer::Impossible
    }

    fn without(&mut self, unit: &Open, taken: &Bits) -> Open {
        self.checks += unit.clusters.len();
        let apart = unit.clusters.iter().filter(|set| !overlap(set, taken));
        Open {
            own: unit.own,
            clusters: apart.copied().collect(),
        }
    }
}

/// The clusters without those that hold another with the same units of the core: what they allow that one allows.
/// Only the smallest are looked for in others.
fn least(mut clusters: Vec<Bits>, core: &Bits) -> Vec<Bits> {
    clusters.sort_by_key(|set| set.iter().map(|word| word.count_ones()).sum::<u32>());
    let mut kept: Vec<Bits> = Vec::new();
    for set in clusters {
        let holds = |other: &Bits| {
            let words = other.iter().zip(&set).zip(core);
            words
                .into_iter()
                .all(|((other, set), core)| other & !set == 0 && (set & !other) & core == 0)
        };
        if !kept.iter().take(MOST_HELD).any(holds) {
            kept.push(set);
        }
    }
    kept
}

fn overlap(a: &Bits, b: &Bits) -> bool {
    a.iter().zip(b).any(|(a, b)| a & b != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Bounds;
    use crate::plan::near::Near;
    use crate::plan::network::{Edge, Network};
    use crate::unit::Counts;

    /// Three yards of 60 around one of 60, [100, 150]: two of them want the one in the middle.
    #[test]
    fn two_of_three_yards_around_one_are_a_core() {
        let yard = Counts {
            households: 60,
            ..Counts::default()
        };
        let edges = (1..4).map(|b| Edge { a: 0, b, cost: 1 });
        let network = Network::new(vec![yard; 4], edges.collect());
        let bounds = Bounds::of_households(100, 150);
        let score = Score::new(&bounds, 100);
        let near = Near::new(&network, &score);
        let core = Core::of(&[0, 1, 2, 3], &score, &mut Grower::new(&network, &near));
        assert_eq!(core.answer(2), Answer::Possible);
        assert_eq!(core.answer(4), Answer::Impossible);
        assert_eq!(core.reduced(4), [2, 3]);
    }
}
