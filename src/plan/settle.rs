//! Which proofs are told, and relaxations that do: together they make a plan within the bounds possible.
//!
//! The smallest relaxation of each proof alone may fall short, since what one piece takes its neighbours lack. So
//! the loosest of all ends is tried on the plan, then on a quick plan anew; where that fails, the relaxation
//! of a proof is widened to the part that it excuses.

use crate::unit::Counts;

use super::bounds::{Bounds, Range};
use super::enclosed::Joinable;
use super::near::Near;
use super::network::Network;
use super::proof::{Proof, Proofs, Scope, Verdict};
use super::relax::{Relaxer, including, loosest};
use super::result::Exception;
use super::score::{Count, Score};

/// Larger networks are not planned anew to see whether relaxations do.
const MOST_PLANNED: usize = 300;

/// The proofs that are told, with their relaxations; `labels` are dense from 0, `is_found` searches for a plan.
///
/// Pieces without households that went into a neighbouring part need no word, nor do enclosed units whose part
/// has another reason, unless the relaxations would not do without theirs.
#[must_use]
pub fn told(
    (proofs, verdicts): (&Proofs, &[Verdict]),
    network: &Network,
    (score, is_found): (&Score, &dyn Fn(&Bounds) -> bool),
    labels: &[u32],
) -> Vec<Proof> {
    if proofs.list.is_empty() {
        return Vec::new();
    }
    let near = Near::new(network, score);
    let mut settling = Settling {
        proofs,
        verdicts,
        network,
        score,
        is_found,
        labels,
        relaxer: Relaxer::new(network, &near, score.bounds()),
        told: vec![None; proofs.list.len()],
        loads: network.quotient_load(labels),
    };
    for (i, proof) in proofs.list.iter().enumerate() {
        if settling.is_told(i, proof) {
            settling.tell(i);
        }
    }
    settling.settle();
    let mut told: Vec<Proof> = settling.told.into_iter().flatten().collect();
    name_persons(&mut told, network, score);
    told
}

struct Settling<'a> {
    proofs: &'a Proofs,
    verdicts: &'a [Verdict],
    network: &'a Network,
    score: &'a Score,
    is_found: &'a dyn Fn(&Bounds) -> bool,
    labels: &'a [u32],
    relaxer: Relaxer<'a>,
    told: Vec<Option<Proof>>,
    loads: Vec<Counts>,
}

impl Settling<'_> {
    fn is_told(&self, i: usize, proof: &Proof) -> bool {
        let loads = proof
            .nodes
            .iter()
            .map(|&node| self.network.load[node as usize]);
        let is_inhabited = loads.into_iter().any(|load| load.households > 0);
        let is_plain = proof.scope == Scope::Piece || proof.exception == Exception::UnitAboveMax;
        self.verdicts.contains(&Verdict::Proved(i)) || (is_inhabited && is_plain)
    }

    fn tell(&mut self, i: usize) {
        let mut proof = self.proofs.list[i].clone();
        proof.relaxed = self.relaxer.relaxed(&proof);
        self.told[i] = Some(proof);
    }

    fn settle(&mut self) {
        let outside = self.outside();
        if outside.is_empty() || self.can_be_planned() {
            return;
        }
        for (i, proof) in self.proofs.list.iter().enumerate() {
            let part = self.labels[proof.nodes[0] as usize];
            if proof.scope == Scope::Unit && self.told[i].is_none() && outside.contains(&part) {
                self.tell(i);
            }
        }
        if self.outside().is_empty() || self.can_be_planned() {
            return;
        }
        for part in self.outside() {
            if let Verdict::Proved(i) = self.verdicts[part as usize]
                && let Some(proof) = &mut self.told[i]
            {
                proof.relaxed = including(&proof.relaxed, &self.loads[part as usize]);
            }
        }
    }

    /// The bounds with all relaxations.
    fn relaxed(&self) -> Bounds {
        let told = self.told.iter().flatten();
        told.fold(*self.score.bounds(), |bounds, proof| {
            loosest(&bounds, &proof.relaxed)
        })
    }

    /// Parts with a proof that the relaxations do not help.
    fn outside(&self) -> Vec<u32> {
        let relaxed = Score::new(&self.relaxed(), 0);
        let proved = self.verdicts.iter().zip(&self.loads).enumerate();
        proved
            .filter(|(_, (verdict, load))| {
                matches!(verdict, Verdict::Proved(_)) && !relaxed.is_inside(load)
            })
            .map(|(part, _)| part as u32)
            .collect()
    }

    fn can_be_planned(&self) -> bool {
        if self.network.len() > MOST_PLANNED || self.verdicts.contains(&Verdict::Open) {
            return false;
        }
        (self.is_found)(&self.relaxed())
    }
}

/// Says of enclosed units that persons are the reason, where without bounds on persons there would be a way.
fn name_persons(told: &mut [Proof], network: &Network, score: &Score) {
    let mut bounds = *score.bounds();
    if bounds.persons.min.is_none() && bounds.persons.max.is_none() {
        return;
    }
    bounds.persons = Range::default();
    let without = Score::new(&bounds, 0);
    let mut joinable = Joinable::new(network, &without);
    for proof in told {
        if proof.exception == Exception::EnclosedUnit && joinable.has_way(proof.nodes[0]) {
            proof.exception = Exception::PersonsCapConflict;
            proof.count = Count::Persons;
        }
    }
}
