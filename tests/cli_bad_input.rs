//! The town with one thing spoilt, through the program: what stops the run, and what is repaired and named.

mod town;

use std::fs;

use serde_json::Value;
use town::{Town, names, names_all};

/// Spoils a planned town: the run must fail with these words on standard error and leave every file as it was.
fn fails(spoil: impl FnOnce(&Town), words: &[&str]) {
    let town = Town::planned();
    let old = town.outputs();
    assert_eq!(old.len(), 12);
    spoil(&town);
    let said = town.plan();
    assert_eq!(said.status, Some(2), "{said:?}");
    assert!(said.out.is_empty(), "{said:?}");
    assert_eq!(said.err.lines().count(), 1, "{said:?}");
    names_all(&said.err, words);
    assert!(town.outputs() == old, "the old outputs have changed");
    assert!(!names(town.folder.path()).iter().any(|n| n.contains("tmp")));
}

/// Spoils a town: the run must go on and name `feature` with `code`; gives the town and the issue.
fn goes_on(spoil: impl FnOnce(&Town), code: &str, feature: &str) -> (Town, Value) {
    let town = Town::new();
    spoil(&town);
    let said = town.plan();
    assert_eq!(said.status, Some(0), "{said:?}");
    assert!(said.out.contains(code), "the summary says {code}: {said:?}");
    let issue = town.issue(code, feature);
    for key in ["message", "message_zh", "action"] {
        let text = issue[key].as_str().expect("a text");
        assert!(!text.is_empty(), "{key} of {issue}");
    }
    (town, issue)
}

fn layer_and_severity(issue: &Value) -> [&str; 2] {
    ["layer", "severity"].map(|key| issue[key].as_str().expect("a text"))
}

fn message(issue: &Value) -> &str {
    issue["message"].as_str().expect("a text")
}

fn households(town: &Town, file: &str) -> i64 {
    let counts = town.features(file);
    counts
        .iter()
        .map(|p| p["households"].as_i64().expect("a count"))
        .sum()
}

/// A closed rectangle in degrees, as coordinates of a polygon.
fn rectangle([west, south]: [f64; 2], [east, north]: [f64; 2]) -> String {
    format!(
        "[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]"
    )
}

fn feature(properties: &str, kind: &str, coordinates: &str) -> String {
    format!(
        r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{{"type":"{kind}","coordinates":{coordinates}}}}}"#
    )
}

