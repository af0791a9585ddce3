//! The exact check after noding, always on: no crossing, no vertex inside a segment, no input line lost.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::geometry::{Lattice, Point, UNITS_PER_DEGREE, cross};

use super::cells::Cells;
use super::node::properly_cross;
use super::segment::Segment;

/// How far, in lattice units, noding may lead a line away from where it was drawn.
const MOST_DRIFT: f64 = 8.0;

/// Checks that `noded` is planar and covers every segment of `drawn`.
///
/// # Errors
/// [`Error::Broken`] with the first place where it does not.
pub(super) fn check(drawn: &[Segment], noded: &[Segment], lattice: Lattice) -> Result<()> {
    let place = |p: Point| {
        let [x, y] = lattice.absolute(p).map(|v| f64::from(v) / UNITS_PER_DEGREE);
        format!("at {x:.7} {y:.7}")
    };
    let broken = |message: String| Error::Broken {
        stage: "exact check of the arrangement",
        message,
    };
    if let Some(p) = first_conflict(noded) {
        return Err(broken(format!("two lines cross or overlap {}", place(p))));
    }
    let rows = rows_of(noded);
    let lost = drawn
        .par_iter()
        .filter(|s| s.a != s.b && !is_covered(s.canonical(), noded, &rows))
        .map(|s| s.a)
        .min();
    match lost {
        Some(p) => Err(broken(format!("an input line was lost {}", place(p)))),
        None => Ok(()),
    }
}

/// A point where two segments cross, or where one runs through an end of another.
pub(super) fn first_conflict(noded: &[Segment]) -> Option<Point> {
    let ends: Vec<(Point, Point)> = noded.iter().map(|s| (s.a, s.b)).collect();
    let cells = Cells::over(&ends);
    let conflicts = (0..cells.len()).into_par_iter().filter_map(|cell| {
        let items = cells.items(cell);
        let mut pairs = items
            .iter()
            .enumerate()
            .flat_map(|(k, &i)| items[k + 1..].iter().map(move |&j| (i, j)));
        pairs.find_map(|(i, j)| conflict(ends[i as usize], ends[j as usize]))
    });
    conflicts.min()
}

fn conflict((a, b): (Point, Point), (c, d): (Point, Point)) -> Option<Point> {
    let apart =
        b.x < c.x || d.x < a.x || a.y.max(b.y) < c.y.min(d.y) || c.y.max(d.y) < a.y.min(b.y);
    if apart {
        return None;
    }
    let inside = |(a, b): (Point, Point), p: Point| {
        let between = (a.x.min(b.x)..=a.x.max(b.x)).contains(&p.x)
            && (a.y.min(b.y)..=a.y.max(b.y)).contains(&p.y);
        p != a && p != b && between && cross(a, b, p) == 0
    };
    let on_first = [c, d].into_iter().find(|&p| inside((a, b), p));
    let on_second = || [a, b].into_iter().find(|&p| inside((c, d), p));
    on_first
        .or_else(on_second)
        .or_else(|| properly_cross(a, b, c, d).then_some(a))
}

/// For every end the segments there, as (end, other end), sorted.
fn rows_of(noded: &[Segment]) -> Vec<(Point, Point)> {
    let mut rows: Vec<(Point, Point)> = noded
        .iter()
        .flat_map(|s| [(s.a, s.b), (s.b, s.a)])
        .collect();
    rows.par_sort_unstable();
    rows
}

/// Walks from one end of the drawn segment to the other along noded segments that stay beside it.
fn is_covered(drawn: Segment, noded: &[Segment], rows: &[(Point, Point)]) -> bool {
    let key = |s: &Segment| (s.a, s.b);
    if noded.binary_search_by_key(&(drawn.a, drawn.b), key).is_ok() {
        return true;
    }
    let (dx, dy) = (
        i64::from(drawn.b.x - drawn.a.x),
        i64::from(drawn.b.y - drawn.a.y),
    );
    let length = (dx as f64).hypot(dy as f64);
    let off = |p: Point| cross(drawn.a, drawn.b, p).abs() as f64 / length;
    // Two hot pixels may be met in one point: noding orders them as points, and so does the walk.
    let progress = |p: Point| {
        let along = dx * i64::from(p.x - drawn.a.x) + dy * i64::from(p.y - drawn.a.y);
        (along, p)
    };
    let mut seen = BTreeSet::new();
    let mut open = vec![drawn.a];
    while let Some(at) = open.pop() {
        if at == drawn.b {
            return true;
        }
        if !seen.insert(at) {
            continue;
        }
        let from = rows.partition_point(|r| r.0 < at);
        let onward = rows[from..].iter().take_while(|r| r.0 == at).map(|r| r.1);
        let beside = |q: &Point| *q == drawn.b || progress(*q) > progress(at);
        let mut steps: Vec<(f64, Point)> = onward
            .filter(beside)
            .map(|q| (off(q), q))
            .filter(|(off, _)| *off <= MOST_DRIFT)
            .collect();
        // A line that was led aside may have several ways on: the straightest is tried first.
        steps.sort_by(|x, y| y.0.total_cmp(&x.0).then(y.1.cmp(&x.1)));
        open.extend(steps.into_iter().map(|s| s.1));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::segment::Tags;
    use super::*;

    fn segment(a: (i32, i32), b: (i32, i32)) -> Segment {
        Segment::plain(Point::new(a.0, a.1), Point::new(b.0, b.1), Tags::default())
    }

    #[test]
    fn a_lost_line_is_found() {
        let drawn = [segment((0, 0), (90, 0)), segment((0, 0), (0, 90))];
        let mut noded = vec![
            segment((0, 0), (0, 90)),
            segment((0, 0), (40, 0)),
            segment((40, 0), (90, 0)),
        ];
        assert!(check(&drawn, &noded, Lattice::default()).is_ok());
        noded.pop();
        assert!(check(&drawn, &noded, Lattice::default()).is_err());
    }

    #[test]
    fn a_line_through_two_pixels_at_one_point_is_not_lost() {
        // The falling line meets the pixels around (139, -140) and (140, -139) in their common corner.
        let drawn = [segment((0, 0), (279, -279))];
        let noded = [
            segment((0, 0), (139, -140)),
            segment((139, -140), (140, -139)),
            segment((140, -139), (279, -279)),
        ];
        assert!(check(&drawn, &noded, Lattice::default()).is_ok());
    }

    #[test]
    fn a_line_beside_a_spur_is_not_lost() {
        // The straightest way on ends blindly.
        let drawn = [segment((0, 0), (90, 0))];
        let noded = [
            segment((0, 0), (20, 0)),
            segment((0, 0), (40, 1)),
            segment((40, 1), (90, 0)),
        ];
        assert!(check(&drawn, &noded, Lattice::default()).is_ok());
    }

    #[test]
    fn a_crossing_and_a_t_junction_are_found() {
        let crossed = [segment((0, 0), (9, 9)), segment((0, 9), (9, 0))];
        assert!(first_conflict(&crossed).is_some());
        let touched = [segment((0, 0), (9, 9)), segment((3, 3), (9, 0))];
        assert_eq!(first_conflict(&touched), Some(Point::new(3, 3)));
        let apart = [segment((0, 0), (9, 9)), segment((9, 9), (18, 0))];
        assert_eq!(first_conflict(&apart), None);
    }
}
