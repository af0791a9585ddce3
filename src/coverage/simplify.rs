//! Smoothing: chains between junctions lose the vertices they do not need, never crossing or touching another line.
//!
//! Source: Douglas and Peucker 1973, DOI 10.3138/FM57-6770-U75U-7727. Parcel lines may move half a metre; on lines
//! of the arrangement only vertices that densify are dropped, and only when they lie on the chord.

use rayon::prelude::*;

use crate::geometry::{Plane, Point};

use super::axis::ParcelLines;
use super::cells::Cells;
use super::node::properly_cross;
use super::segment::{Segment, canonicalise};

/// Farthest that a parcel line moves.
const PARCEL_M: f64 = 0.5;
/// Farthest, in lattice units, that a vertex which only densifies may lie from the chord.
const DENSIFIED_UNITS: f64 = 1.2;
/// A chord keeps this distance, in lattice units, from vertices of other lines.
const CLEAR_UNITS: f64 = 2.0;

/// Smooths the parcel lines; `walls` are lines that nothing may cross, `inserted` vertices that only densify.
pub(super) fn simplify(
    mut lines: ParcelLines,
    walls: &[Segment],
    inserted: &[Point],
    plane: &Plane,
) -> Vec<Segment> {
    canonicalise(&mut lines.fixed);
    canonicalise(&mut lines.free);
    let mut held: Vec<Point> = walls
        .iter()
        .chain(&lines.fixed)
        .flat_map(|s| [s.a, s.b])
        .collect();
    held.sort_unstable();
    held.dedup();
    let chains = chains_of(&lines.free, |p| held.binary_search(&p).is_err());
    let free = smoothed(&lines.free, chains, walls, |p, a, b| {
        plane.distance_to_m(p, a, b) <= PARCEL_M
    });
    let mut met: Vec<Point> = free.iter().flat_map(|s| [s.a, s.b]).collect();
    met.sort_unstable();
    met.dedup();
    let only_densifies =
        |p: Point| inserted.binary_search(&p).is_ok() && met.binary_search(&p).is_err();
    let chains = chains_of(&lines.fixed, only_densifies);
    let mut all = smoothed(&lines.fixed, chains, &free, |p, a, b| {
        units_off(p, a, b) <= DENSIFIED_UNITS
    });
    all.extend(free);
    all
}

fn units_off(p: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (f64::from(b.x - a.x), f64::from(b.y - a.y));
    (crate::geometry::cross(a, b, p) as f64).abs() / dx.hypot(dy).max(1.0)
}

/// A run of segments whose inner vertices may go, with the sides of the run.
struct Chain {
    points: Vec<Point>,
    model: Segment,
}

/// Cuts the segments into chains that pass through vertices where exactly two of them meet, both sides agree and
/// `droppable` holds. Rings of such vertices start at their lowest one.
fn chains_of(segments: &[Segment], droppable: impl Fn(Point) -> bool) -> Vec<Chain> {
    // Every way to leave a vertex: (vertex, other end, segment).
    let mut ways: Vec<(Point, Point, u32)> = Vec::with_capacity(2 * segments.len());
    for (i, s) in segments.iter().enumerate() {
        ways.push((s.a, s.b, i as u32));
        ways.push((s.b, s.a, i as u32));
    }
    ways.sort_unstable();
    let row = |p: Point| {
        let from = ways.partition_point(|w| w.0 < p);
        let count = ways[from..].iter().take_while(|w| w.0 == p).count();
        &ways[from..from + count]
    };
    let oriented = |from: Point, i: u32| {
        let s = segments[i as usize];
        if s.a == from {
            (s.left, s.right)
        } else {
            (s.right, s.left)
        }
    };
    let onward = |p: Point, came: u32| {
        let [one, two] = row(p) else { return None };
        let next = if one.2 == came { two } else { one };
        let arrived = {
            let (l, r) = oriented(p, came);
            (r, l)
        };
        (droppable(p) && oriented(p, next.2) == arrived).then_some((next.1, next.2))
    };
    let mut used = vec![false; segments.len()];
    let mut chains = Vec::new();
    let mut follow = |start: Point, first: u32, used: &mut Vec<bool>| {
        let s = segments[first as usize];
        let mut at = if s.a == start { s.b } else { s.a };
        let mut points = vec![start, at];
        let mut came = first;
        used[first as usize] = true;
        while let Some((next, i)) = onward(at, came) {
            if used[i as usize] {
                break;
            }
            used[i as usize] = true;
            points.push(next);
            (at, came) = (next, i);
        }
        let (left, right) = oriented(start, first);
        let model = Segment { left, right, ..s };
        chains.push(Chain { points, model });
    };
    for pass in [Pass::FromJunctions, Pass::Rings] {
        for &(from, _, i) in &ways {
            let passes_through = matches!(pass, Pass::FromJunctions) && onward(from, i).is_some();
            if !used[i as usize] && !passes_through {
                follow(from, i, &mut used);
            }
        }
    }
    chains
}

#[derive(Clone, Copy)]
enum Pass {
    FromJunctions,
    Rings,
}

