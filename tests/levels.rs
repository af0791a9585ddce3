//! Any number of levels, each inside the one above: the town with one, three and four, through the program.

mod town;

use std::collections::BTreeMap;

use serde_json::Value;
use town::{Town, names, names_all};

/// Name and bounds, as the project file has them.
type Level<'a> = (&'a str, &'a str);

const GRID: Level = ("grid", "households = { min = 20, target = 30, max = 40 }");
const MICRO_GRID: Level = (
    "micro_grid",
    "households = { min = 10, target = 15, max = 20 }",
);
const STATION: Level = ("station", "households = { min = 30, max = 80 }");
const NEIGHBOURHOOD: Level = ("neighbourhood", "households = { min = 5, max = 10 }");

const OTHER_FILES: [&str; 10] = [
    "beats.geojson",
    "buildings.geojson",
    "communities.geojson",
    "crosswalk.csv",
    "issues.geojson",
    "map.html",
    "overview.png",
    "overview.svg",
    "plan.json",
    "register.csv",
];

/// Gives the town these levels, coarsest first.
fn set_levels(town: &Town, levels: &[Level]) {
    let text = town.read("project.toml");
    let (head, rest) = text.split_once("[[level]]").expect("levels");
    let (_, tail) = rest.split_once("[solve]").expect("a table behind them");
    let levels = levels
        .iter()
        .map(|(name, bounds)| format!("[[level]]\nname = \"{name}\"\n{bounds}\n"));
    let levels: String = levels.collect();
    town.write("project.toml", format!("{head}{levels}[solve]{tail}"));
}

fn with_levels(levels: &[Level]) -> Town {
    let town = Town::new();
    set_levels(&town, levels);
    town
}

fn planned(levels: &[Level]) -> Town {
    let town = with_levels(levels);
    let said = town.plan();
    assert_eq!(said.status, Some(0), "{said:?}");
    names_all(&said.out, &["no breach\n"]);
    for (name, _) in levels {
        names_all(&said.out, &[&format!(" {name}s, ")]);
    }
    check(&town, levels);
    town
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key]
        .as_str()
        .unwrap_or_else(|| panic!("no text `{key}` in {row}"))
}

fn number(row: &Value, key: &str) -> i64 {
    row[key]
        .as_i64()
        .unwrap_or_else(|| panic!("no number `{key}` in {row}"))
}

fn has(row: &Value, key: &str) -> bool {
    row.as_object().expect("properties").contains_key(key)
}

/// Stops at the first file, code or property that is not as the levels want it.
fn check(town: &Town, levels: &[Level]) {
    let mut files: Vec<String> = levels
        .iter()
        .map(|(name, _)| format!("{name}s.geojson"))
        .collect();
    files.extend(OTHER_FILES.map(str::to_owned));
    files.sort();
    assert_eq!(names(&town.path("out")), files);
    let tables: Vec<Vec<Value>> = levels
        .iter()
        .map(|(name, _)| town.features(&format!("{name}s.geojson")))
        .collect();
    for (index, table) in tables.iter().enumerate() {
        let coarser = index.checked_sub(1).map(|at| (levels[at].0, &tables[at]));
        check_parents(table, coarser);
        let finer = levels
            .get(index + 1)
            .map(|(name, _)| (*name, &tables[index + 1]));
        check_children(table, levels[index].0, finer);
    }
    check_buildings(town, levels, &tables);
    check_register(town, levels, &tables);
    check_areas(town, levels, &tables);
    let plan: Value = serde_json::from_str(&town.read("out/plan.json")).expect("JSON");
    for part in [
        &plan["rules"],
        &plan["totals"]["levels"],
        &plan["jurisdictions"][0]["levels"],
    ] {
        let told = part
            .as_array()
            .expect("a list")
            .iter()
            .map(|level| text(level, "name"));
        assert!(told.eq(levels.iter().map(|(name, _)| *name)), "{part}");
    }
}

