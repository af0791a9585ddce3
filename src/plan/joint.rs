//! The best plan of a small window on all levels at once, or the proof that none is cheaper and within the bounds.
//!
//! The connected sets within the bounds of every level are listed. What a set costs on its own level and on all finer
//! ones is known once the best partition of it into sets of the next finer level is, and so on: the coarsest sets, so
//! priced, make a window on one level.

use crate::unit::Counts;

use super::hold::Hold;
use super::network::Network;
use super::places::Places;
use super::score::{Score, VIOLATION};
use super::sets::{Caps, Lister, Most, Set, Window, nodes_of, owed, sweep};
use super::stack::{Stack, surcharge};
use super::window::{Answer, Present, Windows};

/// Most nodes of such a window.
pub const MOST_NODES: usize = 32;

/// What one window may take.
const CAPS: Caps = Caps {
    sets: 10_000,
    steps: 20_000,
    states: 10_000,
};

/// Most pieces of sets whose best partition is sought on one level.
const MOST_PIECES: usize = 20_000;

/// No partition.
const NEVER: i64 = i64::MAX / 4;

/// A plan of `tiers` cheaper than `most` in which all parts but units above their bounds are within them, if there
/// is one and the sets are not too many.
#[must_use]
pub fn best_stack(tiers: &[Network], scores: &[Score], most: i64) -> Option<Stack> {
    let (finer, coarsest) = tiers.split_at(tiers.len() - 1);
    if coarsest[0].len() > MOST_NODES {
        return None;
    }
    let mut order = Vec::new();
    sweep(&coarsest[0], &mut order);
    let window = |network| Window {
        network,
        order: &order,
    };
    let mut levels: Vec<Level> = Vec::new();
    for (tier, score) in finer.iter().zip(scores) {
        let sets = sets_of(&window(tier), (score, most), levels.last_mut())?;
        levels.push(Level::new(sets, order.len()));
    }
    let (window, score) = (window(&coarsest[0]), &scores[finer.len()]);
    let sets = sets_of(&window, (score, most), levels.last_mut())?;
    let present = Present {
        cost: most,
        regions: 0,
        hold: Hold::free(),
        all_regions: 0,
    };
    let mut tops = Vec::new();
    let answer = Windows::default().choose(&window, sets, &present, CAPS, &mut tops);
    if !matches!(answer, Answer::Best(_) | Answer::Better(_)) {
        return None;
    }
    let labels = read_back(&mut levels, tops);
    let labels = labels.iter().map(|labels| {
        let mut back = vec![0; order.len()];
        for (&node, &label) in order.iter().zip(labels) {
            back[node as usize] = label;
        }
        back
    });
    Some(Stack::of(tiers, scores, labels.collect()))
}

/// The sets of a level in plans that cost at most `most`, each with what it costs on this level and the finer ones;
/// none if they are too many.
fn sets_of(
    window: &Window,
    (score, most): (&Score, i64),
    finer: Option<&mut Level>,
) -> Option<Vec<Set>> {
    let mut sets = Vec::new();
    let owed: i64 = window.loads().map(|load| owed(score, load)).sum();
    let most = Most {
        part: VIOLATION - 1 + owed,
        plan: most,
    };
    if !Lister::default().list(window, score, (most, CAPS), &mut sets) {
        return None;
    }
    let loads: Vec<Counts> = window.loads().copied().collect();
    for set in &mut sets {
        let load = nodes_of(set.nodes).map(|node| loads[node]).sum();
        set.spare += 2 * surcharge(score, &load);
    }
    if let Some(finer) = finer {
        for set in &mut sets {
            set.spare += finer.best(set.nodes)?;
        }
        sets.retain(|set| set.spare < NEVER);
    }
    Some(sets)
}

/// A finer level.
struct Level {
    /// By their first nodes, those that cost least first.
    sets: Vec<Set>,
    /// Where those of each first node start.
    starts: Vec<usize>,
    /// Where the best partitions of pieces, any nodes, are.
    places: Places,
    /// The cost of the best partition of each piece into sets, and the set with its first node; none while it is
    /// not known.
    known: Vec<Option<(i64, usize)>>,
}

impl Level {
    fn new(mut sets: Vec<Set>, nodes: usize) -> Self {
        let first = |set: &Set| set.nodes.trailing_zeros();
        sets.sort_unstable_by_key(|set| (first(set), set.spare, set.nodes));
        let starts = (0..=nodes as u32).map(|node| sets.partition_point(|set| first(set) < node));
        Self {
            starts: starts.collect(),
            sets,
            places: Places::default(),
            known: Vec::new(),
        }
    }

    /// Twice the cost of the best partition of nodes into sets; none if too many pieces had to be looked at.
    fn best(&mut self, nodes: u64) -> Option<i64> {
        if nodes == 0 {
            return Some(0);
        }
        let place = self.places.of((nodes, 0));
        if place == self.known.len() {
            self.known.push(None);
        }
        if let Some((cost, _)) = self.known[place] {
            return Some(cost);
        }
        if self.known.len() > MOST_PIECES {
            return None;
        }
        let first = nodes.trailing_zeros() as usize;
        let mut best = (NEVER, 0);
        for i in self.starts[first]..self.starts[first + 1] {
            let set = self.sets[i];
            if set.spare >= best.0 {
                break;
            }
            if set.nodes & !nodes == 0 {
                let cost = set.spare + self.best(nodes ^ set.nodes)?;
                best = best.min((cost, i));
            }
        }
        self.known[place] = Some(best);
        Some(best.0)
    }