fn house(id: &str, coordinates: &str) -> String {
    let properties = format!(r#""id":"{id}","households":5,"floors":2,"use":"residential""#);
    feature(&properties, "Polygon", coordinates)
}

/// Puts `change` of each coordinate in its place.
fn each_coordinate(town: &Town, file: &str, change: fn([f64; 2]) -> [f64; 2]) {
    fn walk(value: &mut Value, change: fn([f64; 2]) -> [f64; 2]) {
        let list = value.as_array_mut().expect("coordinates");
        if let [Value::Number(x), Value::Number(y)] = list.as_slice() {
            let degrees = [x, y].map(|n| n.as_f64().expect("a number"));
            *value = change(degrees).to_vec().into();
        } else {
            for part in list {
                walk(part, change);
            }
        }
    }
    let mut collection: Value = serde_json::from_str(&town.read(file)).expect("JSON");
    for feature in collection["features"].as_array_mut().expect("features") {
        walk(&mut feature["geometry"]["coordinates"], change);
    }
    town.write(file, collection.to_string());
}

/// The south-west corner of house A01.
const A01: &str = "[[[118.7006,32.00062]";

#[test]
fn a_missing_file_stops() {
    fails(
        |town| fs::remove_file(town.path("beats.geojson")).expect("a file"),
        &[
            "beats.geojson (layer beats)",
            "cannot be read",
            "correct `path` of inputs.beats",
        ],
    );
}

#[test]
fn a_folder_in_place_of_a_file_stops() {
    fails(
        |town| {
            fs::remove_file(town.path("water.geojson")).expect("a file");
            fs::create_dir(town.path("water.geojson")).expect("a folder");
        },
        &["water.geojson (layer barriers)", "cannot be read", "`path`"],
    );
}

#[test]
fn what_is_not_json_stops() {
    fails(
        |town| town.write("communities.geojson", "PK\u{3}\u{4} a zipped shapefile"),
        &[
            "communities.geojson (layer communities)",
            "not JSON",
            "line 1",
            "export the layer again",
        ],
    );
}

#[test]
fn a_file_that_is_cut_off_stops() {
    fails(
        |town| {
            let text = town.read("buildings.geojson");
            town.write("buildings.geojson", &text[..3000]);
        },
        &[
            "buildings.geojson (layer buildings, feature at position 12)",
            "cut off",
            "line 14",
            "export the layer again",
        ],
    );
}

#[test]
fn a_layer_of_the_wrong_geometry_stops_one_feature_is_dropped() {
    let line = |id: &str| {
        let properties = format!(r#""code":"{id}","name":"线","subdistrict":"小镇街道""#);
        feature(&properties, "LineString", "[[118.7,32],[118.71,32]]")
    };
    let only = format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        line("L")
    );
    fails(
        |town| town.write("communities.geojson", only),
        &[
            "communities.geojson (layer communities, feature L)",
            "is a LineString, the layer needs polygons",
            "name another file",
        ],
    );
    let (_, issue) = goes_on(
        |town| town.add("communities.geojson", &[line("L")]),
        "wrong_geometry",
        "L",
    );
    assert_eq!(layer_and_severity(&issue), ["communities", "error"]);
    assert_eq!(issue["action"], "dropped");
}

#[test]
fn an_unknown_coordinate_system_stops() {
    fails(
        |town| {
            let crs = r#"{"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4547"}},"type":"FeatureCollection","#;
            town.edit("buildings.geojson", r#"{"type":"FeatureCollection","#, crs);
        },
        &[
            "buildings.geojson (layer buildings)",
            "urn:ogc:def:crs:EPSG::4547",
            "export the layer in WGS 84",
        ],
    );
}

#[test]
fn exchanged_latitude_and_longitude_stop() {
    let layers = [
        ("buildings", "buildings", "A01"),
        ("communities", "communities", "W"),
        ("beats", "beats", "1"),
        ("population", "population", "0"),
        ("streets", "barriers", "0"),
    ];
    for (file, layer, feature) in layers {
        fails(
            |town| each_coordinate(town, &format!("{file}.geojson"), |[x, y]| [y, x]),
            &[
                &format!("{file}.geojson (layer {layer})"),
                "latitude and longitude are exchanged",
                &format!("of feature {feature}"),
                "write longitude first",
            ],
        );
    }
}

#[test]
fn an_empty_layer_stops_where_it_is_needed() {
    let empty = r#"{"type":"FeatureCollection","features":[]}"#;
    for layer in ["buildings", "communities", "beats"] {
        fails(
            |town| town.write(&format!("{layer}.geojson"), empty),
            &[
                &format!("{layer}.geojson (layer {layer})"),
                "has no features",
                "give a layer with features",
            ],
        );
    }
    let town = Town::new();
    town.write("streets.geojson", empty);
    let said = town.plan();
    assert_eq!(said.status, Some(0), "{said:?}");
    assert_eq!(households(&town, "grids.geojson"), 160);
}

#[test]
fn a_self_crossing_house_is_made_sound() {
    let bow_tie = "[[[118.7006,32.00062],[118.701,32.00062],[118.7006,32.00078],[118.701,32.00078]";
    let square = "[[[118.7006,32.00062],[118.701,32.00062],[118.701,32.00078],[118.7006,32.00078]";
    let (town, issue) = goes_on(
        |town| town.edit("buildings.geojson", square, bow_tie),
        "self_crossing",
        "A01",
    );
    assert_eq!(layer_and_severity(&issue), ["buildings", "warning"]);
    assert!(message(&issue).contains("draw it again"), "{issue}");
    assert_eq!(households(&town, "buildings.geojson"), 160);
    let rows = town.features("buildings.geojson");
    let ids: Vec<&str> = rows.iter().filter_map(|row| row["id"].as_str()).collect();
    assert_eq!(ids.len(), 31, "two triangles: the house and its annex");
    assert!(
        ids.contains(&"A01") && ids.contains(&"A01#part2"),
        "{ids:?}"
    );
}

#[test]
fn a_self_crossing_community_is_kept_and_what_it_loses_is_named() {
    let square = "[[[118.7,31.997],[118.706,31.997],[118.706,32.003],[118.7,32.003]";
    let bow_tie = "[[[118.7,31.997],[118.706,31.997],[118.7,32.003],[118.706,32.003]";
    let (town, issue) = goes_on(
        |town| town.edit("communities.geojson", square, bow_tie),
        "self_crossing",
        "W",
    );
    assert_eq!(layer_and_severity(&issue), ["communities", "warning"]);
    let kept = town.features("buildings.geojson");
    let issues = town.features("issues.geojson");
    let outside: Vec<&Value> = issues
        .iter()
        .filter(|i| i["code"] == "building_outside")
        .collect();
    assert!(!outside.is_empty());
    assert_eq!(kept.len() + outside.len(), 30);
    let lost: i64 = outside
        .iter()
        .filter_map(|i| i["households"].as_i64())
        .sum();
    assert_eq!(households(&town, "grids.geojson") + lost, 160);
}

#[test]
fn repeated_ids_are_told_apart_or_merged() {
    let (town, issue) = goes_on(
        |town| town.edit("buildings.geojson", "\"A02\"", "\"A01\""),
        "duplicate_id",
        "A01#2",
    );
    assert_eq!(layer_and_severity(&issue), ["buildings", "warning"]);
    assert!(
        message(&issue).contains("give every feature its own"),
        "{issue}"
    );
    assert_eq!(households(&town, "buildings.geojson"), 160);
    let (town, issue) = goes_on(
        |town| town.edit("communities.geojson", "\"E\"", "\"W\""),
        "merged_features",
        "W",
    );
    assert_eq!(layer_and_severity(&issue), ["communities", "info"]);
    assert_eq!(town.features("communities.geojson").len(), 1);
    assert_eq!(households(&town, "communities.geojson"), 160);
}

#[test]
fn nan_stops_with_its_place() {
    for word in ["NaN", "Infinity", "1e309"] {
        fails(
            |town| town.edit("buildings.geojson", A01, &format!("[[[{word},32.00062]")),
            &[
                "buildings.geojson (layer buildings, feature at position 0)",
                "not JSON",
                "line 2 column",
                "JSON knows no NaN",
            ],
        );
    }
}

#[test]
fn a_coordinate_beyond_the_earth_drops_its_feature() {
    let (town, issue) = goes_on(
        |town| town.edit("buildings.geojson", A01, "[[[1e308,32.00062]"),
        "bad_coordinate",
        "A01",
    );
    assert_eq!(layer_and_severity(&issue), ["buildings", "error"]);
    assert!(
        message(&issue).starts_with("[1e308, 32.00062] is no longitude"),
        "{issue}"
    );
    assert!(
        message(&issue).contains("correct the coordinate"),
        "{issue}"
    );
    assert_eq!(issue["households"], 5);
    assert_eq!(households(&town, "grids.geojson"), 155);
}

#[test]
fn a_house_outside_every_community_is_left_out_with_its_counts() {
    let outside = rectangle([118.7115, 32.0], [118.7119, 32.00016]);
    let far = rectangle([121.7115, 32.0], [121.7119, 32.00016]);
    for place in [outside, far] {
        let (town, issue) = goes_on(
            |town| town.add("buildings.geojson", &[house("Z01", &place)]),
            "building_outside",
            "Z01",
        );
        assert_eq!(layer_and_severity(&issue), ["buildings", "error"]);
        assert!(
            issue["action"]
                .as_str()
                .unwrap()
                .contains("correct the communities or the building"),
            "{issue}"
        );
        assert_eq!(issue["households"], 5);
        assert_eq!(households(&town, "grids.geojson"), 160);
    }
}

#[test]
fn of_two_identical_houses_both_keep_their_counts() {
    let same = rectangle([118.7006, 32.00062], [118.701, 32.00078]);
    let (town, issue) = goes_on(
        |town| town.add("buildings.geojson", &[house("A01b", &same)]),
        "building_overlap",
        "A01",
    );
    assert_eq!(layer_and_severity(&issue), ["buildings", "warning"]);
    assert!(message(&issue).contains("A01b"), "{issue}");
    let houses = town.features("buildings.geojson");
    let part = |id: &str| {
        let house = houses
            .iter()
            .find(|h| h["id"] == id)
            .expect("both are there");
        house["micro_grid"].clone()
    };
    assert_eq!(part("A01"), part("A01b"));
    assert_eq!(households(&town, "micro_grids.geojson"), 165);
}

#[test]
fn a_community_inside_another_is_named_when_it_loses_its_land() {
    let inner = feature(
        r#""code":"I","name":"内","subdistrict":"小镇街道""#,
        "Polygon",
        &rectangle([118.7004, 32.0005], [118.7026, 32.0026]),
    );
    let (town, issue) = goes_on(
        |town| town.add("communities.geojson", &[inner]),
        "community_overlap",
        "W",
    );
    assert_eq!(layer_and_severity(&issue), ["communities", "warning"]);
    assert!(message(&issue).contains("I, W overlap"), "{issue}");
    let communities = town.features("communities.geojson");
    if communities.iter().all(|c| c["id"] != "I") {
        let lost = town.issue("no_land", "I");
        assert!(message(&lost).contains("correct its outline"), "{lost}");
    }
    assert_eq!(households(&town, "communities.geojson"), 160);
}

#[test]
fn a_layer_of_another_city_stops() {
    for layer in ["beats", "buildings", "population"] {
        fails(
            |town| {
                each_coordinate(town, &format!("{layer}.geojson"), |[x, y]| {
                    [x - 2.3, y + 8.1]
                });
            },
            &[
                &format!("{layer}.geojson (layer {layer})"),
                "the communities cover [118.7000, 31.9970, 118.7110, 32.0030]",
                "give the layer of this district",
            ],
        );
    }
}

#[test]
fn a_project_file_full_of_typos_names_every_key() {
    fails(
        |town| {
            town.edit("project.toml", "[align]", "[allign]");
            town.edit("project.toml", "floors =", "flors =");
            town.edit("project.toml", "station =", "staton =");
            town.edit("project.toml", "seed =", "sead =");
            town.edit("project.toml", "target = 15", "taget = 15");
        },
        &[
            "project.toml: ",
            "line 10: unknown key `flors` in [inputs.buildings], did you mean `floors`?",
            "`staton` in [inputs.beats], did you mean `station`?",
            "unknown key `allign` at the top of the file, did you mean `align`?",
            "did you mean `target`?",
            "`sead` in [solve], did you mean `seed`?",
            "correct or remove these keys",
        ],
    );
}
