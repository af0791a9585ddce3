//! A footprint cut into slices of given shares, each in one piece.
//!
//! Cuts run across the long axis of the smallest rectangle around the footprint (in metres, at any angle), shares in
//! order from its western end, or the southern one where the axis runs due north. Halving by shares keeps the slices
//! of a plain block side by side. Where a cut would leave more than two pieces (the legs of a U, a court with three
//! slices) it is moved by up to a tenth of the smaller side; then the short axis is tried, then both axes of what is
//! left to be cut. Source: the rectangle has a side along a side of the hull (Freeman and Shapira 1975,
//! DOI 10.1145/360881.360919).

use super::halve::{Rank, halve};
use super::lattice::{Point, cross};
use super::plane::Plane;
use super::ring::Polygon;

/// A slice narrower than this, as twice its area through its perimeter, is no piece of a building.
const NARROWEST_M: f64 = 2.0;

/// How far a cut may move, in shares of the smaller side, in the order tried.
const SHIFTS: [f64; 9] = [0.0, 0.02, -0.02, 0.04, -0.04, 0.07, -0.07, 0.1, -0.1];

/// Directions are rounded to one part in this; ranks of lattice points stay within 64 bits.
const DIRECTION: f64 = (1 << 20) as f64;

/// Cuts `polygon` into slices with areas in proportion to `shares`; `None` where some slice would be in several pieces
/// or too narrow, whatever is tried. All shares must be positive.
#[must_use]
pub fn slices(polygon: &Polygon, shares: &[u64], plane: &Plane) -> Option<Vec<Polygon>> {
    assert!(!shares.contains(&0), "a slice needs a share");
    let axes = axes(polygon, plane)?;
    split(polygon.clone(), shares, &axes, plane)
}

fn split(
    polygon: Polygon,
    shares: &[u64],
    inherited: &[Rank],
    plane: &Plane,
) -> Option<Vec<Polygon>> {
    if shares.len() < 2 {
        return (width_m(&polygon, plane) >= NARROWEST_M).then(|| vec![polygon]);
    }
    let (first, share) = half(shares);
    let own = axes(&polygon, plane)?;
    for rank in inherited.iter().chain(&own) {
        let Some([low, high]) = cut(&polygon, *rank, share) else {
            continue;
        };
        let rest = |part, shares| split(part, shares, inherited, plane);
        let (low, high) = (rest(low, &shares[..first]), rest(high, &shares[first..]));
        if let Some((mut slices, high)) = low.zip(high) {
            slices.extend(high);
            return Some(slices);
        }
    }
    None
}

/// How many of the first shares make up nearly half of all, and which part of all they are.
fn half(shares: &[u64]) -> (usize, f64) {
    let total: u64 = shares.iter().sum();
    let mut below = 0;
    let sums: Vec<u64> = shares
        .iter()
        .map(|share| {
            below += share;
            below
        })
        .collect();
    let off = |&n: &usize| (2 * sums[n - 1]).abs_diff(total);
    let first = (1..shares.len()).min_by_key(off).unwrap_or(1);
    (first, sums[first - 1] as f64 / total as f64)
}

/// The two pieces beside a line of this rank, the lower one with `share` of the area.
fn cut(polygon: &Polygon, rank: Rank, share: f64) -> Option<[Polygon; 2]> {
    let (low, high) = rank.span(polygon);
    let whole = rank.area_below(polygon, high);
    let smaller = share.min(1.0 - share);
    SHIFTS.iter().find_map(|shift| {
        let wanted = whole * (share + shift * smaller);
        let (mut under, mut over) = (low, high);
        while over - under > 1 {
            let middle = under.midpoint(over);
            if rank.area_below(polygon, middle) < wanted {
                under = middle;
            } else {
                over = middle;
            }
        }
        halve(polygon, rank, under)
    })
}

/// Twice the area through the perimeter: the width of a strip.
fn width_m(polygon: &Polygon, plane: &Plane) -> f64 {
    let sides = polygon.segments().map(|(a, b)| plane.distance_m(a, b));
    let perimeter_m: f64 = sides.sum();
    2.0 * plane.area_m2(polygon.twice_area()) / perimeter_m.max(1e-3)
}

/// The long and the short axis of the smallest rectangle around the polygon; of equal ones that of the first side of
/// the hull. `None` when it is flat.
fn axes(polygon: &Polygon, plane: &Plane) -> Option<[Rank; 2]> {
    let hull = hull(polygon.rings.first()?);
    let origin = *hull.first()?;
    let metres: Vec<[f64; 2]> = hull.iter().map(|&p| plane.vector_m(origin, p)).collect();
    let mut best: Option<(f64, [f64; 2], bool)> = None;
    for i in 0..metres.len() {
        let ([ax, ay], [bx, by]) = (metres[i], metres[(i + 1) % metres.len()]);
        let length = (bx - ax).hypot(by - ay);
        let side = [(bx - ax) / length, (by - ay) / length];
        let along = extent(&metres, side);
        let across = extent(&metres, [-side[1], side[0]]);
        // Sides that differ by rounding only leave the choice to the order of the hull.
        let smaller = |(least, ..): (f64, _, _)| along * across < least * (1.0 - 1e-9);
        if best.is_none_or(smaller) {
            best = Some((along * across, side, along >= across * (1.0 - 1e-9)));
        }
    }
    let (area, [x, y], is_long) = best?;
    let (one, two) = (ranked([x, y], plane), ranked([-y, x], plane));
    (area > 0.0).then_some(if is_long { [one, two] } else { [two, one] })
}

fn extent(points: &[[f64; 2]], [x, y]: [f64; 2]) -> f64 {
    let places = || points.iter().map(|p| p[0] * x + p[1] * y);
    places().fold(f64::MIN, f64::max) - places().fold(f64::MAX, f64::min)
}

/// A direction in metres as a rank of lattice points, growing to the east, or due north.
fn ranked([x, y]: [f64; 2], plane: &Plane) -> Rank {
    let (east, north) = (x * plane.x_m, y * plane.y_m);
    let scale = DIRECTION / east.abs().max(north.abs());
    let whole = |v: f64| (v * scale).round() as i64;
    let (east, north) = (whole(east), whole(north));
    if (east, north) > (0, 0) {
        Rank { east, north }
    } else {
        Rank {
            east: -east,
            north: -north,
        }
    }
}

/// The convex hull, counter-clockwise from the westernmost point (Andrew 1979, DOI 10.1016/0020-0190(79)90072-3).
fn hull(ring: &[Point]) -> Vec<Point> {
    let mut points = ring.to_vec();
    points.sort_unstable();
    points.dedup();
    let chain = |points: &mut dyn Iterator<Item = Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for p in points {
            while chain.len() > 1 && cross(chain[chain.len() - 2], chain[chain.len() - 1], p) <= 0 {
                chain.pop();
            }
            chain.push(p);
        }
        chain.pop();
        chain
    };
    let mut hull = chain(&mut points.iter().copied());
    hull.extend(chain(&mut points.iter().rev().copied()));
    hull
}