/// Codes go on from those of the parents, or from the community.
fn check_parents(table: &[Value], coarser: Option<(&str, &Vec<Value>)>) {
    for part in table {
        let Some((name, parents)) = coarser else {
            let stem = text(part, "community");
            assert_eq!(text(part, "code").len(), stem.len() + 4, "{part}");
            assert!(
                text(part, "code").starts_with(&format!("{stem}-")),
                "{part}"
            );
            continue;
        };
        let parent = parents.iter().find(|parent| parent["code"] == part[name]);
        let parent = parent.unwrap_or_else(|| panic!("{part} has no parent"));
        for key in ["community", "beat", "subdistrict"] {
            assert_eq!(parent[key], part[key], "{part}");
        }
        let code = text(part, "code").strip_prefix(text(parent, "code"));
        let number = code
            .and_then(|rest| rest.strip_prefix('-'))
            .expect("the parent's code");
        assert!(number.len() == 2 && number.parse::<u8>().is_ok(), "{part}");
        assert!(
            text(part, "name").starts_with(text(parent, "name")),
            "{part}"
        );
    }
}

/// Parts count their direct children, and no others; sums agree.
fn check_children(table: &[Value], name: &str, finer: Option<(&str, &Vec<Value>)>) {
    for part in table {
        let Some((child, children)) = finer else {
            assert!(!has(part, &format!("{name}s")), "{part}");
            continue;
        };
        let own = children.iter().filter(|child| child[name] == part["code"]);
        let own: Vec<&Value> = own.collect();
        assert_eq!(
            number(part, &format!("{child}s")),
            own.len() as i64,
            "{part}"
        );
        for key in ["buildings", "households", "persons"] {
            let sum: i64 = own.iter().map(|child| number(child, key)).sum();
            assert_eq!(number(part, key), sum, "{part}");
        }
    }
}

fn check_buildings(town: &Town, levels: &[Level], tables: &[Vec<Value>]) {
    let houses = town.features("buildings.geojson");
    assert_eq!(houses.len(), 30);
    for ((name, _), table) in levels.iter().zip(tables) {
        let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
        for house in &houses {
            *sums.entry(text(house, name)).or_default() += number(house, "households");
        }
        let written = table
            .iter()
            .map(|part| (text(part, "code"), number(part, "households")));
        assert!(written.eq(sums), "{name}");
    }
    for house in &houses {
        let codes: Vec<&str> = levels.iter().map(|(name, _)| text(house, name)).collect();
        assert!(
            codes.windows(2).all(|pair| pair[1].starts_with(pair[0])),
            "{house}"
        );
        for (name, _) in [GRID, MICRO_GRID, STATION, NEIGHBOURHOOD] {
            let planned = levels.iter().any(|(level, _)| *level == name);
            assert_eq!(has(house, name), planned, "{house}");
        }
    }
}

/// One row a part, each behind its parent.
fn check_register(town: &Town, levels: &[Level], tables: &[Vec<Value>]) {
    let register = town.read("out/register.csv");
    let rows: Vec<Vec<&str>> = register
        .lines()
        .skip(1)
        .map(|row| row.split(',').collect())
        .collect();
    assert_eq!(rows.len(), tables.iter().map(Vec::len).sum::<usize>());
    let codes: Vec<&str> = rows.iter().map(|row| row[1]).collect();
    assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
    for ((name, _), table) in levels.iter().zip(tables) {
        let own = rows.iter().filter(|row| row[0] == *name).map(|row| row[1]);
        assert!(
            own.eq(table.iter().map(|part| text(part, "code"))),
            "{name}"
        );
    }
}

/// Beats and communities count grids: parts of the level `grid`, else of the coarsest.
fn check_areas(town: &Town, levels: &[Level], tables: &[Vec<Value>]) {
    let at = levels
        .iter()
        .position(|(name, _)| *name == "grid")
        .unwrap_or(0);
    for (file, key) in [
        ("beats.geojson", "beat"),
        ("communities.geojson", "community"),
    ] {
        for area in town.features(file) {
            let own = tables[at].iter().filter(|part| part[key] == area["id"]);
            assert_eq!(number(&area, "grids"), own.count() as i64, "{area}");
        }
    }
}

