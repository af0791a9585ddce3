//! A GeoJSON file as rows: the wanted properties and the geometry as the file has them, nothing repaired.

use std::path::Path;

use crate::error::Result;

use super::document::Feature;
use super::scalar::Scalar;
use super::shapes::Shapes;
use super::source::{self, Emptiness, Fields, Place};

/// One feature.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The wanted properties, in the order they were asked for; null where missing.
    pub cells: Vec<Scalar>,
    /// Its geometry, in degrees.
    pub shapes: Shapes,
}

/// The rows of the file `name` in the folder `base`, in the order of the file, with the properties `wanted` (at most
/// 128). A property that no feature has is null everywhere.
///
/// # Errors
/// [`crate::error::Error::Layer`] when the file cannot be read, is no GeoJSON, or is in other coordinates than WGS 84
/// degrees.
pub fn table(base: &Path, name: &str, wanted: &[&str]) -> Result<Vec<Row>> {
    let place = Place {
        layer: "plan",
        base,
        path: name,
    };
    let fields = Fields {
        named: &[],
        also: wanted,
    };
    let row = |feature: Feature| Row {
        cells: feature.fields,
        shapes: feature.shapes,
    };
    let source = source::load(place, fields, Emptiness::Allowed)?;
    Ok(source.features.into_iter().map(row).collect())
}
