//! Conflation: the other layer's lines are drawn onto the authority's where they run within the tolerance.
//!
//! Relabelling slivers cannot mend a strip that is open at one end. The authority never moves.

use rstar::primitives::{GeomWithData, Line};
use rstar::{PointDistance as _, RTree};

use crate::geometry::{Plane, Point, Polygon, Ring};

/// Longest stretch of a line that is moved as a whole.
pub(super) const STEP_M: f64 = 5.0;

/// A point this close to a vertex of the authority goes onto the vertex.
const VERTEX_M: f64 = 2.5;

type Metres = [f64; 2];
type Segment = GeomWithData<Line<Metres>, (Point, Point)>;

/// Lines to be asked which of them are near.
pub(super) type Tree = RTree<Segment>;

/// Draws the rings of `moved` onto the lines of `authority`.
pub(super) fn conflate<'a>(
    moved: impl Iterator<Item = &'a mut Polygon>,
    authority: impl Iterator<Item = &'a Polygon>,
    plane: &Plane,
    tolerance_m: f64,
) {
    let tree = tree_of(authority, plane);
    for polygon in moved {
        let rings = polygon
            .rings
            .iter()
            .map(|ring| drawn_onto(ring, &tree, plane, tolerance_m));
        let drawn = Polygon {
            rings: rings.collect(),
        };
        if !folds(&drawn, polygon) {
            *polygon = drawn;
        }
    }
}

/// The sides of the polygons, each once.
pub(super) fn tree_of<'a>(polygons: impl Iterator<Item = &'a Polygon>, plane: &Plane) -> Tree {
    let mut lines: Vec<(Point, Point)> = polygons
        .flat_map(Polygon::segments)
        .map(|(a, b)| (a.min(b), a.max(b)))
        .collect();
    lines.sort_unstable();
    lines.dedup();
    RTree::bulk_load(lines.into_iter().map(|line| segment(line, plane)).collect())
}

/// A line as the tree holds it.
pub(super) fn segment((a, b): (Point, Point), plane: &Plane) -> Segment {
    Segment::new(
        Line::new(metres(a, plane), metres(b, plane)),
        (a.min(b), a.max(b)),
    )
}

/// Whether land would fold up when it is drawn so: it keeps its own lines then.
pub(super) fn folds(drawn: &Polygon, polygon: &Polygon) -> bool {
    drawn.rings.iter().any(|r| r.len() < 3) || 2 * drawn.twice_area() < polygon.twice_area()
}

/// The lines within reach of a point.
pub(super) fn near(
    p: Point,
    tree: &Tree,
    plane: &Plane,
    reach_m: f64,
) -> impl Iterator<Item = (Point, Point)> {
    let near = tree.locate_within_distance(metres(p, plane), reach_m * reach_m);
    near.map(|line| line.data)
}

fn metres(p: Point, plane: &Plane) -> Metres {
    [f64::from(p.x) * plane.x_m, f64::from(p.y) * plane.y_m]
}

fn drawn_onto(ring: &[Point], tree: &Tree, plane: &Plane, tolerance_m: f64) -> Ring {
    let mut drawn = Ring::new();
    for i in 0..ring.len() {
        let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
        // Both rings along a shared line must be cut at the same points: always from the lower end.
        let steps = divide(a.min(b), a.max(b), plane, STEP_M);
        let count = steps.len() - 1;
        let ordered: Vec<Point> = if a <= b {
            steps[..count].to_vec()
        } else {
            steps[1..].iter().rev().copied().collect()
        };
        drawn.extend(
            ordered
                .into_iter()
                .map(|p| snapped(p, tree, plane, tolerance_m)),
        );
    }
    drawn.dedup();
    while drawn.len() > 1 && drawn.first() == drawn.last() {
        drawn.pop();
    }
    drawn
}

/// The segment cut into equal steps of at most `step_m`, both ends included.
pub(super) fn divide(a: Point, b: Point, plane: &Plane, step_m: f64) -> Vec<Point> {
    let count = (plane.distance_m(a, b) / step_m).ceil().max(1.0) as i64;
    let at = |from: i32, to: i32, k: i64| {
        let step = (i64::from(to) - i64::from(from)) * k;
        from + (2 * step + count).div_euclid(2 * count) as i32
    };
    (0..=count)
        .map(|k| Point::new(at(a.x, b.x, k), at(a.y, b.y, k)))
        .collect()
}

fn snapped(p: Point, tree: &Tree, plane: &Plane, tolerance_m: f64) -> Point {
    let here = metres(p, plane);
    let square = tolerance_m * tolerance_m;
    let nearest = tree
        .locate_within_distance(here, square)
        .map(|s| (s.geom().distance_2(&here), s.data))
        .min_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)));
    nearest.map_or(p, |(_, line)| onto(p, line, plane, tolerance_m))
}

/// The point drawn onto a line: onto an end of it that is close to its foot there, else onto the foot.
pub(super) fn onto(p: Point, (a, b): (Point, Point), plane: &Plane, tolerance_m: f64) -> Point {
    for end in [a, b] {
        let close = plane.distance_m(end, p) <= tolerance_m;
        let foot = foot_on(p, a, b, plane);
        if close && plane.distance_m(end, foot) < VERTEX_M {
            return end;
        }
    }
    foot_on(p, a, b, plane)
}

/// The point of the segment nearest to `p`, on the lattice.
fn foot_on(p: Point, a: Point, b: Point, plane: &Plane) -> Point {
    let ([dx, dy], [px, py]) = (plane.vector_m(a, b), plane.vector_m(a, p));
    let along = ((px * dx + py * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    let at = |from: i32, to: i32| from + ((f64::from(to) - f64::from(from)) * along).round() as i32;
    Point::new(at(a.x, b.x), at(a.y, b.y))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLANE: Plane = Plane {
        x_m: 0.01,
        y_m: 0.01,
    };

    fn ring(points: &[(i32, i32)]) -> Polygon {
        Polygon {
            rings: vec![points.iter().map(|&(x, y)| Point::new(x, y)).collect()],
        }
    }

    #[test]
    fn a_line_beside_the_authority_is_drawn_onto_it() {
        let beat = ring(&[(0, 0), (10_000, 0), (10_000, 10_000), (0, 10_000)]);
        let mut community = ring(&[(0, 200), (10_000, 150), (10_000, 10_000), (0, 10_000)]);
        conflate(
            [&mut community].into_iter(),
            [&beat].into_iter(),
            &PLANE,
            15.0,
        );
        let on_line = |p: &Point| p.y == 0 || p.y == 10_000 || p.x == 0 || p.x == 10_000;
        assert!(community.rings[0].iter().all(on_line), "{community:?}");
    }

    #[test]
    fn a_strip_narrower_than_the_tolerance_does_not_fold_up() {
        let beat = ring(&[(0, 0), (10_000, 0), (10_000, 10_000), (0, 10_000)]);
        let mut community = ring(&[(0, 100), (10_000, 100), (10_000, 900), (0, 900)]);
        let before = community.clone();
        conflate(
            [&mut community].into_iter(),
            [&beat].into_iter(),
            &PLANE,
            15.0,
        );
        assert_eq!(community, before);
    }

    #[test]
    fn a_line_beyond_the_tolerance_stays() {
        let beat = ring(&[(0, 0), (10_000, 0), (10_000, 10_000), (0, 10_000)]);
        let mut community = ring(&[(2000, 2000), (8000, 2000), (8000, 8000)]);
        conflate(
            [&mut community].into_iter(),
            [&beat].into_iter(),
            &PLANE,
            15.0,
        );
        assert_eq!(community.twice_area(), 36_000_000);
    }
}
