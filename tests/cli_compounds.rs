//! Compounds through the program: keys, files, issues and the printed summary.

mod town;

use std::fmt::Write as _;

use serde_json::Value;
use town::{Town, names_all};

const KEYS: &str = "[inputs.compounds]
path = \"compounds.geojson\"
id = \"code\"
name = \"label\"
";

/// The town with compounds: code, west, south, east and north each.
fn town(compounds: &[(&str, [f64; 4])]) -> Town {
    let town = Town::new();
    let mut features = String::new();
    for (i, (code, [w, s, e, n])) in compounds.iter().enumerate() {
        let comma = if i == 0 { "" } else { "," };
        write!(
            features,
            r#"{comma}{{"type":"Feature","properties":{{"code":"{code}","label":"{code}园"}},"geometry":{{"type":"Polygon","coordinates":[[[{w},{s}],[{e},{s}],[{e},{n}],[{w},{n}],[{w},{s}]]]}}}}"#
        )
        .expect("a string takes any text");
    }
    town.write(
        "compounds.geojson",
        format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#),
    );
    town.edit(
        "project.toml",
        "[[inputs.barriers]]\npath = \"streets",
        &format!("{KEYS}\n[[inputs.barriers]]\npath = \"streets"),
    );
    town
}

fn plan(town: &Town) -> Value {
    serde_json::from_str(&town.read("out/plan.json")).expect("JSON")
}

fn numbers(level: &Value) -> [i64; 3] {
    ["whole", "divided", "split"].map(|key| level[key].as_i64().expect("a number"))
}

/// The two northern rows of the first two columns: 20 households.
const FITS: (&str, [f64; 4]) = ("K", [118.7003, 32.0011, 118.7025, 32.0026]);

/// Columns two and three of the north with all their land: 30 households, between columns of 15 that make no grid alone.
const MIDDLE: (&str, [f64; 4]) = ("M", [118.7014, 32.0, 118.7042, 32.003]);

#[test]
fn a_compound_that_fits_is_one_micro_grid() {
    let town = town(&[FITS]);
    let said = town.plan();
    assert_eq!(said.status, Some(0), "{said:?}");
    let buildings = town.features("buildings.geojson");
    let mut own = buildings.iter().filter(|b| b["compound"] == "K");
    let first = own.next().expect("four houses");
    assert!(own.clone().all(|b| b["micro_grid"] == first["micro_grid"]));
    assert_eq!(own.count(), 3);
    assert!(buildings.iter().all(|b| b["compound"].is_string()));
    let compounds = &plan(&town)["compounds"];
    assert_eq!(numbers(&compounds[0]), [1, 0, 0]);
    assert_eq!(numbers(&compounds[1]), [1, 0, 0]);
    names_all(
        &said.out,
        &[
            "compounds grids: 1 whole, 0 above the bounds divided, 0 split",
            "1 compounds",
        ],
    );
}

#[test]
fn compounds_in_several_parts_are_listed_with_their_parts_and_named() {
    let town = town(&[MIDDLE]);
    let said = town.plan();
    assert_eq!(said.status, Some(0), "{said:?}");
    let compounds = &plan(&town)["compounds"];
    assert_eq!(numbers(&compounds[0]), [0, 0, 1], "{compounds}");
    assert_eq!(numbers(&compounds[1]), [0, 1, 0], "{compounds}");
    let listed = &compounds[0]["in_several_parts"][0];
    assert_eq!(
        (&listed["compound"], &listed["state"]),
        (&"M".into(), &"split".into())
    );
    assert_eq!(listed["households"], 30);
    let buildings = town.features("buildings.geojson");
    let mut codes: Vec<&Value> = buildings
        .iter()
        .filter(|b| b["compound"] == "M")
        .map(|b| &b["grid"])
        .collect();
    codes.sort_by_key(ToString::to_string);
    codes.dedup();
    assert_eq!(
        listed["parts"],
        codes.into_iter().cloned().collect::<Value>()
    );
    let split = town.issue("compound_split", "M");
    assert_eq!(
        (&split["severity"], &split["households"]),
        (&"warning".into(), &30.into())
    );
    names_all(
        split["message"].as_str().expect("text"),
        &["M园", "grid", "30 households"],
    );
    names_all(
        split["message_zh"].as_str().expect("文字"),
        &["M园", "30 户"],
    );
    let divided = town.issue("compound_divided", "M");
    assert_eq!(divided["severity"], "info");
    names_all(
        divided["message"].as_str().expect("text"),
        &["above the upper bound of micro_grid"],
    );
}

#[test]
fn a_compound_across_a_beat_line_is_looked_at_on_each_side() {
    // The west of the street and of the beats' line, north and south: beats 1 and 2.
    let town = town(&[("X", [118.7003, 31.9972, 118.7025, 32.0011])]);
    assert_eq!(town.plan().status, Some(0));
    let issue = town.issue("compound_across_lines", "X");
    assert_eq!(
        (&issue["severity"], &issue["households"]),
        (&"info".into(), &25.into())
    );
    names_all(
        issue["message"].as_str().expect("text"),
        &["X园", "10 households in W / 1", "15 households in W / 2"],
    );
    let level = &plan(&town)["compounds"][0];
    assert_eq!(numbers(level).iter().sum::<i64>(), 2);
}

#[test]
fn lines_are_measured_by_what_they_run_along() {
    let town = town(&[FITS]);
    let said = town.plan();
    let lines = &plan(&town)["along_barriers"];
    for level in [&lines[0], &lines[1]] {
        let number = |key: &str| level[key].as_f64().expect("a number");
        let classes = level["along_by_class_m"].as_object().expect("classes");
        let sum: f64 = classes.values().map(|m| m.as_f64().expect("metres")).sum();
        assert!((sum - number("along_m")).abs() < 0.5, "{level}");
        assert!((number("along_m") / number("interior_m") - number("share")).abs() < 1e-3);
        assert!(number("interior_m") > number("along_m"), "{level}");
        assert_eq!(level["across_rail_or_river"], serde_json::json!([]));
    }
    // The outline of the compound is a line of micro-grids.
    let wall = lines[1]["along_by_class_m"]["wall"].as_f64();
    assert!(wall.expect("metres") > 100.0, "{lines}");
    names_all(
        &said.out,
        &["along barriers and compounds", "0 across rail or river"],
    );
}

#[test]
fn a_town_without_compounds_says_nothing_of_them() {
    let town = Town::new();
    let said = town.plan();
    assert!(!said.out.contains("compounds grids"), "{}", said.out);
    assert!(plan(&town).get("compounds").is_none());
    assert!(
        town.features("buildings.geojson")[0]
            .get("compound")
            .is_none()
    );
}
