//! A footprint cut into slices of given shares, each in one piece.
//!
//! Cuts run across the long axis of the smallest rectangle around the footprint (in metres, at any angle), shares in
//! order from its western end, or the southern one where the axis runs due north. Halving by shares keeps the slices
//! of a plain block side by side. Another direction (the short axis, steps of 22.5 degrees between, the axes of what
//! is left to be cut) is taken where its cut is shorter by a third, as in the corner of an angle, or where the first
//! would leave more than two pieces, as the legs of a U; each cut may move by up to a tenth of the smaller side.
//! Source: the rectangle has a side along a side of the hull (Freeman and Shapira 1975, DOI 10.1145/360881.360919).

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

/// Most cuts tried for one polygon.
const MOST_CUTS: usize = 4_000;

/// A cut that does not run across the long axis of the whole counts as so many times its length.
const DETOUR: f64 = 1.5;

/// Cosine and sine of 22.5 degrees.
const EIGHTH: [f64; 2] = [0.923_879_532_511_286_7, 0.382_683_432_365_089_8];

/// Cuts `polygon` into slices with areas in proportion to `shares`; `None` where some slice would be in several pieces
/// or too narrow, whatever is tried.
///
/// # Panics
/// When a share is 0.
#[must_use]
pub fn slices(polygon: &Polygon, shares: &[u64], plane: &Plane) -> Option<Vec<Polygon>> {
    assert!(!shares.contains(&0), "a slice needs a share");
    let mut cutter = Cutter {
        plane,
        axes: axes(polygon, plane)?,
        cuts_left: MOST_CUTS,
    };
    cutter.split(polygon.clone(), shares)
}

/// Cuts one footprint.
struct Cutter<'a> {
    plane: &'a Plane,
    /// Of the whole footprint.
    axes: Vec<Rank>,
    cuts_left: usize,
}

impl Cutter<'_> {
    fn split(&mut self, polygon: Polygon, shares: &[u64]) -> Option<Vec<Polygon>> {
        if shares.len() < 2 {
            return (width_m(&polygon, self.plane) >= NARROWEST_M).then(|| vec![polygon]);
        }
        for (first, share) in halves(shares) {
            for [low, high] in self.cuts(&polygon, share)? {
                let Some(mut slices) = self.split(low, &shares[..first]) else {
                    continue;
                };
                if let Some(further) = self.split(high, &shares[first..]) {
                    slices.extend(further);
                    return Some(slices);
                }
            }
        }
        None
    }

    /// All cuts that leave two pieces, the best first: across the long axis unless another way is much shorter, of
    /// equal ones the first direction. `None` when enough have been tried.
    fn cuts(&mut self, polygon: &Polygon, share: f64) -> Option<Vec<[Polygon; 2]>> {
        let mut ways = self.axes.clone();
        ways.extend(axes(polygon, self.plane)?);
        self.cuts_left = self.cuts_left.checked_sub(ways.len())?;
        let whole = perimeter_m(polygon, self.plane);
        let mut cuts: Vec<(i64, usize, [Polygon; 2])> = Vec::new();
        for (order, rank) in ways.into_iter().enumerate() {
            if let Some(pieces) = cut(polygon, rank, share) {
                let around: f64 = pieces.iter().map(|p| perimeter_m(p, self.plane)).sum();
                let length_m = (around - whole) / 2.0;
                let weight = if order == 0 { 1.0 } else { DETOUR };
                cuts.push(((length_m * weight * 100.0).round() as i64, order, pieces));
            }
        }
        cuts.sort_by_key(|&(cost, order, _)| (cost, order));
        Some(cuts.into_iter().map(|(.., pieces)| pieces).collect())
    }
}

/// The two ways to part shares nearest to half: how many are first, and which part of all they are.
fn halves(shares: &[u64]) -> impl Iterator<Item = (usize, f64)> {
    let total: u64 = shares.iter().sum();
    let first = |n: usize| shares[..n].iter().sum::<u64>();
    let mut ways: Vec<(u64, usize, f64)> = (1..shares.len())
        .map(|n| {
            (
                (2 * first(n)).abs_diff(total),
                n,
                first(n) as f64 / total as f64,
            )
        })
        .collect();
    ways.sort_unstable_by_key(|&(off, n, _)| (off, n));
    ways.into_iter().take(2).map(|(_, n, share)| (n, share))
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
    2.0 * plane.area_m2(polygon.twice_area()) / perimeter_m(polygon, plane).max(1e-3)
}

fn perimeter_m(polygon: &Polygon, plane: &Plane) -> f64 {
    let sides = polygon.segments().map(|(a, b)| plane.distance_m(a, b));
    sides.sum()
}

/// The long and the short axis of the smallest rectangle around the polygon, of equal ones that of the first side of
/// the hull; then the directions between them. `None` when it is flat.
fn axes(polygon: &Polygon, plane: &Plane) -> Option<Vec<Rank>> {
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
    let long = if is_long { [x, y] } else { [-y, x] };
    let eighth = turned(long, EIGHTH);
    let diagonal = turned(eighth, EIGHTH);
    let directions = [long, diagonal, eighth, turned(diagonal, EIGHTH)];
    let both = |way: [f64; 2]| [ranked(way, plane), ranked([-way[1], way[0]], plane)];
    (area > 0.0).then(|| directions.into_iter().flat_map(both).collect())
}

/// The direction turned left by the angle with this cosine and sine.
fn turned([x, y]: [f64; 2], [cosine, sine]: [f64; 2]) -> [f64; 2] {
    [x * cosine - y * sine, x * sine + y * cosine]
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
