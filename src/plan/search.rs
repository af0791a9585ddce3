//! Labels for one connected network: a start on trees, then annealing with flips and window moves.
//!
//! The seam of the solver: a network with integer costs, a score, a budget and a random stream in, labels out;
//! it knows of nothing else.

use crate::rng::Rng;

use super::blocks::{self, Whole};
use super::budget::{Budget, Focus, LARGE, Mix, SETTLED_AT_ONCE};
use super::conflict::prove_open;
use super::crossover::take_better;
use super::exact;
use super::flip::Flips;
use super::heat::Stretch;
use super::hold::Hold;
use super::mend::mend;
use super::moves::{Judge, Moves, WINDOW_REGIONS};
use super::network::Network;
use super::parting::{Parting, compact, cost_of};
use super::proof::{Proofs, Verdict};
use super::score::Score;
use super::split::{NEVER, Split};
use super::start;
use super::tree::{Forest, Pull};
use super::whole::settle_whole;

/// Most new splits a round for the sake of the number of regions.
const MOST_FOR_NUMBER: usize = 4;

/// Parts a connected network at the least cost found.
#[must_use]
pub fn search(network: &Network, score: &Score, budget: &Budget, rng: &mut Rng) -> Vec<u32> {
    if network.len() <= exact::MOST_NODES {
        return exact::best_partition(network, score);
    }
    if is_plainly_one_part(network, score) {
        return vec![0; network.len()];
    }
    if network.len() >= LARGE {
        return blocks::search(network, score, budget, rng);
    }
    Search::new(network, score, budget).run(rng)
}

/// Whether any cut would leave a part below its lower bound for nothing.
fn is_plainly_one_part(network: &Network, score: &Score) -> bool {
    let total = network.total();
    let twice = score
        .bounds()
        .households
        .min
        .is_some_and(|min| total.households < 2 * min);
    score.is_weightless(&total) || (twice && !score.is_above(&total))
}

/// The search in one network, with its scratch.
pub struct Search<'a> {
    network: &'a Network,
    score: &'a Score,
    budget: &'a Budget<'a>,
    mix: Mix,
    hold: Hold,
    /// Nodes whose part is outside its bounds in every plan.
    hopeless: Vec<bool>,
    flips: Flips,
    moves: Moves,
}

impl<'a> Search<'a> {
    /// A search of a whole network.
    #[must_use]
    pub fn new(network: &'a Network, score: &'a Score, budget: &'a Budget<'a>) -> Self {
        let hopeless = Proofs::find(network, score).hopeless(network, score);
        let mix = Mix::for_network(network, score);
        let hold = Hold::of(network, score).fewer(budget.fewer_percent);
        Self::with(network, score, budget, (mix, hold, hopeless))
    }

    /// A search with a given mix of moves, number of regions and given hopeless nodes.
    #[must_use]
    pub fn with(
        network: &'a Network,
        score: &'a Score,
        budget: &'a Budget<'a>,
        (mix, hold, hopeless): (Mix, Hold, Vec<bool>),
    ) -> Self {
        Self {
            network,
            score,
            budget,
            mix,
            hold,
            hopeless,
            flips: Flips::new(network),
            moves: Moves::new(network.len()),
        }
    }

    fn run(mut self, rng: &mut Rng) -> Vec<u32> {
        let mut best = self.start(self.budget.trees, rng);
        if self.network.len() <= SETTLED_AT_ONCE && self.settle(&mut best) {
            return best;
        }
        let rungs = &self.budget.rungs;
        for (i, rung) in rungs.iter().enumerate().take(self.budget.climbed) {
            if i >= self.budget.required {
                self.mend(&mut best, rng);
                let is_last = i + 1 == rungs.len();
                if self.outside_of(&best).is_empty() || is_last && self.is_explained(&best) {
                    break;
                }
            }
            if self.budget.is_over() {
                break;
            }
            let mut now = if i == 0 {
                best.clone()
            } else {
                self.start(1, rng)
            };
            let steps = rung.rounds * self.mix.rounds_factor;
            now = self.cool(now, &Stretch::whole(steps), rng);
            take_better(self.network, self.score, &self.hold, &mut best, &now);
            if i == 0 && self.network.len() > SETTLED_AT_ONCE && self.settle(&mut best) {
                return best;
            }
            for _ in (1..rung.cycles).take_while(|_| !self.budget.is_over()) {
                self.whole().reheat(&mut best, steps, rng);
            }
        }
        best
    }

