//! Compounds: slabs, towers, villas and terraces, in rows that look south.

use super::blocks::{Block, Front};
use super::dice::{between, chance, pick, whole};
use super::estate::{Draft, Usage};
use super::shape::{Frame, Xy, boxed, length, middle, sub, unit};
use super::site::{Lot, Rows, facing_south, rows};
use crate::rng::Rng;

/// A house of a row: entrances, households on a floor behind one entrance, floors.
#[derive(Clone, Copy, Debug)]
struct House {
    entrances: u32,
    doors: u32,
    floors: u32,
}

impl House {
    fn draft(self, ring: Vec<Xy>) -> Draft {
        Draft {
            ring,
            usage: Usage::Residential,
            homes: self.entrances * self.doors * self.floors,
            floors: self.floors,
            entrances: self.entrances,
            merchants: 0,
        }
    }
}

/// Slabs of five or six floors.
pub fn walkups(ring: &[Xy], rng: &mut Rng) -> Vec<Draft> {
    let frame = facing_south(ring, between(rng, -0.16, 0.16));
    let (doors, stair_m) = if chance(rng, 80) {
        (2, 12.5)
    } else {
        (3, 15.5)
    };
    let floors = whole(rng, 5, 6);
    let depth_m = between(rng, 11.0, 12.5);
    let style = Rows {
        depth_m,
        pitch_m: depth_m + f64::from(floors) * between(rng, 3.0, 3.5),
        between: [7.0, 12.0],
    };
    let stairs: &[u32] = if doors == 2 {
        &[2, 3, 3, 4, 4, 5]
    } else {
        &[2, 2, 3, 3, 4]
    };
    let lots = rows(ring, frame, style, rng, |rng| {
        let entrances = pick(rng, stairs);
        let house = House {
            entrances,
            doors,
            floors,
        };
        (f64::from(entrances) * stair_m, house)
    });
    let stepped = chance(rng, 30);
    let kept = lots.iter().filter(|_| !chance(rng, 4));
    kept.map(|lot| {
        let outline = if stepped && lot.what.entrances % 2 == 0 {
            step(lot)
        } else {
            boxed(lot.low, lot.high)
        };
        lot.what
            .draft(outline.into_iter().map(|p| frame.out(p)).collect())
    })
    .collect()
}

/// Two halves, one 2.4 m behind the other.
fn step<T>(lot: &Lot<T>) -> Vec<Xy> {
    let ([x0, y0], [x1, y1], back) = (lot.low, lot.high, 2.4);
    let x = 0.5 * (x0 + x1);
    vec![
        [x0, y0],
        [x, y0],
        [x, y0 + back],
        [x1, y0 + back],
        [x1, y1],
        [x, y1],
        [x, y1 - back],
        [x0, y1 - back],
    ]
}

/// Slabs of 11 or 18 floors.
pub fn midrises(ring: &[Xy], rng: &mut Rng) -> Vec<Draft> {
    let frame = facing_south(ring, between(rng, -0.16, 0.16));
    let floors = pick(rng, &[11, 11, 18]);
    let depth_m = between(rng, 12.5, 14.5);
    let style = Rows {
        depth_m,
        pitch_m: depth_m + if floors == 11 { 31.0 } else { 40.0 },
        between: [13.0, 22.0],
    };
    let stairs: &[u32] = if floors == 11 { &[2, 2, 3] } else { &[1, 2, 2] };
    let lots = rows(ring, frame, style, rng, |rng| {
        let entrances = pick(rng, stairs);
        (
            f64::from(entrances) * 15.0,
            House {
                entrances,
                doors: 2,
                floors,
            },
        )
    });
    lots.iter()
        .map(|lot| lot.what.draft(bayed(lot, frame)))
        .collect()
}

/// A slab with a shallow bay in the middle of its back.
fn bayed<T>(lot: &Lot<T>, frame: Frame) -> Vec<Xy> {
    let ([x0, y0], [x1, y1]) = (lot.low, lot.high);
    let (a, b) = (x0 + 0.4 * (x1 - x0), x0 + 0.6 * (x1 - x0));
    let back = y1 - 2.0;
    let ring = [
        [x0, y0],
        [x1, y0],
        [x1, back],
        [b, back],
        [b, y1],
        [a, y1],
        [a, back],
        [x0, back],
    ];
    ring.map(|p| frame.out(p)).to_vec()
}

/// Chance in 100 that a compound of towers has some above the usual size.
const LARGE_TOWERS: usize = 65;

