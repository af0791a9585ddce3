//! All clusters of a unit: the connected sets within the bounds that hold it, with the land they cannot do without.
//!
//! Sets grow from the unit neighbour by neighbour and stop where a count exceeds its upper bound.
//! Source of the enumeration: Wernicke 2006, DOI 10.1109/TCBB.2006.51.

use crate::unit::Counts;

use super::doors::Doors;
use super::near::Near;
use super::network::Network;
use super::score::Score;

/// Most sets tried for one unit.
pub const MOST_TRIED: usize = 4_000;

/// Most clusters of one unit.
const MOST_CLUSTERS: usize = 6_000;

/// The clusters of one unit.
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    /// Each cluster with its doors, ascending.
    pub sets: Vec<Vec<u32>>,
    /// Whether there are more, because too many sets had to be tried.
    pub is_cut_short: bool,
    /// Sets tried.
    pub tried: usize,
}

impl Clusters {
    /// None known, and there may be some.
    #[must_use]
    pub fn cut_short() -> Self {
        Self {
            is_cut_short: true,
            ..Self::default()
        }
    }
}

/// Enumerates clusters, one unit after another.
pub struct Grower<'a> {
    network: &'a Network,
    near: &'a Near,
    /// Units that are chosen, refused or waiting, in the order they were met.
    met: Vec<u32>,
    is_met: Vec<bool>,
    chosen: Vec<u32>,
    /// Units before this one are left out.
    first: u32,
    most_tried: usize,
    doors: Doors,
    found: Clusters,
}

impl<'a> Grower<'a> {
    /// For clusters of units of `network`.
    #[must_use]
    pub fn new(network: &'a Network, near: &'a Near) -> Self {
        Self {
            network,
            near,
            met: Vec::new(),
            is_met: vec![false; network.len()],
            chosen: Vec::new(),
            first: 0,
            most_tried: MOST_TRIED,
            doors: Doors::new(network.len()),
            found: Clusters::default(),
        }
    }

    /// The same with up to so many sets tried for one unit.
    #[must_use]
    pub fn trying(self, most_tried: usize) -> Self {
        Self { most_tried, ..self }
    }

    /// The clusters of `node` within the bounds of `score`.
    #[must_use]
    pub fn clusters(&mut self, score: &Score, node: u32) -> Clusters {
        let mut clusters = self.plain(score, node);
        if !clusters.is_cut_short {
            for set in &mut clusters.sets {
                self.doors.add(self.network, self.near, set);
            }
        }
        clusters
    }

    /// Those of them in which `node` is the lowest unit, without their doors.
    #[must_use]
    pub fn clusters_from(&mut self, score: &Score, node: u32) -> Clusters {
        self.first = node;
        let clusters = self.plain(score, node);
        self.first = 0;
        clusters
    }

    fn plain(&mut self, score: &Score, node: u32) -> Clusters {
        self.meet(node);
        self.choose(score, 0, Counts::default());
        self.forget(0);
        std::mem::take(&mut self.found)
    }

    /// Adds the unit met at position `at` to the set and goes on with those met later.
    fn choose(&mut self, score: &Score, at: usize, before: Counts) {
        self.found.tried += 1;
        if self.is_too_long() {
            return;
        }
        let node = self.met[at];
        let load = before + self.network.load[node as usize];
        if score.is_above(&load) {
            return;
        }
        self.chosen.push(node);
        self.found.is_cut_short |= self.near.is_vague(node);
        if score.is_inside(&load) {
            let mut set = self.chosen.clone();
            set.sort_unstable();
            self.found.sets.push(set);
        }
        let known = self.met.len();
        let near = self.near;
        for &other in near.of(node) {
            self.meet(other);
        }
        for next in at + 1..self.met.len() {
            if self.is_too_long() {
                break;
            }
            self.choose(score, next, load);
        }
        self.forget(known);
        self.chosen.pop();
    }

    /// Whether the list is cut short because it is too long.
    fn is_too_long(&mut self) -> bool {
        let is = self.found.tried > self.most_tried || self.found.sets.len() > MOST_CLUSTERS;
        self.found.is_cut_short |= is;
        is
    }

    fn meet(&mut self, node: u32) {
        if node >= self.first && !self.is_met[node as usize] {
            self.is_met[node as usize] = true;
            self.met.push(node);
        }
    }

    fn forget(&mut self, known: usize) {
        for &node in &self.met[known..] {
            self.is_met[node as usize] = false;
        }
        self.met.truncate(known);
    }
}
