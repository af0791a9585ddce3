//! Files that cannot be used: each is an error that names file, layer and remedy; none is a panic.

mod district;

use std::fs;

use district::{District, codes, collection, feature, geometry, names, polygon};
use wangge::layer::{BarrierClass, BarrierInput, ClassInput};

#[test]
fn a_sound_district_has_no_issue() {
    let (layers, issues) = District::new().good();
    assert!(issues.is_empty(), "{issues:?}");
    assert_eq!(layers.buildings[0].households, Some(1));
    assert_eq!(layers.lattice.origin, [1_187_100_000, 320_100_000]);
}

#[test]
fn a_missing_file_is_named_with_its_key() {
    let district = District::new();
    fs::remove_file(district.folder.path().join("beats.geojson")).expect("a file");
    names(
        &district.error(),
        &[
            "beats.geojson (layer beats)",
            "cannot be read",
            "`path` of inputs.beats",
        ],
    );
}

#[test]
fn what_is_no_json_or_cut_off_is_told_with_line_and_column() {
    let district = District::new();
    district.write("buildings", "PK\u{3}\u{4} a zipped shapefile");
    names(
        &district.error(),
        &[
            "buildings.geojson (layer buildings)",
            "not JSON",
            "line 1 column 1",
            "export the layer again",
        ],
    );
    let whole = collection(&[polygon("1", 10, 10, 5), polygon("2", 20, 10, 5)]);
    for keep in 0..whole.len() {
        district.write("buildings", &whole[..keep]);
        names(&district.error(), &["buildings.geojson (layer buildings"]);
    }
    district.write("buildings", &whole[..whole.len() - 40]);
    names(
        &district.error(),
        &["feature at position 1", "cut off", "line 2 column"],
    );
    district.write("buildings", "");
    names(&district.error(), &["the file is empty"]);
}

#[test]
fn another_coordinate_system_is_an_error_wgs84_is_not() {
    let district = District::new();
    let with = |name: &str| {
        let body = collection(&[polygon("1", 10, 10, 5)]);
        let crs = format!(r#"{{"crs":{{"type":"name","properties":{{"name":"{name}"}}}},"#);
        body.replacen('{', &crs, 1)
    };
    for known in [
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "EPSG:4326",
        "urn:ogc:def:crs:EPSG::4326",
    ] {
        district.write("buildings", &with(known));
        assert_eq!(district.good().0.buildings.len(), 1, "{known}");
    }
    district.write("buildings", &with("urn:ogc:def:crs:EPSG::4547"));
    names(
        &district.error(),
        &[
            "buildings.geojson (layer buildings)",
            "urn:ogc:def:crs:EPSG::4547",
            "export the layer in WGS 84",
        ],
    );
    district.write(
        "buildings",
        &collection(&[polygon("1", 10, 10, 5)]).replacen('{', r#"{"crs":{"type":"link"},"#, 1),
    );
    names(&district.error(), &["link", "EPSG:4326"]);
}

#[test]
fn metres_instead_of_degrees_are_an_error() {
    let district = District::new();
    let metres = geometry(
        "Polygon",
        "[[[500000,3500000],[500010,3500000],[500010,3500010]]]",
    );
    district.write(
        "buildings",
        &collection(&[feature(r#""id":"1","households":1"#, &metres)]),
    );
    names(
        &district.error(),
        &[
            "buildings.geojson (layer buildings)",
            "[500000, 3500000] of feature 1",
            "EPSG:4326",
        ],
    );
}

#[test]
fn exchanged_latitude_and_longitude_are_an_error() {
    let district = District::new();
    let exchanged = geometry("Polygon", "[[[32,118.7],[32.01,118.7],[32.01,118.71]]]");
    district.write("beats", &collection(&[feature(r#""id":"b""#, &exchanged)]));
    names(
        &district.error(),
        &[
            "beats.geojson (layer beats)",
            "latitude and longitude are exchanged",
            "feature b",
            "write longitude first",
        ],
    );
}

#[test]
fn exchanged_coordinates_that_are_degrees_are_told_by_the_communities() {
    let district = District::new();
    let at = |x: f64, y: f64| format!("[[[{x},{y}],[{},{y}],[{x},{}]]]", x + 0.01, y + 0.01);
    let one = |id: &str, x, y| {
        let geometry = geometry("Polygon", &at(x, y));
        collection(&[feature(
            &format!(r#""id":"{id}","households":1"#),
            &geometry,
        )])
    };
    district.write("communities", &one("c", -71.1, 42.3));
    district.write("beats", &one("b", -71.1, 42.3));
    district.write("buildings", &one("1", 42.3, -71.1));
    names(
        &district.error(),
        &[
            "buildings.geojson (layer buildings)",
            "longitude exchanged",
            "[42.3000, -71.1000, 42.3100, -71.0900]",
            "write longitude first",
        ],
    );
}

#[test]
fn a_layer_of_another_city_is_an_error_that_names_both_extents() {
    let district = District::new();
    for layer in ["beats", "buildings"] {
        let district = District::new();
        district.write(layer, &collection(&[polygon("far", 30_000, 0, 200)]));
        names(
            &district.error(),
            &[
                &format!("{layer}.geojson (layer {layer})"),
                "[121.7000, 32.0000, 121.7200, 32.0200]",
                "[118.7000, 32.0000, 118.7200, 32.0200]",
                "the layer of this district",
            ],
        );
    }
    // One far feature among good ones is no reason to stop.
    let far = feature(r#""id":"far","households":4"#, &geometry("Point", "[0,0]"));
    district.write("buildings", &collection(&[polygon("1", 10, 10, 5), far]));
    let (layers, issues) = district.good();
    assert_eq!(layers.buildings.len(), 1);
    assert_eq!(codes(&issues), [("far_feature", "far")]);
    assert_eq!((issues[0].households, issues[0].place), (4, Some([0, 0])));
}

#[test]
fn an_empty_layer_is_an_error_for_what_a_plan_needs() {
    for layer in ["buildings", "communities", "beats"] {
        let district = District::new();
        district.write(layer, &collection(&[]));
        names(
            &district.error(),
            &[
                &format!("{layer}.geojson (layer {layer})"),
                "has no features",
                "give a layer with features",
            ],
        );
    }
    let mut district = District::new();
    district.inputs.barriers.push(BarrierInput {
        path: "streets.geojson".into(),
        class: ClassInput::Constant(BarrierClass::Minor),
    });
    district.write("streets", &collection(&[]));
    assert!(district.good().0.barriers.is_empty());
}

#[test]
fn a_field_that_no_feature_has_is_an_error_that_names_the_nearest() {
    let mut district = District::new();
    district.inputs.buildings.households = Some("househods".into());
    names(
        &district.error(),
        &[
            "(layer buildings)",
            "the field `househods`",
            "did you mean `households`?",
            "id, households",
        ],
    );
}
