//! A district of three small layers in a temporary folder, to be spoilt.

#![allow(dead_code, reason = "every test file takes the helpers that it needs")]

use std::fs;

use tempfile::TempDir;
use wangge::error::Error;
use wangge::issue::Issue;
use wangge::layer::{self, BeatsInput, BuildingsInput, CommunitiesInput, Inputs, Layers};

/// A folder with one community, one beat and one building, to be spoilt.
pub struct District {
    /// Where its files lie.
    pub folder: TempDir,
    /// What its project file says.
    pub inputs: Inputs,
}

impl District {
    /// One community, one beat, one building; nothing is wrong with them.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let inputs = Inputs {
            buildings: BuildingsInput {
                path: "buildings.geojson".into(),
                id: Some("id".into()),
                households: Some("households".into()),
                ..BuildingsInput::default()
            },
            population: None,
            communities: CommunitiesInput {
                path: "communities.geojson".into(),
                id: Some("id".into()),
                ..CommunitiesInput::default()
            },
            beats: Some(BeatsInput {
                path: "beats.geojson".into(),
                id: Some("id".into()),
                station: None,
            }),
            dedicated: None,
            compounds: None,
            barriers: Vec::new(),
        };
        let district = Self { folder, inputs };
        district.write("communities", &collection(&[polygon("c", 0, 0, 200)]));
        district.write("beats", &collection(&[polygon("b", 0, 0, 200)]));
        district.write("buildings", &collection(&[polygon("1", 10, 10, 5)]));
        district
    }

    /// Writes the file of a layer.
    pub fn write(&self, layer: &str, content: &str) {
        self.write_as(&format!("{layer}.geojson"), content);
    }

    /// Writes a file.
    pub fn write_as(&self, file: &str, content: &str) {
        fs::write(self.folder.path().join(file), content).expect("a temporary file");
    }

    /// Reads all layers.
    pub fn read(&self) -> Result<(Layers, Vec<Issue>), Error> {
        let mut issues = Vec::new();
        let layers = layer::read(&self.inputs, self.folder.path(), &mut issues, &|_| ())?;
        Ok((layers, issues))
    }

    /// The layers, which can be used, and the issues.
    pub fn good(&self) -> (Layers, Vec<Issue>) {
        self.read().expect("layers that can be used")
    }

    /// The error as the user sees it.
    pub fn error(&self) -> String {
        self.read().expect_err("a bad layer").to_string()
    }
}

/// A square of `size` cells of 1e-4 degree, its lower corner at cell (x, y) of the district.
pub fn square(x: i32, y: i32, size: i32) -> String {
    let at = |x: i32, y: i32| {
        format!(
            "[{},{}]",
            118.7 + f64::from(x) * 1e-4,
            32.0 + f64::from(y) * 1e-4
        )
    };
    let corners = [
        (x, y),
        (x + size, y),
        (x + size, y + size),
        (x, y + size),
        (x, y),
    ];
    let ring: Vec<String> = corners.iter().map(|&(x, y)| at(x, y)).collect();
    format!("[[{}]]", ring.join(","))
}

/// A square feature of one household.
pub fn polygon(id: &str, x: i32, y: i32, size: i32) -> String {
    feature(
        &format!(r#""id":"{id}","households":1"#),
        &geometry("Polygon", &square(x, y, size)),
    )
}

/// A geometry object.
pub fn geometry(kind: &str, coordinates: &str) -> String {
    format!(r#"{{"type":"{kind}","coordinates":{coordinates}}}"#)
}

/// A feature object.
pub fn feature(properties: &str, geometry: &str) -> String {
    format!(r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{geometry}}}"#)
}

/// A feature collection.
pub fn collection(features: &[String]) -> String {
    format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",\n")
    )
}

/// Asserts that `error` holds all `words`.
pub fn names(error: &str, words: &[&str]) {
    for word in words {
        assert!(error.contains(word), "`{word}` is not in: {error}");
    }
}

/// Code and feature of every issue.
pub fn codes(issues: &[Issue]) -> Vec<(&str, &str)> {
    let pairs = issues.iter();
    pairs.map(|i| (i.code, i.feature.as_str())).collect()
}
