//! A start in linear time for networks too large for a dynamic program.

use super::network::Network;
use super::score::Score;
use super::tree::{Forest, ROOT};

/// Shares of the target at which a part closes that are tried, in percent; the last child overshoots it.
const CLOSE_PERCENT: std::ops::RangeInclusive<i64> = 75..=115;
/// Step between them.
const CLOSE_STEP: usize = 4;

/// Closes parts from the leaves of the forest upwards, as soon as they reach a share of the target; of several
/// shares the one that makes the number of parts nearest to `wanted`.
pub fn greedy(
    network: &Network,
    forest: &Forest,
    score: &Score,
    wanted: usize,
    labels: &mut Vec<u32>,
) {
    let target = score.target().unwrap_or(i64::MAX / 200).max(1);
    let closings = CLOSE_PERCENT.step_by(CLOSE_STEP);
    let closings = closings.map(|percent| close(network, forest, score, target * percent / 100));
    let closes = closings
        .min_by_key(|closes| {
            let parts = closes.iter().filter(|closes| **closes).count();
            parts.abs_diff(wanted)
        })
        .expect("a share is tried");
    labels.clear();
    labels.resize(network.len(), 0);
    let mut count = 0;
    for &node in &forest.order {
        labels[node as usize] = if closes[node as usize] {
            count += 1;
            count - 1
        } else {
            labels[forest.parent[node as usize] as usize]
        };
    }
}

/// Where a part ends, for each node, when it ends at `enough` households.
fn close(network: &Network, forest: &Forest, score: &Score, enough: i64) -> Vec<bool> {
    let mut open = network.load.clone();
    let mut closes = vec![false; network.len()];
    for &node in forest.order.iter().rev() {
        let parent = forest.parent[node as usize];
        if parent == ROOT {
            closes[node as usize] = true;
            continue;
        }
        let load = open[node as usize];
        let joined = open[parent as usize] + load;
        let overfull = score.is_above(&joined) && score.part(&joined) > score.part(&load);
        if load.households >= enough || overfull {
            closes[node as usize] = true;
        } else {
            open[parent as usize] = joined;
        }
    }
    closes
}
