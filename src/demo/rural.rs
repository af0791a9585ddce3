//! Hamlets: rows of houses along lanes, fields between them.

use super::dice::{between, chance, pick, whole};
use super::estate::{Draft, Estate, LandUse, Plot, Usage};
use super::shape::{Frame, Xy, add, boxed, cross, dot, length, middle, sub, unit};
use super::site::{Lot, Rows, facing_south, rows, scatter};
use crate::rng::Rng;

/// Hamlets are at least so far apart.
const APART_M: f64 = 90.0;
/// Households that a hamlet usually has, to know how many hamlets to set.
const USUAL_HOMES: u32 = 38;
/// Land around the houses of a hamlet that counts as the hamlet.
const YARD_M: f64 = 10.0;
/// From the backs of a row to the lane behind it.
const LANE_BEHIND_M: f64 = 5.0;
/// From the ground of a piece of country to the middle of a small road beside it.
const TO_ROAD_M: f64 = 13.0;

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
    for i in 0..estates.len() {
        link(i, &mut estates, ring);
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
        between: [3.0, 14.0],
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
        lanes: lane(ground, &lots, frame).into_iter().collect(),
        drafts,
    }
}

/// The lane of a hamlet, from yard to yard behind its middle row.
fn lane(ground: &Lot<()>, lots: &[Lot<u32>], frame: Frame) -> Option<Vec<Xy>> {
    let mut backs: Vec<f64> = lots.iter().map(|lot| lot.high[1]).collect();
    backs.dedup();
    let y = backs.get(backs.len().saturating_sub(1) / 2)? + LANE_BEHIND_M;
    let ends = [ground.low[0] - YARD_M, ground.high[0] + YARD_M];
    Some(ends.map(|x| frame.out([x, y])).to_vec())
}

/// Extends a hamlet's lane by the shortest straight way to the road around its piece of country that passes
/// through no hamlet.
fn link(own: usize, estates: &mut [Estate], ring: &[Xy]) {
    let Some(lane) = estates[own].lanes.first() else {
        return;
    };
    let mut ways: Vec<(f64, usize, Xy)> = Vec::new();
    for (end, &from) in lane.iter().enumerate() {
        for (i, &a) in ring.iter().enumerate() {
            let b = ring[(i + 1) % ring.len()];
            let to = middle(&[a, b]);
            let out = unit(sub(to, from));
            ways.push((length(sub(to, from)), end, add(to, TO_ROAD_M, out)));
        }
    }
    ways.sort_by(|a, b| a.0.total_cmp(&b.0));
    let free = |way: &&(f64, usize, Xy)| {
        let from = lane[way.1];
        let forward = dot(sub(way.2, from), sub(from, lane[1 - way.1])) > 0.0;
        let start = add(from, 1.0, unit(sub(way.2, from)));
        forward && estates.iter().all(|e| !meets(&e.ring, start, way.2))
    };
    let Some(&(_, end, road)) = ways.iter().find(free) else {
        return;
    };
    let lane = &mut estates[own].lanes[0];
    lane.insert(if end == 0 { 0 } else { lane.len() }, road);
}

/// Whether a segment meets the outline of a ring.
fn meets(ring: &[Xy], from: Xy, to: Xy) -> bool {
    let way = sub(to, from);
    (0..ring.len()).any(|i| {
        let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
        let wall = sub(b, a);
        (cross(way, sub(a, from)) > 0.0) != (cross(way, sub(b, from)) > 0.0)
            && (cross(wall, sub(from, a)) > 0.0) != (cross(wall, sub(to, a)) > 0.0)
    })
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
