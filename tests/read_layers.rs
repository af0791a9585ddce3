//! Reading as the project file says: ids, kinds, floors, classes, tables; the order of features changes nothing.

mod district;

use district::{District, codes, collection, feature, geometry, names, polygon, square};
use wangge::layer::{
    BarrierClass, BarrierInput, BuildingShape, BuildingsInput, ClassInput, Kind, KindInput,
    PopulationInput, PopulationShape,
};

#[test]
fn kinds_ids_floors_and_uses_are_read_as_the_project_says() {
    let mut district = District::new();
    district.inputs.communities.kind = Some(KindInput::Field("kind".into()));
    district.inputs.beats = None;
    district.inputs.buildings = BuildingsInput {
        path: "buildings.geojson".into(),
        floors: Some("floors".into()),
        height_m: Some("height".into()),
        use_field: Some("use".into()),
        residential_uses: Some(vec!["住宅".into()]),
        ..BuildingsInput::default()
    };
    let community = |id: &str, kind: &str, x| {
        feature(
            &format!(r#""id":"{id}","kind":"{kind}""#),
            &geometry("Polygon", &square(x, 0, 100)),
        )
    };
    let communities = [community("b", "农村", 0), community("a", "suburb", 100)];
    district.write("communities", &collection(&communities));
    let house = |properties: &str| feature(properties, &geometry("Point", "[118.701,32.001]"));
    let houses = [
        house(r#""floors":"6","height":99,"use":"住宅""#),
        house(r#""floors":null,"height":10.4,"use":"办公""#).replacen(
            r#""type":"Feature""#,
            r#""type":"Feature","id":77"#,
            1,
        ),
        house(r#""floors":900,"height":1,"use":null"#),
        house(r#""use":" 住宅 ""#),
    ];
    district.write("buildings", &collection(&houses));
    let (layers, issues) = district.good();
    let kinds: Vec<_> = layers.communities.iter().map(|c| c.kind).collect();
    assert_eq!(kinds, [Kind::Urban, Kind::Rural]);
    let beats: Vec<_> = layers.beats.iter().map(|b| b.id.as_str()).collect();
    assert_eq!(beats, ["a", "b"]);
    let read: Vec<_> = layers
        .buildings
        .iter()
        .map(|b| (b.id.as_str(), b.floors as i32, b.residential))
        .collect();
    assert_eq!(
        read,
        [
            ("0", 6, true),
            ("2", 1, false),
            ("3", 1, true),
            ("77", 3, false)
        ]
    );
    assert!(matches!(layers.buildings[0].shape, BuildingShape::Point(_)));
    assert_eq!(
        codes(&issues),
        [
            ("unknown_kind", "a"),
            ("absurd_floors", "2"),
            ("no_households_stated", "")
        ]
    );
}

#[test]
fn tunnels_are_left_out_and_classes_come_from_the_field() {
    let mut district = District::new();
    let line = |properties: &str, y: i32| {
        let y = 32.0 + f64::from(y) * 1e-4;
        feature(
            properties,
            &geometry("LineString", &format!("[[118.7,{y}],[118.72,{y}]]")),
        )
    };
    let streets = [
        line(r#""class":1,"bridge":"F""#, 1),
        line(r#""class":"2""#, 2),
        line(r#""class":null"#, 3),
        line(r#""class":1,"tunnel":"yes""#, 4),
        line(r#""class":1,"bridge":"T""#, 5),
    ];
    district.write("streets", &collection(&streets));
    let values = vec![
        ("1".to_owned(), BarrierClass::Major),
        ("2".to_owned(), BarrierClass::Minor),
    ];
    district.inputs.barriers.push(BarrierInput {
        path: "streets.geojson".into(),
        class: ClassInput::Field {
            field: "class".into(),
            values,
            rest: None,
        },
    });
    let (layers, issues) = district.good();
    let classes: Vec<_> = layers.barriers.iter().map(|b| b.class).collect();
    assert_eq!(classes, [BarrierClass::Minor, BarrierClass::Major]);
    assert_eq!(
        codes(&issues),
        [("class_not_listed", ""), ("tunnels_and_bridges", "")]
    );
    assert!(issues[1].message.contains("streets.geojson: 2 tunnels"));
}

#[test]
fn an_h3_table_is_a_population_layer() {
    let mut district = District::new();
    district.inputs.population = Some(PopulationInput {
        path: "cells.csv".into(),
        ..PopulationInput::default()
    });
    // The cell of resolution 9 around the building, written twice, and one that is none.
    let table =
        "\u{feff}h3,persons,households\n89309ab9a67ffff,7,2\n89309ab9a67ffff,1,\nnowhere,5,\n";
    let cell = h3o::LatLng::new(32.001, 118.701)
        .expect("degrees")
        .to_cell(h3o::Resolution::Nine);
    district.write_as(
        "cells.csv",
        &table.replace("89309ab9a67ffff", &cell.to_string()),
    );
    let (layers, issues) = district.good();
    assert_eq!(layers.population.len(), 1);
    let area = &layers.population[0];
    assert_eq!(
        (area.id.clone(), area.persons, area.households),
        (cell.to_string(), Some(8), Some(2))
    );
    let PopulationShape::Area(land) = &area.shape else {
        panic!("a cell is land");
    };
    assert_eq!(land[0].rings[0].len(), 6);
    assert_eq!(layers.sources[1].features, 3);
    assert_eq!(
        codes(&issues),
        [("bad_h3_cell", "nowhere"), ("merged_features", "")]
    );
    district.write_as("cells.csv", "cell,persons\n1,2\n");
    names(
        &district.error(),
        &[
            "cells.csv (layer population)",
            "no column `h3`",
            "the columns are: cell, persons",
        ],
    );
}

#[test]
fn the_order_of_the_features_changes_nothing() {
    let district = District::new();
    let mut houses: Vec<String> = (0..20)
        .map(|i| polygon(&i.to_string(), i * 6, 10, 5))
        .collect();
    houses.push(polygon("7", 150, 10, 5));
    houses.push(polygon("7", 150, 30, 0));
    district.write("buildings", &collection(&houses));
    let (straight, straight_issues) = district.good();
    houses.reverse();
    district.write("buildings", &collection(&houses));
    let (reversed, reversed_issues) = district.good();
    assert_eq!(
        format!("{:?}", straight.buildings),
        format!("{:?}", reversed.buildings)
    );
    assert_eq!(straight_issues, reversed_issues);
    assert_eq!(straight_issues.len(), 2);
}

#[test]
fn the_files_are_listed_with_their_hash() {
    let (layers, _) = District::new().good();
    let listed: Vec<_> = layers
        .sources
        .iter()
        .map(|s| (s.layer, s.path.as_str(), s.features))
        .collect();
    assert_eq!(
        listed,
        [
            ("buildings", "buildings.geojson", 1),
            ("communities", "communities.geojson", 1),
            ("beats", "beats.geojson", 1)
        ]
    );
    let district = District::new();
    assert!(layers.sources.iter().all(|s| s.sha256.len() == 64));
    district.write("beats", &collection(&[polygon("b", 0, 0, 199)]));
    assert_ne!(
        district.good().0.sources[2].sha256,
        layers.sources[2].sha256
    );
    assert_eq!(
        district.good().0.sources[0].sha256,
        layers.sources[0].sha256
    );
}
