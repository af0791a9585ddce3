//! A small clean town as GeoJSON in memory, to be spoilt in one place, written to a temporary folder and read again.
//!
//! Communities are squares of 200 m with sixteen houses each; every community is a beat of its own. Counts stand on the
//! houses, or on population areas of half a community; one house of a community may be a tower.

#![allow(dead_code, reason = "every test file takes the helpers that it needs")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;
use wangge::project::{self, Project};
use wangge::rng::Rng;

/// Side of a community in metres.
pub const SIDE_M: f64 = 200.0;
/// Houses along a community.
pub const HOUSES: usize = 4;

const ORIGIN: [i64; 2] = [1_187_000_000, 320_000_000];
/// Metres a unit of 1e-7 degree, near enough for drawing.
const UNIT_M: [f64; 2] = [0.00944, 0.01113];

/// Where the counts of the town stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    OnHouses,
    OnAreas,
    /// On the houses; in every community one is a tower that its level divides by entrances.
    InTowers,
}

/// Files by name, without ending.
pub type Layers = BTreeMap<String, Vec<Value>>;

/// A town.
#[derive(Clone, Debug)]
pub struct Town {
    pub layers: Layers,
    pub project: String,
    /// Communities east and north.
    pub net: (usize, usize),
}

impl Town {
    /// The clean town of a seed.
    pub fn new(counted: Counted, seed: u64) -> Self {
        let mut rng = Rng::new(seed, 7);
        let net = (3 + rng.below(2), 2 + rng.below(2));
        let mut layers = Layers::new();
        let mut add = |layer: &str, feature| {
            layers.entry(layer.to_owned()).or_default().push(feature);
        };
        for (n, (x, y)) in cells(net).enumerate() {
            let (west, south) = (x as f64 * SIDE_M, y as f64 * SIDE_M);
            let land = |x: f64, width: f64| square(west + x, south, width, SIDE_M);
            add(
                "communities",
                feature(
                    &land(0.0, SIDE_M),
                    &json!({
                        "code": format!("c{n:02}"), "name": format!("社区{n}"), "subdistrict": "街道", "kind": "urban"
                    }),
                ),
            );
            add(
                "beats",
                feature(
                    &land(0.0, SIDE_M),
                    &json!({
                        "beat": format!("p{n:02}"), "station": "派出所"
                    }),
                ),
            );
            for half in 0..2 {
                add(
                    "population",
                    feature(
                        &land(f64::from(half) * SIDE_M / 2.0, SIDE_M / 2.0),
                        &json!({
                            "id": format!("a{n:02}{half}"), "households": 80, "persons": 200
                        }),
                    ),
                );
            }
            for (i, (hx, hy)) in cells((HOUSES, HOUSES)).enumerate() {
                let at = |h: usize, shift: f64| 25.0 + 50.0 * h as f64 + shift;
                let mut shift = || rng.unit() * 4.0 - 2.0;
                let (x, y) = (west + at(hx, shift()) - 5.0, south + at(hy, shift()) - 5.0);
                add(
                    "buildings",
                    feature(
                        &square(x, y, 10.0, 10.0),
                        &json!({
                            "id": format!("b{n:02}{i:02}"), "households": 10, "persons": 25, "tasks": 2, "floors": 3, "use": "住宅"
                        }),
                    ),
                );
            }
        }
        let mut town = Self {
            layers,
            project: project_of(counted),
            net,
        };
        if counted == Counted::InTowers {
            town.build_towers();
        }
        town
    }

    /// The fifth house of every community becomes a tower of 30 by 12 m.
    fn build_towers(&mut self) {
        for (n, (x, y)) in cells(self.net).enumerate() {
            let (west, south) = (x as f64 * SIDE_M, y as f64 * SIDE_M);
            let ring = square(west + 60.0, south + 69.0, 30.0, 12.0);
            let at = Self::tower_of(n);
            set_ring(&mut self.features("buildings")[at], &ring);
            for (key, count) in [
                ("households", 90),
                ("persons", 225),
                ("tasks", 7),
                ("entrances", 3),
            ] {
                self.set("buildings", at, key, count);
            }
        }
    }

    /// Position of the tower of community `n`.
    pub fn tower_of(n: usize) -> usize {
        Self::houses_of(n)[5]
    }

    /// A random feature of a layer: its position.
    pub fn any(&self, layer: &str, rng: &mut Rng) -> usize {
        rng.below(self.layers[layer].len())
    }

    pub fn features(&mut self, layer: &str) -> &mut Vec<Value> {
        self.layers.get_mut(layer).expect("a layer of the town")
    }

    /// Sets a property.
    pub fn set(&mut self, layer: &str, at: usize, key: &str, value: impl Into<Value>) {
        self.features(layer)[at]["properties"][key] = value.into();
    }

    /// A property as text.
    pub fn text(&self, layer: &str, at: usize, key: &str) -> String {
        text(&self.layers[layer][at], key)
    }

    /// Positions of the buildings of community `n`.
    pub fn houses_of(n: usize) -> Vec<usize> {
        let first = n * HOUSES * HOUSES;
        (first..first + HOUSES * HOUSES).collect()
    }

