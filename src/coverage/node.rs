//! Noding: after it segments meet in common ends only.
//!
//! Snap rounding: every end and every rounded crossing is a hot pixel of one lattice unit, and every segment is led
//! through the hot pixels that it meets as drawn, so no crossing is left and nothing drifts. Vertices that then lie
//! exactly on a segment split it. All predicates are exact, and lineage is kept, so no segment can be lost.
//! Source: Hobby 1999, DOI 10.1016/S0925-7721(99)00021-8.

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::geometry::{Point, cross};

use super::cells::Cells;
use super::segment::{Segment, Tags, canonicalise};

/// Rounds after which splitting gives up; real layers need two or three.
const MOST_ROUNDS: usize = 60;

/// Nodes the segments: sorted, each pair of ends once.
///
/// # Errors
/// [`Error::Broken`] when rounding does not come to rest.
pub(super) fn node(mut segments: Vec<Segment>) -> Result<Vec<Segment>> {
    canonicalise(&mut segments);
    let hot = through_hot_pixels(&segments);
    split(&mut segments, &hot);
    canonicalise(&mut segments);
    for _ in 0..MOST_ROUNDS {
        let splits = splits_of(&segments);
        for segment in &mut segments {
            segment.tags = segment.tags.without(Tags::FRESH);
        }
        if splits.is_empty() {
            return Ok(segments);
        }
        split(&mut segments, &splits);
        canonicalise(&mut segments);
    }
    Err(Error::Broken {
        stage: "noding",
        message: format!("rounding does not come to rest in {MOST_ROUNDS} rounds"),
    })
}

/// The hot pixels that each segment meets: sorted by segment, then along it.
fn through_hot_pixels(segments: &[Segment]) -> Vec<(u32, Point)> {
    let ends: Vec<(Point, Point)> = segments.iter().map(|s| (s.a, s.b)).collect();
    let cells = Cells::over(&ends);
    let mut splits = in_every_pair(&cells, |i, j, found| {
        meet(
            ends[i as usize],
            ends[j as usize],
            meets_pixel,
            |second, p| {
                found.push((if second { j } else { i }, p));
            },
        );
    });
    let mut vertices: Vec<Point> = ends.iter().flat_map(|e| [e.0, e.1]).collect();
    vertices.par_sort_unstable();
    vertices.dedup();
    let mut crossings: Vec<Point> = splits.iter().map(|s| s.1).collect();
    crossings.par_sort_unstable();
    crossings.dedup();
    crossings.retain(|p| vertices.binary_search(p).is_err());
    for p in crossings {
        cells.around(p, 1, |cell| {
            let near = cells.items(cell).iter();
            let met = near.filter(|&&i| meets_pixel(ends[i as usize].0, ends[i as usize].1, p));
            splits.extend(met.map(|&i| (i, p)));
        });
    }
    in_order(splits, segments)
}

/// What `visit` finds for every pair of segments in a common cell, in the order of the cells.
fn in_every_pair(
    cells: &Cells,
    visit: impl Fn(u32, u32, &mut Vec<(u32, Point)>) + Sync,
) -> Vec<(u32, Point)> {
    (0..cells.len())
        .into_par_iter()
        .fold(Vec::new, |mut found, cell| {
            let items = cells.items(cell);
            for (k, &i) in items.iter().enumerate() {
                for &j in &items[k + 1..] {
                    visit(i, j, &mut found);
                }
            }
            found
        })
        .flatten()
        .collect()
}

fn in_order(mut splits: Vec<(u32, Point)>, segments: &[Segment]) -> Vec<(u32, Point)> {
    splits.par_sort_unstable_by_key(|&(i, p)| (i, along(segments[i as usize], p), p));
    splits.dedup();
    splits
}

