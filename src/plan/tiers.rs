//! One connected piece with all its levels: the same nodes and links, each level with its own costs.
//!
//! A link inside a compound costs [`KIN`] times as much on the levels whose upper bounds the compound fits, so that
//! lines go round it; on finer levels it has to be divided and its links cost what others do.

use crate::id::CompoundId;
use crate::unit::Counts;

use super::network::{Edge, Network};
use super::score::Score;

/// How much dearer a line through a compound is than one elsewhere, where the compound fits the level.
const KIN: i32 = 4;

/// A network a level, finest first.
pub type Tiers = Vec<Network>;

/// Every network without the nodes that are not in `nodes`.
#[must_use]
pub fn part(tiers: &[Network], nodes: &[u32]) -> Tiers {
    tiers.iter().map(|tier| tier.part(nodes)).collect()
}

/// Every network with one node a label; `labels` are dense from 0.
#[must_use]
pub fn quotient(tiers: &[Network], labels: &[u32]) -> Tiers {
    tiers.iter().map(|tier| tier.quotient(labels)).collect()
}

/// The compound of each node of a jurisdiction.
#[derive(Clone, Debug, Default)]
pub struct Kinship {
    /// The compounds with their counts, sorted.
    pub compounds: Vec<(CompoundId, Counts)>,
    /// The position of each node's compound in `compounds`.
    pub of: Vec<Option<u32>>,
}

impl Kinship {
    /// Adds up the compounds of nodes with these counts.
    #[must_use]
    pub fn new(of: &[Option<CompoundId>], load: &[Counts]) -> Self {
        let mut compounds: Vec<(CompoundId, Counts)> = Vec::new();
        let mut ids: Vec<CompoundId> = of.iter().flatten().copied().collect();
        ids.sort_unstable();
        ids.dedup();
        compounds.extend(ids.into_iter().map(|id| (id, Counts::default())));
        let place = |id: &CompoundId| {
            let found = compounds.binary_search_by_key(id, |(id, _)| *id);
            found.expect("every compound is listed") as u32
        };
        let of: Vec<Option<u32>> = of.iter().map(|id| id.as_ref().map(place)).collect();
        for (compound, counts) in of.iter().zip(load) {
            if let Some(compound) = compound {
                compounds[*compound as usize].1 += *counts;
            }
        }
        Self { compounds, of }
    }

    /// The compounds of some nodes.
    #[must_use]
    pub fn part(&self, nodes: &[u32]) -> Self {
        let of = nodes.iter().map(|&node| self.of[node as usize]);
        Self {
            of: of.collect(),
            compounds: self.compounds.clone(),
        }
    }

    /// Whether a compound fits the upper bounds.
    #[must_use]
    pub fn fits(&self, compound: u32, score: &Score) -> bool {
        !score.is_above(&self.compounds[compound as usize].1)
    }

    /// The networks of the levels with `scores`, finest first.
    #[must_use]
    pub fn tiers(&self, network: &Network, scores: &[Score]) -> Tiers {
        if self.compounds.is_empty() {
            return vec![network.clone(); scores.len()];
        }
        let tier = |score: &Score| {
            network.with_costs(|edge: &Edge| {
                let [a, b] = [edge.a, edge.b].map(|end| self.of[end as usize]);
                match a {
                    Some(compound) if a == b && self.fits(compound, score) => KIN * edge.cost,
                    _ => edge.cost,
                }
            })
        };
        scores.iter().map(tier).collect()
    }
}
