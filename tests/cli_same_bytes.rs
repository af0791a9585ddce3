//! The same inputs give the same bytes: for any number of threads and any order of features.

mod town;

use serde_json::Value;
use town::{Files, Town, assert_same, files, wangge};

const LAYERS: [&str; 6] = [
    "buildings.geojson",
    "population.geojson",
    "communities.geojson",
    "beats.geojson",
    "streets.geojson",
    "water.geojson",
];

#[test]
fn the_town_is_the_same_for_any_number_of_threads() {
    let runs = ["1", "2", "8"].map(|threads| {
        let town = Town::new();
        let said = town.plan_with(&["--threads", threads]);
        assert_eq!(said.status, Some(0), "{said:?}");
        town.outputs()
    });
    assert_eq!(runs[0].len(), 12);
    for other in &runs[1..] {
        assert_same(&runs[0], other, "the files");
    }
}

#[test]
fn a_district_is_the_same_for_any_number_of_threads() {
    let runs = ["1", "2", "8"].map(|threads| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let arguments = ["demo", "jianye", "--out", "d", "--threads", threads];
        let said = wangge(folder.path(), &arguments);
        assert!(matches!(said.status, Some(0 | 1)), "{said:?}");
        files(&folder.path().join("d"))
    });
    assert_eq!(runs[0].len(), 20, "{:?}", runs[0].keys());
    for other in &runs[1..] {
        assert_same(&runs[0], other, "the files");
    }
}

#[test]
fn the_town_is_the_same_for_any_order_of_features() {
    let right = Town::planned().outputs();
    for seed in 1..=4 {
        let town = Town::new();
        for layer in LAYERS {
            shuffle(&town, layer, seed);
        }
        assert_eq!(town.plan().status, Some(0));
        assert_same(
            &hashless(&right),
            &hashless(&town.outputs()),
            &format!("{seed}"),
        );
    }
}

#[test]
fn a_district_is_the_same_for_any_order_of_features() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let said = wangge(folder.path(), &["demo", "jianye", "--out", "."]);
    assert!(matches!(said.status, Some(0 | 1)), "{said:?}");
    let right = files(&folder.path().join("out"));
    let district = Town { folder };
    for layer in LAYERS {
        shuffle(&district, layer, 5);
    }
    let said = district.plan();
    assert!(matches!(said.status, Some(0 | 1)), "{said:?}");
    assert_same(
        &hashless(&right),
        &hashless(&district.outputs()),
        "the files",
    );
}

/// Shuffles the features of a layer, by its seed.
fn shuffle(town: &Town, layer: &str, seed: u64) {
    let mut collection: Value = serde_json::from_str(&town.read(layer)).expect("JSON");
    let features = collection["features"].as_array_mut().expect("features");
    let mut state = seed;
    let before = features.clone();
    for i in (1..features.len()).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        features.swap(i, (state >> 33) as usize % (i + 1));
    }
    assert!(
        before.len() < 8 || *features != before,
        "nothing is shuffled"
    );
    town.write(layer, collection.to_string());
}

/// The files without the hashes of the inputs, which are those of other bytes, and the page, which holds them packed.
fn hashless(outputs: &Files) -> Files {
    let mut outputs = outputs.clone();
    let page = outputs.remove(std::path::Path::new("map.html"));
    assert!(page.is_some(), "no page");
    let plan = outputs
        .get_mut(std::path::Path::new("plan.json"))
        .expect("a summary");
    let mut json: Value = serde_json::from_slice(plan).expect("JSON");
    let inputs = json["inputs"].as_array_mut().expect("the files read");
    assert!(inputs.len() >= 6);
    for input in inputs {
        assert_eq!(input["sha256"].take().as_str().map(str::len), Some(64));
    }
    *plan = json.to_string().into_bytes();
    outputs
}