/// Every chain with as few points as `close` and the other lines allow.
fn smoothed(
    own: &[Segment],
    chains: Vec<Chain>,
    others: &[Segment],
    close: impl Fn(Point, Point, Point) -> bool + Sync,
) -> Vec<Segment> {
    let obstacles: Vec<(Point, Point)> = own.iter().chain(others).map(|s| (s.a, s.b)).collect();
    let cells = Cells::over(&obstacles);
    let parts: Vec<Vec<Segment>> = chains
        .into_par_iter()
        .map(|chain| {
            let mut kept = vec![chain.points[0]];
            if chain.points.len() > 2 {
                let mut mine: Vec<(Point, Point)> = chain
                    .points
                    .windows(2)
                    .map(|w| (w[0].min(w[1]), w[0].max(w[1])))
                    .collect();
                mine.sort_unstable();
                let free = |a: Point, b: Point| is_free(a, b, &mine, &obstacles, &cells);
                shorten(&chain.points, &close, &free, &mut kept);
            } else {
                kept.push(chain.points[1]);
            }
            let pieces = kept.windows(2).map(|w| Segment {
                a: w[0],
                b: w[1],
                ..chain.model
            });
            pieces.collect()
        })
        .collect();
    parts.concat()
}

fn shorten(
    points: &[Point],
    close: &impl Fn(Point, Point, Point) -> bool,
    free: &impl Fn(Point, Point) -> bool,
    kept: &mut Vec<Point>,
) {
    let mut open = vec![(0, points.len() - 1)];
    while let Some((from, to)) = open.pop() {
        let (a, b) = (points[from], points[to]);
        let within = a != b && points[from + 1..to].iter().all(|&p| close(p, a, b));
        if to == from + 1 || (within && free(a, b)) {
            kept.push(b);
            continue;
        }
        let far = |i: &usize| {
            if a == b {
                square(points[*i], a)
            } else {
                units_off(points[*i], a, b)
            }
        };
        let split = (from + 1..to).max_by(|x, y| far(x).total_cmp(&far(y)).then(y.cmp(x)));
        let split = split.expect("there is a point between");
        open.push((split, to));
        open.push((from, split));
    }
}

fn square(p: Point, q: Point) -> f64 {
    let (dx, dy) = (f64::from(p.x - q.x), f64::from(p.y - q.y));
    dx * dx + dy * dy
}

/// Whether the chord crosses no line but those of its own chain, and keeps clear of their ends.
fn is_free(
    a: Point,
    b: Point,
    mine: &[(Point, Point)],
    obstacles: &[(Point, Point)],
    cells: &Cells,
) -> bool {
    let mut free = true;
    cells.each(a, b, |cell| {
        free = free
            && cells.items(cell).iter().all(|&i| {
                let (c, d) = obstacles[i as usize];
                let clear = |p: Point| p == a || p == b || !is_beside(p, a, b);
                mine.binary_search(&(c, d)).is_ok()
                    || (clear(c) && clear(d) && !properly_cross(a, b, c, d))
            });
    });
    free
}

fn is_beside(p: Point, a: Point, b: Point) -> bool {
    let (dx, dy) = (f64::from(b.x - a.x), f64::from(b.y - a.y));
    let along = dx * f64::from(p.x - a.x) + dy * f64::from(p.y - a.y);
    along > 0.0 && along < dx * dx + dy * dy && units_off(p, a, b) <= CLEAR_UNITS
}

#[cfg(test)]
mod tests {
    use super::super::segment::Tags;
    use super::*;

    const PLANE: Plane = Plane {
        x_m: 0.01,
        y_m: 0.01,
    };

    fn line(points: &[(i32, i32)]) -> Vec<Segment> {
        let points: Vec<Point> = points.iter().map(|p| Point::new(p.0, p.1)).collect();
        let pieces = points.windows(2).map(|w| Segment {
            left: 1,
            right: 2,
            ..Segment::plain(w[0], w[1], Tags::default())
        });
        pieces.collect()
    }

    fn count_after(free: Vec<Segment>, walls: &[Segment]) -> usize {
        let lines = ParcelLines {
            fixed: Vec::new(),
            free,
        };
        simplify(lines, walls, &[], &PLANE).len()
    }

    #[test]
    fn a_nearly_straight_parcel_line_becomes_straight() {
        let free = line(&[(0, 0), (1000, 30), (2000, -20), (3000, 0)]);
        assert_eq!(count_after(free, &[]), 1);
    }

    #[test]
    fn a_parcel_line_keeps_its_way_round_a_house_corner() {
        let free = line(&[(0, 0), (1000, 30), (2000, 30), (3000, 0)]);
        let wall = line(&[(1500, 10), (1500, -900)]);
        assert!(count_after(free, &wall) > 1);
    }

    #[test]
    fn an_inserted_vertex_goes_unless_a_parcel_line_meets_it() {
        let fixed = line(&[(0, 0), (1000, 0), (2000, 0)]);
        let inserted = [Point::new(1000, 0)];
        let lines = ParcelLines {
            fixed: fixed.clone(),
            free: Vec::new(),
        };
        assert_eq!(simplify(lines, &[], &inserted, &PLANE).len(), 1);
        let free = line(&[(1000, 0), (1000, 500)]);
        let lines = ParcelLines { fixed, free };
        assert_eq!(simplify(lines, &[], &inserted, &PLANE).len(), 3);
    }
}
