//! Cuts a tree into any number of parts at least cost: a dynamic program over the households of the open part.
//!
//! `f_v[x]` is the least cost below `v` when the part still open at `v` has `x` households. Exact on the tree,
//! except that a cut pays a share of the subtree's outline in the network: cuts inside one another would count
//! some links twice. Where further counts can be outside their bounds, those of the cheapest open part are carried
//! along in smaller networks and decide what it costs to close it; the caller judges the result by its true cost.
//! Time O(nodes · range²), far less in practice.
//! Source: Ito, Zhou and Nishizeki 2006, DOI 10.1016/j.jda.2005.01.005, on trees with bounded part weights.

use std::ops::RangeInclusive;

use super::network::Network;
use super::score::{Score, VIOLATION};
use super::tree::{Forest, ROOT};
use crate::unit::Counts;

/// More than any split costs.
pub const NEVER: i64 = i64::MAX / 4;

/// No entry.
const NOWHERE: u32 = u32::MAX;

/// Share of a subtree's outline that a cut pays, in percent.
const OUTLINE_PERCENT: i64 = 60;

/// How far above the best known plan a split is followed: cuts inside one another make it seem dearer than it is.
const SLACK: i64 = VIOLATION / 2;

/// Most entries of the table of open households; larger ranges are counted in steps.
const TABLE: i64 = 400;

/// Most nodes of a network whose further counts are followed: annealing mends the start of a larger one as well.
const MOST_FOLLOWED: usize = 500;

/// Scratch of the dynamic program.
#[derive(Clone, Debug, Default)]
pub struct Split {
    /// All lists of (open households in steps, cost), one after another.
    entries: Vec<(u32, i64)>,
    /// Most cost that is followed.
    most: i64,
    /// Whether further counts are followed.
    follows: bool,
    /// The counts of the open part of each entry, if they are followed.
    loads: Vec<Counts>,
    /// The two entries that each slot of the table came from, if counts are followed.
    origins: Vec<[u32; 2]>,
    /// Where each list starts and ends.
    lists: Vec<(u32, u32)>,
    nodes: Vec<Node>,
    children: Vec<u32>,
    table: Vec<i64>,
    part_cost: Vec<i64>,
    steps: Vec<u32>,
    stack: Vec<(u32, u32, u32)>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Node {
    /// Start of its children, and their number.
    children: (u32, u32),
    /// Its first list; one more follows for each child.
    list: u32,
    /// Cost of closing the part at this node, and the households it then has.
    closed: (i64, u32),
}

impl Split {
    /// Labels of the best split of `forest` and their number; none when it is far from as good as `most`.
    pub fn run(
        &mut self,
        network: &Network,
        forest: &Forest,
        (score, most): (&Score, i64),
        labels: &mut Vec<u32>,
    ) -> Option<usize> {
        self.most = most + SLACK;
        self.prepare(network, forest, score);
        for i in (0..forest.order.len()).rev() {
            self.fold(forest.order[i] as usize, forest, (network, score));
        }
        self.read_back(forest, labels)
    }

    /// Steps of households, part costs and the rows of children.
    fn prepare(&mut self, network: &Network, forest: &Forest, score: &Score) {
        let reach = open_reach(score, network);
        let step = (reach + TABLE - 1) / TABLE;
        let step = step.max(1);
        let cap = (reach / step) as usize;
        self.part_cost.clear();
        let total = network.total();
        let is_plain = score.bounds_households_only();
        let costs = (0..=cap as i64).map(|steps| {
            let households = steps * step;
            let counts = if is_plain {
                Counts {
                    households,
                    ..Counts::default()
                }
            } else {
                share_of(&total, households)
            };
            score.part(&counts)
        });
        self.part_cost.extend(costs);
        self.table.clear();
        self.table.resize(cap + 1, NEVER);
        self.steps.clear();
        self.steps.resize(network.len(), 0);
        // Rounding carries on along the order, so that sums of many small nodes stay right.
        let mut sum = 0;
        for &node in &forest.order {
            let households = network.load[node as usize].households;
            let steps = (sum + households) / step - sum / step;
            sum += households;
            self.steps[node as usize] = (steps as usize).min(cap) as u32;
        }
        self.nodes.clear();
        self.nodes.resize(network.len(), Node::default());
        self.entries.clear();
        self.loads.clear();
        self.lists.clear();
        self.follows = network.len() <= MOST_FOLLOWED && score.can_further_bind(&network.load);
        self.origins.clear();
        let origins = if self.follows { cap + 1 } else { 0 };
        self.origins.resize(origins, [NOWHERE; 2]);
        self.list_children(forest);
    }

