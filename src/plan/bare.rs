//! A bare network, connected or not: parts for each connected piece, and what is known of the parts.

use rayon::prelude::*;

use crate::rng::Rng;

use super::bounds::{Bounds, SolveOptions};
use super::budget::Budget;
use super::crossover::take_better;
use super::hold::Hold;
use super::network::Network;
use super::parting::join_labels;
use super::proof::{Proofs, Verdict};
use super::score::Score;
use super::search::search;
use super::watch::Watch;

/// Parts a network of any size under `bounds`; labels are dense from 0, every part is connected.
///
/// Pieces that are not connected to one another are parted in parallel, and large pieces in blocks, each from a random
/// stream of its own, so the result is the same for any number of threads unless `watch` stops them. Without a
/// weight on the distance from the target the number of parts is held near households / target.
///
/// ```
/// use wangge::plan::{Bounds, Edge, Network, Range, SolveOptions, Watch, partition};
/// use wangge::unit::Counts;
///
/// // Four estates of 60 households in a row; parts of 100 to 150.
/// let estate = Counts { households: 60, ..Counts::default() };
/// let row = (0..3).map(|a| Edge { a, b: a + 1, cost: 100 }).collect();
/// let households = Range { min: Some(100), target: None, max: Some(150) };
/// let bounds = Bounds { households, ..Bounds::default() };
/// let network = Network::new(vec![estate; 4], row);
/// let labels = partition(&network, &bounds, &SolveOptions::default(), &Watch::default());
/// assert_eq!(labels, [0, 0, 1, 1]);
/// ```
#[must_use]
pub fn partition(
    network: &Network,
    bounds: &Bounds,
    options: &SolveOptions,
    watch: &Watch<'_>,
) -> Vec<u32> {
    let score = Score::new(bounds, options.balance);
    let pieces = network.components();
    let parted: Vec<Vec<u32>> = pieces
        .par_iter()
        .with_max_len(1)
        .map(|nodes| {
            let piece = network.part(nodes);
            let key = (u64::from(nodes[0]) << 32) | piece.len() as u64;
            let hold = Hold::of(&piece, &score);
            let budget = Budget::of_bare(options.effort, piece.len(), hold.wanted());
            let budget = budget.until(watch.stop);
            let mut rng = Rng::new(options.seed, key);
            let hold = hold.fewer(budget.fewer_percent);
            let labels = part_piece(&piece, &score, (&budget, &hold), &mut rng);
            (watch.done)();
            labels
        })
        .collect();
    let mut labels = vec![0; network.len()];
    let mut used = 0;
    for (nodes, fresh) in pieces.iter().zip(parted) {
        used = join_labels(&mut labels, used, nodes, &fresh);
    }
    labels
}

fn part_piece(
    network: &Network,
    score: &Score,
    (budget, hold): (&Budget, &Hold),
    rng: &mut Rng,
) -> Vec<u32> {
    let mut best = search(network, score, budget, rng);
    for _ in (1..budget.searches).take_while(|_| !budget.is_over()) {
        let next = search(network, score, budget, rng);
        take_better(network, score, hold, &mut best, &next);
    }
    best
}

/// What is known of the parts of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tallied {
    /// Number of parts.
    pub parts: usize,
    /// Parts within their bounds.
    pub inside: usize,
    /// Parts outside their bounds of which it is proved that some part has to be.
    pub proved: usize,
}

/// Counts the parts that `labels` (dense from 0) make, and how they stand to `bounds`.
#[must_use]
pub fn tally(network: &Network, bounds: &Bounds, labels: &[u32]) -> Tallied {
    let score = Score::new(bounds, 0);
    let verdicts = Proofs::find(network, &score).judge(network, &score, labels);
    let count = |is: fn(&Verdict) -> bool| verdicts.iter().filter(|v| is(v)).count();
    Tallied {
        parts: verdicts.len(),
        inside: count(|v| *v == Verdict::Inside),
        proved: count(|v| matches!(v, Verdict::Proved(_))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::network::Edge;
    use super::*;
    use crate::unit::Counts;

    /// Two rows of estates that do not touch, one of them with a tower of 200.
    #[test]
    fn pieces_are_parted_alone_and_a_tower_is_proved() {
        let load = [60, 60, 60, 60, 200, 60, 60].map(|households| Counts {
            households,
            ..Counts::default()
        });
        let edges = [(0, 1), (1, 2), (2, 3), (4, 5), (5, 6)];
        let edges = edges.map(|(a, b)| Edge { a, b, cost: 100 });
        let network = Network::new(load.to_vec(), edges.to_vec());
        let bounds = Bounds::of_households(100, 150);
        let labels = partition(
            &network,
            &bounds,
            &SolveOptions::default(),
            &Watch::default(),
        );
        assert_eq!(labels, [0, 0, 1, 1, 2, 3, 3]);
        let told = tally(&network, &bounds, &labels);
        let expected = Tallied {
            parts: 4,
            inside: 3,
            proved: 1,
        };
        assert_eq!(told, expected);
    }
}
