//! A start in linear time for networks too large for a dynamic program.

use super::network::Network;
use super::score::Score;
use super::tree::{Forest, ROOT};

/// A part closes at this share of the target, in percent; the last child overshoots it.
const CLOSE_PERCENT: i64 = 90;

/// Closes parts from the leaves of the forest upwards, as soon as they reach the target.
pub fn greedy(network: &Network, forest: &Forest, score: &Score, labels: &mut Vec<u32>) {
    let target = score.target().unwrap_or(i64::MAX / 100).max(1);
    let enough = target * CLOSE_PERCENT / 100;
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
