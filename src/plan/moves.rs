//! Moves on a window of a few adjacent regions: the best cut of a random tree, or a whole new split of it.
//!
//! Links that leave the window are cut before and after, so the window is judged alone and exactly.

use std::collections::BTreeSet;

use crate::rng::Rng;
use crate::unit::Counts;

use super::heat::allowance;
use super::hold::Hold;
use super::network::Network;
use super::parting::Parting;
use super::score::Score;
use super::sets::Caps;
use super::split::Split;
use super::tree::{Forest, Pull, ROOT};
use super::window::{Answer, Present, Windows};

/// Tries to find one more neighbouring region.
const TRIES_A_REGION: usize = 8;

/// Most regions of an exact window.
pub const WINDOW_REGIONS: usize = 7;
/// Most nodes of it.
const WINDOW_NODES: usize = 22;
/// What one exact window may take: beyond, it rarely ends.
const WINDOW: Caps = Caps {
    sets: 3_000,
    steps: 1_500,
    states: 5_000,
};

/// What a move is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Judge<'a> {
    /// What parts cost.
    pub score: &'a Score,
    /// What their number costs.
    pub hold: Hold,
    /// Heat, in cost.
    pub heat: i64,
}

impl Judge<'_> {
    /// How much more a move may cost this time.
    fn allowed(&self, rng: &mut Rng) -> i64 {
        allowance(self.heat, rng.bits() as u32)
    }
}

/// Scratch of the window moves of one network.
#[derive(Clone, Debug)]
pub struct Moves {
    place: Vec<u32>,
    regions: Vec<u32>,
    nodes: Vec<u32>,
    window: Network,
    forest: Forest,
    split: Split,
    labels: Vec<u32>,
    load: Vec<Counts>,
    windows: Windows,
    /// Exact windows that gave nothing cheaper: their nodes, ascending, and what they cost.
    settled: BTreeSet<(Vec<u32>, i64)>,
}

impl Moves {
    /// Scratch for a network of `nodes` nodes.
    #[must_use]
    pub fn new(nodes: usize) -> Self {
        Self {
            place: vec![u32::MAX; nodes],
            regions: Vec::new(),
            nodes: Vec::new(),
            window: Network::default(),
            forest: Forest::default(),
            split: Split::default(),
            labels: Vec::new(),
            load: Vec::new(),
            windows: Windows::default(),
            settled: BTreeSet::new(),
        }
    }

    /// Joins `region` with a neighbour and cuts the union once at the best edge of a random tree, or not at all.
    pub fn recut(&mut self, parting: &mut Parting, judge: &Judge, region: u32, rng: &mut Rng) {
        let score = judge.score;
        let before = self.open(parting, score, (region, 2), rng);
        self.forest.grow(&self.window, score, Pull::draw(rng), rng);
        let cut = self.forest.best_cut(&self.window, score);
        let parts = 1 + i64::from(cut.subtree != ROOT);
        let change = parts - self.regions.len() as i64;
        let held = judge.hold.change(parting.regions(), change);
        if cut.cost - before + held <= judge.allowed(rng) {
            let count = self.forest.mark(cut.subtree, &mut self.labels);
            parting.replace(&self.regions, &self.nodes, &self.labels, count);
        }
    }

    /// Splits the union of `region` and `others` neighbours anew, into any number of regions.
    pub fn resplit(
        &mut self,
        parting: &mut Parting,
        judge: &Judge,
        (region, others): (u32, usize),
        rng: &mut Rng,
    ) {
        let score = judge.score;
        let before = self.open(parting, score, (region, 1 + others), rng);
        self.forest.grow(&self.window, score, Pull::draw(rng), rng);
        let allowed = judge.allowed(rng);
        let most = before + judge.hold.cost(parting.regions()) + allowed;
        let split = (self.split).run(&self.window, &self.forest, (score, most), &mut self.labels);
        let Some(count) = split else {
            return;
        };
        self.load.clear();
        self.load.resize(count, Counts::default());
        for (&label, &counts) in self.labels.iter().zip(&self.window.load) {
            self.load[label as usize] += counts;
        }
        let parts: i64 = self.load.iter().map(|counts| score.part(counts)).sum();
        let after = parts + self.window.cut(&self.labels);
        let change = count as i64 - self.regions.len() as i64;
        let held = judge.hold.change(parting.regions(), change);
        if after - before + held <= allowed {
            parting.replace(&self.regions, &self.nodes, &self.labels, count);
        }
    }

