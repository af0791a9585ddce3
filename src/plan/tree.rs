//! Random spanning forests and what each of their subtrees would cost as a piece of its own.
//!
//! `ReCom` used as an optimiser: of all edges of a random tree the best one is cut, at the exact cost of the
//! network (`DeFord`, Duchin and Solomon 2021, DOI 10.1162/99608f92.eb30390f, draw a random one instead).

use crate::rng::Rng;
use crate::unit::Counts;

use super::network::Network;
use super::score::Score;

/// No parent: the root of a tree.
pub const ROOT: u32 = u32::MAX;

/// How strongly expensive links are drawn into the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pull {
    /// Links are alike.
    None,
    /// By the square root of their cost.
    Root,
    /// By their cost.
    Full,
}

impl Pull {
    /// One of the three, at random.
    #[must_use]
    pub fn draw(rng: &mut Rng) -> Self {
        [Self::None, Self::Root, Self::Full][rng.below(3)]
    }
}

/// A rooted spanning forest; buffers are kept between trees.
#[derive(Clone, Debug, Default)]
pub struct Forest {
    /// Parent of each node, [`ROOT`] at roots.
    pub parent: Vec<u32>,
    /// Nodes, parents before children.
    pub order: Vec<u32>,
    /// Cost of cutting the subtree of each node from the rest of the network.
    pub outline: Vec<i64>,
    load: Vec<Counts>,
    is_above: Vec<bool>,
    depth: Vec<u32>,
    keys: Vec<u64>,
    leader: Vec<u32>,
    starts: Vec<u32>,
    ends: Vec<u32>,
}

/// The best way to cut one tree once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Cost of the parts and of the cut.
    pub cost: i64,
    /// The subtree that becomes a part, [`ROOT`] when no cut is best.
    pub subtree: u32,
}

const INDEX_BITS: u32 = 27;

impl Forest {
    /// Grows a random spanning forest of `network`.
    ///
    /// Nodes above the bounds can be in no valid part, so they become leaves where the network allows it.
    pub fn grow(&mut self, network: &Network, score: &Score, pull: Pull, rng: &mut Rng) {
        self.draw_keys(network, score, pull, rng);
        self.link(network);
        self.root(network.len(), rng.below(network.len()));
        self.sum_outlines(network);
    }

    fn draw_keys(&mut self, network: &Network, score: &Score, pull: Pull, rng: &mut Rng) {
        self.is_above.clear();
        let above = network.load.iter().map(|load| score.is_above(load));
        self.is_above.extend(above);
        self.keys.clear();
        for (i, edge) in network.edges.iter().enumerate() {
            let cost = edge.cost.unsigned_abs();
            let weight = match pull {
                Pull::None => 1 << 10,
                Pull::Root => (u64::from(cost) << 8).isqrt() * 8 + 1,
                Pull::Full => u64::from(cost) * 64 + 1,
            };
            let last = u64::from(self.is_above[edge.a as usize] || self.is_above[edge.b as usize]);
            let key = (((rng.bits() >> 32) << 14) / weight).min((1 << 36) - 1);
            self.keys.push((last << 36 | key) << INDEX_BITS | i as u64);
        }
        self.keys.sort_unstable();
    }

    /// Kruskal over the drawn keys; tree links land in compressed rows.
    fn link(&mut self, network: &Network) {
        let nodes = network.len();
        self.leader.clear();
        self.leader.extend(0..nodes as u32);
        self.starts.clear();
        self.starts.resize(nodes + 2, 0);
        let mut kept = 0;
        for i in 0..self.keys.len() {
            let edge = network.edges[(self.keys[i] & ((1 << INDEX_BITS) - 1)) as usize];
            let (x, y) = (
                find(&mut self.leader, edge.a),
                find(&mut self.leader, edge.b),
            );
            if x == y {
                continue;
            }
            self.leader[x as usize] = y;
            self.starts[edge.a as usize + 2] += 1;
            self.starts[edge.b as usize + 2] += 1;
            self.keys[kept] = u64::from(edge.a) << 32 | u64::from(edge.b);
            kept += 1;
            if kept + 1 == nodes {
                break;
            }
        }
        for i in 2..nodes + 2 {
            self.starts[i] += self.starts[i - 1];
        }
        self.ends.clear();
        self.ends.resize(kept * 2, 0);
        for &key in &self.keys[..kept] {
            let (a, b) = ((key >> 32) as u32, key as u32);
            for (from, to) in [(a, b), (b, a)] {
                let slot = &mut self.starts[from as usize + 1];
                self.ends[*slot as usize] = to;
                *slot += 1;
            }
        }
    }

