//! A file to its features, or an error that names the file, the layer and the remedy.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};
use crate::geometry::parse_degrees;
use crate::issue::{Issue, Severity};

use super::document::{self, Feature};
use super::place::Placed;
use super::scalar::Scalar;
use super::schema::SourceFile;
use super::shapes::{Degrees, Shapes};

/// The features of a file, before anything is placed.
#[derive(Clone, Debug)]
pub struct Source {
    /// Name of the layer in the project file.
    pub layer: &'static str,
    /// The file.
    pub path: PathBuf,
    /// Its features, in the order of the file; their fields in the order asked for.
    pub features: Vec<Feature>,
    /// What goes into the plan's list of files.
    pub file: SourceFile,
}

/// Name of the layer, folder of the project file, path as written there.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Name of the layer.
    pub layer: &'static str,
    /// Folder of the project file.
    pub base: &'a Path,
    /// Path as written in the project file.
    pub path: &'a str,
}

impl Place<'_> {
    /// The bytes of the file.
    ///
    /// # Errors
    /// [`Error::Layer`] when it cannot be read.
    pub fn bytes(self) -> Result<Vec<u8>> {
        let path = self.base.join(self.path);
        std::fs::read(&path).map_err(|source| Error::Layer {
            message: format!("the file cannot be read: {source}"),
            remedy: format!(
                "correct `path` of inputs.{} in the project file, or put the file there",
                self.layer
            ),
            feature: None,
            layer: self.layer,
            path,
        })
    }

    /// The entry of the plan's list of files.
    pub fn entry(self, bytes: &[u8], features: usize) -> SourceFile {
        let mut sha256 = String::with_capacity(64);
        for byte in Sha256::digest(bytes) {
            write!(sha256, "{byte:02x}").expect("a string takes any text");
        }
        SourceFile {
            layer: self.layer,
            path: self.path.to_owned(),
            features,
            sha256,
        }
    }
}

/// The fields that a layer reads.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    /// Fields that the project file names, the id first; each must be in at least one feature.
    pub named: &'a [Option<&'a str>],
    /// Further fields that are read where they exist; they follow the named ones.
    pub also: &'a [&'a str],
}

/// Reads the GeoJSON file at `place`, with `fields`.
///
/// # Errors
/// [`Error::Layer`] when it cannot be read, is no GeoJSON, is empty of features where `emptiness` forbids it, is in
/// other coordinates than WGS 84 degrees, or when a named field is in no feature.
pub fn load(place: Place, fields: Fields, emptiness: Emptiness) -> Result<Source> {
    let also = fields.also.iter().map(|name| Some(*name));
    let wanted: Vec<Option<&str>> = fields.named.iter().copied().chain(also).collect();
    let bytes = place.bytes()?;
    let path = place.base.join(place.path);
    let parsed = document::parse(&bytes, &wanted).map_err(|wrong| Error::Layer {
        path: path.clone(),
        layer: place.layer,
        feature: wrong.feature.map(|i| format!("at position {i}")),
        message: wrong.message,
        remedy: "export the layer again as GeoJSON in UTF-8; JSON knows no NaN".to_owned(),
    })?;
    let source = Source {
        layer: place.layer,
        path,
        file: place.entry(&bytes, parsed.features.len()),
        features: parsed.features,
    };
    source.check_crs(&parsed.crs)?;
    if emptiness == Emptiness::Forbidden && source.features.is_empty() {
        return Err(source.error("the layer has no features", "give a layer with features"));
    }
    source.check_fields(fields.named, &parsed.names)?;
    source.check_degrees()?;
    Ok(source)
}

/// Whether a layer may be without features.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emptiness {
    /// It may.
    Allowed,
    /// It may not.
    Forbidden,
}

impl Source {
    /// An error about the whole layer.
    pub fn error(&self, message: impl Into<String>, remedy: impl Into<String>) -> Error {
        Error::Layer {
            path: self.path.clone(),
            layer: self.layer,
            feature: None,
            message: message.into(),
            remedy: remedy.into(),
        }
    }

    /// The id of feature `index`: its first wanted field, else its `id` member, else its position.
    pub fn id(&self, index: usize) -> String {
        let feature = &self.features[index];
        let field = feature.fields.first().and_then(Scalar::text);
        field
            .or_else(|| feature.id.text())
            .unwrap_or_else(|| index.to_string())
    }

