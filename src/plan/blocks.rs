//! Large networks: cooled in blocks of whole regions, side by side.
//!
//! Links that leave a block are cut before and after, so blocks are independent and their costs add up: the
//! result is that of the blocks one after another, for any number of threads. Blocks are drawn anew several times
//! in a cooling, so that every line lies inside a block most of the time. A block also fits a processor's cache.

use rayon::prelude::*;

use crate::rng::Rng;

use super::budget::{Budget, Mix};
use super::crossover::take_better;
use super::heat::Stretch;
use super::hold::Hold;
use super::mend::mend;
use super::network::Network;
use super::parting::{compact, join_labels, members_of};
use super::proof::Proofs;
use super::score::Score;
use super::search::Search;
use super::start;
use super::tree::{Forest, Pull};

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
    let whole = Whole {
        network,
        score,
        budget,
        mix: Mix::for_network(network, score),
        hold: Hold::of(network, score).fewer(budget.fewer_percent),
        hopeless: &hopeless,
    };
    let mut labels = start(network, score, whole.hold.wanted(), rng);
    let rung = budget.rungs[0];
    let steps = rung.rounds * whole.mix.rounds_factor;
    for draw in (0..DRAWS).take_while(|_| !budget.is_over()) {
        let stretch = Stretch {
            steps: steps * draw / DRAWS..steps * (draw + 1) / DRAWS,
            of: steps,
        };
        whole.cool(&mut labels, &stretch, rng);
    }
    for _ in (1..rung.cycles).take_while(|_| !budget.is_over()) {
        whole.reheat(&mut labels, steps, rng);
    }
    mend((network, score, budget), &hopeless, &mut labels, rng);
    labels
}

/// A network whose blocks are searched alone.
pub struct Whole<'a> {
    /// The network.
    pub network: &'a Network,
    /// What parts cost.
    pub score: &'a Score,
    /// The budget, of which cold rounds and the word that ends it count here.
    pub budget: &'a Budget<'a>,
    /// The moves.
    pub mix: Mix,
    /// The number of regions wished for.
    pub hold: Hold,
    /// Nodes whose part is outside its bounds in every plan.
    pub hopeless: &'a [bool],
}

/// Some whole regions as a network of their own.
struct Block {
    network: Network,
    labels: Vec<u32>,
    hold: Hold,
    hopeless: Vec<bool>,
}

impl Whole<'_> {
    /// Cools over a stretch, in blocks.
    fn cool(&self, labels: &mut [u32], stretch: &Stretch, rng: &mut Rng) {
        self.in_blocks(labels, NODES_A_BLOCK, rng, |block, rng| {
            self.search(&block).cool(block.labels.clone(), stretch, rng)
        });
    }

    /// Reheats small blocks for a cooling of `steps` and keeps of each what is cheaper.
    pub fn reheat(&self, labels: &mut [u32], steps: usize, rng: &mut Rng) {
        let stretch = Stretch {
            steps: steps * REHEAT_PERCENT / 100..steps,
            of: steps,
        };
        self.in_blocks(labels, NODES_A_REHEAT, rng, |block, rng| {
            let fresh = self
                .search(&block)
                .cool(block.labels.clone(), &stretch, rng);
            let mut best = block.labels;
            take_better(&block.network, self.score, &block.hold, &mut best, &fresh);
            best
        });
    }

    fn search<'b>(&'b self, block: &'b Block) -> Search<'b> {
        let given = (self.mix, block.hold, block.hopeless.clone());
        Search::with(&block.network, self.score, self.budget, given)
    }

    /// Draws blocks of about `size` nodes and replaces the labels of each by what `work` makes of it, in parallel
    /// and each from a random stream of its own.
    fn in_blocks(
        &self,
        labels: &mut [u32],
        size: usize,
        rng: &mut Rng,
        work: impl Fn(Block, &mut Rng) -> Vec<u32> + Sync,
    ) {
        let missing = self.hold.missing(compact(labels));
        let blocks = draw_blocks(self.network, labels, size, rng);
        let seed = rng.bits();
        // Blocks share the missing regions in proportion to their nodes.
        let mut given = 0;
        let mut before = 0;
        let mut jobs = Vec::with_capacity(blocks.len());
        for nodes in &blocks {
            before += nodes.len();
            let more = missing * before as i64 / labels.len() as i64 - given;
            given += more;
            jobs.push((nodes, more));
        }
        let scratch = || vec![u32::MAX; self.network.len()];
        let done = jobs.par_iter().enumerate().with_max_len(1);
        let done = done.map_init(scratch, |place, (i, &(nodes, more))| {
            let block = self.block((nodes, more), labels, place);
            work(block, &mut Rng::new(seed, i as u64))
        });
        let done: Vec<Vec<u32>> = done.collect();
        let mut used = 0;
        for (nodes, fresh) in blocks.iter().zip(done) {
            used = join_labels(labels, used, nodes, &fresh);
        }
    }

    fn block(&self, (nodes, more): (&[u32], i64), labels: &[u32], place: &mut [u32]) -> Block {
        let mut network = Network::default();
        self.network.fill_window(nodes, place, &mut network);
        let mut now: Vec<u32> = nodes.iter().map(|&node| labels[node as usize]).collect();
        let regions = compact(&mut now) as i64 + more;
        let hopeless = nodes.iter().map(|&node| self.hopeless[node as usize]);
        Block {
            network,
            labels: now,
            hold: self.hold.at(regions.max(1) as usize),
            hopeless: hopeless.collect(),
        }
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
    let members = members_of(labels);
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
