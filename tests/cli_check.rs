//! `wangge check`: exit status, what is printed, what is written.

mod town;

use serde_json::Value;
use town::{Said, Town, names, names_all, wangge};

fn check(town: &Town, more: &[&str]) -> Said {
    let arguments: Vec<&str> = ["check", "project.toml"]
        .iter()
        .chain(more)
        .copied()
        .collect();
    wangge(town.folder.path(), &arguments)
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{e}: {said:?}"))
}

#[test]
fn the_town_has_no_error_and_nothing_is_written() {
    let town = Town::new();
    let before = town::files(town.folder.path());
    let said = check(&town, &[]);
    assert_eq!((said.status, said.err.as_str()), (Some(0), ""), "{said:?}");
    // The tower has more households than a micro-grid may have.
    names_all(
        &said.out,
        &[
            "小镇",
            "warning: building_above_max (1)",
            "0 errors, 1 warning",
        ],
    );
    assert!(town::files(town.folder.path()) == before);
}

#[test]
fn every_issue_has_its_place_in_both_languages() {
    let town = Town::new();
    let found = json(&check(&town, &["--json"]));
    let tower = &found["findings"][0];
    assert_eq!(
        (&tower["code"], &tower["severity"]),
        (&"building_above_max".into(), &"warning".into())
    );
    assert!(
        tower["lon"].is_number() && tower["lat"].is_number(),
        "{tower}"
    );
    names_all(
        tower["message"].as_str().expect("words"),
        &["25 households (micro_grid: 20)"],
    );
    names_all(tower["message_zh"].as_str().expect("words"), &["25 户"]);
    assert_eq!(found["counts"]["building_above_max"], 1);
    assert_eq!(found["warnings"], 1);
}

#[test]
fn an_error_in_the_layers_is_status_1() {
    let town = Town::new();
    town.add("buildings.geojson", &[
        r#"{"type":"Feature","properties":{"id":"far","households":3,"floors":1,"use":"residential"},"geometry":{"type":"Point","coordinates":[119.5,32.0]}}"#.to_owned(),
    ]);
    let said = check(&town, &[]);
    assert_eq!(said.status, Some(1), "{said:?}");
    names_all(
        &said.out,
        &[
            "error: building_outside (1)",
            "buildings far at 119.5000000, 32.0000000",
            "1 error,",
        ],
    );
    let quiet = check(&town, &["--quiet"]);
    assert_eq!(
        (quiet.status, quiet.out.as_str(), quiet.err.as_str()),
        (Some(1), "", "")
    );
}

#[test]
fn many_of_one_code_are_shown_ten_at_a_time_and_json_has_all() {
    let town = Town::new();
    town.edit("buildings.geojson", "\"floors\":2", "\"floors\":999");
    let found = json(&check(&town, &["--json"]));
    let all = found["counts"]["absurd_floors"].as_u64().expect("a count");
    assert!(all > 10);
    let said = check(&town, &[]);
    names_all(
        &said.out,
        &[
            &format!("absurd_floors ({all})"),
            &format!("... and {} more", all - 10),
        ],
    );
    assert_eq!(said.out.matches("floors or height give").count(), 10);
}

#[test]
fn out_gets_the_issues_and_nothing_else() {
    let town = Town::new();
    let said = check(&town, &["--out", "found"]);
    assert_eq!(said.status, Some(0), "{said:?}");
    assert_eq!(names(&town.path("found")), ["issues.geojson"]);
    let written = town::properties(&town.path("found/issues.geojson"));
    let shown = json(&check(&town, &["--json"]));
    assert_eq!(
        Some(written.len()),
        shown["findings"].as_array().map(Vec::len)
    );
}

#[test]
fn a_folder_with_a_plan_or_with_inputs_is_not_written_into() {
    let town = Town::planned();
    let before = town::files(town.folder.path());
    for (out, words) in [("out", "holds a plan"), (".", "the project's own folder")] {
        let said = check(&town, &["--out", out]);
        assert_eq!(said.status, Some(2), "{said:?}");
        names_all(&said.err, &[words]);
    }
    assert!(town::files(town.folder.path()) == before);
}

#[test]
fn our_own_plan_is_clean_and_a_spoilt_one_is_not() {
    let town = Town::planned();
    let said = check(&town, &["--plan", "out"]);
    assert_eq!(said.status, Some(0), "{said:?}");
    names_all(&said.out, &["0 errors, 0 warnings, 0 infos"]);
    town.edit(
        "out/buildings.geojson",
        "\"households\":25",
        "\"households\":24",
    );
    let said = check(&town, &["--plan", "out"]);
    assert_eq!(said.status, Some(1), "{said:?}");
    names_all(
        &said.out,
        &[
            "error: count_changed (1)",
            "error: wrong_count (4)",
            "error: wrong_total (4)",
        ],
    );
    let found = json(&check(&town, &["--plan", "out", "--json"]));
    assert_eq!(found["counts"]["count_changed"], 1);
}

#[test]
fn what_cannot_be_read_is_status_2() {
    let town = Town::planned();
    let said = check(&town, &["--plan", "nowhere"]);
    assert_eq!(said.status, Some(2));
    names_all(&said.err, &["nowhere", "name the folder of a plan"]);
    town.write("out/grids.geojson", "no JSON");
    let said = check(&town, &["--plan", "out"]);
    assert_eq!((said.status, said.out.as_str()), (Some(2), ""));
    names_all(&said.err, &["grids.geojson", "not JSON"]);
    let said = check(&town, &["--plan", "out", "--out", "found"]);
    assert_eq!(said.status, Some(2), "{said:?}");
    town.edit("project.toml", "id = \"code\"", "id = \"cod\"");
    let said = check(&town, &[]);
    assert_eq!(said.status, Some(2));
    names_all(&said.err, &["did you mean `code`?"]);
}