    fn list_children(&mut self, forest: &Forest) {
        for &parent in &forest.parent {
            if parent != ROOT {
                self.nodes[parent as usize].children.1 += 1;
            }
        }
        let mut start = 0;
        for node in &mut self.nodes {
            node.children.0 = start;
            start += node.children.1;
            node.children.1 = 0;
        }
        self.children.clear();
        self.children.resize(start as usize, 0);
        for &node in &forest.order {
            let parent = forest.parent[node as usize];
            if parent != ROOT {
                let row = &mut self.nodes[parent as usize].children;
                self.children[(row.0 + row.1) as usize] = node;
                row.1 += 1;
            }
        }
    }

    /// Joins the lists of the children of one node, whose own are done.
    fn fold(&mut self, node: usize, forest: &Forest, (network, score): (&Network, &Score)) {
        let (first, count) = self.nodes[node].children;
        self.nodes[node].list = self.lists.len() as u32;
        let start = self.entries.len() as u32;
        self.entries.push((self.steps[node], 0));
        if self.follows {
            self.loads.push(network.load[node]);
        }
        self.lists.push((start, start + 1));
        for i in first..first + count {
            let child = self.children[i as usize] as usize;
            self.join(child);
        }
        let (from, to) = self.lists[self.lists.len() - 1];
        let mut closed = (NEVER, 0);
        for i in from as usize..to as usize {
            let (open, cost) = self.entries[i];
            let part = if self.follows {
                score.part(&self.loads[i])
            } else {
                self.part_cost[open as usize]
            };
            closed = closed.min((cost + part, open));
        }
        if closed.0 < NEVER {
            closed.0 += forest.outline[node] * OUTLINE_PERCENT / 100;
        }
        self.nodes[node].closed = closed;
    }

    /// Adds a child to the newest list: cut off, or part of the open part.
    fn join(&mut self, child: usize) {
        let closed = self.nodes[child].closed.0;
        let (from, to) = self.last_list(child);
        let (open_from, open_to) = self.lists[self.lists.len() - 1];
        let (mut least, mut most) = (self.table.len(), 0);
        let cap = self.table.len() as u32 - 1;
        for i in open_from..open_to {
            let (open, cost) = self.entries[i as usize];
            if cost + closed <= self.most {
                self.offer(open, cost + closed, [i, NOWHERE]);
            }
            least = least.min(open as usize);
            most = most.max(open as usize);
            for j in from..to {
                let (more, below) = self.entries[j as usize];
                let sum = open + more;
                if sum > cap {
                    break;
                }
                if cost + below > self.most {
                    continue;
                }
                self.offer(sum, cost + below, [i, j]);
                most = most.max(sum as usize);
            }
        }
        self.push_table(least..=most);
    }

    #[inline]
    fn offer(&mut self, open: u32, cost: i64, origin: [u32; 2]) {
        let slot = &mut self.table[open as usize];
        if cost < *slot {
            *slot = cost;
            if self.follows {
                self.origins[open as usize] = origin;
            }
        }
    }

    /// Moves the filled slots of the table to a new list.
    fn push_table(&mut self, slots: RangeInclusive<usize>) {
        let start = self.entries.len() as u32;
        for sum in slots {
            if self.table[sum] == NEVER {
                continue;
            }
            self.entries.push((sum as u32, self.table[sum]));
            self.table[sum] = NEVER;
            if self.follows {
                let [open, more] = self.origins[sum];
                let mut load = self.loads[open as usize];
                if more != NOWHERE {
                    load += self.loads[more as usize];
                }
                self.loads.push(load);
            }
        }
        self.lists.push((start, self.entries.len() as u32));
    }

    fn last_list(&self, node: usize) -> (u32, u32) {
        let node = self.nodes[node];
        self.lists[(node.list + node.children.1) as usize]
    }

