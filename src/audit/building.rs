//! Buildings and the land of the part that they name: how much of a footprint lies beyond it.
//!
//! The common area of two polygons is summed over pairs of edges, each pair the area under both, signed by their
//! directions: no clipping, nothing to go wrong where a wall and a line coincide, exact up to f64.

use crate::geometry::{Plane, Point, Polygon, cross, twice_signed_area};

/// Area in lattice units of what `footprint` and the land have in common, and of the footprint itself.
pub(crate) struct Overlap {
    pub(crate) common: f64,
    pub(crate) own: f64,
}

/// `land` holds the edges of valid polygons, outer rings counter-clockwise, holes clockwise.
pub(crate) fn overlap(footprint: &Polygon, land: &[(Point, Point)]) -> Overlap {
    let own = footprint.twice_area() as f64 / 2.0;
    let Some((low, high)) = footprint.bounds() else {
        return Overlap { common: 0.0, own };
    };
    let near = |&&(a, b): &&(Point, Point)| {
        a.x != b.x && a.x.min(b.x) < high.x && a.x.max(b.x) > low.x && a.y.max(b.y) > low.y
    };
    let near: Vec<Slope> = land
        .iter()
        .filter(near)
        .map(|&(a, b)| Slope::of(a, b, low))
        .collect();
    let mut common = 0.0;
    for (index, ring) in footprint.rings.iter().enumerate() {
        let turned = if (twice_signed_area(ring) > 0) == (index == 0) {
            1.0
        } else {
            -1.0
        };
        for i in 0..ring.len() {
            let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
            if a.x != b.x {
                let wall = Slope::of(a, b, low);
                let under: f64 = near.iter().map(|line| under_both(&wall, line)).sum();
                common += turned * under;
            }
        }
    }
    Overlap { common, own }
}

/// Whether a point lies in the land or on its border. Exact.
pub(crate) fn covers(land: &[(Point, Point)], point: Point) -> bool {
    let mut inside = false;
    for &(a, b) in land {
        let turn = cross(a, b, point);
        let in_box = |p: i32, a: i32, b: i32| a.min(b) <= p && p <= a.max(b);
        if turn == 0 && in_box(point.x, a.x, b.x) && in_box(point.y, a.y, b.y) {
            return true;
        }
        if (a.y <= point.y) != (b.y <= point.y) {
            inside ^= (turn > 0) == (b.y > a.y);
        }
    }
    inside
}

/// Length in metres of all rings.
pub(super) fn perimeter_m(polygon: &Polygon, plane: &Plane) -> f64 {
    polygon
        .segments()
        .map(|(a, b)| plane.distance_m(a, b))
        .sum()
}

/// An edge that is not vertical, from west to east, relative to a corner.
struct Slope {
    west: f64,
    east: f64,
    /// Height at x = 0 and rise a unit of x.
    height: f64,
    rise: f64,
    /// +1 for an edge that runs west (what it bounds lies below it), -1 for one that runs east.
    sign: f64,
}

impl Slope {
    fn of(a: Point, b: Point, corner: Point) -> Self {
        let local = |p: Point| {
            (
                f64::from(p.x) - f64::from(corner.x),
                f64::from(p.y) - f64::from(corner.y),
            )
        };
        let ((ax, ay), (bx, by)) = (local(a), local(b));
        let rise = (by - ay) / (bx - ax);
        Self {
            west: ax.min(bx),
            east: ax.max(bx),
            height: ay - rise * ax,
            rise,
            sign: if bx < ax { 1.0 } else { -1.0 },
        }
    }

    fn at(&self, x: f64) -> f64 {
        self.height + self.rise * x
    }

    /// Where the two lines meet; not finite when they are parallel.
    fn meets(&self, other: &Self) -> f64 {
        (other.height - self.height) / (self.rise - other.rise)
    }
}

/// Signed area that lies under both edges and above the x axis; the wall never lies below it.
fn under_both(wall: &Slope, line: &Slope) -> f64 {
    let (west, east) = (wall.west.max(line.west), wall.east.min(line.east));
    if west >= east {
        return 0.0;
    }
    let on_axis = -line.height / line.rise;
    let mut turns = [west, wall.meets(line), on_axis, east];
    for turn in &mut turns[1..3] {
        *turn = if turn.is_finite() {
            turn.clamp(west, east)
        } else {
            west
        };
    }
    turns.sort_by(f64::total_cmp);
    let piece = |span: &[f64]| {
        let middle = f64::midpoint(span[0], span[1]);
        wall.at(middle).min(line.at(middle)).max(0.0) * (span[1] - span[0])
    };
    wall.sign * line.sign * turns.windows(2).map(piece).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: i32, y: i32, side: i32) -> Polygon {
        let corners = [(0, 0), (side, 0), (side, side), (0, side)];
        Polygon {
            rings: vec![corners.map(|(dx, dy)| Point::new(x + dx, y + dy)).to_vec()],
        }
    }

    fn common(footprint: &Polygon, land: &Polygon) -> f64 {
        overlap(footprint, &land.segments().collect::<Vec<_>>()).common
    }

    #[test]
    fn common_area_of_squares() {
        let land = square(0, 0, 100);
        for (footprint, area) in [
            (square(10, 10, 20), 400.0),
            (square(0, 0, 100), 10_000.0),
            (square(-50, -50, 200), 10_000.0),
            (square(90, 40, 20), 200.0),
            (square(95, 95, 10), 25.0),
            (square(100, 0, 10), 0.0),
            (square(0, 100, 10), 0.0),
            (square(0, -10, 10), 0.0),
        ] {
            assert!(
                (common(&footprint, &land) - area).abs() < 1e-9,
                "{footprint:?}"
            );
        }
    }

    #[test]
    fn direction_of_footprints_does_not_matter_and_holes_count() {
        let mut yard = square(0, 0, 100);
        yard.rings.push(square(40, 40, 20).rings[0].clone());
        let land = square(0, 0, 50);
        assert!((common(&yard, &land) - 2_400.0).abs() < 1e-9);
        for ring in &mut yard.rings {
            ring.reverse();
        }
        assert!((common(&yard, &land) - 2_400.0).abs() < 1e-9);
    }

    #[test]
    fn triangle_across_a_slanting_line() {
        let points = |points: &[(i32, i32)]| Polygon {
            rings: vec![points.iter().map(|&(x, y)| Point::new(x, y)).collect()],
        };
        let house = points(&[(0, 0), (100, 0), (0, 100)]);
        let land = points(&[(0, 0), (100, 100), (0, 100)]);
        assert!((common(&house, &land) - 2_500.0).abs() < 1e-9);
    }

    #[test]
    fn border_of_the_land_is_covered() {
        let land: Vec<_> = square(0, 0, 100).segments().collect();
        for (point, inside) in [
            ((0, 0), true),
            ((50, 100), true),
            ((50, 50), true),
            ((101, 50), false),
            ((-1, 0), false),
        ] {
            assert_eq!(
                covers(&land, Point::new(point.0, point.1)),
                inside,
                "{point:?}"
            );
        }
    }
}