    /// Whether the labels are the best there are, after they were made so.
    fn settle(&self, labels: &mut [u32]) -> bool {
        self.network.len() <= self.budget.settled
            && settle_whole(self.network, self.score, self.hold, labels)
    }

    fn whole(&self) -> Whole<'_> {
        Whole {
            network: self.network,
            score: self.score,
            budget: self.budget,
            mix: self.mix,
            hold: self.hold,
            hopeless: &self.hopeless,
        }
    }

    /// The cheapest of a few starts.
    fn start(&self, trees: usize, rng: &mut Rng) -> Vec<u32> {
        let score = &self.score.balanced();
        let (mut forest, mut split) = (Forest::default(), Split::default());
        let mut best: Option<(i64, Vec<u32>)> = None;
        for _ in 0..trees {
            if best.is_some() && self.budget.is_over() {
                break;
            }
            forest.grow(self.network, score, Pull::draw(rng), rng);
            let mut labels = Vec::new();
            if self.network.len() <= self.budget.largest_split {
                let most = best.as_ref().map_or(NEVER, |(least, _)| *least);
                let split = split.run(self.network, &forest, (score, most), &mut labels);
                if split.is_none() {
                    continue;
                }
            } else {
                let wanted = self.hold.wanted();
                start::greedy(self.network, &forest, score, wanted, &mut labels);
            }
            let regions = compact(&mut labels);
            let cost = cost_of(self.network, score, &labels) + self.hold.cost(regions);
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, labels));
            }
        }
        best.expect("a budget has at least one tree").1
    }

    /// Cools over a stretch; at its cold end mends what is still outside its bounds.
    #[must_use]
    pub fn cool(&mut self, labels: Vec<u32>, stretch: &Stretch, rng: &mut Rng) -> Vec<u32> {
        let mut parting = Parting::new(self.network, labels);
        let budget = self.budget;
        for step in stretch.steps.clone().take_while(|_| !budget.is_over()) {
            let heat = self.mix.cooling.heat(step, stretch.of);
            self.round(&mut parting, heat, rng);
        }
        if stretch.steps.end == stretch.of {
            for _ in (0..budget.cold_rounds).take_while(|_| !budget.is_over()) {
                self.round(&mut parting, 0, rng);
            }
        }
        compact(&mut parting.label);
        parting.label
    }

    fn round(&mut self, parting: &mut Parting, heat: i64, rng: &mut Rng) {
        let judge = Judge {
            score: self.score,
            hold: self.hold,
            heat,
        };
        let proposals = self.mix.flips_a_node * self.network.len();
        self.flips.run(parting, &judge, proposals, rng);
        let outside = outside(parting, self.score, &self.hopeless);
        if !outside.is_empty() {
            self.focus(parting, &outside, &judge, rng);
        }
        let recuts = draw_share(parting.regions(), self.mix.recut_permille, rng);
        for _ in 0..recuts {
            let region = parting.label[rng.below(self.network.len())];
            self.moves.recut(parting, &judge, region, rng);
        }
        // Only a new split of some regions changes their number.
        let missing = self.hold.missing(parting.regions()).unsigned_abs() as usize;
        let resplits = draw_share(parting.regions(), self.mix.resplit_permille, rng);
        let resplits = resplits.max(missing.min(MOST_FOR_NUMBER));
        for _ in 0..resplits {
            let region = parting.label[rng.below(self.network.len())];
            let others = rng.below(self.mix.most_others);
            self.moves.resplit(parting, &judge, (region, others), rng);
        }
        if heat == 0 && self.mix.window_permille > 0 {
            let windows = draw_share(parting.regions(), self.mix.window_permille, rng);
            for _ in 0..windows {
                let region = parting.label[rng.below(self.network.len())];
                self.moves
                    .settle(parting, &judge, (region, WINDOW_REGIONS), rng);
            }
        }
    }

    /// Moves around regions outside their bounds.
    fn focus(&mut self, parting: &mut Parting, outside: &[u32], judge: &Judge, rng: &mut Rng) {
        let budget = draw_share(parting.regions(), self.mix.focus_permille, rng).max(1);
        for _ in 0..budget.min(self.mix.most_focus_an_outsider * outside.len()) {
            let region = outside[rng.below(outside.len())];
            let members = &parting.members[region as usize];
            if members.is_empty() || self.score.is_inside(&parting.load[region as usize]) {
                continue;
            }
            let pick = (rng.below(3), self.mix.focus_on);
            if pick == (0, Focus::Window) {
                let count = 2 + rng.below(WINDOW_REGIONS - 1);
                self.moves.settle(parting, judge, (region, count), rng);
            } else if pick == (0, Focus::Recut) {
                self.moves.recut(parting, judge, region, rng);
            } else {
                let others = 1 + rng.below(self.mix.most_others);
                self.moves.resplit(parting, judge, (region, others), rng);
            }
        }
    }

    fn mend(&self, labels: &mut Vec<u32>, rng: &mut Rng) {
        let around = (self.network, self.score, self.budget);
        mend(around, &self.hopeless, labels, rng);
    }

    /// Whether every part outside its bounds is proved to be.
    fn is_explained(&self, labels: &[u32]) -> bool {
        let mut proofs = Proofs::find(self.network, self.score);
        let mut verdicts = proofs.judge(self.network, self.score, labels);
        prove_open(
            (&mut proofs, &mut verdicts),
            self.network,
            self.score,
            labels,
        );
        !verdicts.contains(&Verdict::Open)
    }

    fn outside_of(&self, labels: &[u32]) -> Vec<u32> {
        let parting = Parting::new(self.network, labels.to_vec());
        outside(&parting, self.score, &self.hopeless)
    }
}

