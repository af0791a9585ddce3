//! The output folder: what stands in the files, and that it is replaced whole or not at all.
#![allow(clippy::print_stderr, reason = "a test that is skipped has to say so")]

mod output_town;

use std::fs;
use std::path::Path;

use output_town::Town;
use wangge::error::Error;
use wangge::output::{Basemap, BasemapOptions, Further, Summary, probe, render, write};
use wangge::plan::Exception;
use wangge::unit::WorkloadWeights;

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/output_golden");

fn options() -> BasemapOptions {
    BasemapOptions {
        further: vec![Further::Merchants, Further::Workload],
        workload: WorkloadWeights {
            merchants_milli: 500,
            ..WorkloadWeights::default()
        },
        staff: Vec::new(),
        urban_max: Some(300),
        rural_max: Some(250),
    }
}

fn town_map() -> (Town, Basemap) {
    let mut town = Town::checkerboard();
    town.plan.levels[1].parts[0].exceptions = vec![Exception::NotFound];
    let map = town.basemap(&options());
    (town, map)
}

fn put(dir: &Path, map: &Basemap, summary: &Summary) -> Result<(), Error> {
    write(dir, &render(map, summary)?)
}

fn write_town(dir: &Path) -> Result<(), Error> {
    let (town, map) = town_map();
    put(dir, &map, &town.summary(&map))
}

/// Names in a folder, sorted.
fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).expect("a folder");
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let mut names: Vec<String> = entries
        .map(|entry| name(entry.expect("an entry")))
        .collect();
    names.sort();
    names
}

#[test]
fn files_of_the_checkerboard_are_the_golden_ones() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("out");
    write_town(&out).expect("written");
    if std::env::var_os("WANGGE_RENEW_GOLDEN").is_some() {
        fs::create_dir_all(GOLDEN).expect("a folder");
        for name in names(&out) {
            fs::copy(out.join(&name), Path::new(GOLDEN).join(&name)).expect("copied");
        }
    }
    assert_eq!(names(&out), names(Path::new(GOLDEN)));
    for name in names(&out) {
        let read = |folder: &Path| fs::read_to_string(folder.join(&name)).expect("a file");
        assert_eq!(read(&out), read(Path::new(GOLDEN)), "{name}");
    }
}

#[test]
fn beat_above_the_cap_of_its_kind_says_so() {
    let (_, map) = town_map();
    let beats: Vec<_> = map
        .beats
        .iter()
        .map(|b| (b.tally.counts.persons, &b.exceptions))
        .collect();
    // Urban: 150 of 300; 375 of 300.
    assert_eq!(beats, [(150, &vec![]), (375, &vec!["beat_above_cap"])]);
    let mut town = Town::checkerboard();
    town.counts[2].persons = 5_000;
    let map = town.basemap(&options());
    assert_eq!(map.beats[0].exceptions, ["beat_above_cap"]);
    let mut rural_only = options();
    rural_only.rural_max = None;
    assert_eq!(
        town.basemap(&rural_only).beats[0].exceptions.len(),
        0,
        "most live in the village"
    );
}

#[test]
fn one_level_has_no_micro_grids() {
    let mut town = Town::checkerboard();
    town.plan.levels.truncate(1);
    let map = town.basemap(&BasemapOptions::default());
    let dir = tempfile::tempdir().expect("a folder");
    write_town(dir.path()).expect("written");
    put(dir.path(), &map, &town.summary(&map)).expect("written");
    assert!(!names(dir.path()).contains(&"micro_grids.geojson".to_owned()));
    let text = |name: &str| fs::read_to_string(dir.path().join(name)).expect("a file");
    assert!(!text("grids.geojson").contains("micro_grid"));
    assert!(!text("buildings.geojson").contains("micro_grid"));
}

#[test]
fn foreign_files_stay_and_old_files_are_replaced() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("out");
    fs::create_dir(&out).expect("a folder");
    fs::write(out.join("notes.txt"), "mine").expect("written");
    fs::write(out.join("grids.geojson"), "old").expect("written");
    write_town(&out).expect("written");
    assert_eq!(
        fs::read_to_string(out.join("notes.txt")).expect("kept"),
        "mine"
    );
    assert_ne!(
        fs::read_to_string(out.join("grids.geojson")).expect("new"),
        "old"
    );
    assert_eq!(names(dir.path()), ["out"], "no temporary folder is left");
}

