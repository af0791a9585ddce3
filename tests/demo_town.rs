//! The small town in `data/town` is as its README says.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

fn town(file: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("data/town")
        .join(file);
    fs::read_to_string(path).expect("a file of the town")
}

fn properties(layer: &str) -> Vec<Value> {
    let mut collection: Value = serde_json::from_str(&town(layer)).expect("JSON");
    let features = collection["features"].as_array_mut().expect("features");
    features
        .iter_mut()
        .map(|f| f["properties"].take())
        .collect()
}

fn households(buildings: &[Value], quarter: &str) -> u64 {
    let there = |b: &&Value| b["id"].as_str().expect("a text").starts_with(quarter);
    let count = |b: &Value| b["households"].as_u64().expect("a count");
    buildings.iter().filter(there).map(count).sum()
}

#[test]
fn quarters_have_the_households_and_persons_of_the_readme() {
    let buildings = properties("buildings.geojson");
    assert_eq!(buildings.len(), 30);
    let quarters = ["A", "B", "C"].map(|q| households(&buildings, q));
    assert_eq!(quarters, [60, 30, 70]);
    let persons: Vec<u64> = properties("population.geojson")
        .iter()
        .map(|p| p["persons"].as_u64().unwrap())
        .collect();
    assert_eq!(persons, [144, 72, 168]);
    let readme = town("README.md");
    for words in [
        "160 households, 384 persons",
        "60 and 144",
        "30 and 72",
        "70 and 168",
    ] {
        assert!(readme.contains(words), "{words}");
    }
}

#[test]
fn one_building_is_above_the_bound_of_the_micro_grids() {
    let project: toml::Table = town("project.toml").parse().unwrap();
    let max = project["level"][1]["households"]["max"]
        .as_integer()
        .unwrap() as u64;
    let above: Vec<Value> = properties("buildings.geojson")
        .into_iter()
        .filter(|b| b["households"].as_u64().unwrap() > max)
        .collect();
    assert_eq!(above.len(), 1);
    assert_eq!(above[0]["households"], 25);
}

#[test]
fn every_layer_of_the_project_is_there() {
    let project: toml::Table = town("project.toml").parse().unwrap();
    let inputs = project["inputs"].as_table().unwrap();
    let layers = inputs.values().flat_map(|input| match input {
        toml::Value::Array(many) => many.clone(),
        one => vec![one.clone()],
    });
    let mut count = 0;
    for layer in layers {
        assert!(!properties(layer["path"].as_str().unwrap()).is_empty());
        count += 1;
    }
    assert_eq!(count, 6);
}