    /// Parts `count` regions, or as many as fit into a window, in the best way there is.
    pub fn settle(
        &mut self,
        parting: &mut Parting,
        judge: &Judge,
        (region, count): (u32, usize),
        rng: &mut Rng,
    ) {
        gather(parting, (region, count), &mut self.regions, rng);
        let mut left = WINDOW_NODES;
        let fits = self.regions.iter().take_while(|&&region| {
            let size = parting.members[region as usize].len();
            let fits = size <= left;
            left = left.saturating_sub(size);
            fits
        });
        let fitting = fits.count();
        self.regions.truncate(fitting);
        if fitting == 0 {
            return;
        }
        let cost = self.fill(parting, judge.score);
        let mut window = (self.nodes.clone(), cost);
        window.0.sort_unstable();
        if self.settled.contains(&window) {
            return;
        }
        let present = Present {
            cost,
            regions: fitting,
            hold: judge.hold,
            all_regions: parting.regions(),
        };
        let answer = self.windows.solve(
            &self.window,
            judge.score,
            &present,
            WINDOW,
            &mut self.labels,
        );
        if let Answer::Best(count) | Answer::Better(count) = answer {
            let order = self.windows.order().iter();
            self.nodes = order.map(|&node| self.nodes[node as usize]).collect();
            parting.replace(&self.regions, &self.nodes, &self.labels, count);
        } else if !judge.hold.is_priced() {
            self.settled.insert(window);
        }
    }

    /// Gathers `count` adjacent regions from the first on into the window; returns what they cost now.
    fn open(
        &mut self,
        parting: &Parting,
        score: &Score,
        (first, count): (u32, usize),
        rng: &mut Rng,
    ) -> i64 {
        gather(parting, (first, count), &mut self.regions, rng);
        self.fill(parting, score)
    }

    /// Fills the window from its regions; returns what they cost now.
    fn fill(&mut self, parting: &Parting, score: &Score) -> i64 {
        self.nodes.clear();
        for &region in &self.regions {
            self.nodes
                .extend_from_slice(&parting.members[region as usize]);
        }
        let network = parting.network;
        network.fill_window(&self.nodes, &mut self.place, &mut self.window);
        let label = |end: u32| parting.label[self.nodes[end as usize] as usize];
        let cut = self
            .window
            .edges
            .iter()
            .filter(|edge| label(edge.a) != label(edge.b));
        let cut: i64 = cut.map(|edge| i64::from(edge.cost)).sum();
        let parts = self
            .regions
            .iter()
            .map(|&region| score.part(&parting.load[region as usize]));
        cut + parts.sum::<i64>()
    }
}

/// Collects up to `count` regions, each adjacent to one before it.
pub fn gather(
    parting: &Parting,
    (first, count): (u32, usize),
    regions: &mut Vec<u32>,
    rng: &mut Rng,
) {
    regions.clear();
    regions.push(first);
    for _ in 0..TRIES_A_REGION * (count - 1) {
        if regions.len() == count {
            break;
        }
        let from = regions[rng.below(regions.len())];
        let members = &parting.members[from as usize];
        let start = rng.below(members.len());
        let around = members[start..].iter().chain(&members[..start]);
        // The first member past a random one that borders a region not yet taken.
        let next = around
            .flat_map(|&node| parting.network.links(node as usize))
            .find_map(|link| {
                let label = parting.label[link.to as usize];
                (!regions.contains(&label)).then_some(label)
            });
        regions.extend(next);
    }
}