#[test]
fn failing_run_leaves_the_old_folder_as_it_was() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("out");
    fs::create_dir(&out).expect("a folder");
    fs::write(out.join("plan.json"), "old").expect("written");
    let (town, mut map) = town_map();
    // A name with a folder that is not there cannot be written, whoever runs the test.
    map.levels[1].name = "no_such_folder/micro_grid".to_owned();
    let error = put(&out, &map, &town.summary(&map)).expect_err("cannot be written");
    assert!(matches!(error, Error::Io { .. }), "{error}");
    assert_eq!(names(&out), ["plan.json"]);
    assert_eq!(
        fs::read_to_string(out.join("plan.json")).expect("kept"),
        "old"
    );
    assert_eq!(names(dir.path()), ["out"]);
}

#[test]
fn interrupted_exchange_is_undone_by_the_next_run() {
    let dir = tempfile::tempdir().expect("a folder");
    let (out, stale) = (dir.path().join("out"), dir.path().join(".out.tmp-1"));
    let lay = |folder: &Path, name: &str, text: &str| {
        fs::create_dir_all(folder).expect("a folder");
        fs::write(folder.join(name), text).expect("written");
    };
    lay(&stale.join("parked"), "beats.geojson", "old beats");
    lay(&stale.join("parked"), "plan.json", "old plan");
    lay(&stale, "names", "beats.geojson\nblocks.geojson\nplan.json");
    lay(&out, "beats.geojson", "half of a new run");
    lay(&out, "blocks.geojson", "half of a new run");
    lay(&out, "notes.txt", "mine");
    lay(&stale.join("new"), "plan.json", "not yet moved in");
    probe(&out).expect("writable");
    assert_eq!(names(&out), ["beats.geojson", "notes.txt", "plan.json"]);
    assert_eq!(
        fs::read_to_string(out.join("beats.geojson")).expect("back"),
        "old beats"
    );
    assert_eq!(
        fs::read_to_string(out.join("plan.json")).expect("back"),
        "old plan"
    );
    assert_eq!(names(dir.path()), ["out"]);
}

#[test]
fn complete_exchange_is_not_undone() {
    let dir = tempfile::tempdir().expect("a folder");
    let (out, stale) = (dir.path().join("out"), dir.path().join(".out.tmp-1"));
    fs::create_dir_all(stale.join("parked")).expect("a folder");
    fs::create_dir_all(stale.join("new")).expect("a folder");
    fs::create_dir(&out).expect("a folder");
    fs::write(stale.join("parked/plan.json"), "old").expect("written");
    fs::write(out.join("plan.json"), "new").expect("written");
    probe(&out).expect("writable");
    assert_eq!(
        fs::read_to_string(out.join("plan.json")).expect("kept"),
        "new"
    );
    assert_eq!(names(dir.path()), ["out"]);
}

#[test]
fn output_folder_that_cannot_be_written_is_an_error_with_a_remedy() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("file");
    fs::write(&file, "mine").expect("written");
    for out in [file.clone(), file.join("out")] {
        let error = write_town(&out).expect_err("not a folder").to_string();
        assert!(error.contains("file"), "{error}");
        assert!(probe(&out).is_err());
    }
    assert_eq!(fs::read_to_string(&file).expect("kept"), "mine");
}

#[cfg(unix)]
#[test]
fn read_only_output_folder_is_an_error_with_a_remedy() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("out");
    fs::create_dir(&out).expect("a folder");
    fs::write(out.join("plan.json"), "old").expect("written");
    let allow = |mode| fs::set_permissions(&out, fs::Permissions::from_mode(mode)).expect("mode");
    allow(0o555);
    if fs::write(out.join("trial"), "").is_ok() {
        eprintln!("skipped: this user may write read-only folders");
        return;
    }
    let errors = [
        probe(&out).expect_err("read-only"),
        write_town(&out).expect_err("read-only"),
    ];
    allow(0o755);
    for error in errors {
        assert!(
            error.to_string().contains("read-only: allow writing"),
            "{error}"
        );
    }
    assert_eq!(names(&out), ["plan.json"]);
    assert_eq!(names(dir.path()), ["out"]);
}
