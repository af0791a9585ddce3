//! The connected sets of a window that a partition below some cost could hold, each as bits of a word.
//!
//! Sets grow from their first node, neighbour by neighbour, each either taken in or refused for good.
//! Source of the enumeration: Wernicke 2006, DOI 10.1109/TCBB.2006.51.

use crate::unit::Counts;

use super::network::Network;
use super::room::Room;
use super::score::{Score, VIOLATION};

/// Most nodes of a window: sets are bits of a word.
pub const MOST_NODES: usize = 60;

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

/// What a set may cost.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    /// As a part, without its lines.
    pub part: i64,
    /// With all its lines: beyond these no other part of a plan has to cost anything.
    pub plan: i64,
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

impl Lister {
    /// Lists in `sets`, by their first nodes, the connected sets that cost at most `most`, where nodes above the bounds
    /// cost what they owe in any plan; returns whether they are not too many.
    pub fn list(
        &mut self,
        window: &Window,
        score: &Score,
        (most, caps): (Most, Caps),
        sets: &mut Vec<Set>,
    ) -> bool {
        self.prepare(window, score);
        sets.clear();
        let owed = self.owed.iter().sum::<i64>();
        let most = Most {
            part: most.part - owed,
            plan: most.plan - owed,
        };
        self.owes = self.sums_all || owed > 0;
        self.light = if self.sums_all {
            -1
        } else {
            score.heaviest(most.part)
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

    /// Takes in every open neighbour with which a set does not get too heavy for a part that costs `most`; those before
    /// it are refused. Returns the number of sets so made.
    fn grow(&mut self, (score, most): (&Score, Most), set: &Growing, sets: &mut Vec<Set>) -> usize {
        let (mut refused, mut made) = (set.refused, 0);
        for node in nodes_of(set.open) {
            let bit = 1 << node;
            let nodes = set.nodes | bit;
            let households = set.households + self.load[node].households;
            let owed = set.owed + self.owed[node];
            refused |= bit;
            let fits = households <= self.light
                || self.owes
                    && !is_too_heavy(score, &self.load(nodes, households), most.part + owed);
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
    fn keep(&self, (score, most): (&Score, Most), set: &Growing, sets: &mut Vec<Set>) {
        let cost = if self.sums_all {
            score.part(&self.load(set.nodes, set.households))
        } else {
            score.part_of(set.households)
        };
        let above = cost - set.owed;
        if above <= most.part && above + set.outline <= most.plan {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Bounds;
    use crate::plan::network::Edge;
    use crate::rng::Rng;

    fn homes(households: i64) -> Counts {
        Counts {
            households,
            ..Counts::default()
        }
    }

    fn is_connected(window: &Network, set: u64) -> bool {
        let inside = |node: usize| set >> node & 1 == 1;
        window.components_where(inside).len() == 1
    }

    /// Against all subsets: those that are connected and cost no more, each once.
    #[test]
    fn every_set_that_costs_no_more_is_listed_once() {
        let mut rng = Rng::new(7, 1);
        let caps = Caps {
            sets: 10_000,
            steps: 10_000,
            states: 0,
        };
        for _ in 0..200 {
            let nodes = 2 + rng.below(8);
            let load = (0..nodes).map(|_| homes([0, 20, 40, 60, 90, 170][rng.below(6)]));
            let edges = (1..nodes as u32).flat_map(|b| [(b - 1, b), (b / 2, b)]);
            let edges = edges.map(|(a, b)| Edge { a, b, cost: 70 });
            let network = Network::new(load.collect(), edges.collect());
            let score = Score::new(&Bounds::of_households(100, 150), 100);
            let most = Most {
                part: [900, 4_999, 12_000][rng.below(3)],
                plan: [1_000, 5_200, 20_000][rng.below(3)],
            };
            let order: Vec<u32> = (0..nodes as u32).rev().collect();
            let window = Window {
                network: &network,
                order: &order,
            };
            let mut sets = Vec::new();
            assert!(Lister::default().list(&window, &score, (most, caps), &mut sets));
            let mut listed: Vec<u64> = sets.iter().map(|set| set.nodes).collect();
            listed.sort_unstable();
            let all: i64 = network.load.iter().map(|load| owed(&score, load)).sum();
            let fits = |set: u64| {
                let label: Vec<u32> = (0..nodes).map(|i| u32::from(set >> i & 1 == 0)).collect();
                let load: Counts = nodes_of(set).map(|node| network.load[node]).sum();
                let own: i64 = nodes_of(set).map(|n| owed(&score, &network.load[n])).sum();
                let cost = score.part(&load) - own + all;
                cost <= most.part && cost + network.cut(&label) <= most.plan
            };
            let subsets = (1..1u64 << nodes).filter(|&set| is_connected(&network, set));
            let fitting = subsets.filter(|&set| fits(set));
            // The order is the other way round.
            let bits = fitting.map(|set| set.reverse_bits() >> (64 - nodes));
            let mut expected: Vec<u64> = bits.collect();
            expected.sort_unstable();
            assert_eq!(listed, expected);
        }
    }

    #[test]
    fn the_heaviest_part_is_the_last_that_is_not_too_heavy() {
        for (max, most) in [
            (150, 900),
            (150, 5_000),
            (151, 7_431),
            (400, 9_999),
            (40, 61_000),
        ] {
            let score = Score::new(&Bounds::of_households(max / 3, max), 0);
            let heaviest = score.heaviest(most);
            assert!(!is_too_heavy(&score, &homes(heaviest), most));
            assert!(is_too_heavy(&score, &homes(heaviest + 1), most));
        }
    }
}
