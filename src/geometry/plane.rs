//! Metres on the local plane: the equirectangular projection at one latitude.
//!
//! Lengths and areas only; topology never leaves the lattice. Sphere of radius 6 378 137 m.

use super::lattice::{Lattice, Point, UNITS_PER_DEGREE};

/// Metres in a degree of latitude.
pub const METRES_PER_DEGREE: f64 = 111_319.490_793;

/// Metres a lattice unit, east and north.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plane {
    /// Metres a unit of x.
    pub x_m: f64,
    /// Metres a unit of y.
    pub y_m: f64,
}

impl Plane {
    /// The plane at the latitude of the lattice's origin.
    #[must_use]
    pub fn at(lattice: Lattice) -> Self {
        let latitude = f64::from(lattice.origin[1]) / UNITS_PER_DEGREE;
        let y_m = METRES_PER_DEGREE / UNITS_PER_DEGREE;
        Self {
            x_m: y_m * latitude.to_radians().cos().max(0.01),
            y_m,
        }
    }

    /// Distance in metres.
    #[must_use]
    pub fn distance_m(&self, a: Point, b: Point) -> f64 {
        let [dx, dy] = self.vector_m(a, b);
        dx.hypot(dy)
    }

    /// From `a` to `b` in metres east and north.
    #[must_use]
    pub fn vector_m(&self, a: Point, b: Point) -> [f64; 2] {
        [
            (f64::from(b.x) - f64::from(a.x)) * self.x_m,
            (f64::from(b.y) - f64::from(a.y)) * self.y_m,
        ]
    }

    /// Area in square metres of twice a lattice area, as [`super::cross`] and [`super::Polygon::twice_area`] give it.
    #[must_use]
    pub fn area_m2(&self, twice_area: i64) -> f64 {
        twice_area as f64 * 0.5 * self.x_m * self.y_m
    }

    /// Distance in metres from `p` to the segment from `a` to `b`.
    #[must_use]
    pub fn distance_to_m(&self, p: Point, a: Point, b: Point) -> f64 {
        let ([dx, dy], [px, py]) = (self.vector_m(a, b), self.vector_m(a, p));
        let square = dx * dx + dy * dy;
        let along = if square > 0.0 {
            ((px * dx + py * dy) / square).clamp(0.0, 1.0)
        } else {
            0.0
        };
        (px - along * dx).hypot(py - along * dy)
    }
}
