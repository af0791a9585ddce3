//! Tasks, the workload of all that can be weighed, bounds by kind, caps of beats, staff: on the town of `data/town`.

mod town;

use std::collections::BTreeMap;

use serde_json::Value;
use town::{Town, names_all};

/// A row of the register by column.
type Row = BTreeMap<String, String>;

const WEIGHTS: &str = "households = 1\npersons = 0.333\nmerchants = 2.5\ntasks = 0.001\nbuildings = 0.7\narea_ha = 4.567";

/// The town with a merchant and three tasks in every house, and seven of each in the tower.
fn busy() -> Town {
    let town = Town::new();
    let things = |floors: u32, merchants: u32, tasks: u32| {
        town.edit(
            "buildings.geojson",
            &format!("\"floors\":{floors},"),
            &format!("\"shops\":{merchants},\"calls\":{tasks},\"floors\":{floors},"),
        );
    };
    things(2, 1, 3);
    things(10, 7, 7);
    let fields = "floors = \"floors\"\nmerchants = \"shops\"\ntasks = \"calls\"";
    town.edit("project.toml", "floors = \"floors\"", fields);
    town
}

/// The town with a table before `[solve]`.
fn with(town: Town, tables: &str) -> Town {
    town.edit("project.toml", "[solve]", &format!("{tables}\n[solve]"));
    town
}

fn planned(town: Town) -> Town {
    let said = town.plan();
    assert!(matches!(said.status, Some(0 | 1)), "{said:?}");
    town
}

fn register(town: &Town) -> Vec<Row> {
    let text = town.read("out/register.csv");
    let mut csv = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = csv.headers().expect("a header").clone();
    let rows = csv.records().map(|row| {
        let row = row.expect("a row");
        header
            .iter()
            .zip(row.iter())
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .collect()
    });
    rows.collect()
}

fn summary(town: &Town) -> Value {
    serde_json::from_str(&town.read("out/plan.json")).expect("JSON")
}

