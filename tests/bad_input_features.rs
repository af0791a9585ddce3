//! Features that are wrong: each is an issue that names layer, feature, remedy and what was done; the rest is read.

mod district;

use district::{District, codes, collection, feature, geometry, names, polygon, square};
use wangge::issue::Severity;

#[test]
fn a_layer_of_the_wrong_geometry_is_an_error_an_odd_feature_an_issue() {
    let district = District::new();
    let line = feature(
        r#""id":"road""#,
        &geometry("LineString", "[[118.7,32],[118.71,32]]"),
    );
    district.write("beats", &collection(std::slice::from_ref(&line)));
    names(
        &district.error(),
        &[
            "beats.geojson (layer beats, feature road)",
            "is a LineString, the layer needs polygons",
            "name another file",
        ],
    );
    let empty = feature(r#""id":"void""#, "null");
    district.write(
        "beats",
        &collection(&[polygon("b", 0, 0, 200), line, empty]),
    );
    let (layers, issues) = district.good();
    assert_eq!(layers.beats.len(), 1);
    assert_eq!(
        codes(&issues),
        [("no_geometry", "void"), ("wrong_geometry", "road")]
    );
    assert!(
        issues
            .iter()
            .all(|i| i.severity == Severity::Error && i.layer == "beats")
    );
    names(&issues[0].message, &["no geometry", "draw it or delete"]);
}

#[test]
fn one_community_on_the_null_island_does_not_move_the_district() {
    let district = District::new();
    let stray = feature(
        r#""id":"stray""#,
        &geometry("Polygon", "[[[0,0],[0.01,0],[0,0.01]]]"),
    );
    district.write(
        "communities",
        &collection(&[polygon("c", 0, 0, 200), stray]),
    );
    let (layers, issues) = district.good();
    assert_eq!(layers.lattice.origin, [1_187_100_000, 320_100_000]);
    assert_eq!(codes(&issues), [("far_feature", "stray")]);
}

#[test]
fn a_self_crossing_outline_is_kept_and_told() {
    let district = District::new();
    let bow_tie = geometry(
        "Polygon",
        "[[[118.701,32.001],[118.702,32.002],[118.702,32.001],[118.701,32.002],[118.701,32.001]]]",
    );
    district.write(
        "buildings",
        &collection(&[feature(r#""id":"bow","households":1"#, &bow_tie)]),
    );
    let (layers, issues) = district.good();
    assert_eq!(layers.buildings.len(), 1);
    assert_eq!(codes(&issues), [("self_crossing", "bow")]);
    assert!(issues[0].place.is_some());
    names(
        &issues[0].message,
        &["crosses or overlaps itself; draw it again"],
    );
}

#[test]
fn an_outline_without_area_is_dropped_and_told() {
    let district = District::new();
    let flat = geometry(
        "Polygon",
        "[[[118.701,32.001],[118.702,32.002],[118.701,32.001]]]",
    );
    let dot = geometry(
        "Polygon",
        "[[[118.701,32.001],[118.701,32.001],[118.701,32.001]]]",
    );
    let flat = feature(r#""id":"flat","households":7"#, &flat);
    let dot = feature(r#""id":"dot","households":null"#, &dot);
    district.write(
        "buildings",
        &collection(&[polygon("1", 10, 10, 5), flat, dot]),
    );
    let (layers, issues) = district.good();
    assert_eq!(layers.buildings.len(), 1);
    assert_eq!(
        codes(&issues),
        [
            ("degenerate_geometry", "dot"),
            ("degenerate_geometry", "flat")
        ]
    );
    assert_eq!(issues[1].households, 7);
}

#[test]
fn repeated_ids_are_numbered_on_buildings_and_merged_on_communities() {
    let district = District::new();
    let twice = [
        polygon("1", 30, 10, 5),
        polygon("1", 10, 10, 5),
        polygon("1", 10, 10, 5),
    ];
    district.write("buildings", &collection(&twice));
    district.write(
        "communities",
        &collection(&[polygon("c", 100, 0, 100), polygon("c", 0, 0, 100)]),
    );
    let (layers, issues) = district.good();
    let ids: Vec<_> = layers.buildings.iter().map(|b| b.id.as_str()).collect();
    assert_eq!(ids, ["1", "1#2", "1#3"]);
    assert_eq!(
        codes(&issues),
        [
            ("merged_features", "c"),
            ("duplicate_id", "1#2"),
            ("duplicate_id", "1#3")
        ]
    );
    names(
        &issues[1].message,
        &["`1` is used more than once; give every feature its own"],
    );
    assert_eq!(layers.communities[0].polygons.len(), 2);
}

#[test]
fn nan_null_and_1e308_are_no_coordinates() {
    let district = District::new();
    for bad in ["null", "1e308", "\"east\"", "\"NaN\"", "-181"] {
        let geometry = geometry(
            "Polygon",
            &format!("[[[118.701,32.001],[{bad},32.001],[118.701,32.002]]]"),
        );
        let spoilt = feature(r#""id":"bad","households":3"#, &geometry);
        district.write(
            "buildings",
            &collection(&[polygon("1", 10, 10, 5), spoilt.clone()]),
        );
        let (layers, issues) = district.good();
        assert_eq!(layers.buildings.len(), 1);
        assert_eq!(codes(&issues), [("bad_coordinate", "bad")], "{bad}");
        assert_eq!(
            (issues[0].severity, issues[0].households),
            (Severity::Error, 3)
        );
        names(
            &issues[0].message,
            &["no longitude and latitude", "correct the coordinate"],
        );
        // The only feature: nothing is left to plan.
        district.write("buildings", &collection(&[spoilt]));
        names(
            &district.error(),
            &[
                "buildings.geojson (layer buildings, feature bad)",
                "no longitude and latitude",
            ],
        );
    }
    for token in ["NaN", "Infinity", "1e309"] {
        let geometry = geometry(
            "Polygon",
            &format!("[[[118.701,32.001],[{token},32.001],[118.701,32.002]]]"),
        );
        district.write(
            "buildings",
            &collection(&[polygon("1", 10, 10, 5), feature("", &geometry)]),
        );
        names(
            &district.error(),
            &[
                "buildings.geojson (layer buildings, feature at position 1)",
                "not JSON",
                "line 2",
                "JSON knows no NaN",
            ],
        );
    }
}

#[test]
fn counts_that_cannot_be_are_issues() {
    let district = District::new();
    let house = |id: &str, count: &str, x: i32| {
        let properties = format!(r#""id":"{id}","households":{count}"#);
        feature(&properties, &geometry("Polygon", &square(x, 10, 5)))
    };
    let houses = [
        house("text", "\"12\"", 10),
        house("negative", "-2", 20),
        house("half", "1.5", 30),
        house("absurd", "999999", 40),
        house("word", "\"many\"", 50),
    ];
    district.write("buildings", &collection(&houses));
    let (layers, issues) = district.good();
    let counts: Vec<_> = layers
        .buildings
        .iter()
        .map(|b| (b.id.as_str(), b.households))
        .collect();
    assert_eq!(
        counts,
        [
            ("absurd", None),
            ("half", Some(2)),
            ("negative", Some(0)),
            ("text", Some(12)),
            ("word", None)
        ]
    );
    assert_eq!(
        codes(&issues),
        [
            ("absurd_count", "absurd"),
            ("fractional_count", "half"),
            ("negative_count", "negative"),
            ("unreadable_count", "word"),
        ]
    );
}
