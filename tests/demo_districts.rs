//! Synthetic districts: fixed by their seed, calibrated to their preset, readable as layers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use geo::{Area, BooleanOps, Intersects, MultiPolygon, Validation};
use serde_json::Value;
use wangge::demo;
use wangge::pipeline::run;
use wangge::project::load;

/// What the head of a preset publishes, derives or assumes.
struct Preset {
    name: &'static str,
    subdistricts: usize,
    communities: usize,
    villages: usize,
    households: u64,
    persons: u64,
    /// Which layer has the households.
    carrier: &'static str,
    dedicated: usize,
    levels: &'static [&'static str],
}

const TOWN: Preset = Preset {
    name: "",
    subdistricts: 0,
    communities: 0,
    villages: 0,
    households: 0,
    persons: 0,
    carrier: "buildings",
    dedicated: 0,
    levels: &["grid", "micro_grid"],
};

const PRESETS: [Preset; 6] = [
    Preset {
        name: "jianye",
        subdistricts: 6,
        communities: 64,
        households: 296_300,
        persons: 800_000,
        ..TOWN
    },
    Preset {
        name: "liuhe",
        subdistricts: 9,
        communities: 105,
        villages: 63,
        households: 165_000,
        persons: 445_500,
        carrier: "population",
        ..TOWN
    },
    Preset {
        name: "binjiang",
        subdistricts: 3,
        communities: 60,
        households: 150_900,
        persons: 407_430,
        ..TOWN
    },
    Preset {
        name: "chongchuan",
        subdistricts: 16,
        communities: 160,
        households: 464_000,
        persons: 1_252_800,
        dedicated: 24,
        levels: &["grid", "neighbourhood"],
        ..TOWN
    },
    Preset {
        name: "jiangdu",
        subdistricts: 13,
        communities: 240,
        villages: 110,
        households: 327_300,
        persons: 883_710,
        carrier: "population",
        dedicated: 10,
        levels: &["grid"],
    },
    Preset {
        name: "ruijin",
        subdistricts: 1,
        communities: 9,
        households: 27_000,
        persons: 72_900,
        ..TOWN
    },
];

/// The files of a district: those that its project file names, and the project file.
fn files(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).expect("a readable entry");
    let name = |entry: std::io::Result<fs::DirEntry>| {
        entry.expect("a readable entry").file_name().into_string()
    };
    let mut names: Vec<String> = entries
        .map(|entry| name(entry).expect("a readable entry"))
        .collect();
    names.sort();
    names
}

fn features(dir: &Path, layer: &str) -> Vec<Value> {
    let text = fs::read_to_string(dir.join(layer)).expect("the layer was written");
    let mut collection: Value = serde_json::from_str(&text).expect("JSON");
    match collection["features"].take() {
        Value::Array(features) => features,
        other => panic!("{layer}: {other}"),
    }
}

fn texts(features: &[Value], field: &str) -> Vec<String> {
    let text = |f: &Value| f["properties"][field].as_str().expect("a text").to_string();
    features.iter().map(text).collect()
}

fn sum(features: &[Value], field: &str) -> u64 {
    let count = |f: &Value| f["properties"][field].as_u64().unwrap_or(0);
    features.iter().map(count).sum()
}

fn distinct(values: &[String]) -> usize {
    values.iter().collect::<BTreeSet<_>>().len()
}

fn within_two_percent(produced: u64, published: u64) -> bool {
    produced.abs_diff(published) * 50 <= published
}

#[test]
fn same_preset_and_seed_same_bytes() {
    for preset in ["jianye", "liuhe", "chongchuan", "ruijin"] {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        demo::write(preset, 7, one.path()).unwrap();
        demo::write(preset, 7, two.path()).unwrap();
        assert_eq!(files(one.path()), files(two.path()));
        for file in files(one.path()) {
            let [a, b] = [&one, &two].map(|dir| fs::read(dir.path().join(&file)).unwrap());
            assert!(a == b, "{preset}/{file}");
        }
    }
}