    /// Writes the town and opens its project.
    pub fn open(&self) -> (TempDir, Project) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        write(folder.path(), &self.layers);
        let path = folder.path().join("project.toml");
        fs::write(&path, &self.project).expect("a temporary file");
        let project = project::load(&path).expect("a right project");
        (folder, project)
    }
}

fn project_of(counted: Counted) -> String {
    let houses = "households = \"households\"\npersons = \"persons\"\ntasks = \"tasks\"\n";
    let oversize = match counted {
        Counted::InTowers => "entrance",
        Counted::OnHouses | Counted::OnAreas => "flag",
    };
    let (houses, areas) = match counted {
        Counted::OnHouses => (houses.to_owned(), ""),
        Counted::InTowers => (format!("{houses}entrances = \"entrances\"\n"), ""),
        Counted::OnAreas => (
            String::new(),
            "[inputs.population]\npath = \"population.geojson\"\nid = \"id\"\nhouseholds = \"households\"\npersons = \"persons\"\n",
        ),
    };
    format!(
        r#"[project]
name = "小镇"
[inputs.buildings]
path = "buildings.geojson"
id = "id"
{houses}floors = "floors"
use = "use"
residential_uses = ["住宅"]
{areas}[inputs.communities]
path = "communities.geojson"
id = "code"
name = "name"
subdistrict = "subdistrict"
kind = "kind"
[inputs.beats]
path = "beats.geojson"
id = "beat"
station = "station"
[[level]]
name = "grid"
households = {{ min = 60, target = 80, max = 120 }}
[[level]]
name = "micro_grid"
households = {{ min = 20, target = 40, max = 60 }}
oversize = "{oversize}"
[beats]
persons = {{ urban_max = 800 }}
[solve]
effort = "quick"
"#
    )
}

/// Writes collections, one file each.
pub fn write(folder: &Path, layers: &Layers) {
    for (name, features) in layers {
        let collection = json!({"type": "FeatureCollection", "features": features});
        let path = folder.join(format!("{name}.geojson"));
        fs::write(path, collection.to_string()).expect("a temporary file");
    }
}

pub fn cells((columns, rows): (usize, usize)) -> impl Iterator<Item = (usize, usize)> {
    (0..rows).flat_map(move |y| (0..columns).map(move |x| (x, y)))
}

pub fn text(feature: &Value, key: &str) -> String {
    feature["properties"][key]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

pub fn feature(ring: &[[i64; 2]], properties: &Value) -> Value {
    json!({"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [degrees(ring)]}})
}

/// A rectangle by its south-west corner and size in metres: four corners in units, not closed.
pub fn square(x: f64, y: f64, width: f64, height: f64) -> Vec<[i64; 2]> {
    let corners = [
        (x, y),
        (x + width, y),
        (x + width, y + height),
        (x, y + height),
    ];
    corners.map(|(x, y)| at(x, y)).to_vec()
}

/// A place in metres as units.
pub fn at(x: f64, y: f64) -> [i64; 2] {
    let unit = |metres: f64, i: usize| ORIGIN[i] + (metres / UNIT_M[i]).round() as i64;
    [unit(x, 0), unit(y, 1)]
}

/// The ring of a feature in units, not closed.
pub fn ring(feature: &Value) -> Vec<[i64; 2]> {
    let positions = feature["geometry"]["coordinates"][0].as_array();
    let positions = positions.expect("a polygon");
    let unit = |v: &Value| (v.as_f64().expect("a number") * 1e7).round() as i64;
    let mut ring: Vec<[i64; 2]> = positions
        .iter()
        .map(|p| [unit(&p[0]), unit(&p[1])])
        .collect();
    ring.pop();
    ring
}

/// Puts a ring in the place of the outer one.
pub fn set_ring(feature: &mut Value, ring: &[[i64; 2]]) {
    feature["geometry"]["coordinates"][0] = json!(degrees(ring));
}

/// Units as degrees, closed.
pub fn degrees(ring: &[[i64; 2]]) -> Vec<[f64; 2]> {
    let closed = ring.iter().chain(ring.first());
    closed.map(|p| p.map(|v| v as f64 / 1e7)).collect()
}

/// Moves a whole feature by metres.
pub fn shift(feature: &mut Value, x_m: f64, y_m: f64) {
    let moved = |p: &[i64; 2]| {
        [
            p[0] + (x_m / UNIT_M[0]).round() as i64,
            p[1] + (y_m / UNIT_M[1]).round() as i64,
        ]
    };
    let ring: Vec<[i64; 2]> = ring(feature).iter().map(moved).collect();
    set_ring(feature, &ring);
}

/// Moves some corners by metres.
pub fn pull(feature: &mut Value, corners: &[usize], x_m: f64, y_m: f64) {
    let mut ring = ring(feature);
    for &corner in corners {
        ring[corner][0] += (x_m / UNIT_M[0]).round() as i64;
        ring[corner][1] += (y_m / UNIT_M[1]).round() as i64;
    }
    set_ring(feature, &ring);
}