fn number(row: &Row, column: &str) -> f64 {
    row[column]
        .parse()
        .unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

/// The error that a project with this edit ends with.
fn refused(from: &str, to: &str) -> String {
    let town = busy();
    town.edit("project.toml", from, to);
    let said = town.plan();
    assert_eq!(said.status, Some(2), "{to}: {said:?}");
    assert!(!town.path("out").exists());
    said.err
}

#[test]
fn tasks_are_shown_and_kept_wherever_merchants_are() {
    let town = planned(busy());
    for layer in ["grids", "micro_grids", "beats", "communities", "buildings"] {
        let features = town.features(&format!("{layer}.geojson"));
        for (count, all) in [("tasks", 27 * 3 + 7), ("merchants", 27 + 7)] {
            let sum: i64 = features
                .iter()
                .map(|f| f[count].as_i64().expect("a count"))
                .sum();
            assert_eq!(sum, all, "{count} of {layer}");
        }
    }
    let rows = register(&town);
    for level in ["grid", "micro_grid"] {
        let of_level = rows.iter().filter(|row| row["level"] == level);
        assert_eq!(
            of_level.map(|row| number(row, "tasks") as i64).sum::<i64>(),
            88
        );
    }
    assert_eq!(summary(&town)["totals"]["tasks"], 88);
}

#[test]
fn tasks_bound_a_level() {
    let town = busy();
    town.edit(
        "project.toml",
        "households = { min = 10, target = 15, max = 20 }",
        "tasks = { min = 6, max = 12 }",
    );
    let town = planned(town);
    let parts = town.features("micro_grids.geojson");
    let inside = |part: &&Value| (6..=12).contains(&part["tasks"].as_i64().expect("a count"));
    assert!(parts.iter().filter(inside).count() >= 8, "{parts:?}");
    let silent = parts
        .iter()
        .filter(|p| !inside(p) && p["exceptions"] == Value::Array(Vec::new()));
    assert_eq!(silent.count(), 0);
    assert_eq!(summary(&town)["rules"][1]["tasks"]["max"], 12);
    town.edit(
        "project.toml",
        "tasks = { min = 6, max = 12 }",
        "tasks = { min = 2, max = 6 }",
    );
    let plan = planned(town).read("out/plan.json");
    names_all(
        &plan,
        &[
            "one unit has 7 tasks, more than",
            " 7 项任务",
            "\"tasks max 7\"",
        ],
    );
}

/// The index is what a reader makes of the printed columns and the printed weights.
#[test]
fn the_workload_can_be_weighed_from_the_register() {
    let town = planned(with(busy(), &format!("[workload]\n{WEIGHTS}")));
    let plan = summary(&town);
    let weights = plan["workload"].as_object().expect("weights");
    assert_eq!(weights.len(), 6);
    let weighed = |value: &dyn Fn(&str) -> f64| -> f64 {
        let terms = weights
            .iter()
            .map(|(name, weight)| weight.as_f64().expect("a weight") * value(name));
        terms.sum()
    };
    let rows = register(&town);
    assert!(rows.len() > 12);
    for row in &rows {
        let index = weighed(&|name| number(row, name));
        assert!(
            (index - number(row, "workload")).abs() < 1e-9,
            "{index} {row:?}"
        );
        let land = number(row, "area_m2") - 1e4 * number(row, "area_ha");
        assert!(land.abs() < 20.0, "{row:?}");
    }
    for layer in ["grids", "micro_grids", "beats", "communities"] {
        for part in town.features(&format!("{layer}.geojson")) {
            let index = weighed(&|name| part[name].as_f64().expect("a number"));
            assert!(
                (index - part["workload"].as_f64().expect("a number")).abs() < 1e-9,
                "{part}"
            );
        }
    }
    let totals = &plan["totals"];
    let of = |name: &str| match name {
        "buildings" => "buildings_written".to_owned(),
        other => other.to_owned(),
    };
    let index = weighed(&|name| totals[of(name)].as_f64().expect("a number"));
    assert!((index - totals["workload"].as_f64().expect("a number")).abs() < 1e-9);
    for house in town.features("buildings.geojson") {
        assert!(house.get("area_ha").is_none(), "land is the part's");
    }
}

/// People, land, things, events, organisations: what the published workload of Jiangdu district weighs.
#[test]
fn a_level_can_be_bounded_by_a_workload_of_land_and_buildings() {
    let weights =
        "[workload]\npersons = 0.1\narea_ha = 1\nbuildings = 0.5\ntasks = 0.2\nmerchants = 0.3";
    let town = with(busy(), weights);
    town.edit(
        "project.toml",
        "households = { min = 10, target = 15, max = 20 }",
        "workload = { min = 5.5, max = 22.5 }",
    );
    let town = planned(town);
    for part in town.features("micro_grids.geojson") {
        let index = part["workload"].as_f64().expect("a number");
        let excused = part["exceptions"] != Value::Array(Vec::new());
        assert!((5.5..=22.5).contains(&index) || excused, "{part}");
    }
    let range = &summary(&town)["rules"][1]["workload"];
    assert_eq!(
        (range["min"].as_f64(), range["max"].as_f64()),
        (Some(5.5), Some(22.5))
    );
}

/// W is rural: three houses a grid instead of six, so that every grid there is one micro-grid.
fn two_kinds() -> Town {
    let town = Town::new();
    town.edit(
        "communities.geojson",
        "\"code\":\"W\"",
        "\"code\":\"W\",\"kind\":\"rural\"",
    );
    town.edit(
        "communities.geojson",
        "\"code\":\"E\"",
        "\"code\":\"E\",\"kind\":\"urban\"",
    );
    town.edit("project.toml", "kind = \"urban\"", "kind = \"kind\"");
    town.edit("project.toml", "max = 40 }\n", "max = 40 }\nrural = { households = { min = 10, target = 15, max = 20 }, persons = { max = 48 } }\n");
    town
}

#[test]
fn rural_communities_have_bounds_of_their_own() {
    let town = two_kinds();
    let said = town.plan();
    assert_eq!(said.status, Some(0), "{said:?}");
    for grid in town.features("grids.geojson") {
        let households = grid["households"].as_i64().expect("a count");
        assert_eq!(grid["exceptions"], Value::Array(Vec::new()), "{grid}");
        if grid["community"] == "W" {
            assert_eq!(
                (households, grid["persons"].as_i64()),
                (15, Some(36)),
                "{grid}"
            );
        } else {
            assert!((20..=40).contains(&households), "{grid}");
        }
    }
    let rules = &summary(&town)["rules"];
    assert_eq!(rules[0]["households"]["max"], 40);
    assert_eq!(rules[0]["rural"]["households"]["max"], 20);
    assert_eq!(rules[0]["rural"]["persons"]["max"], 48);
    assert!(rules[0].get("urban").is_none() && rules[1].get("rural").is_none());
}

#[test]
fn what_a_kind_does_not_state_is_the_levels_own() {
    let town = two_kinds();
    town.edit(
        "project.toml",
        "rural = { households = { min = 10, target = 15, max = 20 }, persons = { max = 48 } }",
        "rural = { persons = { max = 36 } }",
    );
    let town = planned(town);
    let rules = &summary(&town)["rules"];
    assert_eq!(rules[0]["rural"]["households"]["min"], 20);
    // 20 to 40 households are four to eight houses, 36 persons are three.
    let told = town.features("grids.geojson");
    let told = told.iter().filter(|grid| grid["community"] == "W");
    for grid in told {
        assert_ne!(grid["exceptions"], Value::Array(Vec::new()), "{grid}");
    }
    let plan = town.read("out/plan.json");
    names_all(
        &plan,
        &[
            "persons_cap_conflict",
            "144 persons need at least 4 parts, but 60 households allow at most 3",
        ],
    );
}

#[test]
fn nested_levels_must_fit_kind_by_kind() {
    let told = refused(
        "max = 40 }\n",
        "max = 40 }\nrural = { households = { max = 18 } }\n",
    );
    names_all(
        &told,
        &["households: max of `micro_grid` is above max of `grid` in rural communities"],
    );
    assert!(!told.contains("urban communities"), "{told}");
    let told = refused(
        "max = 20 }\n",
        "max = 20 }\nurban = { tasks = { min = 5, max = 4 } }\n",
    );
    names_all(
        &told,
        &["level `micro_grid`, urban, tasks: must be min <= target <= max"],
    );
    let told = refused(
        "max = 20 }\n",
        "max = 20 }\nurban = { workload = { max = 4 } }\n",
    );
    names_all(&told, &["[workload] gives no weights"]);
    let told = refused(
        "max = 20 }\n",
        "max = 20 }\nurban = { household = { max = 4 } }\n",
    );
    names_all(
        &told,
        &["unknown key `household` in [level.urban], did you mean `households`?"],
    );
    let told = refused(
        "max = 20 }\n",
        "max = 20 }\nrural = { households = { maximum = 4 } }\n",
    );
    names_all(
        &told,
        &["unknown key `maximum` in [level.rural.households], did you mean `max`?"],
    );
}

#[test]
fn bounds_of_a_kind_need_communities_with_kinds() {
    let town = two_kinds();
    town.edit("project.toml", "kind = \"kind\"\n", "");
    let said = town.plan();
    assert_eq!(said.status, Some(2), "{said:?}");
    names_all(
        &said.err,
        &[
            "level `grid` has bounds for rural communities, but no input tells them apart",
            "[inputs.communities]",
        ],
    );
}

#[test]
fn a_weight_needs_its_input_and_is_no_negative_number() {
    let weigh = |text: &str| refused("[solve]", &format!("[workload]\n{text}\n[solve]"));
    names_all(
        &weigh("area_ha = -1"),
        &["workload.area_ha is -1; a weight lies between 0 and 1000"],
    );
    names_all(&weigh("buildings = 1001"), &["workload.buildings is 1001"]);
    names_all(
        &weigh("area = 1"),
        &["unknown key `area` in [workload], did you mean `area_ha`?"],
    );
    let town = with(Town::new(), "[workload]\ntasks = 1");
    let said = town.plan();
    assert_eq!(said.status, Some(2), "{said:?}");
    names_all(
        &said.err,
        &[
            "workload.tasks is a weight, but no input gives them; name their field in [inputs.buildings] or [inputs.population]",
        ],
    );
}

/// Beats 1 and 2 lie in W (144 and 72 persons), beat 3 in E (168).
#[test]
fn a_beat_above_the_cap_of_its_kind_is_listed_with_its_place() {
    let town = with(
        two_kinds(),
        "[beats]\npersons = { urban_max = 168, rural_max = 143 }",
    );
    let town = planned(town);
    let listed = &summary(&town)["beats_above_cap"];
    let expected = serde_json::json!([{"beat": "1", "persons": 144, "cap": 143, "kind": "rural"}]);
    assert_eq!(*listed, expected);
    let issue = town.issue("beat_above_cap", "1");
    assert_eq!(
        (&issue["layer"], &issue["persons"]),
        (&"beats".into(), &144.into())
    );
    names_all(
        issue["message"].as_str().expect("words"),
        &["144 persons", "rural beats", "at most 143"],
    );
    names_all(
        issue["message_zh"].as_str().expect("words"),
        &["144 人", "农村", "143"],
    );
    let text = town.read("out/issues.geojson");
    let line = text
        .lines()
        .find(|line| line.contains("beat_above_cap"))
        .expect("the issue");
    assert!(line.contains("\"type\":\"Point\""), "{line}");
    for beat in town.features("beats.geojson") {
        let above = beat["exceptions"] == serde_json::json!(["beat_above_cap"]);
        assert_eq!(above, beat["id"] == "1", "{beat}");
    }
}

#[test]
fn a_beat_of_both_kinds_has_the_cap_of_most_of_its_persons_and_of_equals_the_urban() {
    // One beat over both communities: 216 persons in W, 168 in E.
    let cap_of = |west: &str, east: &str, west_persons: &str| {
        let town = two_kinds();
        for beat in ["2", "3"] {
            town.edit(
                "beats.geojson",
                &format!("\"beat\":\"{beat}\""),
                "\"beat\":\"1\"",
            );
        }
        town.edit(
            "communities.geojson",
            "\"kind\":\"rural\"",
            &format!("\"kind\":\"{west}\""),
        );
        town.edit(
            "communities.geojson",
            "\"code\":\"E\",\"kind\":\"urban\"",
            &format!("\"code\":\"E\",\"kind\":\"{east}\""),
        );
        town.edit(
            "population.geojson",
            "\"persons\":144",
            &format!("\"persons\":{west_persons}"),
        );
        let town = planned(with(
            town,
            "[beats]\npersons = { urban_max = 12, rural_max = 11 }",
        ));
        let listed = &summary(&town)["beats_above_cap"][0];
        (listed["cap"].clone(), listed["kind"].clone())
    };
    assert_eq!(cap_of("rural", "urban", "144"), (11.into(), "rural".into()));
    assert_eq!(cap_of("urban", "rural", "144"), (12.into(), "urban".into()));
    assert_eq!(
        cap_of("rural", "urban", "96"),
        (12.into(), "urban".into()),
        "168 each"
    );
}

#[test]
fn staff_is_in_the_register_and_summed_in_the_plan() {
    let staff =
        "[staff]\nper_grid = { head = 1, part_time = 2, guard = 0 }\nper_micro_grid = { head = 3 }";
    let town = planned(with(Town::new(), staff));
    let rows = register(&town);
    let cells =
        |row: &Row| ["staff_guard", "staff_head", "staff_part_time"].map(|c| row[c].clone());
    for row in &rows {
        let expected = match &*row["level"] {
            "grid" => ["0", "1", "2"],
            _ => ["", "3", ""],
        };
        assert_eq!(cells(row), expected, "{row:?}");
    }
    let expected = serde_json::json!([
        {"level": "grid", "parts": 5, "per_part": {"guard": 0, "head": 1, "part_time": 2},
         "total": {"guard": 0, "head": 5, "part_time": 10}},
        {"level": "micro_grid", "parts": 10, "per_part": {"head": 3}, "total": {"head": 30}},
    ]);
    assert_eq!(summary(&town)["staff"], expected);
}

#[test]
fn without_a_level_grid_the_coarsest_is_staffed() {
    let town = with(Town::new(), "[staff]\nper_grid = { head = 1 }");
    town.edit("project.toml", "name = \"grid\"", "name = \"estate\"");
    let town = planned(town);
    assert_eq!(summary(&town)["staff"][0]["level"], "estate");
    let staffed = register(&town)
        .iter()
        .filter(|row| row["staff_head"] == "1")
        .count();
    assert_eq!(staffed, 5);
}

#[test]
fn wrong_staff_is_refused() {
    let staff = |text: &str| refused("[solve]", &format!("[staff]\n{text}\n[solve]"));
    let cases = [
        (
            "per_grid = { head = -1 }",
            "staff.per_grid.head is -1; it must be a whole number from 0",
        ),
        (
            "per_grid = { head = 1.5 }",
            "`staff.per_grid.head`: invalid type: floating point",
        ),
        ("per_grid = { Head = 1 }", "role `Head`: a name is made of"),
        (
            "per_grid = { persons = 1 }",
            "role `persons`: the name is taken by a column of the register",
        ),
        (
            "per_grid = { workload = 1 }",
            "role `workload`: the name is taken",
        ),
        ("per_grid = { }", "staff.per_grid names no role"),
        ("", "[staff] names nobody"),
        (
            "per_village = { head = 1 }",
            "unknown key `per_village` in [staff]",
        ),
    ];
    for (text, words) in cases {
        names_all(&staff(text), &[words]);
    }
    let town = with(Town::new(), "[staff]\nper_micro_grid = { head = 1 }");
    town.edit("project.toml", "name = \"micro_grid\"", "name = \"block\"");
    names_all(
        &town.plan().err,
        &["staff.per_micro_grid, but there is no level `micro_grid`"],
    );
    let town = with(
        Town::new(),
        "[staff]\nper_grid = { head = 1 }\nper_micro_grid = { head = 1 }",
    );
    town.edit("project.toml", "name = \"grid\"", "name = \"estate\"");
    town.edit(
        "project.toml",
        "name = \"estate\"\nhouseholds = { min = 20, target = 30, max = 40 }\n[[level]]\n",
        "",
    );
    names_all(&town.plan().err, &["speak of the same level"]);
}

/// The same people as points at the corners of their houses instead of three polygons.
#[test]
fn a_layer_of_points_gives_the_same_people() {
    let town = Town::new();
    let houses: Value = serde_json::from_str(&town.read("buildings.geojson")).expect("JSON");
    let mut points = Vec::new();
    for house in houses["features"].as_array().expect("features") {
        let corner = &house["geometry"]["coordinates"][0][0];
        let persons = match house["properties"]["households"].as_i64() {
            Some(0) | None => continue,
            Some(households) => households * 12 / 5,
        };
        for (n, share) in [(1, persons / 3), (2, persons - persons / 3)] {
            let id = format!("{}-{n}", house["properties"]["id"].as_str().expect("an id"));
            points.push(format!(
                "{{\"type\":\"Feature\",\"properties\":{{\"id\":\"{id}\",\"persons\":{share}}},\
                 \"geometry\":{{\"type\":\"Point\",\"coordinates\":{corner}}}}}"
            ));
        }
    }
    town.write(
        "population.geojson",
        format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[{}]}}",
            points.join(",")
        ),
    );
    let polygons = Town::planned();
    let said = town.plan();
    assert_eq!(said.status, Some(0), "{said:?}");
    for layer in ["grids.geojson", "buildings.geojson", "beats.geojson"] {
        assert_eq!(town.features(layer), polygons.features(layer), "{layer}");
    }
    town.edit(
        "population.geojson",
        "{\"type\":\"Point\",\"coordinates\":[118.7006,32.00062]}",
        "{\"type\":\"MultiPoint\",\"coordinates\":[[118.7006,32.00062],[118.71,32]]}",
    );
    assert_eq!(town.plan().status, Some(0));
    town.issue("several_points", "0");
    for (reach, words) in [
        ("-1", "reach_m is -1; it must be a number from 0 to 1000"),
        ("nan", "reach_m is NaN"),
    ] {
        let town = Town::new();
        town.edit(
            "project.toml",
            "persons = \"persons\"\n",
            &format!("persons = \"persons\"\nreach_m = {reach}\n"),
        );
        names_all(&town.plan().err, &[words]);
    }
}
