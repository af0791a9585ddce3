//! Boundary flips: a node goes over to the region of a neighbour, if its own region stays connected.
//!
//! The lean main move of fine networks: costs first, connectivity only once a flip is accepted.

use crate::rng::Rng;
use crate::unit::Counts;

use super::heat::allowance;
use super::moves::Judge;
use super::network::Network;
use super::parting::Parting;

/// Flips drawn at a time: most lie inside a region, and those are passed over without a branch.
const DRAWN: usize = 16;

/// Scratch of the flips of one network.
#[derive(Clone, Debug)]
pub struct Flips {
    /// The near and the far end of every link.
    ends: Vec<(u32, u32)>,
    /// Summed cost of the links of each node: no flip of it wins more on lines.
    reach: Vec<i64>,
    regions: Vec<Region>,
    /// Regions with a node.
    filled: usize,
    search: Search,
}

#[derive(Clone, Copy, Debug)]
struct Region {
    load: Counts,
    /// What it costs as a part.
    cost: i64,
    nodes: u32,
}

#[derive(Clone, Debug)]
struct Search {
    stamp: Vec<u32>,
    now: u32,
    queue: Vec<u32>,
}

/// What a flip changes on the lines.
struct Lines {
    delta: i64,
    /// Neighbours of the node in its own region.
    kin: u32,
}

#[inline]
fn lines_change(parting: &Parting, node: usize, way: (u32, u32)) -> Lines {
    let (mut delta, mut kin) = (0, 0);
    for link in parting.network.links(node) {
        let label = parting.label[link.to as usize];
        let (own, toward) = (i32::from(label == way.0), i32::from(label == way.1));
        kin += own as u32;
        // Masks instead of branches, which no processor foretells.
        delta += link.cost & -own;
        delta -= link.cost & -toward;
    }
    Lines {
        delta: i64::from(delta),
        kin,
    }
}

impl Flips {
    /// Scratch for `network`.
    #[must_use]
    pub fn new(network: &Network) -> Self {
        let nodes = 0..network.len();
        let ends = nodes.flat_map(|a| network.links(a).iter().map(move |l| (a as u32, l.to)));
        let reach = (0..network.len()).map(|a| {
            let costs = network.links(a).iter().map(|link| i64::from(link.cost));
            costs.sum()
        });
        Self {
            ends: ends.collect(),
            reach: reach.collect(),
            regions: Vec::new(),
            filled: 0,
            search: Search {
                stamp: vec![0; network.len()],
                now: 0,
                queue: Vec::new(),
            },
        }
    }

    /// Proposes `proposals` flips, rounded up to whole draws.
    pub fn run(&mut self, parting: &mut Parting, judge: &Judge, proposals: usize, rng: &mut Rng) {
        if self.ends.is_empty() {
            return;
        }
        self.regions.clear();
        let sizes = parting.load.iter().zip(&parting.members);
        self.regions.extend(sizes.map(|(&load, members)| Region {
            load,
            cost: judge.score.part(&load),
            nodes: members.len() as u32,
        }));
        self.filled = parting.regions();
        let mut changed = false;
        let mut drawn = [0; DRAWN];
        for _ in 0..proposals.div_ceil(DRAWN) {
            let mut count = 0;
            for _ in 0..DRAWN {
                let bits = rng.bits();
                let (node, toward) = self.ends[self.pick(bits)];
                drawn[count] = bits;
                let [a, b] = [node, toward].map(|node| parting.label[node as usize]);
                count += usize::from(a != b);
            }
            for &bits in &drawn[..count] {
                changed |= self.propose(parting, judge, bits);
            }
        }
        if changed {
            parting.refresh();
        }
    }

    /// The link that `bits` draw.
    #[inline]
    fn pick(&self, bits: u64) -> usize {
        (((bits >> 32) * self.ends.len() as u64) >> 32) as usize
    }

