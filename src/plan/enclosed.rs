//! Units that are in no connected set within the bounds, proved by trying all sets around them.
//!
//! Sets grow from the unit neighbour by neighbour and stop where a count exceeds its upper bound. Land without
//! counts joins its neighbours for nothing. A search that would take too long proves nothing.
//! Source of the enumeration: Wernicke 2006, DOI 10.1109/TCBB.2006.51.

use crate::unit::Counts;

use super::network::Network;
use super::score::Score;

/// Sets tried for one unit before it is given up.
const MOST_SETS: usize = 3_000;

/// A set of more units than this has its way out; its units are not tried again one by one.
const MANY_UNITS: usize = 64;

/// A unit that no connected set within the bounds holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enclosed {
    /// The unit.
    pub node: u32,
    /// Units that no set with it can take in, ascending.
    pub by: Vec<u32>,
    /// Most households of a set with it that is not above its bounds.
    pub most_below: i64,
    /// Fewest households of a set with it that is above its bounds; none when all sets are below.
    pub least_above: Option<i64>,
}

/// All enclosed units for which `asked` holds, ascending.
#[must_use]
pub fn enclosed_units(
    network: &Network,
    score: &Score,
    asked: impl Fn(usize) -> bool,
) -> Vec<Enclosed> {
    let mut trial = Trial::new(network, score);
    let mut enclosed = Vec::new();
    for node in 0..network.len() {
        if asked(node) && !trial.settled[node] && trial.spread[node].is_none() {
            enclosed.extend(trial.run(node as u32));
        }
    }
    enclosed
}

/// Tells of single units whether a connected set within the bounds holds them.
pub struct Joinable<'a>(Trial<'a>);

impl<'a> Joinable<'a> {
    /// For units of `network` under the bounds of `score`.
    #[must_use]
    pub fn new(network: &'a Network, score: &'a Score) -> Self {
        Self(Trial::new(network, score))
    }

    /// Whether such a set was found.
    pub fn has_way(&mut self, node: u32) -> bool {
        self.0.spread[node as usize].is_some() || self.0.outcome(node) == Outcome::Found
    }
}

struct Trial<'a> {
    network: &'a Network,
    score: &'a Score,
    /// For land without counts: the units around its connected piece.
    spread: Vec<Option<u32>>,
    around: Vec<Vec<u32>>,
    /// Units of a set within the bounds, or not worth another trial.
    settled: Vec<bool>,
    /// Units that are chosen, refused or waiting, in the order they were met. Pieces of land without counts
    /// stand among them, numbered after the units, so that each is looked around once.
    met: Vec<u32>,
    is_met: Vec<bool>,
    chosen: Vec<u32>,
    sets: usize,
    found: Enclosed,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// No set so far.
    None,
    /// A set within the bounds was found.
    Found,
    /// Too many sets.
    GivenUp,
}

impl<'a> Trial<'a> {
    fn new(network: &'a Network, score: &'a Score) -> Self {
        let weightless = |node: usize| score.is_weightless(&network.load[node]);
        let mut spread = vec![None; network.len()];
        let mut around = Vec::new();
        for piece in network.components_where(weightless) {
            let links = piece.iter().flat_map(|&node| network.links(node as usize));
            let mut row: Vec<u32> = links.map(|link| link.to).collect();
            row.retain(|&node| !weightless(node as usize));
            row.sort_unstable();
            row.dedup();
            for node in piece {
                spread[node as usize] = Some(around.len() as u32);
            }
            around.push(row);
        }
        Self {
            network,
            score,
            spread,
            settled: vec![false; network.len()],
            met: Vec::new(),
            is_met: vec![false; network.len() + around.len()],
            chosen: Vec::new(),
            around,
            sets: 0,
            found: Enclosed {
                node: 0,
                by: Vec::new(),
                most_below: 0,
                least_above: None,
            },
        }
    }

    fn run(&mut self, node: u32) -> Option<Enclosed> {
        (self.outcome(node) == Outcome::None).then(|| self.found.clone())
    }

    fn outcome(&mut self, node: u32) -> Outcome {
        self.sets = 0;
        self.found = Enclosed {
            node,
            by: Vec::new(),
            most_below: 0,
            least_above: None,
        };
        self.meet(node);
        let outcome = self.choose(0, Counts::default());
        self.forget(0);
        self.chosen.clear();
        self.found.by.sort_unstable();
        self.found.by.dedup();
        outcome
    }

    /// Adds the unit met at position `at` to the set and goes on with those met later.
    fn choose(&mut self, at: usize, before: Counts) -> Outcome {
        self.sets += 1;
        if self.sets > MOST_SETS {
            if self.chosen.len() > MANY_UNITS {
                self.settle_chosen();
            }
            return Outcome::GivenUp;
        }
        let node = self.met[at];
        let load = before + self.network.load[node as usize];
        if self.score.is_above(&load) {
            self.found.by.push(node);
            let least = self.found.least_above.unwrap_or(i64::MAX);
            self.found.least_above = Some(least.min(load.households));
            return Outcome::None;
        }
        self.chosen.push(node);
        if self.score.is_inside(&load) {
            self.settle_chosen();
            return Outcome::Found;
        }
        self.found.most_below = self.found.most_below.max(load.households);
        let known = self.met.len();
        self.meet_neighbours(node);
        let mut outcome = Outcome::None;
        for next in at + 1..self.met.len() {
            if self.met[next] as usize >= self.network.len() {
                continue;
            }
            outcome = self.choose(next, load);
            if outcome != Outcome::None {
                break;
            }
        }
        self.forget(known);
        self.chosen.pop();
        outcome
    }

    fn settle_chosen(&mut self) {
        for &node in &self.chosen {
            self.settled[node as usize] = true;
        }
    }

    fn meet_neighbours(&mut self, node: u32) {
        let network = self.network;
        for link in network.links(node as usize) {
            let Some(piece) = self.spread[link.to as usize] else {
                self.meet(link.to);
                continue;
            };
            if self.meet(network.len() as u32 + piece) {
                for i in 0..self.around[piece as usize].len() {
                    self.meet(self.around[piece as usize][i]);
                }
            }
        }
    }

    /// Whether this is met for the first time.
    fn meet(&mut self, node: u32) -> bool {
        let slot = &mut self.is_met[node as usize];
        let first = !*slot;
        if first {
            *slot = true;
            self.met.push(node);
        }
        first
    }

    fn forget(&mut self, known: usize) {
        for &node in &self.met[known..] {
            self.is_met[node as usize] = false;
        }
        self.met.truncate(known);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Bounds, Edge};

    /// 120 - 40 - 0 - 130 - 120: the 40 can join nobody within [100, 150].
    #[test]
    fn a_small_unit_between_large_ones_is_enclosed() {
        let load = [120, 40, 0, 130, 120].map(|households| Counts {
            households,
            ..Counts::default()
        });
        let edges = [(0, 1), (1, 2), (2, 3), (3, 4)].map(|(a, b)| Edge { a, b, cost: 1 });
        let network = Network::new(load.to_vec(), edges.to_vec());
        let bounds = Bounds::of_households(100, 150);
        let enclosed = enclosed_units(&network, &Score::new(&bounds, 100), |_| true);
        let expected = Enclosed {
            node: 1,
            by: vec![0, 3],
            most_below: 40,
            least_above: Some(160),
        };
        assert_eq!(enclosed, [expected]);
    }
}
