//! The connected sets of a window that a partition below some cost could hold, each as bits of a word.
//!
//! Sets grow from their first node, neighbour by neighbour, each either taken in or refused for good.
//! Source of the enumeration: Wernicke 2006, DOI 10.1109/TCBB.2006.51.

use crate::unit::Counts;

use super::network::Network;
use super::score::{Score, VIOLATION};

/// Most nodes of a window: sets are bits of a word.
pub const MOST_NODES: usize = 60;

/// Steps in which the room that a set has left is looked up.
const STEPS_OF_ROOM: usize = 64;

/// A network of a few nodes, and the order in which they are the bits of sets.
#[derive(Clone, Copy, Debug)]
pub struct Window<'a> {
    /// The network; connected.
    pub network: &'a Network,
    /// All its nodes, as [`sweep`] orders them.
    pub order: &'a [u32],
}

impl Window<'_> {
    /// The counts of the nodes, bit by bit.
    pub fn loads(&self) -> impl Iterator<Item = &Counts> {
        (self.order.iter()).map(|&node| &self.network.load[node as usize])
    }
}

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
    /// The bit of each node.
    places: Vec<u32>,
    load: Vec<Counts>,
    near: Vec<u64>,
    outline: Vec<i64>,
    /// What the link between two nodes costs; of nodes without one it says nothing.
    between: Vec<[i32; MOST_NODES]>,
    /// What each node costs for being above the bounds, whatever part it is in.
    owed: Vec<i64>,
    /// Whether other counts than households have to be summed.
    sums_all: bool,
    /// Households up to which a set is not too heavy.
    light: i64,
    /// Whether one with more may be light enough as well.
    owes: bool,
    room: Room,
    stack: Vec<Growing>,
}

/// The nodes that fit into what a set may still take in, and at most a few more.
#[derive(Clone, Debug)]
struct Room {
    /// By steps of room.
    nodes: [u64; STEPS_OF_ROOM],
    /// Households of the heaviest node.
    most: i64,
    /// Bits of the households in one step.
    step: u32,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            nodes: [0; STEPS_OF_ROOM],
            most: 0,
            step: 0,
        }
    }
}

impl Room {
    fn fill(&mut self, load: &[Counts]) {
        let most = load.iter().map(|load| load.households).max();
        self.most = most.unwrap_or(0);
        self.step = (i64::BITS - self.most.leading_zeros()).saturating_sub(STEPS_OF_ROOM.ilog2());
        self.nodes.fill(0);
        for (node, load) in load.iter().enumerate() {
            self.nodes[(load.households >> self.step) as usize] |= 1 << node;
        }
        for step in 1..STEPS_OF_ROOM {
            self.nodes[step] |= self.nodes[step - 1];
        }
    }

    fn nodes(&self, households: i64) -> u64 {
        self.nodes[(households.clamp(0, self.most) >> self.step) as usize]
    }
}

impl Lister {
    /// Lists in `sets`, by their first nodes, the connected sets of a partition that costs at most `most`; returns
    /// whether they are not too many.
    pub fn list(
        &mut self,
        window: &Window,
        score: &Score,
        (most, caps): (i64, Caps),
        sets: &mut Vec<Set>,
    ) -> bool {
        self.prepare(window, score);
        sets.clear();
        let owed = self.owed.iter().sum::<i64>();
        let most = most - owed;
        self.owes = self.sums_all || owed > 0;
        self.light = if self.sums_all {
            -1
        } else {
            score.heaviest(most)
        };
        let mut steps = 0;
        for first in 0..self.load.len() {
            let set = Growing {
                nodes: 1 << first,
                open: self.near[first] & (!1 << first),
                refused: (1 << first) - 1,
                households: self.load[first].households,
                outline: self.outline[first],
                owed: self.owed[first],
            };
            self.keep((score, most), &set, sets);
            self.stack.clear();
            self.stack.push(set);
            steps += 1;
            while let Some(set) = self.stack.pop() {
                steps += self.grow((score, most), &set, sets);
                if steps > caps.steps || sets.len() > caps.sets {
                    return false;
                }
            }
        }
        true
    }