    /// The sets of the best partition.
    fn parts(&mut self, nodes: u64) -> Vec<u64> {
        let mut left = nodes;
        let mut parts = Vec::new();
        while left != 0 {
            let place = self.places.of((left, 0));
            let (_, first) =
                self.known[place].expect("the best partition of what is left was sought");
            let set = self.sets[first].nodes;
            parts.push(set);
            left ^= set;
        }
        parts
    }
}

/// Labels of all levels, finest first, for the parts `tops` of the coarsest.
fn read_back(levels: &mut [Level], tops: Vec<u32>) -> Vec<Vec<u32>> {
    let count = tops.iter().max().map_or(0, |&most| most as usize + 1);
    let mut parts = vec![0u64; count];
    for (bit, &top) in tops.iter().enumerate() {
        parts[top as usize] |= 1 << bit;
    }
    let mut labels = vec![tops];
    for level in levels.iter_mut().rev() {
        parts = parts.iter().flat_map(|&part| level.parts(part)).collect();
        let mut of = vec![0; labels[0].len()];
        for (label, &part) in (0..).zip(&parts) {
            for node in nodes_of(part) {
                of[node] = label;
            }
        }
        labels.push(of);
    }
    labels.reverse();
    labels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Bounds;
    use crate::plan::network::Edge;
    use crate::rng::Rng;
    use crate::unit::Counts;

    fn draw(rng: &mut Rng) -> Network {
        let count = 3 + rng.below(5);
        let load = (0..count).map(|_| Counts {
            households: [0, 20, 30, 40, 50, 60, 90][rng.below(7)],
            ..Counts::default()
        });
        let load = load.collect();
        let mut edges = Vec::new();
        for b in 1..count {
            for _ in 0..2 {
                let (a, b, cost) = (rng.below(b) as u32, b as u32, 50 + rng.below(100) as i32);
                edges.push(Edge { a, b, cost });
            }
        }
        Network::new(load, edges)
    }

    /// All partitions of so many things, as labels dense from 0.
    fn partitions(count: usize) -> Vec<Vec<u32>> {
        let mut all = vec![Vec::new()];
        for _ in 0..count {
            let longer = all.iter().flat_map(|labels: &Vec<u32>| {
                let next = labels.iter().max().map_or(0, |most| most + 1);
                (0..=next).map(|label| [&labels[..], &[label]].concat())
            });
            all = longer.collect();
        }
        all
    }

    fn is_legal(network: &Network, score: &Score, labels: &[u32]) -> bool {
        let loads = network.quotient_load(labels);
        let whole = |label| network.components_where(|node| labels[node] == label).len() == 1;
        (0..)
            .zip(&loads)
            .all(|(label, load)| score.is_inside(load) && whole(label))
    }

    /// The least cost of all plans within the bounds on both levels.
    fn best_of_all(tiers: &[Network], scores: &[Score]) -> Option<i64> {
        let fine = partitions(tiers[0].len()).into_iter();
        let fine = fine.filter(|labels| is_legal(&tiers[0], &scores[0], labels));
        let stacks = fine.flat_map(|fine| {
            let parts = fine.iter().max().map_or(0, |&most| most as usize + 1);
            let tops = partitions(parts).into_iter().map(move |tops| {
                let top = fine.iter().map(|&part| tops[part as usize]).collect();
                vec![fine.clone(), top]
            });
            tops.filter(|labels| is_legal(&tiers[1], &scores[1], &labels[1]))
        });
        stacks
            .map(|labels| Stack::of(tiers, scores, labels).cost)
            .min()
    }

    #[test]
    fn it_is_the_best_of_all_plans_within_the_bounds() {
        let mut rng = Rng::new(23, 0);
        let scores = [
            Bounds::of_households(50, 100),
            Bounds::of_households(100, 200),
        ];
        let scores = scores.map(|bounds| Score::new(&bounds, 100));
        let mut found = 0;
        for _ in 0..300 {
            let network = draw(&mut rng);
            let tiers = vec![network.clone(), network.with_costs(|edge| 2 * edge.cost)];
            let best = best_of_all(&tiers, &scores);
            let most = best.map_or(1_000_000, |best| best + 1);
            let stack = best_stack(&tiers, &scores, most);
            assert_eq!(stack.as_ref().map(|stack| stack.cost), best, "{network:?}");
            let Some(stack) = stack else { continue };
            found += 1;
            for ((tier, score), labels) in tiers.iter().zip(&scores).zip(&stack.labels) {
                assert!(is_legal(tier, score, labels));
            }
            assert!(best_stack(&tiers, &scores, stack.cost).is_none());
        }
        assert!(found > 100, "{found}");
    }

    /// 180 is above the finer bounds and stays alone; the others make two parts, and one of both where 195 may be.
    #[test]
    fn a_tower_stands_alone_on_both_levels() {
        let load = [50, 40, 180, 45, 60].map(|households| Counts {
            households,
            ..Counts::default()
        });
        let edges = [(0, 1), (1, 2), (1, 3), (3, 4)].map(|(a, b)| Edge { a, b, cost: 100 });
        let network = Network::new(load.to_vec(), edges.to_vec());
        let scores = [
            Bounds::of_households(80, 110),
            Bounds::of_households(150, 170),
        ];
        let scores = scores.map(|bounds| Score::new(&bounds, 0));
        assert!(best_stack(&vec![network.clone(); 2], &scores, 1_000_000).is_none());
        let scores = [
            Bounds::of_households(80, 110),
            Bounds::of_households(150, 200),
        ];
        let scores = scores.map(|bounds| Score::new(&bounds, 0));
        let stack = best_stack(&vec![network; 2], &scores, 1_000_000).expect("a plan");
        let mut pairs: Vec<[u32; 2]> = (0..5).map(|i| [0, 1].map(|l| stack.labels[l][i])).collect();
        pairs.dedup();
        assert_eq!(pairs.len(), 3, "{pairs:?}");
    }
}
