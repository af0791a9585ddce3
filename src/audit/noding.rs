//! Exact noding: two segments share an end or nothing. Candidates come from a uniform grid, the tests are integers.

use rayon::prelude::*;

use crate::geometry::{Point, cross};

type Segment = (Point, Point);

/// Places where two of the segments cross, touch in the middle (T-junction) or overlap: pairs of different segments,
/// sorted. O(segments) for lines of similar length.
pub(crate) fn conflicts(segments: &[Segment]) -> Vec<(Segment, Segment)> {
    let entries = entries(segments);
    let cells: Vec<&[(u64, u32)]> = entries.chunk_by(|a, b| a.0 == b.0).collect();
    let mut found: Vec<(u32, u32)> = cells
        .par_iter()
        .flat_map_iter(|cell| conflicts_in(cell, segments))
        .collect();
    found.sort_unstable();
    found.dedup();
    let pair = |(a, b): (u32, u32)| (segments[a as usize], segments[b as usize]);
    found.into_iter().map(pair).collect()
}

fn conflicts_in(cell: &[(u64, u32)], segments: &[Segment]) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    for (i, &(_, a)) in cell.iter().enumerate() {
        for &(_, b) in &cell[i + 1..] {
            if conflict(segments[a as usize], segments[b as usize]) {
                found.push((a.min(b), a.max(b)));
            }
        }
    }
    found
}

/// Whether the segments share anything but a common end.
fn conflict((a, b): Segment, (c, d): Segment) -> bool {
    let apart =
        |p: (i32, i32), q: (i32, i32)| p.0.max(p.1) < q.0.min(q.1) || q.0.max(q.1) < p.0.min(p.1);
    if apart((a.x, b.x), (c.x, d.x)) || apart((a.y, b.y), (c.y, d.y)) {
        return false;
    }
    let sides = |p, q, r, s| (cross(p, q, r).signum(), cross(p, q, s).signum());
    let ((c_side, d_side), (a_side, b_side)) = (sides(a, b, c, d), sides(c, d, a, b));
    let crosses = c_side * d_side < 0 && a_side * b_side < 0;
    crosses
        || (c_side == 0 && within(c, (a, b)))
        || (d_side == 0 && within(d, (a, b)))
        || (a_side == 0 && within(a, (c, d)))
        || (b_side == 0 && within(b, (c, d)))
}

/// Whether a point on the line through a segment lies strictly between its ends.
fn within(p: Point, (a, b): Segment) -> bool {
    p != a && p != b && between(p.x, a.x, b.x) && between(p.y, a.y, b.y)
}

fn between(v: i32, a: i32, b: i32) -> bool {
    a.min(b) <= v && v <= a.max(b)
}

/// (cell, segment) for every cell that a segment may touch, sorted. Identical segments meet in their cells.
fn entries(segments: &[Segment]) -> Vec<(u64, u32)> {
    let side = cell_side(segments);
    let mut entries: Vec<(u64, u32)> = Vec::with_capacity(segments.len() * 3);
    for (index, &segment) in segments.iter().enumerate() {
        for_each_cell(segment, side, |cell| entries.push((cell, index as u32)));
    }
    entries.par_sort_unstable();
    entries
}

/// Twice the mean extent of the segments.
fn cell_side(segments: &[Segment]) -> i64 {
    let extent = |&(a, b): &Segment| i64::from(a.x.abs_diff(b.x).max(a.y.abs_diff(b.y)));
    let total: i64 = segments.iter().map(extent).sum();
    (2 * total / (segments.len().max(1) as i64)).max(1)
}

/// Row by row, the cells from where the segment enters the row to where it leaves; one unit wider for rounding.
fn for_each_cell((a, b): Segment, side: i64, mut visit: impl FnMut(u64)) {
    let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
    let (ax, ay) = (i64::from(low.x), i64::from(low.y));
    let (dx, dy) = (i64::from(high.x) - ax, i64::from(high.y) - ay);
    for row in ay.div_euclid(side)..=(ay + dy).div_euclid(side) {
        let from = (row * side - ay).clamp(0, dy);
        let to = ((row + 1) * side - ay).clamp(0, dy);
        let x_at = |height: i64| if dy == 0 { ax } else { ax + dx * height / dy };
        let (x0, x1) = if dy == 0 {
            (ax, ax + dx)
        } else {
            (x_at(from), x_at(to))
        };
        let first = (x0.min(x1) - 1).div_euclid(side);
        let last = (x0.max(x1) + 1).div_euclid(side);
        for column in first..=last {
            visit(((row as u64) << 32) | u64::from(column as u32));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(ax: i32, ay: i32, bx: i32, by: i32) -> Segment {
        (Point::new(ax, ay), Point::new(bx, by))
    }

    #[test]
    fn common_ends_are_no_conflict() {
        let star = [
            segment(0, 0, 9, 0),
            segment(0, 0, 0, 9),
            segment(-7, -3, 0, 0),
            segment(0, 0, 9, 1),
        ];
        assert_eq!(conflicts(&star), []);
    }

    #[test]
    fn crossing_touch_and_overlap_are_conflicts() {
        let line = segment(0, 0, 10, 10);
        for other in [
            segment(0, 10, 10, 0),
            segment(5, 5, 9, 0),
            segment(2, 2, 20, 20),
            segment(0, 0, 3, 3),
        ] {
            assert_eq!(conflicts(&[line, other]).len(), 1, "{other:?}");
        }
    }

    #[test]
    fn grid_finds_what_comparing_all_pairs_finds() {
        let mut state = 7_u32;
        let mut random = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((state >> 8) % below) as i32
        };
        for reach in [3, 30, 400] {
            let mut segments: Vec<Segment> = (0..200)
                .map(|_| {
                    let (x, y) = (random(400) - 200, random(400) - 200);
                    segment(x, y, x + random(reach) + 1, y - random(reach))
                })
                .collect();
            segments.sort_unstable();
            segments.dedup();
            let mut all = 0;
            for (i, &a) in segments.iter().enumerate() {
                all += segments[i + 1..]
                    .iter()
                    .filter(|&&b| conflict(a, b))
                    .count();
            }
            assert_eq!(conflicts(&segments).len(), all, "reach {reach}");
        }
    }
}
