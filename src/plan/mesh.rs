//! A network without its land: weightless nodes are taken out so that no plan becomes dearer.
//!
//! A node between two others goes into one of them (`contract`). Around any other node with links `c1, c2, …` of
//! sum `C` the neighbours are linked with `ci·cj/C` (star-mesh transformation, Rosen 1924). Whatever the parts of
//! the neighbours are, with links of sum `G` to the part that holds the most of `C`, the star costs at least
//! `C − G` and the mesh at most `(C² − G²)/2C = (C − G)·(C + G)/2C <= C − G`. Parts that were connected stay so.
//! A node with many neighbours stays and its links cost nothing.

use std::collections::BTreeMap;

use super::contract::contract;
use super::network::{Edge, Network};
use super::score::Score;

/// Nodes with more neighbours than this are not taken out.
const MOST_NEIGHBOURS: usize = 10;

/// The network of the nodes with counts; nodes of land may be left, with links that cost nothing.
#[must_use]
pub fn without_land(network: &Network, score: &Score) -> Network {
    let is_land = |network: &Network, node: usize| score.is_weightless(&network.load[node]);
    let contracted = contract(network, |node| is_land(network, node));
    let small = network.quotient(&contracted.node_of);
    let mut rows: Vec<BTreeMap<u32, i64>> = (0..small.len())
        .map(|node| {
            let links = small.links(node).iter();
            links.map(|link| (link.to, i64::from(link.cost))).collect()
        })
        .collect();
    let mut gone = vec![false; small.len()];
    // Few neighbours first, since taking out a node gives others more.
    for most in 1..=MOST_NEIGHBOURS {
        for node in 0..small.len() {
            let is_next = is_land(&small, node) && !gone[node] && rows[node].len() <= most;
            if is_next && !rows[node].is_empty() {
                take_out(&mut rows, node as u32);
                gone[node] = true;
            }
        }
    }
    collect(&small, &rows, &gone, |node| is_land(&small, node))
}

fn take_out(rows: &mut [BTreeMap<u32, i64>], node: u32) {
    let row: Vec<(u32, i64)> = std::mem::take(&mut rows[node as usize])
        .into_iter()
        .collect();
    let sum: i64 = row.iter().map(|(_, cost)| cost).sum();
    for &(a, to_a) in &row {
        rows[a as usize].remove(&node);
        for &(b, to_b) in row.iter().filter(|(b, _)| *b != a) {
            *rows[a as usize].entry(b).or_default() += to_a * to_b / sum.max(1);
        }
    }
}

fn collect(
    small: &Network,
    rows: &[BTreeMap<u32, i64>],
    gone: &[bool],
    is_land: impl Fn(usize) -> bool,
) -> Network {
    let mut name = vec![0; small.len()];
    let mut load = Vec::new();
    for (node, slot) in name.iter_mut().enumerate() {
        *slot = load.len() as u32;
        if !gone[node] {
            load.push(small.load[node]);
        }
    }
    let mut edges = Vec::new();
    for (a, row) in rows.iter().enumerate() {
        for (&b, &cost) in row.range(a as u32 + 1..) {
            let is_free = is_land(a) || is_land(b as usize);
            edges.push(Edge {
                a: name[a],
                b: name[b as usize],
                cost: if is_free { 0 } else { cost as i32 },
            });
        }
    }
    Network::new(load, edges)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Bounds;
    use crate::unit::Counts;

    /// A park between three houses: 60·60/180 = 20 between any two.
    #[test]
    fn a_park_becomes_links_between_its_neighbours() {
        let load = [0, 50, 50, 50].map(|households| Counts {
            households,
            ..Counts::default()
        });
        let edges = (1..4).map(|b| Edge { a: 0, b, cost: 60 });
        let bounds = Bounds::of_households(40, 120);
        let network = Network::new(load.to_vec(), edges.collect());
        let bare = without_land(&network, &Score::new(&bounds, 100));
        let expected = [(0, 1), (0, 2), (1, 2)].map(|(a, b)| Edge { a, b, cost: 20 });
        assert_eq!(bare.edges, expected);
    }
}