fn sizes(town: &Town, file: &str) -> Vec<i64> {
    let parts = town.features(file);
    let mut sizes: Vec<i64> = parts
        .iter()
        .map(|part| number(part, "households"))
        .collect();
    sizes.sort_unstable();
    sizes
}

#[test]
fn one_level_of_any_name() {
    let town = planned(&[GRID]);
    assert_eq!(sizes(&town, "grids.geojson"), [30, 30, 30, 30, 40]);
    let town = planned(&[("block", GRID.1)]);
    assert_eq!(sizes(&town, "blocks.geojson"), [30, 30, 30, 30, 40]);
}

#[test]
fn three_levels_with_one_above_the_grids() {
    let town = planned(&[STATION, GRID, MICRO_GRID]);
    assert_eq!(sizes(&town, "stations.geojson"), [30, 60, 70]);
    assert_eq!(sizes(&town, "grids.geojson"), [30, 30, 30, 30, 40]);
    let micro = [15, 15, 15, 15, 15, 15, 15, 15, 15, 25];
    assert_eq!(sizes(&town, "micro_grids.geojson"), micro);
}

#[test]
fn four_levels_down_to_neighbourhoods() {
    let town = planned(&[STATION, GRID, MICRO_GRID, NEIGHBOURHOOD]);
    assert_eq!(sizes(&town, "grids.geojson").len(), 5);
    for part in town.features("neighbourhoods.geojson") {
        let tower = number(&part, "households") == 25;
        let told = part["exceptions"].as_array().expect("a list");
        assert_eq!(
            told.iter().any(|code| code == "unit_above_max"),
            tower,
            "{part}"
        );
        assert!(text(&part, "name").contains("邻里"), "{part}");
    }
}

#[test]
fn files_of_levels_that_are_no_more_are_removed_and_foreign_ones_stay() {
    let town = planned(&[STATION, GRID, MICRO_GRID, NEIGHBOURHOOD]);
    set_levels(&town, &[("block", GRID.1)]);
    town.write("out/notes.geojson", "mine");
    assert_eq!(town.plan().status, Some(0));
    assert_eq!(town.read("out/notes.geojson"), "mine");
    std::fs::remove_file(town.path("out/notes.geojson")).expect("mine");
    check(&town, &[("block", GRID.1)]);
}

/// A house has 5 households, 12 persons, 1 merchant and 7 of workload; the tower 25, 60, 7 and 39.
#[test]
fn every_count_bounds_every_level() {
    let cases = [
        (
            "households",
            [(30, 80), (20, 40), (10, 20)],
            "25 households",
        ),
        ("persons", [(72, 192), (48, 96), (24, 48)], "60 persons"),
        ("merchants", [(6, 18), (4, 12), (2, 4)], "7 merchants"),
        (
            "workload",
            [(42, 112), (28, 60), (14, 28)],
            "39.000 workload",
        ),
    ];
    for (count, bounds, witness) in cases {
        let bounds = bounds.map(|(min, max)| format!("{count} = {{ min = {min}, max = {max} }}"));
        let levels = [
            ("station", &*bounds[0]),
            ("grid", &*bounds[1]),
            ("micro_grid", &*bounds[2]),
        ];
        let town = with_levels(&levels);
        town.edit(
            "buildings.geojson",
            "\"floors\":2",
            "\"shops\":1,\"floors\":2",
        );
        town.edit(
            "buildings.geojson",
            "\"floors\":10",
            "\"shops\":7,\"floors\":10",
        );
        town.edit(
            "project.toml",
            "floors = \"floors\"",
            "floors = \"floors\"\nmerchants = \"shops\"",
        );
        town.edit(
            "project.toml",
            "[solve]",
            "[workload]\nhouseholds = 1\nmerchants = 2\n[solve]",
        );
        let said = town.plan();
        assert_eq!(said.status, Some(0), "{count}: {said:?}");
        check(&town, &levels);
        let told = said.out.lines().filter(|line| line.contains("outside:"));
        let told: Vec<&str> = told.collect();
        assert_eq!(told.len(), 1, "{count}: {told:?}");
        names_all(told[0], &["micro_grids, ", "; outside: 1 unit_above_max"]);
        let plan = town.read("out/plan.json");
        names_all(&plan, &[&format!("one unit has {witness}, more than")]);
    }
}

