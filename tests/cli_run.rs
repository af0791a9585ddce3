//! The program as a person meets it: what it prints, its exit status, where its files go.

mod town;

use std::fs;
use std::path::Path;

use town::{Town, names, names_all, wangge};

const FILES: [&str; 12] = [
    "beats.geojson",
    "buildings.geojson",
    "communities.geojson",
    "crosswalk.csv",
    "grids.geojson",
    "issues.geojson",
    "map.html",
    "micro_grids.geojson",
    "overview.png",
    "overview.svg",
    "plan.json",
    "register.csv",
];

#[test]
fn the_town_is_planned_and_summed_up() {
    let town = Town::new();
    let said = town.plan();
    assert_eq!(said.status, Some(0));
    names_all(
        &said.out,
        &[
            "小镇\n",
            "read      30 buildings, 3 population, 2 communities, 3 beats, 2 barriers\n",
            "placed    160 households, 384 persons\n",
            "sliver_relabelled (info)\n",
            "5 grids, 5 within their bounds\n",
            "10 micro_grids, 9 within their bounds; outside: 1 unit_above_max\n",
            "3 beats, 0 above their cap of persons\n",
            "no breach\n",
            "out: beats.geojson, buildings.geojson",
        ],
    );
    assert_eq!(names(&town.path("out")), FILES);
    assert_eq!(said.err, "", "no bar is drawn into a pipe");
}

#[test]
fn quiet_prints_nothing() {
    let town = Town::new();
    let said = town.plan_with(&["--quiet"]);
    assert_eq!(
        (said.status, said.out.as_str(), said.err.as_str()),
        (Some(0), "", "")
    );
    assert_eq!(names(&town.path("out")), FILES);
}

#[test]
fn quiet_does_not_silence_errors() {
    let town = Town::new();
    fs::remove_file(town.path("beats.geojson")).expect("a file");
    let said = town.plan_with(&["--quiet"]);
    assert_eq!(said.status, Some(2));
    assert!(said.err.contains("beats.geojson"), "{said:?}");
}

#[test]
fn files_go_where_the_project_file_or_the_command_says() {
    let town = Town::new();
    let folder = town.folder.path();
    let parent = folder.parent().expect("a temporary folder lies somewhere");
    let project = Path::new(folder.file_name().expect("a name")).join("project.toml");
    let said = wangge(parent, &["plan", project.to_str().expect("a plain name")]);
    assert_eq!(said.status, Some(0), "{said:?}");
    assert_eq!(names(&town.path("out")), FILES, "beside the project file");
    let said = town.plan_with(&["--out", "maps/first"]);
    assert_eq!(said.status, Some(0), "{said:?}");
    assert_eq!(names(&town.path("maps")), ["first"]);
    assert!(town::files(&town.path("maps/first")) == town.outputs());
}

#[test]
fn a_second_run_writes_the_same_and_leaves_foreign_files() {
    let town = Town::planned();
    town.write("out/notes.txt", "mine");
    let old = town.outputs();
    assert_eq!(town.plan().status, Some(0));
    assert!(town.outputs() == old);
    assert!(!names(town.folder.path()).iter().any(|n| n.contains("tmp")));
}

#[test]
fn a_violation_without_a_proof_is_status_1() {
    let town = Town::new();
    // The east has 70 households: two grids of 35 would need half a micro-grid of 15.
    town.edit(
        "project.toml",
        "min = 20, target = 30, max = 40",
        "min = 25, max = 35",
    );
    town.edit(
        "project.toml",
        "min = 10, target = 15, max = 20",
        "min = 15, max = 15",
    );
    let said = town.plan();
    assert_eq!(said.status, Some(1), "{said:?}");
    assert!(said.out.contains("1 not_found"), "{said:?}");
    assert_eq!(names(&town.path("out")), FILES);
}

