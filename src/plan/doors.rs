//! The land without counts that a cluster cannot do without: its doors.
//!
//! Units of a cluster that do not touch are joined by land, and some pieces of that land may be the only way. No two
//! parts can have the same door, so clusters with a door in common are as good as overlapping. Doors are the
//! articulation points that part the cluster in the network of its units and all land.
//! Source: Tarjan 1972, DOI 10.1137/0201010.

use super::near::Near;
use super::network::Network;

/// Most nodes looked at for all clusters: beyond, none has doors that are known.
const MOST_STEPS: usize = 500_000;

/// No node.
const NONE: u32 = u32::MAX;

/// Finds doors, one cluster after another.
#[derive(Clone, Debug)]
pub struct Doors {
    /// When each node was met in this round, counted from `before`.
    met: Vec<u32>,
    before: u32,
    stack: Vec<Visit>,
    /// Units of a cluster that are reached without land.
    reached: Vec<u32>,
    steps: usize,
}

/// A node that is being looked around.
#[derive(Clone, Copy, Debug)]
struct Visit {
    node: u32,
    above: u32,
    /// The next of its links.
    link: u32,
    /// The first met node that it or a node below it touches.
    reach: u32,
    /// Whether it or a node below it is of the cluster.
    leads: bool,
}

impl Doors {
    /// For a network of `nodes` nodes.
    #[must_use]
    pub fn new(nodes: usize) -> Self {
        Self {
            met: vec![0; nodes],
            before: 0,
            stack: Vec::new(),
            reached: Vec::new(),
            steps: 0,
        }
    }

    /// Adds to a cluster, given ascending by its units with counts, the land that it cannot do without.
    pub fn add(&mut self, network: &Network, near: &Near, cluster: &mut Vec<u32>) {
        if cluster.len() < 2 || !near.has_land() || self.steps > MOST_STEPS {
            return;
        }
        if self.before > u32::MAX / 2 {
            self.met.fill(0);
            self.before = 0;
        }
        if self.touches_itself(network, cluster) {
            return;
        }
        // The units of the cluster were met in these two rounds, now all are met anew.
        let (asked, before) = (self.before - 1, self.before);
        let mut now = before;
        self.enter(cluster[0], NONE, true, &mut now);
        while let Some(&visit) = self.stack.last() {
            let links = network.links(visit.node as usize);
            let Some(link) = links.get(visit.link as usize) else {
                self.stack.pop();
                self.leave(&visit, near, cluster);
                continue;
            };
            let last = self.stack.len() - 1;
            self.stack[last].link += 1;
            let (to, met) = (link.to, self.met[link.to as usize]);
            let is_unit = met == asked || met == before;
            if to == visit.above {
                continue;
            }
            if met > before {
                let reach = &mut self.stack[last].reach;
                *reach = met.min(*reach);
            } else if is_unit || near.is_land(to) {
                self.enter(to, visit.node, is_unit, &mut now);
            }
        }
        self.steps += (now - before) as usize;
        self.before = now;
        cluster.sort_unstable();
        cluster.dedup();
    }

    /// Whether the units of a cluster are connected without land, so that they need none.
    fn touches_itself(&mut self, network: &Network, cluster: &[u32]) -> bool {
        self.before += 2;
        let (asked, now) = (self.before - 1, self.before);
        for &node in cluster {
            self.met[node as usize] = asked;
        }
        self.met[cluster[0] as usize] = now;
        self.reached.clear();
        self.reached.push(cluster[0]);
        let mut next = 0;
        while let Some(&node) = self.reached.get(next) {
            next += 1;
            for link in network.links(node as usize) {
                let met = &mut self.met[link.to as usize];
                if *met == asked {
                    *met = now;
                    self.reached.push(link.to);
                }
            }
        }
        next == cluster.len()
    }

    fn enter(&mut self, node: u32, above: u32, leads: bool, now: &mut u32) {
        *now += 1;
        self.met[node as usize] = *now;
        self.stack.push(Visit {
            node,
            above,
            link: 0,
            reach: *now,
            leads,
        });
    }

    /// Goes back from a node: the one above is a door if a unit of the cluster is only reached through it.
    fn leave(&mut self, visit: &Visit, near: &Near, cluster: &mut Vec<u32>) {
        let Some(above) = self.stack.last_mut() else {
            return;
        };
        above.reach = above.reach.min(visit.reach);
        above.leads |= visit.leads;
        if visit.leads && visit.reach >= self.met[above.node as usize] && near.is_land(above.node) {
            cluster.push(above.node);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Bounds;
    use crate::plan::network::Edge;
    use crate::plan::score::Score;
    use crate::rng::Rng;
    use crate::unit::Counts;

    fn network(households: &[i64], edges: &[(u32, u32)]) -> (Network, Near) {
        let load = households.iter().map(|&households| Counts {
            households,
            ..Counts::default()
        });
        let edges = edges.iter().map(|&(a, b)| Edge { a, b, cost: 1 });
        let network = Network::new(load.collect(), edges.collect());
        let bounds = Bounds::of_households(100, 150);
        let near = Near::new(&network, &Score::new(&bounds, 0));
        (network, near)
    }

    fn doors(network: &Network, near: &Near, cluster: &[u32]) -> Vec<u32> {
        let mut with = cluster.to_vec();
        Doors::new(network.len()).add(network, near, &mut with);
        with.retain(|node| !cluster.contains(node));
        with
    }

    /// House 0 - yard 1 - yards 2 or 3 - yard 4 - house 5, and yard 6 behind yard 1.
    #[test]
    fn the_only_way_is_a_door_and_either_of_two_is_none() {
        let edges = [(0, 1), (1, 2), (1, 3), (2, 4), (3, 4), (4, 5), (1, 6)];
        let (network, near) = network(&[60, 0, 0, 0, 0, 60, 0], &edges);
        assert_eq!(doors(&network, &near, &[0, 5]), [1, 4]);
    }

    /// Doors are the land without which the cluster falls apart.
    #[test]
    fn doors_are_what_trying_all_land_finds() {
        let mut rng = Rng::new(17, 0);
        for _ in 0..300 {
            let count = 4 + rng.below(9);
            let households: Vec<i64> = (0..count).map(|_| [0, 0, 50][rng.below(3)]).collect();
            let tree = (1..count).map(|b| (rng.below(b) as u32, b as u32));
            let mut edges: Vec<(u32, u32)> = tree.collect();
            for _ in 0..2 {
                edges.push((rng.below(count) as u32, rng.below(count) as u32));
            }
            let (network, near) = network(&households, &edges);
            let units = (0..count as u32).filter(|&node| !near.is_land(node));
            let cluster: Vec<u32> = units.filter(|_| rng.below(3) > 0).collect();
            if cluster.is_empty() {
                continue;
            }
            let pieces = |without: u32| {
                let keep = |node: usize| {
                    let node = node as u32;
                    node != without && (near.is_land(node) || cluster.contains(&node))
                };
                let pieces = network.components_where(keep);
                let holds = |piece: &&Vec<u32>| piece.iter().any(|node| cluster.contains(node));
                pieces.iter().filter(holds).count()
            };
            if pieces(NONE) > 1 {
                continue;
            }
            let land = (0..count as u32).filter(|&node| near.is_land(node));
            let expected: Vec<u32> = land.filter(|&node| pieces(node) > 1).collect();
            assert_eq!(doors(&network, &near, &cluster), expected);
        }
    }
}
