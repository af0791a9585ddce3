//! The lattice: integers of 1e-7 degree, the precision that GeoJSON is written with.
//!
//! What is computed is what is written: no rounding comes after the topology.

/// Lattice units in a degree.
pub const UNITS_PER_DEGREE: f64 = 1e7;

/// Largest local coordinate (about 13 degrees): products of differences stay within 64 bits.
pub const MAX_LOCAL: i32 = 1 << 27;

/// A point of the lattice, relative to the origin of its [`Lattice`]; x is longitude, y is latitude.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Point {
    /// East, in 1e-7 degree.
    pub x: i32,
    /// North, in 1e-7 degree.
    pub y: i32,
}

impl Point {
    /// The point (x, y).
    #[must_use]
    pub const fn new(x: i32, y: i32) -> Self {
        Self { x, y }
    }
}

/// Twice the signed area of the triangle `a b c`, positive when it turns left. Exact for local coordinates.
#[must_use]
pub fn cross(a: Point, b: Point, c: Point) -> i64 {
    let (abx, aby) = (
        i64::from(b.x) - i64::from(a.x),
        i64::from(b.y) - i64::from(a.y),
    );
    let (acx, acy) = (
        i64::from(c.x) - i64::from(a.x),
        i64::from(c.y) - i64::from(a.y),
    );
    abx * acy - aby * acx
}

/// Where the local coordinates start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Lattice {
    /// The origin, in absolute units of 1e-7 degree.
    pub origin: [i32; 2],
}

impl Lattice {
    /// Absolute coordinates (1e-7 degree) to local ones; `None` beyond [`MAX_LOCAL`].
    #[must_use]
    pub fn local(self, absolute: [i32; 2]) -> Option<Point> {
        let shift = |v: i32, o: i32| {
            i32::try_from(i64::from(v) - i64::from(o))
                .ok()
                .filter(|d| d.abs() <= MAX_LOCAL)
        };
        Some(Point::new(
            shift(absolute[0], self.origin[0])?,
            shift(absolute[1], self.origin[1])?,
        ))
    }

    /// Local coordinates to absolute ones (1e-7 degree).
    #[must_use]
    pub fn absolute(self, point: Point) -> [i32; 2] {
        [point.x + self.origin[0], point.y + self.origin[1]]
    }
}

/// Degrees to absolute lattice units; `None` when not a finite longitude or latitude.
#[must_use]
pub fn parse_degrees(longitude: f64, latitude: f64) -> Option<[i32; 2]> {
    let fits = longitude.abs() <= 180.0 && latitude.abs() <= 90.0;
    fits.then(|| {
        [
            (longitude * UNITS_PER_DEGREE).round() as i32,
            (latitude * UNITS_PER_DEGREE).round() as i32,
        ]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_and_back_is_the_same_point() {
        let lattice = Lattice {
            origin: [1_187_000_000, 320_000_000],
        };
        let absolute = [1_187_654_321, 319_876_543];
        let local = lattice.local(absolute).expect("near the origin");
        assert_eq!(lattice.absolute(local), absolute);
        assert_eq!(lattice.local([-1_187_654_321, 0]), None);
    }

    #[test]
    fn only_finite_degrees_are_points() {
        assert_eq!(
            parse_degrees(118.5, 32.0),
            Some([1_185_000_000, 320_000_000])
        );
        assert_eq!(parse_degrees(f64::NAN, 0.0), None);
        assert_eq!(parse_degrees(0.0, 1e308), None);
        assert_eq!(parse_degrees(32.0, 118.5), None);
    }
}