/// Regions outside their bounds that hold no hopeless node.
#[must_use]
pub fn outside(parting: &Parting, score: &Score, hopeless: &[bool]) -> Vec<u32> {
    let regions = (0..parting.labels()).filter(|&region| {
        let members = &parting.members[region];
        !members.is_empty()
            && !score.is_inside(&parting.load[region])
            && !members.iter().any(|&node| hopeless[node as usize])
    });
    regions.map(|region| region as u32).collect()
}

/// `permille` of `count`, the fraction by chance.
fn draw_share(count: usize, permille: usize, rng: &mut Rng) -> usize {
    (count * permille + rng.below(1000)) / 1000
}

#[cfg(test)]
mod tests {
    use super::super::bounds::Bounds;
    use super::*;
    use crate::plan::{Edge, Effort};
    use crate::unit::Counts;

    fn draw(rng: &mut Rng) -> Network {
        let nodes = 4 + rng.below(9) as u32;
        let load = (0..nodes).map(|_| Counts {
            households: [0, 10, 20, 30, 40, 50, 60, 90, 130, 180][rng.below(10)],
            ..Counts::default()
        });
        let load = load.collect();
        let cost = |rng: &mut Rng| 50 + rng.below(100) as i32;
        let mut edges = Vec::new();
        for b in 1..nodes {
            let a = rng.below(b as usize) as u32;
            edges.push(Edge {
                a,
                b,
                cost: cost(rng),
            });
            let a = rng.below(b as usize) as u32;
            edges.push(Edge {
                a,
                b,
                cost: cost(rng),
            });
        }
        Network::new(load, edges)
    }

    #[test]
    fn annealing_alone_comes_close_to_the_best_of_all_partitions() {
        let mut rng = Rng::new(3, 3);
        let bounds = Bounds::of_households(100, 150);
        let score = Score::new(&bounds, 100);
        let budget = Budget::of(Effort::Standard);
        let (mut hits, rounds) = (0, 200);
        for _ in 0..rounds {
            let network = draw(&mut rng);
            let best = cost_of(&network, &score, &exact::best_partition(&network, &score));
            let labels = Search::new(&network, &score, &budget).run(&mut rng);
            let found = cost_of(&network, &score, &labels);
            assert!(found >= best && found <= best + best / 2, "{found} {best}");
            hits += usize::from(found == best);
        }
        assert!(hits * 100 >= rounds * 90, "{hits} of {rounds}");
    }
}