#[test]
fn another_seed_is_another_district() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    demo::write("chongchuan", 1, one.path()).unwrap();
    demo::write("chongchuan", 2, two.path()).unwrap();
    assert_eq!(files(one.path()).len(), 9);
    for file in files(one.path()) {
        let [a, b] = [&one, &two].map(|dir| fs::read(dir.path().join(&file)).unwrap());
        assert!(a != b, "{file}");
    }
}

#[test]
fn totals_are_within_two_percent_of_the_preset() {
    for preset in &PRESETS {
        for seed in [1, 2, 3] {
            let dir = tempfile::tempdir().unwrap();
            demo::write(preset.name, seed, dir.path()).unwrap();
            let carrier = features(dir.path(), &format!("{}.geojson", preset.carrier));
            let population = features(dir.path(), "population.geojson");
            let (households, persons) = (sum(&carrier, "households"), sum(&population, "persons"));
            let of = format!("{} {seed}", preset.name);
            assert!(
                within_two_percent(households, preset.households),
                "{of}: {households}"
            );
            assert!(
                within_two_percent(persons, preset.persons),
                "{of}: {persons}"
            );
        }
    }
}

#[test]
fn subdistricts_communities_and_beats_are_as_many_as_the_preset_says() {
    for preset in &PRESETS {
        let (name, count) = (preset.name, preset.communities);
        let dir = tempfile::tempdir().unwrap();
        demo::write(name, 1, dir.path()).unwrap();
        let communities = features(dir.path(), "communities.geojson");
        assert_eq!(communities.len(), count, "{name}");
        let subdistricts = texts(&communities, "subdistrict");
        assert_eq!(distinct(&subdistricts), preset.subdistricts, "{name}");
        for field in ["code", "name"] {
            assert_eq!(
                distinct(&texts(&communities, field)),
                count,
                "{name} {field}"
            );
        }
        let kinds = texts(&communities, "kind");
        let villages = kinds.iter().filter(|k| *k == "rural").count();
        assert_eq!(villages, preset.villages, "{name}");
        let beats = features(dir.path(), "beats.geojson");
        assert!(beats.len() > count / 2, "{name}: {}", beats.len());
        assert_eq!(distinct(&texts(&beats, "beat")), beats.len(), "{name}");
    }
}

/// Polygons of a layer.
fn polygons(dir: &Path, layer: &str) -> Vec<MultiPolygon> {
    let shape = |feature: &Value| {
        let geometry: geojson::Geometry =
            serde_json::from_value(feature["geometry"].clone()).expect("a geometry");
        match geo::Geometry::try_from(geometry).expect("coordinates") {
            geo::Geometry::Polygon(polygon) => MultiPolygon::from(polygon),
            geo::Geometry::MultiPolygon(many) => many,
            other => panic!("{layer}: {other:?}"),
        }
    };
    features(dir, layer).iter().map(shape).collect()
}

#[test]
fn areas_of_responsibility_are_valid_and_in_one_piece() {
    for preset in &PRESETS {
        let dir = tempfile::tempdir().unwrap();
        demo::write(preset.name, 1, dir.path()).unwrap();
        for layer in ["communities.geojson", "beats.geojson"] {
            for (i, area) in polygons(dir.path(), layer).iter().enumerate() {
                let of = format!("{} {layer} {i}", preset.name);
                assert!(area.is_valid(), "{of}");
                assert_eq!(area.0.len(), 1, "{of}");
            }
        }
    }
}

#[test]
fn a_dedicated_area_is_land_of_one_community_where_nobody_lives() {
    for preset in PRESETS.iter().filter(|preset| preset.dedicated > 0) {
        let dir = tempfile::tempdir().unwrap();
        demo::write(preset.name, 1, dir.path()).unwrap();
        let layer = features(dir.path(), "dedicated.geojson");
        assert_eq!(layer.len(), preset.dedicated);
        assert_eq!(distinct(&texts(&layer, "id")), preset.dedicated);
        assert_eq!(distinct(&texts(&layer, "name")), preset.dedicated);
        assert_eq!(distinct(&texts(&layer, "use")), 5);
        let communities = polygons(dir.path(), "communities.geojson");
        let lived_in = polygons(dir.path(), "population.geojson");
        for area in &polygons(dir.path(), "dedicated.geojson") {
            assert!(area.is_valid());
            let size = area.unsigned_area();
            let of_one = |community: &&MultiPolygon| {
                let common = community.intersection(area).unsigned_area();
                (common - size).abs() < 1e-6 * size
            };
            assert_eq!(communities.iter().filter(of_one).count(), 1);
            assert!(!lived_in.iter().any(|estate| estate.intersects(area)));
        }
    }
}

