//! Searches small windows around regions outside their bounds anew, from the beginning.
//!
//! A cooling may leave a few regions outside that no single move can mend. A window of a few regions is cheap to
//! search whole, and what it saves is saved for the network.

use crate::rng::Rng;

use super::budget::Budget;
use super::hold::Hold;
use super::moves::gather;
use super::network::Network;
use super::parting::{Parting, compact, cost_of};
use super::score::Score;
use super::search::{outside, search};

/// Fewest and most regions of a window.
const REGIONS: (usize, usize) = (2, 8);

/// Mends `labels` around regions outside their bounds, `budget.mends` tries for each.
pub fn mend(
    (network, score, budget): (&Network, &Score, &Budget),
    hopeless: &[bool],
    labels: &mut Vec<u32>,
    rng: &mut Rng,
) {
    if budget.mends == 0 {
        return;
    }
    let mut parting = Parting::new(network, std::mem::take(labels));
    let mut place = vec![u32::MAX; network.len()];
    let (mut window, mut regions) = (Network::default(), Vec::new());
    let within = budget.quick();
    let mut open = outside(&parting, score, hopeless);
    let mut tries = budget.mends * open.len();
    while tries > 0 && !open.is_empty() && !budget.is_over() {
        tries -= 1;
        let region = open[rng.below(open.len())];
        let count = REGIONS.0 + rng.below(REGIONS.1 - REGIONS.0 + 1);
        gather(&parting, (region, count), &mut regions, rng);
        let mut nodes: Vec<u32> = regions
            .iter()
            .flat_map(|&region| parting.members[region as usize].iter().copied())
            .collect();
        nodes.sort_unstable();
        network.fill_window(&nodes, &mut place, &mut window);
        let mut now: Vec<u32> = nodes.iter().map(|&n| parting.label[n as usize]).collect();
        let held = Hold::of(network, score).at(compact(&mut now));
        let mut fresh = search(&window, score, &within, rng);
        let count = compact(&mut fresh);
        let after = cost_of(&window, score, &fresh) + held.cost(count);
        if after < cost_of(&window, score, &now) {
            parting.replace(&regions, &nodes, &fresh, count);
            open = outside(&parting, score, hopeless);
        }
    }
    compact(&mut parting.label);
    *labels = parting.label;
}