/// Beat 2 has 30 households and 72 persons: at least 10 households allow three parts, at most 23 persons need four.
#[test]
fn bounds_that_exclude_each_other_are_proved_at_the_third_level() {
    let tight = (
        "micro_grid",
        "households = { min = 10 }\npersons = { max = 23 }",
    );
    let town = with_levels(&[STATION, GRID, tight]);
    assert_eq!(
        town.plan().status,
        Some(0),
        "all parts are excused by proofs"
    );
    let plan: Value = serde_json::from_str(&town.read("out/plan.json")).expect("JSON");
    let list = plan["jurisdictions"].as_array().expect("a list");
    let beat = list.iter().find(|j| j["beat"] == "2").expect("a beat");
    assert_eq!(number(beat, "households"), 30);
    assert_eq!(beat["levels"][1]["certificates"], Value::Array(Vec::new()));
    let proof = &beat["levels"][2]["certificates"][0];
    assert_eq!(text(proof, "exception"), "persons_cap_conflict");
    let witness = "72 persons need at least 4 parts, but 30 households allow at most 3";
    assert_eq!(text(proof, "witness"), witness);
    assert_eq!(text(proof, "relaxation"), "persons max 24");
    let micro = town.features("micro_grids.geojson");
    let told = micro.iter().filter(|part| part["beat"] == "2");
    let told: Vec<&Value> = told
        .flat_map(|part| part["exceptions"].as_array().expect("a list"))
        .collect();
    assert!(
        told.iter().any(|code| **code == "persons_cap_conflict"),
        "{told:?}"
    );
}

#[test]
fn wrong_names_are_errors_with_a_remedy_and_write_nothing() {
    let cases: [(&[Level], &[&str]); 6] = [
        (
            &[("Grid", GRID.1)],
            &["level `Grid`", "lower-case ASCII", "rename it"],
        ),
        (
            &[("网格", GRID.1)],
            &["level `网格`", "lower-case ASCII", "rename it"],
        ),
        (
            &[("beat", GRID.1)],
            &["level `beat`", "the name is taken", "rename it"],
        ),
        (
            &[GRID, ("household", MICRO_GRID.1)],
            &["level `household`", "the name is taken"],
        ),
        (
            &[GRID, ("grid", MICRO_GRID.1)],
            &["two levels are named `grid`", "a name of its own"],
        ),
        (
            &[MICRO_GRID, GRID],
            &[
                "max of `grid` is above max of `micro_grid`",
                "from coarse to fine",
            ],
        ),
    ];
    for (levels, words) in cases {
        let town = with_levels(levels);
        let said = town.plan();
        assert_eq!(said.status, Some(2), "{said:?}");
        names_all(&said.err, &["project.toml: "]);
        names_all(&said.err, words);
        assert!(!town.path("out").exists());
    }
    for (bounds, words) in [
        (
            "merchants = { max = 5 }",
            "name their field in [inputs.buildings]",
        ),
        (
            "workload = { min = 5 }\nhouseholds = { max = 40 }",
            "[workload] gives no weights",
        ),
    ] {
        let said = with_levels(&[("grid", bounds)]).plan();
        assert_eq!(said.status, Some(2), "{said:?}");
        names_all(&said.err, &["project.toml: ", words]);
    }
}

#[test]
fn a_bound_on_a_count_that_no_input_gives_is_an_error() {
    let town = with_levels(&[("grid", "persons = { max = 90 }")]);
    town.edit(
        "project.toml",
        "persons = \"persons\"",
        "households = \"households\"",
    );
    let said = town.plan();
    assert_eq!(said.status, Some(2), "{said:?}");
    let told = "a level bounds `persons`, but no input gives them; name their field in [inputs.buildings] or \
                [inputs.population]";
    names_all(&said.err, &["project.toml: ", told]);
}