#[test]
fn a_station_of_a_subdistrict_holds_whole_communities() {
    let dir = tempfile::tempdir().unwrap();
    demo::write("ruijin", 1, dir.path()).unwrap();
    let stations = texts(&features(dir.path(), "beats.geojson"), "station");
    assert_eq!(distinct(&stations), 3);
    let beats = polygons(dir.path(), "beats.geojson");
    for community in &polygons(dir.path(), "communities.geojson") {
        // The two offices draw the same streets some metres apart.
        let inside = |beat: &MultiPolygon| {
            let common = community.intersection(beat).unsigned_area();
            common > 0.1 * community.unsigned_area()
        };
        let mut own: Vec<&String> = (0..beats.len())
            .filter(|&b| inside(&beats[b]))
            .map(|b| &stations[b])
            .collect();
        own.dedup();
        assert_eq!(own.len(), 1, "{own:?}");
    }
}

#[test]
fn ids_are_unique_and_two_footprints_are_entered_twice() {
    for preset in PRESETS.map(|preset| preset.name) {
        let dir = tempfile::tempdir().unwrap();
        demo::write(preset, 1, dir.path()).unwrap();
        let buildings = features(dir.path(), "buildings.geojson");
        assert_eq!(distinct(&texts(&buildings, "id")), buildings.len());
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for building in &buildings {
            *places.entry(building["geometry"].to_string()).or_default() += 1;
        }
        assert_eq!(places.values().filter(|&&n| n == 2).count(), 2, "{preset}");
        assert!(places.values().all(|&n| n <= 2), "{preset}");
        let kinds = |kind: &str| {
            let is = |b: &&Value| b["geometry"]["type"] == kind;
            buildings.iter().filter(is).count()
        };
        assert_eq!((kinds("MultiPolygon"), kinds("Point")), (2, 1), "{preset}");
    }
}

#[test]
fn towers_above_the_bound_are_rare() {
    let dir = tempfile::tempdir().unwrap();
    demo::write("jianye", 1, dir.path()).unwrap();
    let buildings = features(dir.path(), "buildings.geojson");
    let large = |b: &&Value| b["properties"]["households"].as_u64() > Some(150);
    let share = buildings.iter().filter(large).count() * 1000 / buildings.len();
    assert!((5..=30).contains(&share), "{share} in 1000");
}

#[test]
fn unknown_preset_names_the_known_ones() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("demo");
    let error = demo::write("nanjing", 1, &folder).unwrap_err().to_string();
    for word in PRESETS.map(|preset| preset.name) {
        assert!(error.contains(word), "{error}");
    }
    assert!(error.contains("nanjing"), "{error}");
    assert!(!folder.exists());
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error_with_its_path() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("taken");
    fs::write(&file, "a file").unwrap();
    let error = demo::write("jianye", 1, &file).unwrap_err().to_string();
    assert!(error.contains("taken"), "{error}");
}

