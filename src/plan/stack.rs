//! All levels of one connected network, from the finest up: parts of parts.
//!
//! Bottom-up, because parts that are made first for a coarse level rarely split well into fine ones. The finest
//! level is tried with several numbers of parts, and the whole stack of levels is judged by its summed cost:
//! 450 households become four parts of 112 when two and two of them are to make 225.

use std::collections::BTreeSet;

use crate::rng::Rng;

use super::bounds::Range;
use super::budget::Budget;
use super::conflict::prove_open;
use super::moves::gather;
use super::network::Network;
use super::parting::{Parting, compact, cost_of, join_labels, members_of};
use super::proof::{Proofs, Verdict, whole_parts};
use super::score::Score;
use super::search::search;
use super::tiers::{self, Tiers};

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
    fn tops(&self) -> &[u32] {
        self.labels.last().expect("at least one level")
    }
}

/// The level that a window is parted on first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// The finest.
    Up,
    /// The coarsest.
    Down,
}

/// How often violations count when whole stacks are compared: bounds come before short lines. Within a level they
/// count once, or annealing could not pass through them.
const VIOLATION_WEIGHT: i64 = 4;

/// Most parts for which other numbers of parts are tried; beyond, one more or less hardly matters.
const MOST_COUNTED_PARTS: i64 = 12;

/// Less room than this share of the households is little.
const TIGHT_SHARE: i64 = 10;

/// Most coarse parts that are solved anew together.
const MOST_REPAIRED: usize = 7;

/// Windows drawn for each that is solved: many have been solved before.
const DRAWS_A_REPAIR: usize = 3;

/// How often the same window is solved the same way, from other random streams.
const TURNS: usize = 4;

