//! The best partition of a very small network, by trying all: subsets of the nodes as bit masks.

use crate::unit::Counts;

use super::network::Network;
use super::score::Score;

/// Most nodes of a network that is solved by trying all; 3^12 / 2 steps take about half a millisecond.
pub const MOST_NODES: usize = 12;

const NEVER: i64 = i64::MAX / 4;

/// Labels of a partition into connected parts that no other beats; time O(3^n).
///
/// # Panics
/// When the network is empty or has more than [`MOST_NODES`] nodes.
#[must_use]
pub fn best_partition(network: &Network, score: &Score) -> Vec<u32> {
    let nodes = network.len();
    assert!((1..=MOST_NODES).contains(&nodes), "a very small network");
    let cost = part_costs(network, score);
    let full = (1usize << nodes) - 1;
    let mut best = vec![(NEVER, 0usize); full + 1];
    best[0] = (0, 0);
    for set in 1..=full {
        let lowest = set & set.wrapping_neg();
        let rest = set ^ lowest;
        let mut more = rest;
        loop {
            let part = more | lowest;
            let total = cost[part].saturating_add(best[set ^ part].0);
            if total < best[set].0 {
                best[set] = (total, part);
            }
            if more == 0 {
                break;
            }
            more = (more - 1) & rest;
        }
    }
    let mut labels = vec![0; nodes];
    let (mut left, mut label) = (full, 0);
    while left != 0 {
        let part = best[left].1;
        for (node, slot) in labels.iter_mut().enumerate() {
            if part >> node & 1 == 1 {
                *slot = label;
            }
        }
        label += 1;
        left ^= part;
    }
    labels
}

/// Twice the cost of each set as a part (a cut link counts once on either side); [`NEVER`] if not connected.
fn part_costs(network: &Network, score: &Score) -> Vec<i64> {
    let nodes = network.len();
    let near: Vec<usize> = (0..nodes)
        .map(|node| {
            network
                .links(node)
                .iter()
                .fold(0, |set, link| set | 1 << link.to)
        })
        .collect();
    let mut cost = vec![NEVER; 1 << nodes];
    let mut load = vec![Counts::default(); 1 << nodes];
    let mut outline = vec![0i64; 1 << nodes];
    for set in 1..cost.len() {
        let lowest = set.trailing_zeros() as usize;
        let rest = set & (set - 1);
        load[set] = load[rest] + network.load[lowest];
        let turns = network.links(lowest).iter().map(|link| {
            let sign = if rest >> link.to & 1 == 1 { -1 } else { 1 };
            sign * i64::from(link.cost)
        });
        outline[set] = outline[rest] + turns.sum::<i64>();
        if is_connected(set, &near) {
            cost[set] = 2 * score.part(&load[set]) + outline[set];
        }
    }
    cost
}

fn is_connected(set: usize, near: &[usize]) -> bool {
    let mut reached = set & set.wrapping_neg();
    let mut fresh = reached;
    while fresh != 0 {
        let node = fresh.trailing_zeros() as usize;
        fresh &= fresh - 1;
        let more = near[node] & set & !reached;
        reached |= more;
        fresh |= more;
    }
    reached == set
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::network::Edge;
    use crate::plan::{Bounds, Range};

    /// 60 - 60 - 60 - 60 in a row, [100, 150]: two pairs.
    #[test]
    fn a_row_of_four_becomes_two_pairs() {
        let load = vec![
            Counts {
                households: 60,
                ..Counts::default()
            };
            4
        ];
        let edges = (0..3)
            .map(|a| Edge {
                a,
                b: a + 1,
                cost: 100,
            })
            .collect();
        let bounds = Bounds {
            households: Range {
                min: Some(100),
                target: None,
                max: Some(150),
            },
            ..Bounds::default()
        };
        let labels = best_partition(&Network::new(load, edges), &Score::new(&bounds, 100));
        assert_eq!(labels, [0, 0, 1, 1]);
    }
}
