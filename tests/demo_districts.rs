//! Synthetic districts: fixed by their seed, calibrated to their preset, readable as layers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;
use wangge::demo;

const FILES: [&str; 8] = [
    "project.toml",
    "buildings.geojson",
    "population.geojson",
    "communities.geojson",
    "beats.geojson",
    "streets.geojson",
    "rail.geojson",
    "water.geojson",
];

/// What the presets publish: subdistricts, communities and villages, households, persons.
const JIANYE: (usize, usize, u64, u64) = (6, 64, 296_300, 800_000);
const LIUHE: (usize, usize, u64, u64) = (9, 105, 165_000, 445_500);

fn features(dir: &Path, layer: &str) -> Vec<Value> {
    let text = fs::read_to_string(dir.join(layer)).expect("the layer was written");
    let mut collection: Value = serde_json::from_str(&text).expect("JSON");
    match collection["features"].take() {
        Value::Array(features) => features,
        other => panic!("{layer}: {other}"),
    }
}

fn texts(features: &[Value], field: &str) -> Vec<String> {
    let text = |f: &Value| f["properties"][field].as_str().expect("a text").to_string();
    features.iter().map(text).collect()
}

fn sum(features: &[Value], field: &str) -> u64 {
    let count = |f: &Value| f["properties"][field].as_u64().unwrap_or(0);
    features.iter().map(count).sum()
}

fn distinct(values: &[String]) -> usize {
    values.iter().collect::<BTreeSet<_>>().len()
}

fn within_two_percent(produced: u64, published: u64) -> bool {
    produced.abs_diff(published) * 50 <= published
}

#[test]
fn same_preset_and_seed_same_bytes() {
    for preset in ["jianye", "liuhe"] {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        demo::write(preset, 7, one.path()).unwrap();
        demo::write(preset, 7, two.path()).unwrap();
        for file in FILES {
            let [a, b] = [&one, &two].map(|dir| fs::read(dir.path().join(file)).unwrap());
            assert!(a == b, "{preset}/{file}");
        }
    }
}

#[test]
fn another_seed_is_another_district() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    demo::write("jianye", 1, one.path()).unwrap();
    demo::write("jianye", 2, two.path()).unwrap();
    for file in FILES {
        let [a, b] = [&one, &two].map(|dir| fs::read(dir.path().join(file)).unwrap());
        assert!(a != b, "{file}");
    }
}

#[test]
fn totals_are_within_two_percent_of_the_preset() {
    for (preset, published) in [("jianye", JIANYE), ("liuhe", LIUHE)] {
        for seed in [1, 2, 3] {
            let dir = tempfile::tempdir().unwrap();
            demo::write(preset, seed, dir.path()).unwrap();
            let population = features(dir.path(), "population.geojson");
            let buildings = features(dir.path(), "buildings.geojson");
            let carrier = if preset == "jianye" {
                &buildings
            } else {
                &population
            };
            let (households, persons) = (sum(carrier, "households"), sum(&population, "persons"));
            assert!(
                within_two_percent(households, published.2),
                "{preset} {seed}: {households}"
            );
            assert!(
                within_two_percent(persons, published.3),
                "{preset} {seed}: {persons}"
            );
        }
    }
}

#[test]
fn subdistricts_communities_and_beats_are_as_many_as_published() {
    for (preset, published) in [("jianye", JIANYE), ("liuhe", LIUHE)] {
        let dir = tempfile::tempdir().unwrap();
        demo::write(preset, 1, dir.path()).unwrap();
        let communities = features(dir.path(), "communities.geojson");
        assert_eq!(communities.len(), published.1, "{preset}");
        assert_eq!(
            distinct(&texts(&communities, "subdistrict")),
            published.0,
            "{preset}"
        );
        assert_eq!(
            distinct(&texts(&communities, "code")),
            published.1,
            "{preset}"
        );
        assert_eq!(
            distinct(&texts(&communities, "name")),
            published.1,
            "{preset}"
        );
        let villages = texts(&communities, "kind")
            .iter()
            .filter(|k| *k == "rural")
            .count();
        assert_eq!(villages, if preset == "liuhe" { 63 } else { 0 });
        let beats = features(dir.path(), "beats.geojson");
        assert!(beats.len() > published.1 / 2, "{preset}: {}", beats.len());
        assert_eq!(distinct(&texts(&beats, "beat")), beats.len(), "{preset}");
    }
}

#[test]
fn ids_are_unique_and_two_footprints_are_entered_twice() {
    for preset in ["jianye", "liuhe"] {
        let dir = tempfile::tempdir().unwrap();
        demo::write(preset, 1, dir.path()).unwrap();
        let buildings = features(dir.path(), "buildings.geojson");
        assert_eq!(distinct(&texts(&buildings, "id")), buildings.len());
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for building in &buildings {
            *places.entry(building["geometry"].to_string()).or_default() += 1;
        }
        assert_eq!(places.values().filter(|&&n| n == 2).count(), 2, "{preset}");
        assert!(places.values().all(|&n| n <= 2), "{preset}");
        let kinds = |kind: &str| {
            let is = |b: &&Value| b["geometry"]["type"] == kind;
            buildings.iter().filter(is).count()
        };
        assert_eq!((kinds("MultiPolygon"), kinds("Point")), (2, 1), "{preset}");
    }
}

#[test]
fn towers_above_the_bound_are_rare() {
    let dir = tempfile::tempdir().unwrap();
    demo::write("jianye", 1, dir.path()).unwrap();
    let buildings = features(dir.path(), "buildings.geojson");
    let large = |b: &&Value| b["properties"]["households"].as_u64() > Some(150);
    let share = buildings.iter().filter(large).count() * 1000 / buildings.len();
    assert!((5..=30).contains(&share), "{share} in 1000");
}

#[test]
fn unknown_preset_names_the_known_ones() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("demo");
    let error = demo::write("nanjing", 1, &folder).unwrap_err().to_string();
    for word in ["nanjing", "jianye", "liuhe"] {
        assert!(error.contains(word), "{error}");
    }
    assert!(!folder.exists());
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error_with_its_path() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("taken");
    fs::write(&file, "a file").unwrap();
    let error = demo::write("jianye", 1, &file).unwrap_err().to_string();
    assert!(error.contains("taken"), "{error}");
}

#[test]
fn the_project_file_names_every_layer_and_level() {
    for (preset, carrier) in [("jianye", "buildings"), ("liuhe", "population")] {
        let dir = tempfile::tempdir().unwrap();
        let path = demo::write(preset, 5, dir.path()).unwrap();
        let project: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
        let inputs = project["inputs"].as_table().unwrap();
        for layer in ["buildings", "population", "communities", "beats"] {
            assert!(
                dir.path()
                    .join(inputs[layer]["path"].as_str().unwrap())
                    .exists()
            );
            assert_eq!(inputs[layer].get("households").is_some(), layer == carrier);
        }
        assert_eq!(inputs["barriers"].as_array().map(Vec::len), Some(3));
        assert_eq!(project["level"].as_array().map(Vec::len), Some(2));
        assert_eq!(project["solve"]["seed"].as_integer(), Some(5));
    }
}