    fn read_back(&mut self, forest: &Forest, labels: &mut Vec<u32>) -> Option<usize> {
        labels.clear();
        labels.resize(forest.parent.len(), 0);
        let mut count = 0;
        self.stack.clear();
        for &node in &forest.order {
            if forest.parent[node as usize] == ROOT {
                let (cost, open) = self.nodes[node as usize].closed;
                if cost >= NEVER {
                    return None;
                }
                self.stack.push((node, open, count));
                count += 1;
            }
        }
        while let Some((node, open, label)) = self.stack.pop() {
            labels[node as usize] = label;
            self.unfold(node as usize, open, label, &mut count);
        }
        Some(count as usize)
    }

    /// Finds how the best cost of one node came about, last child first.
    fn unfold(&mut self, node: usize, mut open: u32, label: u32, count: &mut u32) {
        let Node { children, list, .. } = self.nodes[node];
        let mut cost = self
            .cost_at(list + children.1, open)
            .expect("the list that was folded holds its own optimum");
        for i in (0..children.1).rev() {
            let child = self.children[(children.0 + i) as usize];
            let (closed, closed_open) = self.nodes[child as usize].closed;
            if let Some(before) = self.cost_at(list + i, open)
                && before + closed == cost
            {
                cost = before;
                self.stack.push((child, closed_open, *count));
                *count += 1;
                continue;
            }
            let (from, to) = self.last_list(child as usize);
            let joined = self.entries[from as usize..to as usize].iter();
            let (more, before) = joined
                .take_while(|(more, _)| *more <= open)
                .find_map(|&(more, below)| {
                    let before = self.cost_at(list + i, open - more)?;
                    (before + below == cost).then_some((more, before))
                })
                .expect("a child is cut off or joined");
            self.stack.push((child, more, label));
            open -= more;
            cost = before;
        }
    }

    fn cost_at(&self, list: u32, open: u32) -> Option<i64> {
        let (from, to) = self.lists[list as usize];
        let list = &self.entries[from as usize..to as usize];
        let at = list.binary_search_by_key(&open, |entry| entry.0).ok()?;
        Some(list[at].1)
    }
}

/// Counts of `households` out of a total, the further counts in proportion: the best guess where only households
/// are followed.
fn share_of(total: &Counts, households: i64) -> Counts {
    let share = |count: i64| match count {
        0 => 0,
        // A workload in ten-millionths times households may need more than 64 bits.
        _ => {
            (i128::from(count) * i128::from(households) / i128::from(total.households.max(1)))
                as i64
        }
    };
    Counts {
        households,
        persons: share(total.persons),
        merchants: share(total.merchants),
        tasks: share(total.tasks),
        workload_e7: share(total.workload_e7),
    }
}

/// Most households worth following in an open part: a third above the upper bound.
fn open_reach(score: &Score, network: &Network) -> i64 {
    let target = score.target().unwrap_or(0);
    let most = score.bounds().households.max.unwrap_or(2 * target);
    let total = network.total().households;
    let reach = if most > 0 { most + most / 3 } else { total };
    reach.min(total).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::network::Edge;
    use crate::plan::tree::Pull;
    use crate::plan::{Bounds, Range};
    use crate::rng::Rng;

    /// Estates of 50 in a row, `- D D -` with dormitories in the middle: at most 500 persons keep them apart, though
    /// the line between them is the dearest.
    #[test]
    fn dormitories_are_kept_apart() {
        let load = [100, 300, 300, 100].map(|persons| Counts {
            households: 50,
            persons,
            ..Counts::default()
        });
        let costs = [10, 100, 10].into_iter().zip(0..);
        let edges = costs.map(|(cost, a)| Edge { a, b: a + 1, cost });
        let network = Network::new(load.to_vec(), edges.collect());
        let range = |min, max| Range {
            min,
            target: None,
            max,
        };
        let bounds = Bounds {
            households: range(Some(50), Some(150)),
            persons: range(None, Some(500)),
            ..Bounds::default()
        };
        let score = Score::new(&bounds, 0);
        let (mut forest, mut split, mut labels) = (Forest::default(), Split::default(), Vec::new());
        let mut rng = Rng::new(1, 1);
        forest.grow(&network, &score, Pull::None, &mut rng);
        let count = split.run(&network, &forest, (&score, NEVER), &mut labels);
        assert_eq!(
            (count, labels[1] == labels[2]),
            (Some(2), false),
            "{labels:?}"
        );
    }
}
