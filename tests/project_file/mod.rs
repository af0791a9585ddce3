//! A project file with every key, in a temporary folder.

#![allow(dead_code, reason = "every test file takes the helpers that it needs")]

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;
use wangge::project::{self, Project};

/// Every key of the project file that this version obeys.
pub const WHOLE: &str = r#"
[project]
name = "建邺区 2026"
code_prefix = "320105"

[inputs.buildings]
path = "buildings.geojson"
id = "id"
households = "households"
persons = "persons"
floors = "floors"
height_m = "height"
use = "use"
residential_uses = ["residential", "住宅"]
dedicated_uses = ["hospital", "医院"]
merchants = "merchants"

[inputs.population]
path = "population.geojson"
id = "code"
households = "households"
persons = "persons"

[inputs.communities]
path = "communities.geojson"
id = "code"
name = "name"
subdistrict = "subdistrict"
kind = "type"

[inputs.beats]
path = "beats.geojson"
id = "beat"
station = "precinct"

[inputs.dedicated]
path = "dedicated.geojson"
id = "code"
name = "name"
use = "type"
uses = ["campus", "park"]

[[inputs.barriers]]
path = "streets.geojson"
class = { field = "fclass", major = ["motorway", "trunk"], minor = "*" }
[[inputs.barriers]]
path = "water.geojson"
class = "river"

[align]
authority = "community"
tolerance_m = 15

[[level]]
name = "grid"
households = { min = 200, target = 300, max = 400 }
persons = { max = 1500 }
merchants = { max = 90 }
workload = { max = 500.5 }
[[level]]
name = "micro_grid"
households = { min = 100, max = 150 }
oversize = "flag"

[beats]
persons = { urban_max = 10000, rural_max = 5000 }

[workload]
households = 1.0
merchants = 2.0

[solve]
seed = 7
balance = 100
effort = "thorough"

[output]
dir = "maps"
"#;

/// A project file in a temporary folder.
pub struct File {
    /// The folder.
    pub folder: TempDir,
}

impl File {
    /// Writes it.
    pub fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("plan.toml"), text).expect("a temporary file");
        Self { folder }
    }

    /// Where it lies.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("plan.toml")
    }

    /// What it says; it is right.
    pub fn project(&self) -> Project {
        project::load(&self.path()).expect("a right project file")
    }
}
