//! Written layers as another reader sees them: the `geojson` crate and RFC 7946.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use geojson::{FeatureCollection, GeoJson, GeometryValue};
use wangge::pipeline::run;
use wangge::project::load;

fn town_out(dir: &Path) {
    let town = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/town/project.toml");
    let project = load(&town).expect("the town's project file is sound");
    run(&project, dir, &|_| {}, &AtomicBool::new(false)).expect("the town can be planned");
}

fn layer(dir: &Path, name: &str) -> FeatureCollection {
    let text = std::fs::read_to_string(dir.join(name)).expect("the layer is written");
    let parsed: GeoJson = text.parse().expect("the layer is GeoJSON");
    FeatureCollection::try_from(parsed).expect("the layer is a collection")
}

#[test]
fn every_layer_is_geojson_to_another_reader() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    town_out(dir.path());
    for name in [
        "grids",
        "micro_grids",
        "beats",
        "communities",
        "buildings",
        "issues",
    ] {
        let features = layer(dir.path(), &format!("{name}.geojson")).features;
        assert!(features.iter().all(|f| f.properties.is_some()), "{name}");
    }
    assert_eq!(layer(dir.path(), "buildings.geojson").features.len(), 30);
}

#[test]
fn outer_rings_run_counter_clockwise_and_close() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    town_out(dir.path());
    for name in ["grids", "micro_grids", "beats", "communities"] {
        for feature in layer(dir.path(), &format!("{name}.geojson")).features {
            let geometry = feature.geometry.expect("a part has land");
            let polygons = match geometry.value {
                GeometryValue::Polygon { coordinates } => vec![coordinates],
                GeometryValue::MultiPolygon { coordinates } => coordinates,
                other => panic!("{name} has a {}", other.type_name()),
            };
            for ring in polygons.iter().map(|rings| &rings[0]) {
                assert_eq!(ring.first(), ring.last(), "{name}: the ring closes");
                let sides = ring.windows(2);
                let twice_area: f64 = sides.map(|s| s[0][0] * s[1][1] - s[1][0] * s[0][1]).sum();
                assert!(twice_area > 0.0, "{name}: the outer ring turns left");
            }
        }
    }
}
