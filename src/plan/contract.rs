//! Takes weightless leaves and links out of a network: parks, roads and sheds between houses.
//!
//! A node without counts and with at most two neighbours can always sit in the part of the neighbour with the
//! more expensive link: no part is disconnected by that and no line grows longer, so nothing is lost.

use std::collections::BTreeMap;

use super::network::Network;

/// Which node each node went into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contracted {
    /// The node of the smaller network ([`Network::quotient`]) for each node of the original.
    pub node_of: Vec<u32>,
    /// The node of the original that each node of the smaller network was.
    pub hosts: Vec<u32>,
}

impl Contracted {
    /// Labels of the original for those of the smaller network.
    #[must_use]
    pub fn expanded(&self, labels: &[u32]) -> Vec<u32> {
        let nodes = self.node_of.iter();
        nodes.map(|&node| labels[node as usize]).collect()
    }
}

/// Contracts nodes for which `weightless` holds, as long as one has at most two neighbours.
#[must_use]
pub fn contract(network: &Network, weightless: impl Fn(usize) -> bool) -> Contracted {
    let mut rows: Vec<BTreeMap<u32, i32>> = (0..network.len())
        .map(|node| network.links(node).iter().map(|l| (l.to, l.cost)).collect())
        .collect();
    let mut into: Vec<u32> = (0..network.len() as u32).collect();
    let mut queue: Vec<u32> = (0..network.len() as u32).rev().collect();
    while let Some(node) = queue.pop() {
        let i = node as usize;
        if into[i] != node || !weightless(i) || !(1..=2).contains(&rows[i].len()) {
            continue;
        }
        let row = std::mem::take(&mut rows[i]);
        let host = row
            .iter()
            .max_by_key(|(to, cost)| (**cost, std::cmp::Reverse(**to)))
            .map(|(to, _)| *to)
            .expect("a row with one or two entries");
        into[i] = host;
        rows[host as usize].remove(&node);
        for (&other, &cost) in row.iter().filter(|(to, _)| **to != host) {
            rows[other as usize].remove(&node);
            *rows[other as usize].entry(host).or_default() += cost;
            *rows[host as usize].entry(other).or_default() += cost;
            queue.push(other);
        }
        queue.push(host);
    }
    numbered(&into)
}

/// Numbers the nodes that stayed, in their order.
fn numbered(into: &[u32]) -> Contracted {
    let nodes = 0..into.len() as u32;
    let hosts: Vec<u32> = nodes.clone().filter(|&n| into[n as usize] == n).collect();
    let host_of = |mut node: u32| {
        while into[node as usize] != node {
            node = into[node as usize];
        }
        let place = hosts.binary_search(&node);
        place.expect("a node that went into none stayed") as u32
    };
    Contracted {
        node_of: nodes.map(host_of).collect(),
        hosts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::network::Edge;
    use crate::unit::Counts;

    /// 5 - 0 - 0 - 7 with a leaf 0 at 5, and a park that touches three houses.
    #[test]
    fn empty_links_and_leaves_go_and_crossings_stay() {
        let load = [5, 0, 0, 7, 0, 3, 0].map(|households| Counts {
            households,
            ..Counts::default()
        });
        let edge = |a, b, cost| Edge { a, b, cost };
        let edges = vec![
            edge(0, 1, 9),
            edge(1, 2, 2),
            edge(2, 3, 4),
            edge(0, 4, 1),
            edge(6, 0, 1),
            edge(6, 3, 1),
            edge(6, 5, 1),
        ];
        let network = Network::new(load.to_vec(), edges);
        let small = contract(&network, |node| load[node].households == 0);
        assert_eq!(small.hosts, [0, 3, 5, 6]);
        assert_eq!(small.node_of, [0, 0, 1, 1, 0, 2, 3]);
        let costs: Vec<_> = network
            .quotient(&small.node_of)
            .edges
            .iter()
            .map(|e| (e.a, e.b, e.cost))
            .collect();
        assert_eq!(costs, [(0, 1, 2), (0, 3, 1), (1, 3, 1), (2, 3, 1)]);
    }
}
