//! Hamlets: rows of houses along lanes, fields between them.

use super::dice::{between, chance, pick, whole};
use super::estate::{Draft, Estate, Plot, Usage, facing_south};
use super::land_use::LandUse;
use super::shape::{Frame, Xy, boxed};
use super::site::{Lot, Rows, rows, scatter};
use crate::rng::Rng;

/// Hamlets are at least so far apart.
const APART_M: f64 = 90.0;
/// Households that a hamlet usually has, to know how many hamlets to set.
const USUAL_HOMES: u32 = 38;
/// Land around the houses of a hamlet that counts as the hamlet.
const YARD_M: f64 = 15.0;

/// Builds hamlets on a piece of country until it has its households.
pub fn hamlets(plot: &Plot, rng: &mut Rng) -> Vec<Estate> {
    let ring = &plot.block.ring;
    let frame = facing_south(ring, between(rng, -0.25, 0.25));
    let sizes: Vec<(Xy, ())> = (0..2 + 2 * plot.rural_homes / USUAL_HOMES)
        .map(|_| ([between(rng, 90.0, 230.0), between(rng, 50.0, 120.0)], ()))
        .collect();
    let grounds = scatter(ring, frame, APART_M, &sizes, rng);
    let (mut estates, mut homes) = (Vec::new(), 0);
    for ground in &grounds {
        if homes >= plot.rural_homes {
            break;
        }
        let estate = hamlet(ground, frame, rng);
        homes += estate.homes();
        estates.push(estate);
    }
    estates
}

/// A hamlet; its first house is the hall now and then.
fn hamlet(ground: &Lot<()>, frame: Frame, rng: &mut Rng) -> Estate {
    let ring = |low: Xy, high: Xy| -> Vec<Xy> {
        boxed(low, high).into_iter().map(|p| frame.out(p)).collect()
    };
    let style = Rows {
        depth_m: 13.0,
        pitch_m: between(rng, 24.0, 32.0),
        gap_m: [3.0, 14.0],
    };
    let inner = ring(ground.low, ground.high);
    let lots = rows(&inner, frame, style, rng, |rng| {
        let wide = between(rng, 9.0, 13.0);
        let houses = pick(rng, &[1, 1, 1, 2, 2, 3]);
        (wide * f64::from(houses), houses)
    });
    let mut drafts = Vec::new();
    for lot in &lots {
        drafts.extend(joined(lot, frame, rng));
    }
    if let Some(hall) = drafts.first_mut().filter(|_| chance(rng, 15)) {
        (hall.usage, hall.homes, hall.merchants) = (Usage::Public, 0, 1);
    }
    Estate {
        ring: ring(
            [ground.low[0] - YARD_M, ground.low[1] - YARD_M],
            [ground.high[0] + YARD_M, ground.high[1] + YARD_M],
        ),
        land_use: LandUse::Hamlets,
        drafts,
    }
}

/// One to three houses wall to wall.
fn joined(lot: &Lot<u32>, frame: Frame, rng: &mut Rng) -> Vec<Draft> {
    let wide = (lot.high[0] - lot.low[0]) / f64::from(lot.what);
    let front = lot.low[1] + between(rng, 0.0, 3.0);
    let back = front + between(rng, 8.0, 10.0);
    (0..lot.what)
        .map(|i| {
            let x = |k: u32| lot.low[0] + wide * f64::from(k);
            let ring = boxed([x(i), front], [x(i + 1), back]);
            Draft {
                ring: ring.into_iter().map(|p| frame.out(p)).collect(),
                usage: Usage::Residential,
                homes: pick(rng, &[1, 1, 1, 1, 1, 1, 2, 2, 2, 3]),
                floors: whole(rng, 1, 3),
                entrances: 1,
                merchants: u32::from(chance(rng, 4)),
            }
        })
        .collect()
}