/// Where fresh segments and their neighbours must be split: sorted by segment, then along it.
fn splits_of(segments: &[Segment]) -> Vec<(u32, Point)> {
    let near = near_fresh(segments);
    let ends: Vec<(Point, Point)> = near
        .iter()
        .map(|&i| (segments[i as usize].a, segments[i as usize].b))
        .collect();
    let splits = in_every_pair(&Cells::over(&ends), |i, j, found| {
        meet(ends[i as usize], ends[j as usize], lies_on, |second, p| {
            found.push((near[if second { j } else { i } as usize], p));
        });
    });
    in_order(splits, segments)
}

/// Segments in a cell with a fresh one; pairs of old ones are settled.
fn near_fresh(segments: &[Segment]) -> Vec<u32> {
    let fresh: Vec<(Point, Point)> = segments
        .iter()
        .filter(|s| s.tags.has(Tags::FRESH))
        .map(|s| (s.a, s.b))
        .collect();
    if fresh.len() == segments.len() {
        return (0..segments.len() as u32).collect();
    }
    let cells = Cells::over(&fresh);
    (0..segments.len() as u32)
        .into_par_iter()
        .filter(|&i| {
            let mut near = false;
            let s = segments[i as usize];
            cells.each(s.a, s.b, |cell| near |= !cells.items(cell).is_empty());
            near
        })
        .collect()
}

fn along(s: Segment, p: Point) -> i64 {
    let (dx, dy) = (
        i64::from(s.b.x) - i64::from(s.a.x),
        i64::from(s.b.y) - i64::from(s.a.y),
    );
    dx * (i64::from(p.x) - i64::from(s.a.x)) + dy * (i64::from(p.y) - i64::from(s.a.y))
}

/// Reports the points at which the first (`false`) or second (`true`) segment must be split.
///
/// `meets` tells whether a segment meets a vertex between its ends.
fn meet(
    (a, b): (Point, Point),
    (c, d): (Point, Point),
    meets: impl Fn(Point, Point, Point) -> bool,
    mut report: impl FnMut(bool, Point),
) {
    // Canonical order: a.x <= b.x, so boxes need only the y's to be ordered.
    if b.x < c.x || d.x < a.x {
        return;
    }
    let (ab, cd) = ((a.y.min(b.y), a.y.max(b.y)), (c.y.min(d.y), c.y.max(d.y)));
    if ab.1 < cd.0 || cd.1 < ab.0 {
        return;
    }
    for p in [c, d] {
        if meets(a, b, p) {
            report(false, p);
        }
    }
    for p in [a, b] {
        if meets(c, d, p) {
            report(true, p);
        }
    }
    if properly_cross(a, b, c, d) {
        let p = crossing(a, b, c, d);
        if p != a && p != b {
            report(false, p);
        }
        if p != c && p != d {
            report(true, p);
        }
    }
}

/// Whether the segment meets the closed pixel around `p`, which is none of its ends.
fn meets_pixel(a: Point, b: Point, p: Point) -> bool {
    let (dx, dy) = (
        i64::from(b.x) - i64::from(a.x),
        i64::from(b.y) - i64::from(a.y),
    );
    in_box(a, b, p) && 2 * cross(a, b, p).abs() <= dx.abs() + dy.abs()
}

/// Whether `p` lies on the segment and is none of its ends.
fn lies_on(a: Point, b: Point, p: Point) -> bool {
    in_box(a, b, p) && cross(a, b, p) == 0
}

fn in_box(a: Point, b: Point, p: Point) -> bool {
    p != a
        && p != b
        && (a.x.min(b.x)..=a.x.max(b.x)).contains(&p.x)
        && (a.y.min(b.y)..=a.y.max(b.y)).contains(&p.y)
}

/// Whether the open segments cross in one point that is an end of neither.
pub(super) fn properly_cross(a: Point, b: Point, c: Point, d: Point) -> bool {
    let sign = |o, p, q| cross(o, p, q).signum();
    sign(a, b, c) * sign(a, b, d) < 0 && sign(c, d, a) * sign(c, d, b) < 0
}