    /// One flip drawn by `bits`; whether it was made. Members and counts of `parting` are left as they were.
    #[inline]
    fn propose(&mut self, parting: &mut Parting, judge: &Judge, bits: u64) -> bool {
        let (node, toward) = self.ends[self.pick(bits)];
        let (from, to) = (parting.label[node as usize], parting.label[toward as usize]);
        if from == to {
            return false;
        }
        let most = allowance(judge.heat, bits as u32);
        let load = parting.network.load[node as usize];
        let costs = self.costs_after(judge, load, (from, to));
        let parts = self.parts_change(judge, costs, (from, to));
        // Bounds alone refuse many flips before any link is looked at.
        if parts > most + self.reach[node as usize] {
            return false;
        }
        let lines = lines_change(parting, node as usize, (from, to));
        let made = parts + lines.delta <= most
            && self.stays_connected(parting, node as usize, from, lines.kin);
        if made {
            let [left, joined] = [from, to].map(|region| region as usize);
            self.regions[left].load -= load;
            self.regions[left].cost = costs.0;
            self.regions[left].nodes -= 1;
            self.filled -= usize::from(self.regions[left].nodes == 0);
            self.regions[joined].load += load;
            self.regions[joined].cost = costs.1;
            self.regions[joined].nodes += 1;
            parting.label[node as usize] = to;
        }
        made
    }

    /// What both regions cost once `load` went from one to the other.
    #[inline]
    fn costs_after(&self, judge: &Judge, load: Counts, way: (u32, u32)) -> (i64, i64) {
        let (from, to) = (&self.regions[way.0 as usize], &self.regions[way.1 as usize]);
        let left = if from.nodes > 1 {
            judge.score.part(&(from.load - load))
        } else {
            0
        };
        (left, judge.score.part(&(to.load + load)))
    }

    #[inline]
    fn parts_change(&self, judge: &Judge, after: (i64, i64), way: (u32, u32)) -> i64 {
        let (from, to) = (&self.regions[way.0 as usize], &self.regions[way.1 as usize]);
        let delta = after.0 + after.1 - from.cost - to.cost;
        if from.nodes > 1 {
            delta
        } else {
            delta + judge.hold.change(self.filled, -1)
        }
    }

    fn stays_connected(&mut self, parting: &Parting, node: usize, region: u32, kin: u32) -> bool {
        match kin {
            0 => self.regions[region as usize].nodes == 1,
            1 => true,
            _ => self.search.kin_meet(parting, node, region, kin),
        }
    }
}

impl Search {
    /// Whether the neighbours of `node` in `region` reach one another inside it without `node`.
    fn kin_meet(&mut self, parting: &Parting, node: usize, region: u32, kin: u32) -> bool {
        if self.now > u32::MAX - 4 {
            self.stamp.fill(0);
            self.now = 0;
        }
        self.now += 2;
        let (sought, seen) = (self.now, self.now + 1);
        let network = parting.network;
        self.queue.clear();
        for link in network.links(node) {
            if parting.label[link.to as usize] == region {
                self.stamp[link.to as usize] = sought;
                if self.queue.is_empty() {
                    self.queue.push(link.to);
                }
            }
        }
        self.stamp[node] = seen;
        self.stamp[self.queue[0] as usize] = seen;
        let mut left = kin - 1;
        // Most of the time the neighbours hang together directly, so they are tried alone first.
        let alone = |_: u32, stamp: u32| stamp == sought;
        let whole = |at: u32, stamp: u32| stamp != seen && parting.label[at as usize] == region;
        self.spread(network, (sought, seen), &mut left, alone)
            || self.spread(network, (sought, seen), &mut left, whole)
    }

    /// Goes on from the queue to all that `may` be entered; whether no sought node is left.
    #[inline]
    fn spread(
        &mut self,
        network: &Network,
        (sought, seen): (u32, u32),
        left: &mut u32,
        may: impl Fn(u32, u32) -> bool,
    ) -> bool {
        let mut next = 0;
        while let Some(&at) = self.queue.get(next) {
            next += 1;
            for link in network.links(at as usize) {
                let stamp = self.stamp[link.to as usize];
                if !may(link.to, stamp) {
                    continue;
                }
                if stamp == sought {
                    *left -= 1;
                    if *left == 0 {
                        return true;
                    }
                }
                self.stamp[link.to as usize] = seen;
                self.queue.push(link.to);
            }
        }
        false
    }
}
