//! Buildings that nobody lives in: shops, offices, schools, hospitals, factories, pavilions.

use super::blocks::Front;
use super::dice::{between, chance, whole};
use super::estate::{Draft, Usage};
use super::shape::{Frame, Xy, boxed};
use super::site::{Lot, along, facing_south, scatter};
use crate::rng::Rng;

/// Depth of shops along a street.
const SHOP_DEPTH_M: f64 = 9.0;

/// Shops along a street, one on each stretch.
pub fn street_shops(front: &Front, rng: &mut Rng) -> Vec<Draft> {
    let rings = along(front, SHOP_DEPTH_M, 1.5);
    let shop = |ring: Vec<Xy>| Draft {
        merchants: whole(rng, 2, 6),
        floors: whole(rng, 1, 3),
        usage: Usage::Commercial,
        homes: 0,
        entrances: 1,
        ring,
    };
    rings.into_iter().map(shop).collect()
}

/// Few large buildings of one use, square to each other.
pub fn scattered(
    ring: &[Xy],
    rng: &mut Rng,
    usage: Usage,
    count: [u32; 2],
    size: [Xy; 2],
) -> Vec<Draft> {
    let frame = facing_south(ring, between(rng, -0.25, 0.25));
    let sizes: Vec<(Xy, ())> = (0..whole(rng, count[0], count[1]))
        .map(|_| ([0, 1].map(|i| between(rng, size[0][i], size[1][i])), ()))
        .collect();
    let lots = scatter(ring, frame, 12.0, &sizes, rng);
    lots.iter()
        .map(|lot| civic(lot, frame, usage, rng))
        .collect()
}

fn civic(lot: &Lot<()>, frame: Frame, usage: Usage, rng: &mut Rng) -> Draft {
    let (floors, merchants) = match usage {
        Usage::Office => (whole(rng, 6, 32), whole(rng, 8, 60)),
        Usage::Commercial => (whole(rng, 2, 6), whole(rng, 20, 120)),
        Usage::School => (whole(rng, 3, 5), 0),
        Usage::Hospital => (whole(rng, 4, 14), 1),
        Usage::Industrial => (whole(rng, 1, 2), whole(rng, 1, 3)),
        Usage::Public | Usage::Residential => (1, 0),
    };
    let notch = chance(rng, 35) && usage != Usage::Public;
    let ring = if notch {
        elbow(lot)
    } else {
        boxed(lot.low, lot.high)
    };
    Draft {
        ring: ring.into_iter().map(|p| frame.out(p)).collect(),
        usage,
        homes: 0,
        floors,
        entrances: 1,
        merchants,
    }
}

/// An L.
fn elbow<T>(lot: &Lot<T>) -> Vec<Xy> {
    let ([x0, y0], [x1, y1]) = (lot.low, lot.high);
    let (x, y) = (0.5 * (x0 + x1), 0.5 * (y0 + y1));
    vec![[x0, y0], [x1, y0], [x1, y], [x, y], [x, y1], [x0, y1]]
}
