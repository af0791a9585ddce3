//! The four real places, where they lie beside the project: every layer is read, nothing is lost.
#![allow(clippy::print_stderr, reason = "a test that is skipped has to say so")]

use std::path::{Path, PathBuf};

use wangge::id::CommunityId;
use wangge::issue::Issue;
use wangge::layer::{self, Layers};
use wangge::project::{self, Project};
use wangge::unit::{Counts, apportion};

/// A folder of the data, or a word that it is absent.
fn folder(place: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data")
        .join(place);
    if !folder.join("plan.toml").exists() {
        eprintln!("skipped: {} is absent", folder.display());
        return None;
    }
    Some(folder)
}

fn project(folder: &Path) -> Project {
    project::load(&folder.join("plan.toml")).expect("a right project file")
}

fn read(place: &str) -> Option<(Layers, Vec<Issue>)> {
    let project = project(&folder(place)?);
    let mut issues = Vec::new();
    let layers = layer::read(&project.inputs, &project.folder, &mut issues, &|_| ())
        .expect("layers that can be read");
    Some((layers, issues))
}

/// Households and persons after they were shared out onto the buildings, all of them in the first community.
fn shared(layers: &Layers) -> (i64, i64) {
    let places = vec![Some(CommunityId::new(0)); layers.buildings.len()];
    let counts = apportion(layers, &places, 50.0, &mut Vec::new());
    let total: Counts = counts.into_iter().sum();
    (total.households, total.persons)
}

fn codes(issues: &[Issue]) -> Vec<&str> {
    issues.iter().map(|issue| issue.code).collect()
}

fn households(layers: &Layers) -> u64 {
    let on_buildings = layers.buildings.iter().filter_map(|b| b.households);
    let in_areas = layers.population.iter().filter_map(|p| p.households);
    on_buildings.chain(in_areas).map(u64::from).sum()
}

fn persons(layers: &Layers) -> u64 {
    let areas = layers.population.iter().filter_map(|p| p.persons);
    areas.map(u64::from).sum()
}

#[test]
fn cambridge_is_read_whole() {
    let Some((layers, issues)) = read("cambridge") else {
        return;
    };
    assert_eq!(layers.buildings.len(), 12_426);
    assert_eq!((layers.communities.len(), layers.beats.len()), (13, 117));
    assert_eq!(layers.population.len(), 1044);
    assert_eq!((households(&layers), persons(&layers)), (43_324, 86_604));
    assert_eq!(shared(&layers), (43_324, 86_604));
    assert_eq!(layers.barriers.len(), 2839);
    assert_eq!(codes(&issues), [""; 0]);
}

#[test]
fn manhattan_is_read_whole() {
    let Some((layers, issues)) = read("nyc_manhattan") else {
        return;
    };
    assert_eq!(layers.buildings.len(), 33_610);
    assert_eq!((layers.communities.len(), layers.beats.len()), (202, 60));
    assert_eq!(
        (households(&layers), persons(&layers)),
        (563_702, 1_121_753)
    );
    assert_eq!(shared(&layers), (563_702, 1_121_753));
    assert_eq!(layers.barriers.len(), 4324);
    assert_eq!(
        codes(&issues),
        ["degenerate_geometry", "tunnels_and_bridges"]
    );
}

#[test]
fn taito_is_read_whole() {
    let Some((layers, issues)) = read("tokyo_taito") else {
        return;
    };
    assert_eq!(layers.buildings.len(), 38_114);
    assert_eq!((layers.communities.len(), layers.beats.len()), (109, 62));
    assert_eq!((households(&layers), persons(&layers)), (112_117, 198_073));
    assert_eq!(shared(&layers), (112_117, 198_073));
    assert_eq!(codes(&issues), [""; 0]);
}

#[test]
fn beijing_is_read_whole() {
    let Some((layers, issues)) = read("beijing") else {
        return;
    };
    assert_eq!(layers.buildings.len(), 5_208);
    assert_eq!((layers.communities.len(), layers.beats.len()), (57, 34));
    assert_eq!((households(&layers), persons(&layers)), (108_298, 265_332));
    assert_eq!(shared(&layers), (108_298, 265_332));
    assert_eq!(codes(&issues), [""; 0]);
}
