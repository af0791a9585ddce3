//! Dedicated grids through the program: keys, files, tables, the printed summary, and what is said of bad input.

mod town;

use serde_json::Value;
use town::{Town, assert_same, names_all};

/// Land around C02 to C04 in the north-east, and a strip of beats 1 and 2 in the west without people.
const AREAS: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"S1","label":"第一中学","type":"school"},"geometry":{"type":"Polygon","coordinates":[[[118.7066,32.0004],[118.7096,32.0004],[118.7096,32.0026],[118.7066,32.0026],[118.7066,32.0004]]]}},
{"type":"Feature","properties":{"code":"P1","label":"公园","type":"park"},"geometry":{"type":"Polygon","coordinates":[[[118.7001,31.9972],[118.7004,31.9972],[118.7004,32.0028],[118.7001,32.0028],[118.7001,31.9972]]]}}
]}
"#;

const KEYS: &str = "[inputs.dedicated]
path = \"dedicated.geojson\"
id = \"code\"
name = \"label\"
";

/// The town with the layer and these keys.
fn town(keys: &str) -> Town {
    let town = Town::new();
    town.write("dedicated.geojson", AREAS);
    town.edit(
        "project.toml",
        "[[inputs.barriers]]\npath = \"streets",
        &format!("{keys}\n[[inputs.barriers]]\npath = \"streets"),
    );
    town
}

fn dedicated(town: &Town, file: &str) -> Vec<Value> {
    let mut features = town.features(file);
    features.retain(|f| f["kind"] == "dedicated");
    features
}

fn totals(town: &Town, level: usize) -> [i64; 4] {
    let plan: Value = serde_json::from_str(&town.read("out/plan.json")).expect("JSON");
    let level = &plan["totals"]["levels"][level];
    ["parts", "general", "dedicated", "with_exceptions"]
        .map(|key| level[key].as_i64().expect("a number"))
}

#[test]
fn an_area_is_a_grid_with_its_name_in_every_table() {
    let town = town(&format!("{KEYS}use = \"type\"\nuses = [\"school\"]\n"));
    let said = town.plan();
    assert_eq!(said.status, Some(0), "{said:?}");
    let grids = dedicated(&town, "grids.geojson");
    let [grid] = &grids[..] else {
        panic!("one grid: {grids:#?}")
    };
    assert_eq!(grid["name"], "第一中学");
    assert_eq!(grid["exceptions"], serde_json::json!(["dedicated"]));
    assert_eq!(
        (&grid["community"], &grid["beat"]),
        (&"E".into(), &"3".into())
    );
    let micro = dedicated(&town, "micro_grids.geojson");
    let [micro] = &micro[..] else {
        panic!("one part: {micro:#?}")
    };
    assert_eq!(micro["grid"], grid["code"]);
    for key in [
        "households",
        "persons",
        "buildings",
        "area_m2",
        "exceptions",
    ] {
        assert_eq!(micro[key], grid[key], "{key}");
    }
    let houses = town.features("buildings.geojson");
    let inside = houses.iter().filter(|b| b["grid"] == grid["code"]);
    let households: i64 = inside.filter_map(|b| b["households"].as_i64()).sum();
    assert_eq!(Some(households), grid["households"].as_i64());
    assert!(households > 0);
    let register = town.read("out/register.csv");
    let rows = register.lines().filter(|row| row.contains(",dedicated,"));
    assert_eq!(rows.count(), 2, "{register}");
    let all = town.features("grids.geojson").len() as i64;
    let [parts, general, apart, _] = totals(&town, 0);
    assert_eq!((parts, general, apart), (all, all - 1, 1));
    names_all(
        &said.out,
        &[&format!("{general} grids"), "besides 1 dedicated"],
    );
    let plan: Value = serde_json::from_str(&town.read("out/plan.json")).expect("JSON");
    let of = plan["jurisdictions"].as_array().expect("a list").iter();
    let named: Vec<&Value> = of
        .map(|j| &j["dedicated"])
        .filter(|d| !d.is_null())
        .collect();
    assert_eq!(named, ["S1"]);
}

#[test]
fn without_uses_every_area_is_dedicated_and_one_in_two_beats_is_named() {
    let town = town(KEYS);
    let said = town.plan();
    assert!(said.status.is_some_and(|s| s < 2), "{said:?}");
    assert_eq!(dedicated(&town, "grids.geojson").len(), 3);
    let issue = town.issue("dedicated_divided", "P1");
    names_all(
        issue["message"].as_str().expect("text"),
        &["W / 1", "W / 2"],
    );
    names_all(issue["message_zh"].as_str().expect("text"), &["P1", "2 片"]);
}