    fn root(&mut self, nodes: usize, first: usize) {
        self.parent.clear();
        self.parent.resize(nodes, ROOT);
        self.depth.clear();
        self.depth.resize(nodes, u32::MAX);
        self.order.clear();
        for i in 0..nodes {
            let start = (first + i) % nodes;
            if self.depth[start] != u32::MAX {
                continue;
            }
            self.depth[start] = 0;
            let mut next = self.order.len();
            self.order.push(start as u32);
            while let Some(&node) = self.order.get(next) {
                next += 1;
                let row = self.starts[node as usize]..self.starts[node as usize + 1];
                for slot in row {
                    let to = self.ends[slot as usize];
                    if self.depth[to as usize] == u32::MAX {
                        self.depth[to as usize] = self.depth[node as usize] + 1;
                        self.parent[to as usize] = node;
                        self.order.push(to);
                    }
                }
            }
        }
    }

    /// A link adds its cost at both ends and takes it back where the ends meet.
    fn sum_outlines(&mut self, network: &Network) {
        self.outline.clear();
        self.outline.resize(network.len(), 0);
        for edge in &network.edges {
            let cost = i64::from(edge.cost);
            let (mut x, mut y) = (edge.a, edge.b);
            self.outline[x as usize] += cost;
            self.outline[y as usize] += cost;
            while x != y {
                if self.depth[x as usize] >= self.depth[y as usize] {
                    x = self.parent[x as usize];
                } else {
                    y = self.parent[y as usize];
                }
            }
            self.outline[x as usize] -= 2 * cost;
        }
        for &node in self.order.iter().rev() {
            let parent = self.parent[node as usize];
            if parent != ROOT {
                self.outline[parent as usize] += self.outline[node as usize];
            }
        }
    }

    /// The best single cut of a tree that spans `network`; leaving it whole counts as well.
    pub fn best_cut(&mut self, network: &Network, score: &Score) -> Cut {
        self.load.clear();
        self.load.extend_from_slice(&network.load);
        for &node in self.order.iter().rev() {
            let parent = self.parent[node as usize];
            if parent != ROOT {
                let load = self.load[node as usize];
                self.load[parent as usize] += load;
            }
        }
        let total = self.load[self.order[0] as usize];
        let mut best = Cut {
            cost: score.part(&total),
            subtree: ROOT,
        };
        for &node in &self.order[1..] {
            let load = self.load[node as usize];
            let parts = score.part(&load) + score.part(&(total - load));
            let cost = parts + self.outline[node as usize];
            if cost < best.cost {
                best = Cut {
                    cost,
                    subtree: node,
                };
            }
        }
        best
    }

    /// Labels 1 in the subtree and 0 elsewhere; returns the number of labels.
    pub fn mark(&self, subtree: u32, labels: &mut Vec<u32>) -> usize {
        labels.clear();
        labels.resize(self.parent.len(), 0);
        if subtree == ROOT {
            return 1;
        }
        labels[subtree as usize] = 1;
        for &node in &self.order {
            let parent = self.parent[node as usize];
            if parent != ROOT && labels[parent as usize] == 1 {
                labels[node as usize] = 1;
            }
        }
        2
    }
}

fn find(leader: &mut [u32], mut node: u32) -> u32 {
    while leader[node as usize] != node {
        leader[node as usize] = leader[leader[node as usize] as usize];
        node = leader[node as usize];
    }
    node
}
