//! Whether some units, a core, can all be in parts within the bounds at once, by disjoint clusters.
//!
//! Depth first: the core unit with the fewest clusters left comes next, and each of its clusters is tried with
//! all others that it overlaps taken away. When nothing is left to try, no plan has all units of the core in
//! parts within the bounds. Clusters may reach anywhere outside the core. A search that would take too long
//! proves nothing.
//! Source of the order of choice: Knuth 2000, arXiv cs/0011047.

use super::cluster::{Clusters, Grower};
use super::score::Score;

/// Most units that the clusters of a core hold together.
const MOST_UNITS: usize = 256;
/// Most nodes of the search for one core.
const MOST_NODES: usize = 3_000;
/// Most comparisons of two clusters in the search for one core.
const MOST_CHECKS: usize = 400_000;

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
    /// Units of all clusters, ascending; their positions are the bits of `clusters`.
    universe: Vec<u32>,
    sets: Vec<Vec<Vec<u32>>>,
    is_cut_short: bool,
    /// Sets tried to list the clusters.
    pub tried: usize,
}

impl Core {
    /// Adds a unit unless its clusters are too many or reach too far; returns whether it did.
    pub fn add(&mut self, unit: u32, clusters: Clusters) -> bool {
        if clusters.is_cut_short {
            return false;
        }
        self.take(unit, clusters.sets)
    }

    /// A core of `units` whose clusters may be too many: it can be shown to be possible, not to be impossible.
    #[must_use]
    pub fn of(units: &[u32], score: &Score, grower: &mut Grower<'_>) -> Self {
        let mut core = Self::default();
        for &unit in units {
            let clusters = grower.clusters(score, unit);
            core.is_cut_short |= clusters.is_cut_short;
            core.tried += clusters.tried;
            if !core.take(unit, clusters.sets) {
                core.is_cut_short = true;
                break;
            }
        }
        core
    }

    fn take(&mut self, unit: u32, sets: Vec<Vec<u32>>) -> bool {
        let mut universe = self.universe.clone();
        universe.push(unit);
        universe.extend(sets.iter().flatten());
        universe.sort_unstable();
        universe.dedup();
        if universe.len() > MOST_UNITS {
            return false;
        }
        self.universe = universe;
        self.units.push(unit);
        self.sets.push(sets);
        true
    }

    /// Whether the first `size` units can have disjoint clusters.
    #[must_use]
    pub fn answer(&self, size: usize) -> Answer {
        let keep: Vec<usize> = (0..size.min(self.units.len())).collect();
        self.answer_for(&keep)
    }

    /// The units of a core that is impossible, without those that the proof does not need.
    #[must_use]
    pub fn reduced(&self, size: usize) -> Vec<u32> {
        let mut keep: Vec<usize> = (0..size.min(self.units.len())).collect();
        // Units with many clusters say least.
        let mut order = keep.clone();
        order.sort_by_key(|&i| (std::cmp::Reverse(self.sets[i].len()), i));
        for i in order {
            let without: Vec<usize> = keep.iter().copied().filter(|&j| j != i).collect();
            if self.answer_for(&without) == Answer::Impossible {
                keep = without;
            }
        }
        let mut units: Vec<u32> = keep.into_iter().map(|i| self.units[i]).collect();
        units.sort_unstable();
        units
    }

    fn answer_for(&self, keep: &[usize]) -> Answer {
        let bits = |set: &Vec<u32>| {
            let mut bits = Bits::default();
            for unit in set {
                let place = self.universe.partition_point(|other| other < unit);
                bits[place / 64] |= 1 << (place % 64);
            }
            bits
        };
        let open = keep.iter().map(|&i| Open {
            own: bits(&vec![self.units[i]]),
            clusters: self.sets[i].iter().map(bits).collect(),
        });
        let mut search = Search {
            nodes: 0,
            checks: 0,
        };
        match search.cover(&open.collect::<Vec<_>>()) {
            Answer::Impossible if self.is_cut_short => Answer::Unknown,
            answer => answer,
        }
    }
}

/// A unit that is in no cluster yet.
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

fn overlap(a: &Bits, b: &Bits) -> bool {
    a.iter().zip(b).any(|(a, b)| a & b != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::near::Near;
    use crate::plan::network::{Edge, Network};
    use crate::plan::{Bounds, Range};
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
        let households = Range {
            min: Some(100),
            target: None,
            max: Some(150),
        };
        let bounds = Bounds {
            households,
            ..Bounds::default()
        };
        let score = Score::new(&bounds, 100);
        let near = Near::new(&network, &score);
        let core = Core::of(&[0, 1, 2, 3], &score, &mut Grower::new(&network, &near));
        assert_eq!(core.answer(2), Answer::Possible);
        assert_eq!(core.answer(4), Answer::Impossible);
        assert_eq!(core.reduced(4), [2, 3]);
    }
}
