//! Repairs a stack of levels: windows of a few coarse parts are solved anew on all levels, and what is cheaper is kept.
//!
//! A window is solved from the finest level up, as the whole was, or from the coarsest down: where the cheapest fine
//! parts cannot be joined to coarse ones within their bounds, the other way finds those that can.

use std::collections::BTreeSet;

use crate::rng::Rng;

use super::budget::Budget;
use super::conflict::prove_open;
use super::exact;
use super::joint;
use super::moves::gather;
use super::network::Network;
use super::parting::{Parting, compact, join_labels, members_of};
use super::proof::{Proofs, Verdict};
use super::score::Score;
use super::search::search;
use super::stack::{Stack, solve_levels};
use super::tiers::{self, Tiers};

/// Most coarse parts that are solved anew together for the bounds.
const MOST_REPAIRED: usize = 16;

/// The same for shorter lines alone.
const MOST_POLISHED: usize = 7;

/// Windows that are solved for each coarse part with something outside its bounds before that may be proved.
const FIRST_REPAIRS: usize = 10;

/// Windows drawn for each that is solved: many have been solved before.
const DRAWS_A_REPAIR: usize = 3;

/// How often the same window is solved the same way, from other random streams.
const TURNS: usize = 16;

/// Of so many windows that are too large for all levels at once, one is parted from the coarsest down.
const DOWN_ONE_IN: usize = 4;

/// The level that a window is parted on first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// The finest.
    Up,
    /// The coarsest.
    Down,
    /// All at once, without chance.
    Joint,
}

/// Solves parts outside their bounds anew with their neighbours, on all levels at once; keeps what is cheaper.
///
/// Most parts are mended in a few tries; only for the others it is worth to seek proofs, and what can be proved of the
/// finest parts needs no further try.
#[must_use]
pub fn repair(
    tiers: &[Network],
    scores: &[Score],
    budget: &Budget,
    mut stack: Stack,
    rng: &mut Rng,
) -> Stack {
    let mut proofs = plain_proofs(&tiers[0], scores);
    let mut tried = Tried::new();
    let plan = (&mut stack, &mut tried, &proofs[..]);
    attempt(tiers, scores, (budget, FIRST_REPAIRS), plan, rng);
    prove_finest(&mut proofs[0], &tiers[0], &scores[0], &stack);
    let plan = (&mut stack, &mut tried, &proofs[..]);
    attempt(tiers, scores, (budget, budget.repairs), plan, rng);
    stack
}

/// Windows that were tried: their nodes, the way and the turn.
type Tried = BTreeSet<(Vec<u32>, Way, usize)>;

/// Solves windows around open parts anew until there is none, or until so many `repairs` for each were tried in all.
fn attempt(
    tiers: &[Network],
    scores: &[Score],
    (budget, repairs): (&Budget, usize),
    (stack, tried, proofs): (&mut Stack, &mut Tried, &[Proofs]),
    rng: &mut Rng,
) {
    let finest = &tiers[0];
    let window = budget.of_window();
    let mut open = open_tops(finest, scores, proofs, stack);
    let most = repairs * open.len();
    let mut tops = tops_of(finest, stack);
    for _ in 0..DRAWS_A_REPAIR * most {
        if open.is_empty() || tried.len() >= most || budget.is_over() {
            break;
        }
        let top = open[rng.below(open.len())];
        let nodes = around(&tops, (top, MOST_REPAIRED), rng);
        let Some(way) = next_way(&nodes, tried, rng) else {
            continue;
        };
        if replan(tiers, scores, &window, (stack, &nodes, way), rng) {
            open = open_tops(finest, scores, proofs, stack);
            tops = tops_of(finest, stack);
        }
    }
}

/// The way to solve a window that was not tried yet: first all levels at once, where it is small enough, then by
/// chance; none if this was tried as well.
fn next_way(nodes: &[u32], tried: &mut Tried, rng: &mut Rng) -> Option<Way> {
    if nodes.len() <= joint::MOST_NODES && tried.insert((nodes.to_vec(), Way::Joint, 0)) {
        return Some(Way::Joint);
    }
    let way = if rng.below(DOWN_ONE_IN) == 0 {
        Way::Down
    } else {
        Way::Up
    };
    // The smallest windows are solved without chance.
    let turns = if nodes.len() <= exact::MOST_NODES {
        1
    } else {
        TURNS
    };
    let is_new = tried.insert((nodes.to_vec(), way, rng.below(turns)));
    is_new.then_some(way)
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
    let count = tops_of(&tiers[0], &stack).regions();
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

/// Solves the coarse part around `node` and some neighbours anew; returns whether that was cheaper and was kept.
pub fn replan_around(
    tiers: &[Network],
    scores: &[Score],
    budget: &Budget,
    (stack, node): (&mut Stack, u32),
    rng: &mut Rng,
) -> bool {
    let tops = tops_of(&tiers[0], stack);
    let top = tops.label[node as usize];
    let nodes = around(&tops, (top, MOST_POLISHED), rng);
    replan(tiers, scores, budget, (stack, &nodes, Way::Up), rng)
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
        Way::Up => Some(solve_levels(&window, scores, budget, rng)),
        Way::Down => Some(solve_down(&window, scores, budget, rng)),
        Way::Joint => joint::best_stack(&window, scores, before),
    };
    let Some(fresh) = fresh.filter(|fresh| fresh.cost < before) else {
        return false;
    };
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

/// The coarsest level.
fn tops_of<'a>(network: &'a Network, stack: &Stack) -> Parting<'a> {
    Parting::new(network, stack.tops().to_vec())
}

