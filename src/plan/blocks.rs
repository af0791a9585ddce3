//! Large networks: cooled in blocks of whole regions, side by side.
//!
//! Links that leave a block are cut before and after, so blocks are independent and their costs add up: the
//! result is that of the blocks one after another, for any number of threads. Blocks are drawn anew several times
//! in a cooling, so that every line lies inside a block most of the time. A block also fits a processor's cache.

use std::ops::Range;

use rayon::prelude::*;

use crate::rng::Rng;

use super::budget::{Budget, Mix};
use super::crossover::take_better;
use super::heat::Stretch;
use super::hold::Hold;
use super::mend::mend;
use super::network::Network;
use super::parting::compact;
use super::proof::Proofs;
use super::score::Score;
use super::search::Search;
use super::start;
use super::tree::{Forest, Pull};

/// Fewest nodes of a network that is cooled in blocks.
pub const FEWEST_NODES: usize = 6_000;
/// Nodes of a block, on average.
const NODES_A_BLOCK: usize = 3_000;
/// Nodes of a block that is reheated, on average: small, so that it can be better as a whole.
const NODES_A_REHEAT: usize = 500;
/// Where in a cooling a reheat begins, in percent: hot enough to move lines, too cold to forget them.
const REHEAT_PERCENT: usize = 25;
/// How often blocks are drawn in one cooling.
const DRAWS: usize = 8;

/// Parts a large connected network at the least cost found.
#[must_use]
pub fn search(network: &Network, score: &Score, budget: &Budget, rng: &mut Rng) -> Vec<u32> {
    let hopeless = Proofs::find(network, score).hopeless(network, score);
    let mix = Mix::for_network(network, score);
    let hold = Hold::of(network, score);
    let mut labels = start(network, score, hold.wanted(), rng);
    let rung = budget.rungs[0];
    let steps = rung.rounds * mix.rounds_factor;
    for draw in (0..DRAWS).take_while(|_| !budget.is_over()) {
        let steps_now = steps * draw / DRAWS..steps * (draw + 1) / DRAWS;
        let missing = hold.missing(compact(&mut labels));
        in_blocks(
            network,
            &mut labels,
            NODES_A_BLOCK,
            rng,
            |block, (nodes, part), now, rng| {
                let stretch = Stretch {
                    steps: steps_now.clone(),
                    of: steps,
                    more: Some(share_of(missing, part, network.len())),
                };
                let hopeless = nodes.iter().map(|&node| hopeless[node as usize]).collect();
                Search::with(block, score, budget, (mix, hopeless)).cool(now, &stretch, rng)
            },
        );
    }
    for _ in (1..rung.cycles).take_while(|_| !budget.is_over()) {
        reheat(
            network,
            score,
            budget,
            (mix, &hopeless),
            steps,
            &mut labels,
            rng,
        );
    }
    mend((network, score, budget), &hopeless, &mut labels, rng);
    labels
}

/// Reheats small blocks, each alone, and keeps of each what is cheaper.
pub fn reheat(
    network: &Network,
    score: &Score,
    budget: &Budget,
    (mix, hopeless): (Mix, &[bool]),
    steps: usize,
    labels: &mut [u32],
    rng: &mut Rng,
) {
    let missing = Hold::of(network, score).missing(compact(labels));
    in_blocks(
        network,
        labels,
        NODES_A_REHEAT,
        rng,
        |block, (nodes, part), mut now, rng| {
            let stretch = Stretch {
                steps: steps * REHEAT_PERCENT / 100..steps,
                of: steps,
                more: Some(share_of(missing, part, network.len())),
            };
            let hopeless = nodes.iter().map(|&node| hopeless[node as usize]).collect();
            let mut search = Search::with(block, score, budget, (mix, hopeless));
            let count = compact(&mut now) as i64 + stretch.more.unwrap_or(0);
            let fresh = search.cool(now.clone(), &stretch, rng);
            take_better(
                block,
                score,
                &Hold::of(block, score).at(count.max(1) as usize),
                &mut now,
                &fresh,
            );
            now
        },
    );
}

