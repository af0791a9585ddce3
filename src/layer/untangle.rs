//! A self-crossing outline as sound polygons with the same inside, even-odd.
//!
//! For footprints only: lines of communities and beats stay vertex for vertex what the file says.

use geo::{BooleanOps as _, Coord, LineString, MultiPolygon};

use crate::geometry::{Point, Polygon, twice_signed_area};

/// The polygons that `tangled` encloses an odd number of times; crossings are rounded to the lattice. Empty when
/// nothing with an area is left.
pub fn untangled(tangled: &Polygon) -> Vec<Polygon> {
    let Some((corner, _)) = tangled.bounds() else {
        return Vec::new();
    };
    // Near the origin every lattice point is exact in floating point.
    let coordinate = |p: &Point| Coord {
        x: f64::from(p.x) - f64::from(corner.x),
        y: f64::from(p.y) - f64::from(corner.y),
    };
    let rings: Vec<geo::Polygon> = tangled
        .rings
        .iter()
        .map(|ring| geo::Polygon::new(ring.iter().map(coordinate).collect(), Vec::new()))
        .collect();
    let nothing = MultiPolygon::<f64>::new(Vec::new());
    let sound = MultiPolygon::new(rings).union(&nothing);
    let ring = |line: &LineString| -> Vec<Point> {
        let mut ring: Vec<Point> = line
            .coords()
            .map(|c| Point::new(corner.x + c.x.round() as i32, corner.y + c.y.round() as i32))
            .collect();
        ring.dedup();
        if ring.first() == ring.last() {
            ring.pop();
        }
        ring
    };
    let polygon = |polygon: &geo::Polygon| Polygon {
        rings: std::iter::once(polygon.exterior())
            .chain(polygon.interiors())
            .map(ring)
            .filter(|ring| twice_signed_area(ring) != 0)
            .collect(),
    };
    let mut polygons: Vec<Polygon> = sound.iter().map(polygon).collect();
    polygons.retain(|polygon| polygon.twice_area() > 0);
    polygons
}

#[cfg(test)]
mod tests {
    use super::*;

    fn areas(rings: &[&[(i32, i32)]]) -> Vec<i64> {
        let ring = |r: &&[(i32, i32)]| r.iter().map(|&(x, y)| Point::new(x, y)).collect();
        let mut areas: Vec<i64> = untangled(&Polygon {
            rings: rings.iter().map(ring).collect(),
        })
        .iter()
        .map(Polygon::twice_area)
        .collect();
        areas.sort_unstable();
        areas
    }

    #[test]
    fn a_bow_tie_is_two_triangles() {
        let far = 1 << 26;
        let bow = [(0, 0), (400, 400), (400, 0), (0, 400)].map(|(x, y)| (x + far, y - far));
        assert_eq!(areas(&[&bow]), [80_000, 80_000]);
    }

    #[test]
    fn a_spike_falls_away() {
        let spike = [
            (0, 0),
            (400, 0),
            (400, 400),
            (400, 800),
            (400, 400),
            (0, 400),
        ];
        assert_eq!(areas(&[&spike]), [320_000]);
    }

    #[test]
    fn a_hole_that_reaches_out_is_land_there() {
        let square = [(0, 0), (400, 0), (400, 400), (0, 400)];
        let hole = [(300, 100), (500, 100), (500, 200), (300, 200)];
        assert_eq!(areas(&[&square, &hole]), [20_000, 300_000]);
    }

    #[test]
    fn what_encloses_nothing_is_nothing() {
        assert_eq!(areas(&[&[(0, 0), (4, 4), (8, 8), (4, 4)]]), [0; 0]);
    }
}
