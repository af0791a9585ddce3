//! Large networks: cooled in blocks of whole regions, side by side.
//!
//! Links that leave a block are cut before and after, so blocks are independent and their costs add up: the
//! result is that of the blocks one after another, for any number of threads. Blocks are drawn anew several times
//! in a cooling, so that every line lies inside a block most of the time. A block also fits a processor's cache.

use rayon::prelude::*;

use crate::rng::Rng;

use super::budget::{Budget, Mix};
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
/// How often blocks are drawn in one cooling.
const DRAWS: usize = 8;

/// Parts a large connected network at the least cost found.
#[must_use]
pub fn search(network: &Network, score: &Score, budget: &Budget, rng: &mut Rng) -> Vec<u32> {
    let hopeless = Proofs::find(network, score).hopeless(network, score);
    let mix = Mix::for_network(network, score);
    let hold = Hold::of(network, score);
    let mut labels = start(network, score, hold.wanted(), rng);
    let steps = budget.rungs[0].rounds * mix.rounds_factor;
    for draw in 0..DRAWS {
        let steps_now = steps * draw / DRAWS..steps * (draw + 1) / DRAWS;
        let blocks = draw_blocks(network, &labels, rng);
        let regions = compact(&mut labels);
        let missing = hold.missing(regions);
        let seed = rng.bits();
        let scratch = || vec![u32::MAX; network.len()];
        let cooled = blocks.par_iter().enumerate().with_max_len(1);
        let cooled = cooled.map_init(scratch, |place, (i, nodes)| {
            let mut block = Network::default();
            network.fill_window(nodes, place, &mut block);
            let hopeless = nodes.iter().map(|&node| hopeless[node as usize]).collect();
            let mut now: Vec<u32> = nodes.iter().map(|&node| labels[node as usize]).collect();
            compact(&mut now);
            let stretch = Stretch {
                steps: steps_now.clone(),
                of: steps,
                more: Some(missing * nodes.len() as i64 / network.len() as i64),
            };
            let mut search = Search::with(&block, score, budget, (mix, hopeless));
            search.cool(now, &stretch, &mut Rng::new(seed, i as u64))
        });
        let cooled: Vec<Vec<u32>> = cooled.collect();
        let mut used = 0;
        for (nodes, fresh) in blocks.iter().zip(cooled) {
            for (&node, label) in nodes.iter().zip(&fresh) {
                labels[node as usize] = used + label;
            }
            used += fresh.iter().max().map_or(0, |most| most + 1);
        }
    }
    mend((network, score, budget), &hopeless, &mut labels, rng);
    labels
}

fn start(network: &Network, score: &Score, wanted: usize, rng: &mut Rng) -> Vec<u32> {
    let mut forest = Forest::default();
    forest.grow(network, score, Pull::draw(rng), rng);
    let mut labels = Vec::new();
    start::greedy(network, &forest, score, wanted, &mut labels);
    labels
}

/// Groups of adjacent regions as nodes, ascending; the largest first. Regions go to the nearest of random seeds.
fn draw_blocks(network: &Network, labels: &[u32], rng: &mut Rng) -> Vec<Vec<u32>> {
    let members = rows(labels);
    let wanted = (network.len() / NODES_A_BLOCK).max(2);
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