/// What falls to a stretch of `whole` items when `count` is shared out among them in order.
fn share_of(count: i64, part: Range<usize>, whole: usize) -> i64 {
    let upto = |end: usize| count * end as i64 / whole as i64;
    upto(part.end) - upto(part.start)
}

/// Draws blocks of about `size` nodes and replaces the labels of each by what `work` makes of the block, its
/// nodes and its labels, in parallel and each from a random stream of its own.
fn in_blocks(
    network: &Network,
    labels: &mut [u32],
    size: usize,
    rng: &mut Rng,
    work: impl Fn(&Network, (&[u32], Range<usize>), Vec<u32>, &mut Rng) -> Vec<u32> + Sync,
) {
    compact(labels);
    let blocks = draw_blocks(network, labels, size, rng);
    let seed = rng.bits();
    let mut starts = vec![0];
    for nodes in &blocks {
        starts.push(starts[starts.len() - 1] + nodes.len());
    }
    let scratch = || vec![u32::MAX; network.len()];
    let done = blocks.par_iter().enumerate().with_max_len(1);
    let done = done.map_init(scratch, |place, (i, nodes)| {
        let mut block = Network::default();
        network.fill_window(nodes, place, &mut block);
        let mut now: Vec<u32> = nodes.iter().map(|&node| labels[node as usize]).collect();
        compact(&mut now);
        work(
            &block,
            (nodes, starts[i]..starts[i + 1]),
            now,
            &mut Rng::new(seed, i as u64),
        )
    });
    let done: Vec<Vec<u32>> = done.collect();
    let mut used = 0;
    for (nodes, fresh) in blocks.iter().zip(done) {
        for (&node, label) in nodes.iter().zip(&fresh) {
            labels[node as usize] = used + label;
        }
        used += fresh.iter().max().map_or(0, |most| most + 1);
    }
}

fn start(network: &Network, score: &Score, wanted: usize, rng: &mut Rng) -> Vec<u32> {
    let mut forest = Forest::default();
    forest.grow(network, score, Pull::draw(rng), rng);
    let mut labels = Vec::new();
    start::greedy(network, &forest, score, wanted, &mut labels);
    labels
}

/// Groups of adjacent regions as nodes, ascending; the largest first. Regions go to the nearest of random seeds.
fn draw_blocks(network: &Network, labels: &[u32], size: usize, rng: &mut Rng) -> Vec<Vec<u32>> {
    let members = rows(labels);
    let wanted = ((network.len() + size / 2) / size).max(1);
    let mut block_of = vec![u32::MAX; members.len()];
    let mut queue: Vec<u32> = Vec::with_capacity(members.len());
    let mut count = 0;
    for _ in 0..wanted {
        let region = labels[rng.below(network.len())];
        if block_of[region as usize] == u32::MAX {
            block_of[region as usize] = count;
            count += 1;
            queue.push(region);
        }
    }
    let mut next = 0;
    while let Some(&region) = queue.get(next) {
        next += 1;
        for &node in &members[region as usize] {
            for link in network.links(node as usize) {
                let beside = labels[link.to as usize];
                if block_of[beside as usize] == u32::MAX {
                    block_of[beside as usize] = block_of[region as usize];
                    queue.push(beside);
                }
            }
        }
    }
    let mut blocks = vec![Vec::new(); count as usize];
    for (node, &label) in labels.iter().enumerate() {
        blocks[block_of[label as usize] as usize].push(node as u32);
    }
    blocks.sort_by_key(|nodes| (std::cmp::Reverse(nodes.len()), nodes[0]));
    blocks
}

/// The nodes of each label.
fn rows(labels: &[u32]) -> Vec<Vec<u32>> {
    let count = labels.iter().max().map_or(0, |&most| most as usize + 1);
    let mut rows = vec![Vec::new(); count];
    for (node, &label) in labels.iter().enumerate() {
        rows[label as usize].push(node as u32);
    }
    rows
}