#[test]
fn the_project_file_names_every_layer_and_level() {
    for preset in &PRESETS {
        let dir = tempfile::tempdir().unwrap();
        let path = demo::write(preset.name, 5, dir.path()).unwrap();
        let project: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
        let inputs = project["inputs"].as_table().unwrap();
        let barriers = inputs["barriers"].as_array().unwrap().iter();
        let singles = inputs.values().filter(|input| input.is_table());
        let mut named: Vec<String> = singles
            .chain(barriers)
            .map(|input| input["path"].as_str().unwrap().to_owned())
            .collect();
        named.push("project.toml".to_owned());
        named.sort();
        assert_eq!(named, files(dir.path()), "{}", preset.name);
        assert_eq!(inputs.contains_key("dedicated"), preset.dedicated > 0);
        for layer in ["buildings", "population"] {
            let carries = inputs[layer].get("households").is_some();
            assert_eq!(carries, layer == preset.carrier, "{}", preset.name);
        }
        let levels = project["level"].as_array().unwrap().iter();
        let levels: Vec<&str> = levels.map(|l| l["name"].as_str().unwrap()).collect();
        assert_eq!(levels, preset.levels);
        assert_eq!(project["solve"]["seed"].as_integer(), Some(5));
    }
}

#[test]
fn published_rules_reach_the_project_file() {
    let project = |preset: &str| -> toml::Table {
        let dir = tempfile::tempdir().unwrap();
        let path = demo::write(preset, 1, dir.path()).unwrap();
        let buildings = features(dir.path(), "buildings.geojson");
        let weighed = sum(&buildings, "tasks") > 0;
        let project: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
        assert_eq!(weighed, project.contains_key("workload"), "{preset}");
        project
    };
    let weights = |preset: &str| -> Vec<String> {
        let project = project(preset);
        let weights = project["workload"].as_table().unwrap();
        let mut names: Vec<String> = weights.keys().cloned().collect();
        names.sort();
        names
    };
    assert_eq!(weights("jianye"), ["households", "merchants", "tasks"]);
    assert_eq!(
        weights("jiangdu"),
        ["area_ha", "buildings", "merchants", "persons", "tasks"]
    );
    let liuhe = project("liuhe");
    assert_eq!(
        liuhe["staff"].to_string(),
        "{ per_grid = { full_time = 1, head = 1, part_time = 2 } }"
    );
    assert_eq!(
        liuhe["beats"].to_string(),
        "{ persons = { rural_max = 5000, urban_max = 10000 } }"
    );
    let jiangdu = project("jiangdu");
    let grid = jiangdu["level"][0].as_table().unwrap();
    assert!(grid["urban"] != grid["rural"]);
}

/// A number as the README writes it: thousands apart.
fn spaced(number: u64) -> String {
    let digits = number.to_string();
    let (head, tail) = digits.split_at(digits.len().saturating_sub(3));
    match head {
        "" => tail.to_owned(),
        head if head.len() > 3 => format!("{} {tail}", spaced(head.parse().expect("digits"))),
        head => format!("{head} {tail}"),
    }
}

/// The row of a preset in the table of what is published and produced.
fn row(preset: &str) -> String {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/presets/README.md");
    let readme = fs::read_to_string(readme).expect("the README of the presets");
    let start = format!("| {preset} |");
    let row = readme.lines().find(|line| line.starts_with(&start));
    row.unwrap_or_else(|| panic!("{preset} has no row"))
        .to_owned()
}

#[test]
fn the_readme_says_what_is_produced() {
    for preset in &PRESETS {
        let dir = tempfile::tempdir().unwrap();
        demo::write(preset.name, 1, dir.path()).unwrap();
        let carrier = features(dir.path(), &format!("{}.geojson", preset.carrier));
        let population = features(dir.path(), "population.geojson");
        let produced = format!(
            "{} households, {} persons",
            spaced(sum(&carrier, "households")),
            spaced(sum(&population, "persons"))
        );
        let row = row(preset.name);
        assert!(row.contains(&produced), "{produced} not in {row}");
    }
}

#[test]
fn the_readme_says_how_the_smallest_district_is_planned() {
    let dir = tempfile::tempdir().unwrap();
    let project = load(&demo::write("ruijin", 1, dir.path()).unwrap()).unwrap();
    let out = dir.path().join("out");
    let finished = run(&project, &out, &|_| {}, &AtomicBool::new(false)).unwrap();
    let [grids, micro_grids] = [0, 1].map(|level| finished.plan.levels[level].parts.len());
    let produced = format!("{grids} grids, {micro_grids} micro-grids");
    let row = row("ruijin");
    assert!(row.contains(&produced), "{produced} not in {row}");
}