/// The nodes of a coarse part and of some others around it, at most so many, ascending.
fn around(tops: &Parting, (top, most): (u32, usize), rng: &mut Rng) -> Vec<u32> {
    let mut near = Vec::new();
    let others = 1 + rng.below(most.min(tops.regions()));
    gather(tops, (top, others), &mut near, rng);
    let members = near.iter().map(|&top| &tops.members[top as usize]);
    let mut nodes: Vec<u32> = members.flatten().copied().collect();
    nodes.sort_unstable();
    nodes
}

/// Parts the coarsest level first, into parts that leave room to be cut, then each of them on the finer levels: worse
/// than from the finest level up, but in a window it finds other plans.
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
    Stack::of(window, scores, inside.collect()).cost
}

/// Whether every part outside its bounds is proved to be.
#[must_use]
pub fn is_explained(network: &Network, scores: &[Score], stack: &Stack) -> bool {
    let mut proofs = plain_proofs(network, scores);
    prove_finest(&mut proofs[0], network, &scores[0], stack);
    open_tops(network, scores, &proofs, stack).is_empty()
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

/// What is proved on every level before any plan.
fn plain_proofs(network: &Network, scores: &[Score]) -> Vec<Proofs> {
    let proofs = scores.iter().map(|score| Proofs::find(network, score));
    proofs.collect()
}

/// Adds what can be proved where the finest level is outside its bounds.
fn prove_finest(proofs: &mut Proofs, network: &Network, score: &Score, stack: &Stack) {
    let mut verdicts = proofs.judge(network, score, &stack.labels[0]);
    prove_open((proofs, &mut verdicts), network, score, &stack.labels[0]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::network::Edge;
    use crate::plan::{Bounds, Effort};
    use crate::unit::Counts;

    fn score(min: i64, max: i64) -> Score {
        let bounds = Bounds::of_households(min, max);
        Score::new(&bounds, 0)
    }

    fn cost(score: &Score, households: i64) -> i64 {
        score.part(&Counts {
            households,
            ..Counts::default()
        })
    }

    /// 250 are two parts of 100 to 150 with room, 300 are two or three with none, 180 are neither one nor two.
    #[test]
    fn a_part_that_leaves_no_room_for_its_parts_costs_more() {
        let over = score(150, 400).over(&score(100, 150));
        assert_eq!([250, 375].map(|households| cost(&over, households)), [0, 0]);
        assert!(cost(&over, 260) < cost(&over, 300));
        assert!(cost(&over, 300) < cost(&over, 180));
    }

    /// 3 x 4 estates of 50: from the top down as well every grid of 300 holds whole micro-grids of 100 to 150.
    #[test]
    fn parts_of_the_coarsest_level_hold_whole_parts() {
        let load = vec![
            Counts {
                households: 50,
                ..Counts::default()
            };
            12
        ];
        let links = (0..12u32).flat_map(|a| [(a, a + 1), (a, a + 4)]);
        let links = links.filter(|&(a, b)| b < 12 && (b == a + 4 || b % 4 != 0));
        let edges = links.map(|(a, b)| Edge { a, b, cost: 100 });
        let network = Network::new(load, edges.collect());
        let scores = [score(100, 150), score(250, 350)];
        let budget = Budget::of(Effort::Quick);
        let tiers = vec![network; 2];
        let stack = solve_down(&tiers, &scores, &budget, &mut Rng::new(1, 1));
        for (labels, score) in stack.labels.iter().zip(&scores) {
            let loads = tiers[0].quotient_load(labels);
            assert!(loads.iter().all(|load| score.is_inside(load)), "{loads:?}");
        }
        let [fine, tops] = &stack.labels[..] else {
            panic!("two levels")
        };
        let mut pairs: Vec<(u32, u32)> = fine.iter().copied().zip(tops.iter().copied()).collect();
        pairs.sort_unstable();
        pairs.dedup();
        assert!(pairs.windows(2).all(|pair| pair[0].0 != pair[1].0));
    }
}
