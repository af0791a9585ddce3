//! Persons of each estate, so that the district comes out at the preset's total.

use super::dice::whole;
use super::estate::{Estate, LandUse};
use crate::rng::{Rng, key_of};

/// Persons of each estate, cell by cell; they sum to `total` wherever anybody lives.
pub fn count(estates: &[Vec<Estate>], total: u32, seed: u64) -> Vec<Vec<u32>> {
    let mut rng = Rng::new(seed, key_of("demo persons"));
    let weights: Vec<Vec<u64>> = estates
        .iter()
        .map(|cell| {
            cell.iter()
                .map(|e| u64::from(e.homes()) * persons_in_100(e.land_use, &mut rng))
                .collect()
        })
        .collect();
    let all: u64 = weights.iter().flatten().sum::<u64>().max(1);
    let mut seen = 0;
    let mut share = |weight: u64| {
        let before = seen * u64::from(total) / all;
        seen += weight;
        (seen * u64::from(total) / all - before) as u32
    };
    weights
        .iter()
        .map(|cell| cell.iter().map(|&w| share(w)).collect())
        .collect()
}

/// Persons in 100 households, before the total is set.
fn persons_in_100(land_use: LandUse, rng: &mut Rng) -> u64 {
    let usual = match land_use {
        LandUse::Villa => 310,
        LandUse::Midrise | LandUse::Hamlets => 275,
        LandUse::Tower => 262,
        LandUse::OldTown => 245,
        _ => 266,
    };
    u64::from(usual + whole(rng, 0, 24) - 12)
}
