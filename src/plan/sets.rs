//! The connected sets of a window that a partition below some cost could hold, each as bits of a word.
//!
//! Sets grow from their first node, neighbour by neighbour, each either taken in or refused for good.
//! Source of the enumeration: Wernicke 2006, DOI 10.1109/TCBB.2006.51.

use crate::unit::Counts;

use super::network::Network;
use super::score::{Score, VIOLATION};

/// Most nodes of a window: sets are bits of a word.
pub const MOST_NODES: usize = 60;

/// How much one window may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// Most sets.
    pub sets: usize,
    /// Most steps of listing them.
    pub steps: usize,
    /// Most states.
    pub states: usize,
}

/// A connected set while it grows.
#[derive(Clone, Copy, Debug)]
struct Growing {
    nodes: u64,
    /// Neighbours to decide on, and those refused.
    open: u64,
    refused: u64,
    households: i64,
    outline: i64,
    /// What its nodes above the bounds cost anyway.
    owed: i64,
}

/// A connected set, and what it costs; above the prices of its nodes once there are prices.
#[derive(Clone, Copy, Debug)]
pub struct Set {
    /// Its nodes, as bits.
    pub nodes: u64,
    /// Twice its cost as a part (a cut link counts on either side), as listed.
    pub spare: i64,
    /// Its households, and one more for each node: it is shared out by these.
    pub weight: i64,
}

/// Lists sets; scratch is kept between windows.
#[derive(Clone, Debug, Default)]
pub struct Lister {
    near: Vec<u64>,
    outline: Vec<i64>,
    /// What the link between two nodes costs; of nodes without one it says nothing.
    between: Vec<[i32; MOST_NODES]>,
    /// What each node costs for being above the bounds, whatever part it is in.
    owed: Vec<i64>,
    /// Whether other counts than households have to be summed.
    sums_all: bool,
    stack: Vec<Growing>,
}

impl Lister {
    /// Lists in `sets` the connected sets of a partition that costs at most `most`; returns whether they are not too many.
    pub fn list(
        &mut self,
        window: &Network,
        score: &Score,
        (most, caps): (i64, Caps),
        sets: &mut Vec<Set>,
    ) -> bool {
        self.prepare(window, score);
        sets.clear();
        let most = most - self.owed.iter().sum::<i64>();
        let mut steps = 0;
        for first in 0..window.len() {
            self.stack.clear();
            self.stack.push(Growing {
                nodes: 1 << first,
                open: self.near[first] & (!1 << first),
                refused: (1 << first) - 1,
                households: window.load[first].households,
                outline: self.outline[first],
                owed: self.owed[first],
            });
            while let Some(set) = self.stack.pop() {
                steps += 1;
                let load = self.load(window, (set.nodes, set.households));
                keep(score, most, (&set, &load), sets);
                self.grow(window, (score, most), &set);
                if steps > caps.steps || sets.len() > caps.sets {
                    return false;
                }
            }
        }
        true
    }

    /// Takes in every open neighbour with which a set does not get too heavy for a partition that costs `most`; those
    /// before it are refused.
    fn grow(&mut self, window: &Network, (score, most): (&Score, i64), set: &Growing) {
        let mut refused = set.refused;
        for node in nodes_of(set.open) {
            let bit = 1 << node;
            let nodes = set.nodes | bit;
            let households = set.households + window.load[node].households;
            let load = self.load(window, (nodes, households));
            let owed = set.owed + self.owed[node];
            if is_too_heavy(score, &load, most + owed) {
                refused |= bit;
                continue;
            }
            let inside = nodes_of(self.near[node] & set.nodes);
            let inside: i64 = inside
                .map(|other| i64::from(self.between[node][other]))
                .sum();
            self.stack.push(Growing {
                nodes,
                open: (set.open | self.near[node]) & !(nodes | refused),
                refused,
                households,
                outline: set.outline + self.outline[node] - 2 * inside,
                owed,
            });
            refused |= bit;
        }
    }

    /// The counts of a set with so many households, as far as the bounds ask for them.
    fn load(&self, window: &Network, (nodes, households): (u64, i64)) -> Counts {
        if self.sums_all {
            return nodes_of(nodes).map(|node| window.load[node]).sum();
        }
        Counts {
            households,
            ..Counts::default()
        }
    }

    fn prepare(&mut self, window: &Network, score: &Score) {
        self.sums_all = !score.bounds_households_only();
        self.near.clear();
        self.outline.clear();
        self.owed.clear();
        let rows = self.between.len().max(window.len());
        self.between.resize(rows, [0; MOST_NODES]);
        for node in 0..window.len() {
            let links = window.links(node);
            self.near
                .push(links.iter().fold(0, |set, link| set | 1 << link.to));
            let costs = links.iter().map(|link| i64::from(link.cost));
            self.outline.push(costs.sum());
            for link in links {
                self.between[node][link.to as usize] = link.cost;
            }
            self.owed.push(owed(score, &window.load[node]));
        }
    }
}

/// Whether a part is above the bounds and costs more than `most` for that alone.
fn is_too_heavy(score: &Score, load: &Counts, most: i64) -> bool {
    score.is_above(load) && (VIOLATION > most || VIOLATION + score.excess_above(load) > most)
}

fn keep(score: &Score, most: i64, (set, load): (&Growing, &Counts), sets: &mut Vec<Set>) {
    let spare = 2 * score.part(load) + set.outline;
    if spare <= 2 * (most + set.owed) {
        let nodes = set.nodes;
        let weight = set.households + i64::from(nodes.count_ones());
        sets.push(Set {
            nodes,
            spare,
            weight,
        });
    }
}

/// What a node above the bounds adds to every part; two such nodes in one part never cost less than apart, as an
/// upper bound of households is at least as long as the range.
#[must_use]
pub fn owed(score: &Score, load: &Counts) -> i64 {
    if score.bounds_households_only() && score.is_above(load) {
        score.violation(load) - 1
    } else {
        0
    }
}

/// Nodes of a connected window from one end to the other, so that few states are open at once.
pub fn sweep(window: &Network, order: &mut Vec<u32>) {
    let mut from = 0;
    for _ in 0..2 {
        let mut seen = 1u64 << from;
        order.clear();
        order.push(from);
        let mut next = 0;
        while let Some(&node) = order.get(next) {
            next += 1;
            for link in window.links(node as usize) {
                if seen >> link.to & 1 == 0 {
                    seen |= 1 << link.to;
                    order.push(link.to);
                }
            }
        }
        from = order[order.len() - 1];
    }
}

/// The nodes of a set, ascending.
pub fn nodes_of(set: u64) -> impl Iterator<Item = usize> {
    let mut left = set;
    std::iter::from_fn(move || {
        let node = (left != 0).then(|| left.trailing_zeros() as usize)?;
        left &= left - 1;
        Some(node)
    })
}