#[test]
fn buildings_with_a_dedicated_use_are_grids_without_any_layer() {
    let town = Town::new();
    town.edit(
        "project.toml",
        "residential_uses =",
        "dedicated_uses = [\"school\"]\nresidential_uses =",
    );
    let offices = town.read("buildings.geojson").matches("\"school\"").count();
    let said = town.plan();
    assert!(said.status.is_some_and(|s| s < 2), "{said:?}");
    let grids = dedicated(&town, "grids.geojson");
    let buildings: i64 = grids.iter().filter_map(|g| g["buildings"].as_i64()).sum();
    assert_eq!(usize::try_from(buildings), Ok(offices));
    assert!(offices > 0);
}

#[test]
fn the_order_of_areas_in_the_file_does_not_matter() {
    let one = town(KEYS);
    one.plan();
    let two = town(KEYS);
    let lines: Vec<&str> = AREAS.lines().collect();
    let turned = [
        lines[0],
        &format!("{},", lines[2]),
        lines[1].trim_end_matches(','),
        lines[3],
    ];
    two.write("dedicated.geojson", turned.join("\n"));
    two.plan();
    let (mut one, mut two) = (one.outputs(), two.outputs());
    // The hash of the file differs, also in the page, which holds the summary.
    for files in [&mut one, &mut two] {
        files.remove(std::path::Path::new("plan.json"));
        files.remove(std::path::Path::new("map.html"));
    }
    assert_same(&one, &two, "areas in another order");
}

#[test]
fn wrong_keys_and_files_say_what_to_do() {
    let cases = [
        (
            format!("{KEYS}uses = [\"school\"]\n"),
            "inputs.dedicated.uses needs `use`",
        ),
        (
            format!("{KEYS}use = \"type\"\nuses = []\n"),
            "inputs.dedicated.uses is empty",
        ),
        (format!("{KEYS}naem = \"x\"\n"), "did you mean `name`"),
        (KEYS.replace("code", "cod"), "did you mean `code`"),
        (
            KEYS.replace("dedicated.geojson", "nowhere.geojson"),
            "nowhere.geojson",
        ),
    ];
    for (keys, told) in cases {
        let said = town(&keys).plan();
        assert_eq!(said.status, Some(2), "{keys}: {said:?}");
        names_all(&said.err, &[told]);
    }
    let town = Town::new();
    town.edit(
        "project.toml",
        "use = \"use\"\nresidential_uses = [\"residential\"]",
        "dedicated_uses = [\"school\"]",
    );
    let said = town.plan();
    assert_eq!(said.status, Some(2), "{said:?}");
    names_all(&said.err, &["inputs.buildings.dedicated_uses needs `use`"]);
}

#[test]
fn layers_that_give_no_grid_are_named() {
    let points = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"S1","label":"x"},"geometry":{"type":"Point","coordinates":[118.707,32.001]}}]}"#;
    let spoilt = town(KEYS);
    spoilt.write("dedicated.geojson", points);
    let said = spoilt.plan();
    assert_eq!(said.status, Some(2), "{said:?}");
    names_all(&said.err, &["dedicated", "S1", "polygon"]);
    let empty = town(KEYS);
    empty.write(
        "dedicated.geojson",
        r#"{"type":"FeatureCollection","features":[]}"#,
    );
    assert_eq!(empty.plan().status, Some(0));
    assert_eq!(totals(&empty, 0)[2], 0);
    let none = town(&format!("{KEYS}use = \"type\"\nuses = [\"shool\"]\n"));
    assert_eq!(none.plan().status, Some(0));
    let issue = none.issue("no_dedicated_use", "");
    names_all(
        issue["message"].as_str().expect("text"),
        &["2 features", "shool", "type"],
    );
    let uses = Town::new();
    uses.edit(
        "project.toml",
        "residential_uses =",
        "dedicated_uses = [\"scool\"]\nresidential_uses =",
    );
    assert_eq!(uses.plan().status, Some(0));
    uses.issue("no_dedicated_use", "");
}

#[test]
fn a_tower_in_a_dedicated_grid_is_not_divided_by_entrances() {
    let divided = |town: &Town| {
        town.edit(
            "project.toml",
            "households = { min = 10, target = 15, max = 20 }",
            "households = { min = 10, target = 15, max = 20 }\noversize = \"entrance\"",
        );
        let said = town.plan();
        assert!(said.status.is_some_and(|s| s < 2), "{said:?}");
        let houses = town.features("buildings.geojson");
        houses.iter().filter(|b| !b["divided"].is_null()).count()
    };
    assert_eq!(divided(&Town::new()), 1, "the tower of the README");
    assert_eq!(divided(&town(KEYS)), 0);
}