    /// The ids of all features; a feature without the id that the project file names gets an issue.
    pub fn ids(&self, issues: &mut Vec<Issue>, named: Option<&str>) -> Vec<String> {
        let ids: Vec<String> = (0..self.features.len()).map(|i| self.id(i)).collect();
        let Some(name) = named else { return ids };
        for (feature, id) in self.features.iter().zip(&ids) {
            if feature.fields.first().is_none_or(|f| f.text().is_none()) {
                issues.push(
                    Issue::new("missing_id", Severity::Warning, self.layer, id)
                        .says(
                            format!("the feature has no `{name}`; give it one"),
                            format!("要素缺少字段 `{name}`；请补填"),
                        )
                        .done(format!("called {id}")),
                );
            }
        }
        ids
    }

    /// Places every feature, in their order.
    ///
    /// # Errors
    /// When none has a place.
    pub fn placed<T: Send>(
        &self,
        place: impl Fn(&Shapes) -> Placed<T> + Sync,
    ) -> Result<Vec<Placed<T>>> {
        let features = self.features.par_iter();
        let placed: Vec<Placed<T>> = features.map(|f| place(&f.shapes)).collect();
        let Some(Err(trouble)) = placed.first() else {
            return Ok(placed);
        };
        if placed.iter().any(Placed::is_ok) {
            return Ok(placed);
        }
        Err(Error::Layer {
            path: self.path.clone(),
            layer: self.layer,
            feature: Some(self.id(0)),
            message: format!("no feature can be used: {}", trouble.words().0),
            remedy: "correct the layer, or name another file in the project file".to_owned(),
        })
    }

    fn check_crs(&self, crs: &Value) -> Result<()> {
        const KNOWN: [&str; 6] = [
            "urn:ogc:def:crs:OGC:1.3:CRS84",
            "urn:ogc:def:crs:OGC::CRS84",
            "OGC:CRS84",
            "urn:ogc:def:crs:EPSG::4326",
            "EPSG:4326",
            "WGS84",
        ];
        if crs.is_null() {
            return Ok(());
        }
        let name = crs["properties"]["name"].as_str();
        if name.is_some_and(|name| KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name))) {
            return Ok(());
        }
        let shown = name.map_or_else(|| crs.to_string(), str::to_owned);
        Err(self.error(
            format!("the coordinates are in `{shown}`"),
            "export the layer in WGS 84 longitude and latitude (EPSG:4326), or delete a wrong `crs` member",
        ))
    }

    fn check_fields(&self, wanted: &[Option<&str>], names: &[String]) -> Result<()> {
        if self.features.is_empty() {
            return Ok(());
        }
        let missing = wanted
            .iter()
            .flatten()
            .find(|name| !names.iter().any(|n| n == *name));
        let Some(missing) = missing else {
            return Ok(());
        };
        let nearest = names.iter().max_by(|a, b| {
            let near = |name: &str| strsim::normalized_damerau_levenshtein(missing, name);
            near(a).total_cmp(&near(b)).then_with(|| b.cmp(a))
        });
        let remedy = nearest.map_or_else(
            || "its features have no fields; remove the key from the project file".to_owned(),
            |nearest| {
                format!(
                    "did you mean `{nearest}`? Its fields are: {}",
                    names.join(", ")
                )
            },
        );
        Err(self.error(
            format!("no feature has the field `{missing}` that the project file names"),
            remedy,
        ))
    }

    /// A layer without one coordinate that is a longitude and latitude is in another system.
    fn check_degrees(&self) -> Result<()> {
        let mut coordinates = self.features.iter().flat_map(|f| f.shapes.coordinates());
        let fits = |[x, y]: Degrees| parse_degrees(x, y).is_some();
        let Some(first) = coordinates.next() else {
            return Ok(());
        };
        if fits(first) || coordinates.any(fits) {
            return Ok(());
        }
        let mut again = self.features.iter().flat_map(|f| f.shapes.coordinates());
        let example = format!(
            "for instance [{}, {}] of feature {}",
            first[0],
            first[1],
            self.first_placed()
        );
        Err(if again.all(|[x, y]| fits([y, x])) {
            self.error(
                format!("latitude and longitude are exchanged, {example}"),
                "write longitude first, then latitude",
            )
        } else {
            self.error(
                format!("no coordinate is a longitude and latitude in degrees, {example}"),
                "export the layer in WGS 84 longitude and latitude (EPSG:4326)",
            )
        })
    }

    fn first_placed(&self) -> String {
        let mut features = self.features.iter();
        let index = features.position(|f| f.shapes.coordinates().next().is_some());
        self.id(index.unwrap_or(0))
    }
}
