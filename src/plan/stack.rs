//! All levels of one connected network, from the finest up: parts of parts.
//!
//! Bottom-up, because parts that are made first for a coarse level rarely split well into fine ones. The finest
//! level is tried with several numbers of parts, and the whole stack of levels is judged by its summed cost:
//! 450 households become four parts of 112 when two and two of them are to make 225.

use crate::rng::Rng;
use crate::unit::Counts;

use super::bounds::Range;
use super::budget::Budget;
use super::network::Network;
use super::parting::cost_of;
use super::proof::whole_parts;
use super::score::Score;
use super::search::search;
use super::tiers;

/// Labels of every level, finest first, and what they cost together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stack {
    /// For each level the label of each node, dense from 0; a coarser part holds finer parts whole.
    pub labels: Vec<Vec<u32>>,
    /// Summed cost of all levels, violations counted [`VIOLATION_WEIGHT`] times.
    pub cost: i64,
}

impl Stack {
    /// The labels of all levels, finest first, dense from 0, with what they cost.
    #[must_use]
    pub fn of(tiers: &[Network], scores: &[Score], labels: Vec<Vec<u32>>) -> Self {
        let cost = weigh_all(tiers, scores, &labels);
        Self { labels, cost }
    }

    /// The labels of the coarsest level.
    ///
    /// # Panics
    /// When there is no level.
    #[must_use]
    pub fn tops(&self) -> &[u32] {
        self.labels.last().expect("at least one level")
    }
}

/// How often violations count when whole stacks are compared: bounds come before short lines. Within a level they
/// count once, or annealing could not pass through them.
const VIOLATION_WEIGHT: i64 = 4;

/// Most parts for which other numbers of parts are tried; beyond, one more or less hardly matters.
const MOST_COUNTED_PARTS: i64 = 12;

/// Less room than this share of the households is little.
const TIGHT_SHARE: i64 = 10;

/// Parts a connected piece on every level; `tiers` and `scores` from the finest level to the coarsest.
#[must_use]
pub fn solve_levels(tiers: &[Network], scores: &[Score], budget: &Budget, rng: &mut Rng) -> Stack {
    let shorter = budget.of_stack();
    let budget = if scores.len() > 1 { &shorter } else { budget };
    let mut candidates = fine_scores(&tiers[0], scores, budget);
    if budget.draws_candidate {
        candidates = vec![candidates.swap_remove(rng.below(candidates.len()))];
    }
    let tried = candidates
        .into_iter()
        .enumerate()
        .take_while(|(i, _)| *i == 0 || !budget.is_over())
        .map(|(_, score)| {
            let fine = search(&tiers[0], &score, budget, rng);
            lift(tiers, scores, fine, budget, rng)
        });
    tried
        .reduce(|best, next| if next.cost < best.cost { next } else { best })
        .expect("the level's own score is always tried")
}

/// The scores to try on the finest level: its own, then targets for other numbers of parts.
fn fine_scores(network: &Network, scores: &[Score], budget: &Budget) -> Vec<Score> {
    let own = &scores[0];
    let mut tried = vec![own.clone()];
    let (Some(target), true) = (own.target().filter(|target| *target > 0), scores.len() > 1) else {
        return tried;
    };
    let loads = network.load.iter().filter(|load| !own.is_above(load));
    let total: i64 = loads.map(|load| load.households).sum();
    let natural = ((total + target / 2) / target).max(1);
    let (least, most) = whole_parts(&own.bounds().households, total);
    if natural > MOST_COUNTED_PARTS || least > most {
        return tried;
    }
    let mut counts: Vec<i64> = (least..=most.min(2 * natural + 1)).collect();
    counts.sort_by_key(|count| ((count - natural).abs(), *count));
    // The own score makes the natural number already; only where that is tight do its own bounds help.
    counts.retain(|count| *count != natural || is_tight(&own.bounds().households, total, natural));
    let more = counts.into_iter().map(|count| own.for_count(total, count));
    tried.extend(more.take(budget.candidates - 1));
    tried
}

/// Whether `count` parts of `total` households leave little room between their bounds.
fn is_tight(range: &Range, total: i64, count: i64) -> bool {
    let room = |end: Option<i64>| end.map_or(i64::MAX, |end| (total - count * end).abs());
    room(range.min).min(room(range.max)) < total / TIGHT_SHARE
}

/// Solves the coarser levels above a finest one.
fn lift(
    tiers: &[Network],
    scores: &[Score],
    fine: Vec<u32>,
    budget: &Budget,
    rng: &mut Rng,
) -> Stack {
    let cost = weigh(&tiers[0], &scores[0], &fine);
    if scores.len() == 1 {
        return Stack {
            labels: vec![fine],
            cost,
        };
    }
    let above = tiers::quotient(&tiers[1..], &fine);
    let above = solve_levels(&above, &scores[1..], budget, rng);
    let coarser = above.labels.iter().map(|labels| {
        let label = |part: &u32| labels[*part as usize];
        fine.iter().map(label).collect()
    });
    let coarser: Vec<Vec<u32>> = coarser.collect();
    Stack {
        labels: std::iter::once(fine).chain(coarser).collect(),
        cost: cost + above.cost,
    }
}

/// What all levels cost.
fn weigh_all(tiers: &[Network], scores: &[Score], labels: &[Vec<u32>]) -> i64 {
    let levels = tiers.iter().zip(scores).zip(labels);
    let costs = levels.map(|((tier, score), labels)| weigh(tier, score, labels));
    costs.sum()
}

/// Cost of one level with the weight that violations have among stacks.
fn weigh(network: &Network, score: &Score, labels: &[u32]) -> i64 {
    let loads = network.quotient_load(labels);
    let surcharges = loads.iter().map(|load| surcharge(score, load));
    cost_of(network, score, labels) + surcharges.sum::<i64>()
}

/// What a part costs more among stacks than within its level.
#[must_use]
pub fn surcharge(score: &Score, load: &Counts) -> i64 {
    (VIOLATION_WEIGHT - 1) * score.violation(load)
}
