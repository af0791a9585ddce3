//! A small whole network parted in the best way there is, instead of annealing.

use super::hold::Hold;
use super::network::Network;
use super::parting::{compact, cost_of};
use super::score::Score;
use super::sets::Caps;
use super::window::{Answer, Present, Windows};

/// What a whole network may take instead of annealing.
const WHOLE: Caps = Caps {
    sets: 20_000,
    steps: 20_000,
    states: 20_000,
};

/// Replaces `labels` of a connected network by better ones if there are; returns whether none are better then.
#[must_use]
pub fn settle_whole(network: &Network, score: &Score, hold: Hold, labels: &mut [u32]) -> bool {
    let mut fresh = Vec::new();
    let regions = compact(labels);
    let present = Present {
        cost: cost_of(network, score, labels),
        regions,
        hold,
        all_regions: regions,
    };
    let mut windows = Windows::default();
    let answer = windows.solve(network, score, &present, WHOLE, &mut fresh);
    if let Answer::Best(_) | Answer::Better(_) = answer {
        for (&node, &label) in windows.order().iter().zip(&fresh) {
            labels[node as usize] = label;
        }
        compact(labels);
    }
    matches!(answer, Answer::Best(_) | Answer::Present)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::exact::best_partition;
    use crate::plan::network::Edge;
    use crate::plan::{Bounds, Range};
    use crate::rng::Rng;
    use crate::unit::Counts;

    fn score(persons: Option<i64>, balance: u32) -> Score {
        let range = |min, max| Range {
            min,
            target: None,
            max,
        };
        let bounds = Bounds {
            households: range(Some(100), Some(150)),
            persons: range(None, persons),
            ..Bounds::default()
        };
        Score::new(&bounds, balance)
    }

    fn homes(households: i64) -> Counts {
        Counts {
            households,
            persons: 3 * households,
            ..Counts::default()
        }
    }

    fn row(households: &[i64]) -> Network {
        let edges = (1..households.len() as u32).map(|b| Edge {
            a: b - 1,
            b,
            cost: 100,
        });
        let load = households.iter().map(|&count| homes(count));
        Network::new(load.collect(), edges.collect())
    }

    fn draw(rng: &mut Rng) -> Network {
        let nodes = 2 + rng.below(10) as u32;
        let load = (0..nodes).map(|_| {
            let households = [0, 10, 20, 40, 50, 60, 60, 90, 130, 180, 260][rng.below(11)];
            let mut load = homes(households);
            load.persons += [0, 0, 0, 200, 500][rng.below(5)];
            load
        });
        let load = load.collect();
        let mut edges = Vec::new();
        for b in 1..nodes {
            for _ in 0..2 {
                let (a, cost) = (rng.below(b as usize) as u32, 50 + rng.below(100) as i32);
                edges.push(Edge { a, b, cost });
            }
        }
        Network::new(load, edges)
    }

    /// 60 | 60 - 60 | 60: the pair in the middle leaves two alone.
    #[test]
    fn a_row_of_four_becomes_two_pairs() {
        let (network, score) = (row(&[60; 4]), score(None, 100));
        let hold = Hold::of(&network, &score);
        let mut labels = vec![0, 1, 1, 2];
        assert!(settle_whole(&network, &score, hold, &mut labels));
        assert_eq!(labels, [0, 0, 1, 1]);
    }

    /// Without a weight on the distance from the target 120 - 120 - 120 - 120 could stay three parts; the hold asks
    /// for four.
    #[test]
    fn the_number_of_parts_counts() {
        let (network, score) = (row(&[60; 8]), score(None, 0));
        let mut labels = vec![0, 0, 1, 1, 2, 2, 2, 2];
        let hold = Hold::of(&network, &score).at(4);
        assert!(settle_whole(&network, &score, hold, &mut labels));
        assert_eq!(labels, [0, 0, 1, 1, 2, 2, 3, 3]);
    }

    #[test]
    fn too_many_sets_leave_the_window_alone() {
        let (network, score) = (row(&[10; 20]), score(None, 100));
        let present = Present {
            cost: 1_000_000,
            regions: 20,
            hold: Hold::of(&network, &score),
            all_regions: 20,
        };
        let caps = Caps { steps: 50, ..WHOLE };
        let answer = Windows::default().solve(&network, &score, &present, caps, &mut Vec::new());
        assert_eq!(answer, Answer::Unknown);
    }

    #[test]
    fn it_is_as_good_as_the_best_of_all_partitions() {
        let mut rng = Rng::new(4, 4);
        let mut ended = 0;
        for i in 0..600 {
            let score = score([None, Some(480)][i % 2], 100);
            let network = draw(&mut rng);
            let best = best_partition(&network, &score);
            let mut labels: Vec<u32> = (0..network.len() as u32).collect();
            if i % 3 == 0 {
                labels.fill(0);
            }
            let hold = Hold::of(&network, &score);
            if settle_whole(&network, &score, hold, &mut labels) {
                ended += 1;
                let costs = [best, labels].map(|labels| cost_of(&network, &score, &labels));
                assert_eq!(costs[0], costs[1], "{network:?}");
            }
        }
        assert!(ended >= 590, "{ended}");
    }
}
