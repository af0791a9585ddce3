//! Takes weightless leaves and links out of a network: parks, roads and sheds between houses.
//!
//! A node without counts and with at most two neighbours can always sit in the part of the neighbour with the
//! more expensive link: no part is disconnected by that and no line grows longer, so nothing is lost.

use std::collections::BTreeMap;

use super::network::{Edge, Network};

/// A smaller network and the node of it that each node went into.
#[derive(Clone, Debug)]
pub struct Contracted {
    /// The smaller network.
    pub network: Network,
    /// Its node for each node of the original.
    pub node_of: Vec<u32>,
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
    collect(network, &rows, &into)
}

fn collect(network: &Network, rows: &[BTreeMap<u32, i32>], into: &[u32]) -> Contracted {
    let mut name = vec![u32::MAX; into.len()];
    let mut kept = Vec::new();
    for (node, &host) in into.iter().enumerate() {
        if node as u32 == host {
            name[node] = kept.len() as u32;
            kept.push(network.load[node]);
        }
    }
    let host_of = |mut node: u32| {
        while into[node as usize] != node {
            node = into[node as usize];
        }
        node
    };
    let mut edges = Vec::new();
    for (a, row) in rows.iter().enumerate() {
        for (&b, &cost) in row.range(a as u32 + 1..) {
            let (a, b) = (name[a], name[b as usize]);
            edges.push(Edge { a, b, cost });
        }
    }
    Contracted {
        network: Network::new(kept, edges),
        node_of: (0..into.len() as u32)
            .map(|node| name[host_of(node) as usize])
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
        assert_eq!(small.node_of, [0, 0, 1, 1, 0, 2, 3]);
        let costs: Vec<_> = small
            .network
            .edges
            .iter()
            .map(|e| (e.a, e.b, e.cost))
            .collect();
        assert_eq!(costs, [(0, 1, 2), (0, 3, 1), (1, 3, 1), (2, 3, 1)]);
    }
}
