//! What became of compounds, rivers and railways in a finished plan of one jurisdiction.

use crate::id::PartId;

use super::ground::Ground;
use super::network::Network;
use super::parting::members_of;
use super::result::{CompoundReport, CompoundState};
use super::score::Score;

/// Every inhabited compound on one level, by compound; parts are named by their label.
#[must_use]
pub fn compounds(
    ground: &Ground,
    network: &Network,
    score: &Score,
    part_of: &[u32],
) -> Vec<CompoundReport> {
    let kinship = &ground.kinship;
    let mut parts: Vec<Vec<PartId>> = vec![Vec::new(); kinship.compounds.len()];
    for ((compound, load), &part) in kinship.of.iter().zip(&network.load).zip(part_of) {
        if let Some(compound) = compound.filter(|_| load.has_people()) {
            parts[compound as usize].push(PartId::new(part as usize));
        }
    }
    let all = kinship.compounds.iter().zip(parts).zip(0..);
    let inhabited = all.filter(|((_, parts), _)| !parts.is_empty());
    inhabited
        .map(|((&(compound, counts), mut parts), position)| {
            parts.sort_unstable();
            parts.dedup();
            let state = match parts.len() {
                1 => CompoundState::Whole,
                _ if kinship.fits(position, score) => CompoundState::Split,
                _ => CompoundState::Divided,
            };
            CompoundReport {
                compound,
                counts,
                state,
                parts,
            }
        })
        .collect()
}

/// The parts with people on both sides of a river or railway that are connected only across it, by label.
#[must_use]
pub fn across(ground: &Ground, network: &Network, part_of: &[u32]) -> Vec<PartId> {
    if !ground.has_water() {
        return Vec::new();
    }
    let dry = network.with_links(|edge| {
        part_of[edge.a as usize] == part_of[edge.b as usize] && ground.is_dry(edge)
    });
    let mut sides = vec![0u32; members_of(part_of).len()];
    for nodes in dry.components() {
        let inhabited = |&node: &u32| network.load[node as usize].has_people();
        if nodes.iter().any(inhabited) {
            sides[part_of[nodes[0] as usize] as usize] += 1;
        }
    }
    let parts = sides.iter().enumerate().filter(|(_, sides)| **sides > 1);
    parts.map(|(part, _)| PartId::new(part)).collect()
}
