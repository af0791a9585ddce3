//! From the drawing board to the ground: straight lines become bent streets, metres become lattice units.
//!
//! Streets are drawn straight and bent afterwards by two shears and a swirl. Each is one-to-one and keeps areas,
//! so blocks that do not overlap on the board do not overlap on the ground.

use super::preset::Preset;
use super::shape::{Xy, add, dot, sub};
use crate::geometry::{METRES_PER_DEGREE, UNITS_PER_DEGREE};
use crate::layer::Position;

/// The bending and the projection.
#[derive(Clone, Debug)]
pub struct Land {
    wave_m: [f64; 2],
    wave_length_m: [f64; 2],
    swirl_at: Xy,
    swirl_radius_m: f64,
    swirl_half_tangent: f64,
    origin: [f64; 2],
    units_a_metre: [f64; 2],
}

impl Land {
    /// The land of a preset.
    pub fn new(preset: &Preset) -> Self {
        let north = UNITS_PER_DEGREE / METRES_PER_DEGREE;
        let warp = preset.warp;
        Self {
            wave_m: warp.wave_m,
            wave_length_m: warp.wave_length_m,
            swirl_at: [
                warp.swirl_at[0] * preset.width_m,
                warp.swirl_at[1] * preset.height_m,
            ],
            swirl_radius_m: warp.swirl_radius_m,
            swirl_half_tangent: warp.swirl_half_tangent,
            origin: preset.origin.map(|d| d * UNITS_PER_DEGREE),
            units_a_metre: [north / cosine(preset.origin[1]), north],
        }
    }

    /// Board to ground, both in metres.
    pub fn bend(&self, p: Xy) -> Xy {
        let p = [
            p[0] + self.wave_m[0] * wave(p[1] / self.wave_length_m[0]),
            p[1],
        ];
        let p = [
            p[0],
            p[1] + self.wave_m[1] * wave(p[0] / self.wave_length_m[1] + 0.3),
        ];
        self.swirl(p)
    }

    /// Ground to absolute lattice units.
    pub fn place(&self, p: Xy) -> Position {
        [0, 1].map(|i| (self.origin[i] + p[i] * self.units_a_metre[i]).round() as i32)
    }

    /// Turns the land around the centre of the swirl, less and less towards its end.
    fn swirl(&self, p: Xy) -> Xy {
        let v = sub(p, self.swirl_at);
        let rest = 1.0 - dot(v, v) / (self.swirl_radius_m * self.swirl_radius_m);
        if rest <= 0.0 {
            return p;
        }
        let t = self.swirl_half_tangent * rest * rest;
        let (cos, sin) = ((1.0 - t * t) / (1.0 + t * t), 2.0 * t / (1.0 + t * t));
        add(
            self.swirl_at,
            1.0,
            [cos * v[0] - sin * v[1], sin * v[0] + cos * v[1]],
        )
    }
}

/// A wave of period 1 and height 1, close to a sine (0.1 %), from plain arithmetic.
pub fn wave(t: f64) -> f64 {
    let x = 2.0 * (t - t.floor()) - 1.0;
    let y = 4.0 * x * (1.0 - x.abs());
    0.225 * (y * y.abs() - y) + y
}

/// Cosine of an angle in degrees, by its series: the library's differs between platforms in the last bit.
fn cosine(degrees: f64) -> f64 {
    let square =
        (degrees * std::f64::consts::PI / 180.0) * (degrees * std::f64::consts::PI / 180.0);
    let mut term = 1.0;
    let mut sum = 1.0;
    for k in 1..12u32 {
        term *= -square / f64::from((2 * k - 1) * (2 * k));
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_arithmetic_is_close_to_the_library() {
        assert!((cosine(32.0) - 32f64.to_radians().cos()).abs() < 1e-12);
        for i in 0..100 {
            let t = f64::from(i) * 0.037 - 1.0;
            let sine = -(t * std::f64::consts::TAU).sin();
            assert!((wave(t) - sine).abs() < 2e-3, "{t}");
        }
    }
}
