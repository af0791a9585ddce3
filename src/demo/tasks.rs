//! Tasks of each building: what its households and merchants ask of a grid in a month.

use super::dice::whole;
use super::district::Building;
use super::estate::{LandUse, Usage};
use crate::rng::{Rng, key_of};

/// Tasks of 1000 households in compounds, of 1000 in old town and hamlets, and of 1000 merchants.
const USUAL: [u32; 3] = [60, 110, 150];
/// Tasks of a school, a hospital or a public hall.
const CIVIC: u32 = 2;

/// Tasks of every building: their expectation, rounded up or down at random.
pub fn of(buildings: &[Building], seed: u64) -> Vec<u32> {
    let mut rng = Rng::new(seed, key_of("demo tasks"));
    let tasks = |b: &Building| {
        let rate = match b.land_use {
            LandUse::OldTown | LandUse::Hamlets => USUAL[1],
            _ => USUAL[0],
        };
        let civic = match b.draft.usage {
            Usage::School | Usage::Hospital | Usage::Public => CIVIC,
            _ => 0,
        };
        let thousandths = b.draft.homes * rate + b.draft.merchants * USUAL[2] + civic * 1000;
        (thousandths + whole(&mut rng, 0, 999)) / 1000
    };
    buildings.iter().map(tasks).collect()
}