/// Towers of 18 to 33 floors, some above 150 households.
pub fn towers(ring: &[Xy], rng: &mut Rng) -> Vec<Draft> {
    let frame = facing_south(ring, between(rng, -0.16, 0.16));
    let style = Rows {
        depth_m: 22.0,
        pitch_m: between(rng, 58.0, 68.0),
        between: [20.0, 32.0],
    };
    let floors = whole(rng, 25, 33);
    let large = chance(rng, LARGE_TOWERS);
    let lots = rows(ring, frame, style, rng, |rng| match rng.below(10) {
        0..=3 => (
            25.0,
            House {
                entrances: 1,
                doors: 4,
                floors,
            },
        ),
        4..=5 => (
            34.0,
            House {
                entrances: 2,
                doors: 2,
                floors: 18,
            },
        ),
        _ if large => (
            40.0,
            House {
                entrances: 2,
                doors: 3,
                floors: floors.max(27),
            },
        ),
        _ => (
            25.0,
            House {
                entrances: 1,
                doors: 4,
                floors,
            },
        ),
    });
    lots.iter()
        .map(|lot| lot.what.draft(crossed(lot, frame)))
        .collect()
}

/// A tower with a notch at each corner, so that every home has two sides.
fn crossed<T>(lot: &Lot<T>, frame: Frame) -> Vec<Xy> {
    let ([x0, y0], [x1, y1], n) = (lot.low, lot.high, 4.5);
    let ring = [
        [x0 + n, y0],
        [x1 - n, y0],
        [x1 - n, y0 + n],
        [x1, y0 + n],
        [x1, y1 - n],
        [x1 - n, y1 - n],
        [x1 - n, y1],
        [x0 + n, y1],
        [x0 + n, y1 - n],
        [x0, y1 - n],
        [x0, y0 + n],
        [x0 + n, y0 + n],
    ];
    ring.map(|p| frame.out(p)).to_vec()
}

/// Detached and semi-detached houses.
pub fn villas(ring: &[Xy], rng: &mut Rng) -> Vec<Draft> {
    let frame = facing_south(ring, between(rng, -0.3, 0.3));
    let style = Rows {
        depth_m: 12.0,
        pitch_m: 29.0,
        between: [9.0, 15.0],
    };
    let lots = rows(ring, frame, style, rng, |rng| {
        if chance(rng, 30) {
            (22.0, 2)
        } else {
            (between(rng, 12.0, 14.0), 1)
        }
    });
    lots.iter()
        .map(|lot| {
            let house = House {
                entrances: lot.what,
                doors: 1,
                floors: 1,
            };
            let ring = boxed(lot.low, lot.high)
                .into_iter()
                .map(|p| frame.out(p))
                .collect();
            Draft {
                floors: 3,
                ..house.draft(ring)
            }
        })
        .collect()
}

/// Terraces back to back: neighbours share their side walls and rear walls, corner for corner.
pub fn old_town(block: &Block, rng: &mut Rng) -> Vec<Draft> {
    let longest = block
        .fronts
        .iter()
        .max_by(|a, b| chord(a).total_cmp(&chord(b)));
    let along = longest.map_or([1.0, 0.0], |f| {
        unit(sub(f.path[f.path.len() - 1], f.path[0]))
    });
    let frame = Frame {
        at: middle(&block.ring),
        along,
    };
    let depth_m = between(rng, 9.0, 11.0);
    let style = Rows {
        depth_m: 2.0 * depth_m,
        pitch_m: 2.0 * depth_m + between(rng, 3.5, 5.0),
        between: [2.5, 4.0],
    };
    let lots = rows(&block.ring, frame, style, rng, |rng| {
        let count = whole(rng, 4, 9);
        let wide = between(rng, 6.5, 9.0);
        (f64::from(count) * wide, count)
    });
    lots.iter()
        .flat_map(|lot| terrace(lot, frame, rng))
        .collect()
}

fn chord(front: &Front) -> f64 {
    length(sub(front.path[front.path.len() - 1], front.path[0]))
}

fn terrace(lot: &Lot<u32>, frame: Frame, rng: &mut Rng) -> Vec<Draft> {
    let wide = (lot.high[0] - lot.low[0]) / f64::from(lot.what);
    let middle = 0.5 * (lot.low[1] + lot.high[1]);
    let mut drafts = Vec::new();
    for (y0, y1) in [(lot.low[1], middle), (middle, lot.high[1])] {
        for i in 0..lot.what {
            let x = |k: u32| lot.low[0] + wide * f64::from(k);
            let ring = boxed([x(i), y0], [x(i + 1), y1])
                .into_iter()
                .map(|p| frame.out(p))
                .collect();
            let house = House {
                entrances: 1,
                doors: pick(rng, &[1, 1, 2, 2, 3]),
                floors: 1,
            };
            drafts.push(Draft {
                floors: 2,
                ..house.draft(ring)
            });
        }
    }
    drafts
}
