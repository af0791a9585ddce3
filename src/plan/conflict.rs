//! For parts outside their bounds with nothing proved: a core of units around them that no plan can serve.
//!
//! The core grows from the heaviest unit of the part to the heaviest unit beside it; units with too many clusters
//! to list are left out. `cover` says whether the core is impossible. A core excuses one part.

use super::cluster::{Grower, MOST_TRIED};
use super::cover::{Answer, Core};
use super::near::Near;
use super::network::Network;
use super::proof::{Proof, Proofs, Verdict};
use super::score::Score;

/// Most units of a core.
const MOST_CORE: usize = 20;
/// Cores of these sizes are tried, small ones first: they are quick and explain best.
const SIZES: [usize; 4] = [1, 7, 13, MOST_CORE];
/// When this many units have had too many clusters, the core grows no further.
const MOST_REFUSED: usize = 8;
/// Most sets tried in one network for all its parts.
const MOST_SETS: usize = 60 * MOST_TRIED;

/// Adds proofs for parts that are [`Verdict::Open`] and judges those parts anew; `labels` are dense from 0.
pub fn prove_open(
    (proofs, verdicts): (&mut Proofs, &mut [Verdict]),
    network: &Network,
    score: &Score,
    labels: &[u32],
) {
    if !verdicts.contains(&Verdict::Open) {
        return;
    }
    let near = Near::new(network, score);
    let mut search = Search {
        network,
        score,
        near: &near,
        grower: Grower::new(network, &near),
        is_used: vec![false; network.len()],
        sets_left: MOST_SETS,
    };
    let mut members = vec![Vec::new(); verdicts.len()];
    for (node, &label) in labels.iter().enumerate() {
        members[label as usize].push(node as u32);
    }
    for label in 0..verdicts.len() {
        if verdicts[label] == Verdict::Open
            && let Some(core) = search.core_of(&members[label])
        {
            verdicts[label] = Verdict::Proved(proofs.list.len());
            proofs.list.push(Proof::of_core(network, score, core));
        }
    }
}

struct Search<'a> {
    network: &'a Network,
    score: &'a Score,
    near: &'a Near,
    grower: Grower<'a>,
    /// Units of cores that have excused a part.
    is_used: Vec<bool>,
    sets_left: usize,
}

impl Search<'_> {
    fn core_of(&mut self, members: &[u32]) -> Option<Vec<u32>> {
        let core = self.grow(members);
        for size in SIZES {
            if core.units.is_empty() || size > SIZES[0] && core.units.len() <= smaller(size) {
                break;
            }
            if core.answer(size) == Answer::Impossible {
                let units = core.reduced(size);
                for &unit in &units {
                    self.is_used[unit as usize] = true;
                }
                return Some(units);
            }
        }
        None
    }

    fn grow(&mut self, members: &[u32]) -> Core {
        let mut core = Core::default();
        let mut met: Vec<u32> = Vec::new();
        let mut waiting: Vec<u32> = Vec::new();
        for &node in members {
            self.meet(node, &mut met, &mut waiting);
        }
        let mut refused = 0;
        while core.units.len() < MOST_CORE && refused < MOST_REFUSED {
            let heaviest = waiting
                .iter()
                .enumerate()
                .max_by_key(|(_, node)| (self.households(**node), std::cmp::Reverse(**node)));
            let Some(node) = heaviest.map(|(i, _)| i).map(|i| waiting.swap_remove(i)) else {
                break;
            };
            if self.sets_left < MOST_TRIED {
                break;
            }
            let clusters = self.grower.clusters(self.score, node);
            self.sets_left -= clusters.tried.min(MOST_TRIED);
            refused += usize::from(!core.add(node, clusters));
            for &other in self.near.of(node) {
                self.meet(other, &mut met, &mut waiting);
            }
        }
        core
    }

    /// Lets a unit wait to be listed; above the bounds or used before, it is no part of a core.
    fn meet(&self, node: u32, met: &mut Vec<u32>, waiting: &mut Vec<u32>) {
        let place = met.partition_point(|other| *other < node);
        if met.get(place) == Some(&node) {
            return;
        }
        met.insert(place, node);
        let is_above = self.score.is_above(&self.network.load[node as usize]);
        if !is_above && !self.near.is_land(node) && !self.is_used[node as usize] {
            waiting.push(node);
        }
    }

    fn households(&self, node: u32) -> i64 {
        self.network.load[node as usize].households
    }
}

/// The size that is tried before this one.
fn smaller(size: usize) -> usize {
    SIZES.into_iter().rev().find(|s| *s < size).unwrap_or(0)
}