#[test]
fn commands_that_cannot_be_understood_are_status_2() {
    let town = Town::new();
    let cases: [(&[&str], &[&str]); 6] = [
        (&["fly"], &["unrecognized subcommand 'fly'", "--help"]),
        (&[], &["Usage: wangge <COMMAND>", "plan", "demo"]),
        (&["plan"], &["<PROJECT>"]),
        (&["plan", "project.toml", "--threads", "0"], &["1..=1024"]),
        (
            &["plan", "project.toml", "--threads", "99999"],
            &["--threads"],
        ),
        (&["demo", "--seed", "x"], &["--seed"]),
    ];
    for (arguments, words) in cases {
        let said = wangge(town.folder.path(), arguments);
        assert_eq!(said.status, Some(2), "{arguments:?}: {said:?}");
        names_all(&said.err, words);
    }
    assert!(!town.path("out").exists());
}

#[test]
fn an_unknown_preset_names_the_known_ones_and_writes_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let said = wangge(folder.path(), &["demo", "atlantis"]);
    assert_eq!(said.status, Some(2));
    names_all(&said.err, &["unknown preset `atlantis`", "jianye", "liuhe"]);
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn a_project_file_that_is_not_there_or_a_folder_is_status_2() {
    let town = Town::new();
    let cases = [
        ("nowhere.toml", "name a project file"),
        (".", "name the project file in this folder"),
        ("buildings.geojson", "the file is TOML"),
    ];
    for (path, remedy) in cases {
        let said = wangge(town.folder.path(), &["plan", path]);
        assert_eq!(said.status, Some(2), "{said:?}");
        names_all(&said.err, &[path, remedy]);
    }
}

#[test]
fn a_folder_that_holds_inputs_is_never_written_into() {
    let town = Town::new();
    let before = town::files(town.folder.path());
    for out in [".", "..", "out/..", "/"] {
        let said = town.plan_with(&["--out", out]);
        assert_eq!(said.status, Some(2), "{said:?}");
        names_all(&said.err, &["--out", "the project's own folder"]);
    }
    assert!(town::files(town.folder.path()) == before);
}

#[cfg(unix)]
#[test]
fn a_link_to_the_inputs_is_seen_through() {
    let town = Town::new();
    let link = tempfile::tempdir().expect("a temporary folder");
    let link = link.path().join("link");
    std::os::unix::fs::symlink(town.folder.path(), &link).expect("a link");
    let said = town.plan_with(&["--out", link.to_str().expect("a plain name")]);
    assert_eq!(said.status, Some(2), "{said:?}");
    assert!(said.err.contains("the project's own folder"), "{said:?}");
}

#[test]
fn an_output_folder_below_a_file_is_an_error_with_a_remedy() {
    let town = Town::new();
    let before = town::files(town.folder.path());
    for out in ["README.md", "README.md/out", "README.md/out/deeper"] {
        let said = town.plan_with(&["--out", out]);
        assert_eq!(said.status, Some(2), "{said:?}");
        names_all(&said.err, &["README.md", "folder"]);
        assert!(
            ["move", "choose another"]
                .iter()
                .any(|w| said.err.contains(w)),
            "{said:?}"
        );
        let said = wangge(town.folder.path(), &["demo", "--out", out]);
        assert_eq!(said.status, Some(2), "{said:?}");
        names_all(&said.err, &["README.md", "choose another folder"]);
    }
    assert!(town::files(town.folder.path()) == before);
}

#[cfg(unix)]
#[test]
#[allow(clippy::print_stderr, reason = "a test that is skipped has to say so")]
fn a_read_only_output_folder_stays_as_it_is() {
    use std::os::unix::fs::PermissionsExt as _;
    let town = Town::planned();
    let old = town.outputs();
    let out = town.path("out");
    let mode = |bits| fs::set_permissions(&out, fs::Permissions::from_mode(bits)).expect("mine");
    mode(0o555);
    if fs::write(out.join("trial"), "").is_ok() {
        eprintln!("skipped: this user may write into read-only folders");
        mode(0o755);
        return;
    }
    let said = town.plan();
    mode(0o755);
    assert_eq!(said.status, Some(2), "{said:?}");
    names_all(&said.err, &["out", "read-only: allow writing there"]);
    assert!(town.outputs() == old);
}
