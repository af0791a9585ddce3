//! Shares for a lower bound where few units make a part: all parts within the bounds are listed.
//!
//! In every round each unit's share grows by its households times the least of `slack / households` over the parts
//! with it, where only units count that can still grow. So no part ever costs less than the shares of its units.

use super::cluster::Grower;
use super::lower::{Frame, SCALE};
use super::near::Near;
use super::network::Network;

/// Most sets that are tried to list the parts, by units.
const MOST_SETS_A_UNIT: usize = 300;
/// Most sets that are tried.
const MOST_SETS: usize = 600_000;
/// Rounds of growth.
const ROUNDS: usize = 16;

/// A part within the bounds.
struct Part {
    units: Vec<u32>,
    /// Its cost less the shares of its units, in parts of a cost.
    slack: i64,
}

/// The share of every node in parts of a cost; none when the parts are too many to list.
///
/// No share is above `most` a household. The network as a whole is not counted among the parts.
#[must_use]
pub fn packed(network: &Network, frame: &Frame<'_>, most: i64) -> Option<Vec<i64>> {
    let mut parts = list(network, frame)?;
    let mut shares = vec![0; network.len()];
    let weight = |node: u32| network.load[node as usize].households;
    let is_above = |node: usize| frame.score.is_above(&network.load[node]);
    let mut can_grow: Vec<bool> = (0..network.len()).map(|node| !is_above(node)).collect();
    for _ in 0..ROUNDS {
        let mut rates: Vec<i64> = (0..network.len())
            .map(|node| most - shares[node] / weight(node as u32).max(1) - 1)
            .collect();
        for part in &parts {
            let growing = part.units.iter().filter(|&&node| can_grow[node as usize]);
            let households: i64 = growing.map(|&node| weight(node)).sum();
            for &node in &part.units {
                let rate = &mut rates[node as usize];
                *rate = (*rate).min(part.slack / households.max(1));
            }
        }
        let mut grown = vec![0; network.len()];
        for node in 0..network.len() {
            if can_grow[node] {
                grown[node] = rates[node].max(0) * weight(node as u32);
                shares[node] += grown[node];
                can_grow[node] = rates[node] > SCALE / 256;
            }
        }
        for part in &mut parts {
            part.slack -= part.units.iter().map(|&n| grown[n as usize]).sum::<i64>();
        }
    }
    Some(shares)
}

fn list(network: &Network, frame: &Frame<'_>) -> Option<Vec<Part>> {
    let near = Near::new(network, frame.score);
    let mut grower = Grower::new(network, &near);
    let mut sets_left = MOST_SETS.min(MOST_SETS_A_UNIT * network.len());
    let counted = (0..network.len() as u32).filter(|&node| !near.is_land(node));
    let whole = counted.clone().count();
    let mut is_in = vec![false; network.len()];
    let mut parts = Vec::new();
    for node in counted {
        let clusters = grower.clusters_from(frame.score, node);
        if clusters.is_cut_short || clusters.tried > sets_left {
            return None;
        }
        sets_left -= clusters.tried;
        let own = clusters.sets.into_iter();
        for units in own.filter(|set| set.len() < whole) {
            let slack = cost(network, frame, &units, &mut is_in) * (SCALE / 2);
            parts.push(Part { units, slack });
        }
    }
    Some(parts)
}

/// Twice the cost of a part: its lines count once on either side.
fn cost(network: &Network, frame: &Frame<'_>, units: &[u32], is_in: &mut [bool]) -> i64 {
    for &node in units {
        is_in[node as usize] = true;
    }
    let links = units.iter().flat_map(|&node| network.links(node as usize));
    let leaving = links.filter(|link| !is_in[link.to as usize]);
    let line: i64 = leaving.map(|link| i64::from(link.cost)).sum();
    for &node in units {
        is_in[node as usize] = false;
    }
    let load = units.iter().map(|&node| network.load[node as usize]).sum();
    2 * frame.score.part(&load) + line
}