/// The crossing of two properly crossing segments, rounded to the lattice.
fn crossing(a: Point, b: Point, c: Point, d: Point) -> Point {
    let (from, to) = (i128::from(cross(c, d, a)), i128::from(cross(c, d, b)));
    let whole = from - to;
    let at = |p: i32, q: i32| {
        let step = (i128::from(q) - i128::from(p)) * from;
        let (step, whole) = if whole < 0 {
            (-step, -whole)
        } else {
            (step, whole)
        };
        p + (2 * step + whole).div_euclid(2 * whole) as i32
    };
    Point::new(at(a.x, b.x), at(a.y, b.y))
}

/// Replaces every split segment by its pieces, which are fresh.
fn split(segments: &mut Vec<Segment>, splits: &[(u32, Point)]) {
    let mut pieces = Vec::with_capacity(2 * splits.len());
    let mut rest = splits;
    while let Some(&(i, _)) = rest.first() {
        let count = rest.iter().take_while(|s| s.0 == i).count();
        let (mine, later) = rest.split_at(count);
        rest = later;
        let whole = &mut segments[i as usize];
        let fresh = Segment {
            tags: whole.tags.united(Tags::FRESH),
            ..*whole
        };
        let mut from = whole.a;
        for to in mine.iter().map(|s| s.1).chain([whole.b]) {
            pieces.push(Segment {
                a: from,
                b: to,
                ..fresh
            });
            from = to;
        }
        whole.b = whole.a;
    }
    segments.append(&mut pieces);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(a: (i32, i32), b: (i32, i32)) -> Segment {
        Segment::plain(Point::new(a.0, a.1), Point::new(b.0, b.1), Tags::default())
    }

    fn ends(segments: &[Segment]) -> Vec<[i32; 4]> {
        segments
            .iter()
            .map(|s| [s.a.x, s.a.y, s.b.x, s.b.y])
            .collect()
    }

    #[test]
    fn crossing_lines_meet_in_a_vertex() {
        let noded = node(vec![segment((0, 0), (10, 10)), segment((0, 10), (10, 0))]);
        let noded = noded.expect("comes to rest");
        assert_eq!(
            ends(&noded),
            [[0, 0, 5, 5], [0, 10, 5, 5], [5, 5, 10, 0], [5, 5, 10, 10]]
        );
    }

    #[test]
    fn line_through_a_vertex_is_split_there() {
        let noded = node(vec![segment((0, 0), (100, 0)), segment((50, 0), (50, 9))]);
        assert_eq!(noded.expect("comes to rest").len(), 3);
    }

    #[test]
    fn coincident_lines_become_one_with_both_tags() {
        let mut road = segment((0, 0), (9, 3));
        road.tags = Tags::barrier(BarrierClass::Minor);
        let mut river = segment((9, 3), (0, 0));
        river.tags = Tags::barrier(BarrierClass::River);
        let noded = node(vec![road, river]).expect("comes to rest");
        assert_eq!(noded.len(), 1);
        assert_eq!(noded[0].tags.strongest_barrier(), Some(BarrierClass::River));
    }

    /// Two party walls, steep and falling, with one vertex that rounding moves: both houses survive.
    #[test]
    fn steep_party_walls_survive_rounding() {
        let walls = vec![
            segment((0, 100), (3, 0)),
            segment((0, 100), (1, 67)),
            segment((1, 67), (3, 0)),
            segment((0, 100), (-40, 100)),
            segment((3, 0), (-40, 0)),
            segment((-40, 0), (-40, 100)),
            segment((0, 100), (40, 100)),
            segment((3, 0), (40, 0)),
            segment((40, 0), (40, 100)),
        ];
        let noded = node(walls).expect("comes to rest");
        assert!(noded.iter().any(|s| s.a.x == 0 && s.b == Point::new(1, 67)));
        assert!(
            noded
                .iter()
                .any(|s| s.a == Point::new(1, 67) && s.b == Point::new(3, 0))
        );
    }

    use crate::layer::BarrierClass;
}
