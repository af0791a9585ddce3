//! Whether the layers speak of the same place.

use std::fmt;

use crate::error::{Error, Result};
use crate::geometry::{Lattice, UNITS_PER_DEGREE, parse_degrees};

use super::document::Feature;
use super::schema::Community;
use super::shapes::Degrees;
use super::source::Source;

/// A box in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    low: Degrees,
    high: Degrees,
}

impl fmt::Display for Extent {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let ([west, south], [east, north]) = (self.low, self.high);
        write!(f, "[{west:.4}, {south:.4}, {east:.4}, {north:.4}]")
    }
}

impl Extent {
    fn around(mut points: impl Iterator<Item = Degrees>) -> Option<Self> {
        let first = points.next()?;
        let start = Self {
            low: first,
            high: first,
        };
        Some(points.fold(start, |e, [x, y]| Self {
            low: [e.low[0].min(x), e.low[1].min(y)],
            high: [e.high[0].max(x), e.high[1].max(y)],
        }))
    }

    /// Around all communities.
    pub fn of_communities(communities: &[Community], lattice: Lattice) -> Option<Self> {
        let corners = communities.iter().flat_map(|c| &c.polygons);
        Self::around(
            corners
                .filter_map(crate::geometry::Polygon::bounds)
                .flat_map(|(low, high)| [low, high])
                .map(|p| lattice.absolute(p).map(|v| f64::from(v) / UNITS_PER_DEGREE)),
        )
    }

    fn of_features<'a>(features: impl Iterator<Item = &'a Feature>) -> Option<Self> {
        let valid = |[x, y]: &Degrees| parse_degrees(*x, *y).is_some();
        Self::around(features.flat_map(|f| f.shapes.coordinates()).filter(valid))
    }

    /// Whether the point lies within `margins` times the box's size of the box.
    pub fn reaches(&self, at: Degrees, margins: f64) -> bool {
        (0..2).all(|i| {
            let margin = margins * (self.high[i] - self.low[i]);
            (self.low[i] - margin..=self.high[i] + margin).contains(&at[i])
        })
    }

    fn meets(&self, other: &Self) -> bool {
        (0..2).all(|i| self.low[i] <= other.high[i] && other.low[i] <= self.high[i])
    }

    fn exchanged(self) -> Self {
        let turn = |[x, y]: Degrees| [y, x];
        Self {
            low: turn(self.low),
            high: turn(self.high),
        }
    }
}

/// Fails when no feature of `source` meets the communities.
///
/// # Errors
/// [`Error::Layer`] that names both extents, and whether longitude and latitude look exchanged.
pub fn check(source: &Source, communities: &Extent) -> Result<()> {
    elsewhere(source, communities).map_or(Ok(()), Err)
}

/// The error when no feature of `source` meets the communities.
pub fn elsewhere(source: &Source, communities: &Extent) -> Option<Error> {
    let all = Extent::of_features(source.features.iter())?;
    let extents = || {
        source
            .features
            .iter()
            .filter_map(|f| Extent::of_features(std::iter::once(f)))
    };
    if extents().any(|e| e.meets(communities)) {
        return None;
    }
    let places = format!("it covers {all}, the communities cover {communities}");
    Some(if extents().any(|e| e.exchanged().meets(communities)) {
        source.error(
            format!("the layer fits the communities only with latitude and longitude exchanged: {places}"),
            "write longitude first, then latitude, in both layers",
        )
    } else {
        source.error(
            format!("no feature meets the communities: {places} (west, south, east, north)"),
            "give the layer of this district",
        )
    })
}
