//! The compound layer and the field on the buildings: what is read, and what is said of bad input.

mod district;

use district::{District, codes, collection, feature, geometry, names, polygon, square};
use wangge::issue::Severity;
use wangge::layer::{BarrierClass, CompoundsInput};

fn district() -> District {
    let mut district = District::new();
    district.inputs.compounds = Some(CompoundsInput {
        path: "compounds.geojson".into(),
        id: Some("id".into()),
        name: Some("label".into()),
    });
    district
}

fn compound(id: &str, label: &str, (x, y, size): (i32, i32, i32)) -> String {
    feature(
        &format!(r#""id":"{id}","label":"{label}""#),
        &geometry("Polygon", &square(x, y, size)),
    )
}

/// A house that states its compound.
fn house(id: &str, compound: &str, x: i32) -> String {
    feature(
        &format!(r#""id":"{id}","households":7,"compound":"{compound}""#),
        &geometry("Polygon", &square(x, 10, 5)),
    )
}

#[test]
fn outlines_of_compounds_are_walls() {
    let district = district();
    district.write(
        "compounds",
        &collection(&[compound("k", "桃园", (5, 5, 20))]),
    );
    let (layers, issues) = district.good();
    assert_eq!(codes(&issues), []);
    let [k] = &layers.compounds[..] else {
        panic!("one compound")
    };
    assert_eq!((k.id.as_str(), k.name.as_str()), ("k", "桃园"));
    let [wall] = &layers.barriers[..] else {
        panic!("one barrier")
    };
    assert_eq!((wall.class, wall.line.len()), (BarrierClass::Wall, 5));
    assert!(
        layers
            .sources
            .iter()
            .any(|source| source.layer == "compounds")
    );
}

#[test]
fn a_repeated_id_is_one_compound_with_several_parts() {
    let district = district();
    let twice = [
        compound("k", "", (5, 5, 20)),
        compound("k", "桃园", (40, 5, 20)),
    ];
    district.write("compounds", &collection(&twice));
    let (layers, issues) = district.good();
    assert_eq!(codes(&issues), [("merged_features", "k")]);
    assert_eq!(layers.compounds.len(), 1);
    assert_eq!(layers.compounds[0].name, "桃园");
    assert_eq!(layers.compounds[0].polygons.len(), 2);
}

#[test]
fn a_compound_that_the_layer_does_not_have_is_named_and_kept_without_outline() {
    let mut district = district();
    district.inputs.buildings.compound = Some("compound".into());
    district.write("compounds", &collection(&[compound("k", "", (5, 5, 20))]));
    let houses = [
        house("1", "k", 10),
        house("2", "q", 50),
        house("3", "q", 60),
        house("4", "", 70),
    ];
    district.write("buildings", &collection(&houses));
    let (layers, issues) = district.good();
    assert_eq!(codes(&issues), [("unknown_compound", "2")]);
    let issue = &issues[0];
    assert_eq!((issue.severity, issue.households), (Severity::Warning, 14));
    names(
        &issue.message,
        &["2 buildings", "`q`", "correct them or draw it"],
    );
    names(&issue.message_zh, &["2 栋楼", "`q`"]);
    let ids: Vec<&str> = layers.compounds.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(ids, ["k", "q"]);
    assert!(layers.compounds[1].polygons.is_empty());
}

#[test]
fn without_a_layer_the_field_alone_makes_compounds() {
    let mut district = District::new();
    district.inputs.buildings.compound = Some("compound".into());
    district.write(
        "buildings",
        &collection(&[house("1", "q", 10), house("2", "q", 20)]),
    );
    let (layers, issues) = district.good();
    assert_eq!(codes(&issues), []);
    assert_eq!(layers.compounds.len(), 1);
    assert!(layers.barriers.is_empty());
}

#[test]
fn bad_compounds_are_dropped_and_a_layer_of_another_place_is_an_error() {
    let district = district();
    let void = feature(r#""id":"void","label":"""#, "null");
    district.write(
        "compounds",
        &collection(&[compound("k", "", (5, 5, 20)), void]),
    );
    let (layers, issues) = district.good();
    assert_eq!(codes(&issues), [("no_geometry", "void")]);
    assert_eq!(layers.compounds.len(), 1);
    district.write("compounds", &collection(&[]));
    assert_eq!(district.good().0.compounds.len(), 0);
    district.write(
        "compounds",
        &collection(&[compound("k", "", (50_000, 5, 20))]),
    );
    names(&district.error(), &["compounds.geojson (layer compounds"]);
    district.write("compounds", &collection(&[polygon("k", 5, 5, 20)]));
    names(&district.error(), &["no feature has the field `label`"]);
}