    /// Takes in every open neighbour with which a set does not get too heavy for a partition that costs `most`; those
    /// before it are refused. Returns the number of sets so made.
    fn grow(&mut self, (score, most): (&Score, i64), set: &Growing, sets: &mut Vec<Set>) -> usize {
        let (mut refused, mut made) = (set.refused, 0);
        for node in nodes_of(set.open) {
            let bit = 1 << node;
            let nodes = set.nodes | bit;
            let households = set.households + self.load[node].households;
            let owed = set.owed + self.owed[node];
            refused |= bit;
            let fits = households <= self.light
                || self.owes && !is_too_heavy(score, &self.load(nodes, households), most + owed);
            if !fits {
                continue;
            }
            let inside = nodes_of(self.near[node] & set.nodes);
            let inside: i64 = inside
                .map(|other| i64::from(self.between[node][other]))
                .sum();
            let open = (set.open | self.near[node]) & !(nodes | refused);
            let set = Growing {
                nodes,
                open: open & self.fitting(households),
                refused,
                households,
                outline: set.outline + self.outline[node] - 2 * inside,
                owed,
            };
            self.keep((score, most), &set, sets);
            made += 1;
            if set.open != 0 {
                self.stack.push(set);
            }
        }
        made
    }

    /// Nodes among which all are that a set with so many households may take in.
    fn fitting(&self, households: i64) -> u64 {
        if self.owes {
            return u64::MAX;
        }
        self.room.nodes(self.light - households)
    }

    #[inline]
    fn keep(&self, (score, most): (&Score, i64), set: &Growing, sets: &mut Vec<Set>) {
        let cost = if self.sums_all {
            score.part(&self.load(set.nodes, set.households))
        } else {
            score.part_of(set.households)
        };
        // Beyond its lines no other part has to cost anything.
        if cost + set.outline <= most + set.owed {
            let spare = 2 * cost + set.outline;
            let nodes = set.nodes;
            let weight = set.households + i64::from(nodes.count_ones());
            sets.push(Set {
                nodes,
                spare,
                weight,
            });
        }
    }

    /// The counts of a set with so many households, as far as the bounds ask for them.
    fn load(&self, nodes: u64, households: i64) -> Counts {
        if self.sums_all {
            return nodes_of(nodes).map(|node| self.load[node]).sum();
        }
        Counts {
            households,
            ..Counts::default()
        }
    }

    fn prepare(&mut self, window: &Window, score: &Score) {
        let Window { network, order } = window;
        self.sums_all = !score.bounds_households_only();
        self.places.resize(order.len(), 0);
        for (place, &node) in (0..).zip(*order) {
            self.places[node as usize] = place;
        }
        self.load.clear();
        self.load.extend(window.loads());
        self.near.clear();
        self.outline.clear();
        let rows = self.between.len().max(order.len());
        self.between.resize(rows, [0; MOST_NODES]);
        for (between, &node) in self.between.iter_mut().zip(*order) {
            let (mut near, mut outline) = (0, 0);
            for link in network.links(node as usize) {
                let place = self.places[link.to as usize] as usize;
                near |= 1 << place;
                outline += i64::from(link.cost);
                between[place] = link.cost;
            }
            self.near.push(near);
            self.outline.push(outline);
        }
        self.owed.clear();
        self.owed
            .extend(window.loads().map(|load| owed(score, load)));
        self.room.fill(&self.load);
    }
}

/// Whether a part is above the bounds and costs more than `most` for that alone.
fn is_too_heavy(score: &Score, load: &Counts, most: i64) -> bool {
    score.is_above(load) && (VIOLATION > most || VIOLATION + score.excess_above(load) > most)
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
