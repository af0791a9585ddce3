//! The buildings of one block, by its use.

use super::blocks::Block;
use super::civic::{scattered, street_shops};
use super::dice::chance;
use super::estate::{Draft, Estate, LandUse, Plot, Usage};
use super::homes::{midrises, old_town, towers, villas, walkups};
use super::rural;
use crate::rng::Rng;

/// Builds a plot.
pub fn build(land_use: LandUse, plot: &Plot, rng: &mut Rng) -> Vec<Estate> {
    if plot.block.ring.is_empty() {
        return Vec::new();
    }
    if land_use == LandUse::Hamlets {
        return rural::hamlets(plot, rng);
    }
    let shops = match land_use {
        LandUse::Walkup => chance(rng, 60),
        LandUse::Midrise | LandUse::Tower | LandUse::Office => chance(rng, 35),
        _ => false,
    };
    let front = plot.front.as_ref().filter(|_| shops);
    let block = if front.is_some() {
        &plot.inner
    } else {
        &plot.block
    };
    let mut drafts = Vec::new();
    if block.ring.len() > 2 {
        drafts = main_buildings(land_use, block, rng);
    }
    drafts.extend(front.iter().flat_map(|f| street_shops(f, rng)));
    vec![Estate {
        ring: plot.block.ring.clone(),
        land_use,
        drafts,
        lanes: Vec::new(),
    }]
}

fn main_buildings(land_use: LandUse, block: &Block, rng: &mut Rng) -> Vec<Draft> {
    let ring = &block.ring;
    match land_use {
        LandUse::Walkup => walkups(ring, rng),
        LandUse::Midrise => midrises(ring, rng),
        LandUse::Tower => towers(ring, rng),
        LandUse::Villa => villas(ring, rng),
        LandUse::OldTown => old_town(block, rng),
        LandUse::Office => scattered(
            ring,
            rng,
            Usage::Office,
            [4, 9],
            [[22.0, 20.0], [46.0, 30.0]],
        ),
        LandUse::Market => scattered(
            ring,
            rng,
            Usage::Commercial,
            [3, 8],
            [[30.0, 24.0], [80.0, 46.0]],
        ),
        LandUse::School => scattered(
            ring,
            rng,
            Usage::School,
            [3, 6],
            [[44.0, 12.0], [72.0, 18.0]],
        ),
        LandUse::Hospital => scattered(
            ring,
            rng,
            Usage::Hospital,
            [3, 6],
            [[36.0, 18.0], [70.0, 30.0]],
        ),
        LandUse::Factory => scattered(
            ring,
            rng,
            Usage::Industrial,
            [4, 10],
            [[36.0, 22.0], [96.0, 44.0]],
        ),
        LandUse::Park => scattered(ring, rng, Usage::Public, [0, 2], [[9.0, 8.0], [18.0, 12.0]]),
        LandUse::Vacant | LandUse::Hamlets => Vec::new(),
    }
}