/// Parts a connected piece on every level; `tiers` and `scores` from the finest level to the coarsest.
#[must_use]
pub fn solve_levels(tiers: &[Network], scores: &[Score], budget: &Budget, rng: &mut Rng) -> Stack {
    let shorter = budget.of_stack();
    let budget = if scores.len() > 1 { &shorter } else { budget };
    let tried = fine_scores(&tiers[0], scores, budget)
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

/// Solves parts outside their bounds anew with their neighbours, on all levels at once; keeps what is cheaper.
#[must_use]
pub fn repair(
    tiers: &[Network],
    scores: &[Score],
    budget: &Budget,
    mut stack: Stack,
    rng: &mut Rng,
) -> Stack {
    let finest = &tiers[0];
    let proofs = proofs(finest, scores, &stack);
    let window = budget.of_window();
    let mut open = open_tops(finest, scores, &proofs, &stack);
    let most = budget.repairs * open.len();
    let mut tried = BTreeSet::new();
    for _ in 0..DRAWS_A_REPAIR * most {
        if open.is_empty() || tried.len() == most || budget.is_over() {
            break;
        }
        let top = open[rng.below(open.len())];
        let nodes = around(finest, &stack, top, rng);
        let way = if rng.below(2) == 0 { Way::Up } else { Way::Down };
        if !tried.insert((nodes.clone(), way, rng.below(TURNS))) {
            continue;
        }
        if replan(tiers, scores, &window, (&mut stack, &nodes, way), rng) {
            open = open_tops(finest, scores, &proofs, &stack);
        }
    }
    stack
}

/// Whether every part outside its bounds is proved to be.
#[must_use]
pub fn is_explained(network: &Network, scores: &[Score], stack: &Stack) -> bool {
    open_tops(network, scores, &proofs(network, scores, stack), stack).is_empty()
}

/// What is proved on every level.
fn proofs(network: &Network, scores: &[Score], stack: &Stack) -> Vec<Proofs> {
    let found = scores.iter().map(|score| Proofs::find(network, score));
    let mut proofs: Vec<Proofs> = found.collect();
    // What can be proved of the finest parts needs no try.
    let mut verdicts = proofs[0].judge(network, &scores[0], &stack.labels[0]);
    let known = (&mut proofs[0], &mut verdicts[..]);
    prove_open(known, network, &scores[0], &stack.labels[0]);
    proofs
}

/// Solves random coarse parts anew with their neighbours; keeps what is cheaper.
#[must_use]
pub fn polish(
    tiers: &[Network],
    scores: &[Score],
    budget: &Budget,
    mut stack: Stack,
    rng: &mut Rng,
) -> Stack {
    let count = stack.tops().iter().max().map_or(0, |&most| most as usize + 1);
    let tries = if count > 1 {
        budget.polish_percent * count / 100
    } else {
        0
    };
    let window = budget.of_window();
    for _ in (0..tries).take_while(|_| !budget.is_over()) {
        let node = rng.below(tiers[0].len()) as u32;
        replan_around(tiers, scores, &window, (&mut stack, node), rng);
    }
    stack
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

/// Parts of the coarsest level that hold a part of any level that is outside its bounds without proof.
fn open_tops(network: &Network, scores: &[Score], proofs: &[Proofs], stack: &Stack) -> Vec<u32> {
    let tops = stack.tops();
    let mut open = Vec::new();
    for ((labels, score), proofs) in stack.labels.iter().zip(scores).zip(proofs) {
        let verdicts = proofs.judge(network, score, labels);
        let nodes = labels.iter().zip(tops);
        open.extend(nodes.filter_map(|(&label, &top)| {
            (verdicts[label as usize] == Verdict::Open).then_some(top)
        }));
    }
    open.sort_unstable();
    open.dedup();
    open
}

/// Solves the coarse part around `node` and some neighbours anew; returns whether that was cheaper and was kept.
pub fn replan_around(
    tiers: &[Network],
    scores: &[Score],
    budget: &Budget,
    (stack, node): (&mut Stack, u32),
    rng: &mut Rng,
) -> bool {
    let top = stack.tops()[node as usize];
    let nodes = around(&tiers[0], stack, top, rng);
    replan(tiers, scores, budget, (stack, &nodes, Way::Up), rng)
}

/// The nodes of a coarse part and of some neighbours, ascending.
fn around(network: &Network, stack: &Stack, top: u32, rng: &mut Rng) -> Vec<u32> {
    let parting = Parting::new(network, stack.tops().to_vec());
    let mut tops = Vec::new();
    gather(
        &parting,
        (top, 1 + rng.below(MOST_REPAIRED)),
        &mut tops,
        rng,
    );
    let members = tops.iter().map(|&top| &parting.members[top as usize]);
    let mut nodes: Vec<u32> = members.flatten().copied().collect();
    nodes.sort_unstable();
    nodes
}

/// Solves the window of `nodes`, whole coarse parts, anew; returns whether that was cheaper and was kept.
fn replan(
    tiers: &[Network],
    scores: &[Score],
    budget: &Budget,
    (stack, nodes, way): (&mut Stack, &[u32], Way),
    rng: &mut Rng,
) -> bool {
    let window = tiers::part(tiers, nodes);
    let before = cost_within(&window, nodes, scores, stack);
    let fresh = match way {
        Way::Up => solve_levels(&window, scores, budget, rng),
        Way::Down => solve_down(&window, scores, budget, rng),
    };
    if fresh.cost >= before {
        return false;
    }
    for (labels, new) in stack.labels.iter_mut().zip(&fresh.labels) {
        let shift = tiers[0].len() as u32;
        for (&node, &label) in nodes.iter().zip(new) {
            labels[node as usize] = shift + label;
        }
        compact(labels);
    }
    stack.cost += fresh.cost - before;
    true
}

/// Parts the coarsest level first, so that its parts can be cut, then each of them on the finer levels. Rarely better
/// in the large, but it finds other plans in a window.
fn solve_down(tiers: &[Network], scores: &[Score], budget: &Budget, rng: &mut Rng) -> Stack {
    let [finer @ .., below, coarsest] = scores else {
        return solve_levels(tiers, scores, budget, rng);
    };
    let levels = finer.len() + 1;
    let score = coarsest.over(below);
    let tops = search(&tiers[levels], &score, &budget.of_stack(), rng);
    let mut labels = vec![vec![0; tops.len()]; levels];
    let mut used = vec![0; levels];
    for nodes in members_of(&tops) {
        let window = tiers::part(&tiers[..levels], &nodes);
        let fresh = solve_levels(&window, &scores[..levels], budget, rng);
        for (level, fresh) in fresh.labels.iter().enumerate() {
            used[level] = join_labels(&mut labels[level], used[level], &nodes, fresh);
        }
    }
    labels.push(tops);
    Stack::of(tiers, scores, labels)
}

/// What all levels cost now in the window of `nodes`.
fn cost_within(window: &Tiers, nodes: &[u32], scores: &[Score], stack: &Stack) -> i64 {
    let inside = stack.labels.iter().map(|labels| {
        let mut inside: Vec<u32> = nodes.iter().map(|&node| labels[node as usize]).collect();
        compact(&mut inside);
        inside
    });
    weigh_all(window, scores, &inside.collect::<Vec<_>>())
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
    let violations: i64 = loads.iter().map(|load| score.violation(load)).sum();
    cost_of(network, score, labels) + (VIOLATION_WEIGHT - 1) * violations
}
