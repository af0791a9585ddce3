//! The judge finds every fault that is planted into a clean plan, and nothing in a clean one.

#![allow(
    clippy::unnecessary_wraps,
    reason = "a planted fault may be about no feature"
)]

#[path = "fault_plan/mod.rs"]
mod fault_plan;
#[path = "fault_town/mod.rs"]
mod fault_town;

use std::fs;

use fault_plan::{Plan, Side, displaced, interior_edges, neighbours};
use fault_town::{Counted, SIDE_M, Town, feature, ring, set_ring, square, text};
use serde_json::{Value, json};
use wangge::issue::Severity;
use wangge::judge::Finding;
use wangge::pipeline::{check, judge_folder};
use wangge::project::Project;
use wangge::rng::{Rng, key_of};

/// Instances of each fault.
const INSTANCES: u64 = 10;
/// Different plans.
const PLANS: u64 = 5;

/// Plants a fault; returns the feature that the finding names, or nothing where any will do.
type Plant = fn(&mut Plan, &mut Rng) -> Option<String>;

const LEVELS: [&str; 2] = ["grids", "micro_grids"];
const SHEETS: [&str; 4] = ["grids", "micro_grids", "beats", "communities"];

/// Code and how it is planted.
const FAULTS: [(&str, Plant); 35] = [
    ("missing_file", |p, r| {
        let name = ["grids", "micro_grids", "beats", "communities", "buildings"][r.below(5)];
        p.layers.remove(name);
        Some(String::new())
    }),
    ("missing_document", |p, r| {
        let name = ["issues.geojson", "plan.json", "register.csv"][r.below(3)];
        p.left_out.push(name.to_owned());
        Some(String::new())
    }),
    ("missing_property", |p, r| {
        let (layer, key) = [
            ("grids", "kind"),
            ("grids", "households"),
            ("grids", "micro_grids"),
            ("grids", "name"),
            ("micro_grids", "grid"),
            ("micro_grids", "exceptions"),
            ("micro_grids", "area_m2"),
            ("beats", "station"),
            ("beats", "grids"),
            ("communities", "persons"),
            ("buildings", "households"),
            ("buildings", "kind"),
        ][r.below(12)];
        let at = p.any(layer, r);
        let properties = p.features(layer)[at]["properties"].as_object_mut();
        properties.expect("properties").remove(key);
        Some(p.name(layer, at))
    }),
    ("bad_property", |p, r| {
        let layer = SHEETS[r.below(4)];
        let bad = [
            json!("many"),
            json!(-3),
            json!(2.5),
            json!({"n": 1}),
            json!([1]),
        ][r.below(5)]
        .clone();
        let key = ["households", "persons", "buildings"][r.below(3)];
        p.set_any(layer, key, bad, r)
    }),
    ("missing_code", |p, r| {
        let empty = [json!(""), Value::Null, json!(" ")][r.below(3)].clone();
        p.set_any(LEVELS[r.below(2)], "code", empty, r);
        Some(String::new())
    }),
    ("duplicate_code", |p, r| {
        let layer = LEVELS[r.below(2)];
        let at = 1 + r.below(p.layers[layer].len() - 1);
        let code = p.name(layer, r.below(at));
        p.set(layer, at, "code", json!(code));
        Some(code)
    }),
    ("part_without_land", |p, r| {
        let layer = SHEETS[r.below(4)];
        let at = p.any(layer, r);
        p.features(layer)[at]["geometry"] = [
            Value::Null,
            json!({"type": "Point", "coordinates": [118.7, 32.0]}),
        ][r.below(2)]
        .clone();
        Some(p.name(layer, at))
    }),
    ("far_part", |p, r| {
        let layer = SHEETS[r.below(4)];
        p.reshape(layer, r, |ring, r| {
            ring[r.below(3)][0] -= 200_000_000 + r.below(1 << 30) as i64;
        })
    }),
    ("off_lattice", |p, r| {
        let layer = SHEETS[r.below(4)];
        let at = p.any(layer, r);
        let position = &mut p.features(layer)[at]["geometry"]["coordinates"][0][1][r.below(2)];
        *position = json!(position.as_f64().expect("a number") + 3e-9);
        Some(String::new())
    }),
    ("invalid_ring", |p, r| {
        let layer = SHEETS[r.below(4)];
        if r.below(2) == 0 {
            return p.reshape(layer, r, |ring, r| {
                let again = ring[r.below(ring.len() - 2)];
                ring.push(again);
            });
        }
        let at = p.any(layer, r);
        let ring = p.features(layer)[at]["geometry"]["coordinates"][0].as_array_mut();
        ring.expect("a ring").pop();
        Some(p.name(layer, at))
    }),
    ("wrong_direction", |p, r| {
        p.reshape(SHEETS[r.below(4)], r, |ring, _| ring.reverse())
    }),
    ("overlap", |p, r| p.dent(LEVELS[r.below(2)], Side::Out, r)),
    ("gap", |p, r| p.dent(LEVELS[r.below(2)], Side::In, r)),
    ("unmatched_vertex", |p, r| {
        p.t_junction(LEVELS[r.below(2)], r)
    }),
    ("detached_part", |p, r| {
        // A micro-grid takes in another that it does not touch.
        let micro = p.layers["micro_grids"].clone();
        let apart = |a: usize, b: usize| a != b && !neighbours(&micro[a], &micro[b]);
        let pairs = (0..micro.len()).flat_map(|a| (0..micro.len()).map(move |b| (a, b)));
        let pairs: Vec<(usize, usize)> = pairs.filter(|&(a, b)| apart(a, b)).collect();
        let (a, b) = pairs[r.below(pairs.len())];
        let code = p.name("micro_grids", a);
        let polygons = [a, b].map(|i| micro[i]["geometry"]["coordinates"].clone());
        let features = p.features("micro_grids");
        features[a]["geometry"] = json!({"type": "MultiPolygon", "coordinates": polygons});
        features.remove(b);
        Some(code)
    }),
    ("not_in_parent", |p, r| p.swap("micro_grids", "grid", r)),
    ("not_in_beat", |p, r| p.swap(LEVELS[r.below(2)], "beat", r)),
    ("not_in_community", |p, r| {
        p.swap(LEVELS[r.below(2)], "community", r)
    }),
    ("not_union_of_parts", |p, r| p.bend("grids", r)),
    ("beat_not_union", |p, r| p.bend("beats", r)),
    ("community_not_union", |p, r| p.bend("communities", r)),
    ("building_missing", |p, r| {
        let at = p.any("buildings", r);
        Some(text(&p.features("buildings").remove(at), "id"))
    }),
    ("building_unknown", |p, r| {
        let id = format!("new{}", r.below(1000));
        p.set_any("buildings", "id", json!(id), r);
        Some(id)
    }),
    ("building_unplaced", |p, r| {
        let code = [json!(""), Value::Null, json!("c99-001")][r.below(3)].clone();
        p.set_any("buildings", ["grid", "micro_grid"][r.below(2)], code, r)
    }),
    ("building_cut", |p, r| p.cut(r)),
    ("building_elsewhere", |p, r| {
        let (from, to) = (p.any("buildings", r), r.below(16));
        let other = p.layers["buildings"]
            .iter()
            .filter(|b| text(b, "micro_grid") != text(&p.layers["buildings"][from], "micro_grid"));
        let other = other
            .skip(to)
            .step_by(3)
            .next()
            .expect("another part")
            .clone();
        for key in ["micro_grid", "grid", "beat", "community"] {
            p.set("buildings", from, key, other["properties"][key].clone());
        }
        Some(p.name("buildings", from))
    }),
    ("building_belonging", |p, r| {
        p.swap("buildings", ["grid", "beat", "community"][r.below(3)], r)
    }),
    ("count_changed", |p, r| {
        let key = ["households", "persons", "tasks"][r.below(3)];
        p.set_any(
            "buildings",
            key,
            json!([0, 9, 11, 24, 26, 400][r.below(6)]),
            r,
        )
    }),
    ("wrong_count", |p, r| {
        p.add_to(
            SHEETS[r.below(4)],
            ["households", "persons", "buildings", "tasks"][r.below(4)],
            r,
        )
    }),
    ("wrong_total", |p, r| {
        let key = ["households", "persons", "tasks"][r.below(3)];
        p.add_to(SHEETS[r.below(4)], key, r);
        Some(String::new())
    }),
    ("wrong_children", |p, r| {
        let (layer, key) = [
            ("grids", "micro_grids"),
            ("beats", "grids"),
            ("beats", "community_count"),
            ("communities", "grids"),
            ("communities", "beats"),
        ][r.below(5)];
        p.add_to(layer, key, r)
    }),
    ("out_of_bounds", |p, r| {
        let at = p.any("buildings", r);
        let code = text(&p.layers["buildings"][at], "micro_grid");
        p.set("buildings", at, "households", json!(61 + r.below(300)));
        Some(code)
    }),
    ("needless_exception", |p, r| {
        let reason = [
            "not_found",
            "unit_above_max",
            "total_below_min",
            "no_households",
        ][r.below(4)];
        p.set_any(LEVELS[r.below(2)], "exceptions", json!([reason]), r)
    }),
    ("unknown_exception", |p, r| {
        let reason = ["because", "below_min", "notfound", "飞地"][r.below(4)];
        p.set_any(SHEETS[r.below(3)], "exceptions", json!([reason]), r)
    }),
    ("wrong_area", |p, r| {
        p.stretch(SHEETS[r.below(4)], "area_m2", r)
    }),
];

/// Faults of the rows of divided towers.
const OF_TOWERS: [(&str, Plant); 5] = [
    ("wrong_division", |p, r| {
        let at = tower(p, r);
        let row = &mut p.features("buildings")[at]["properties"];
        let id = row["id"].as_str().map(str::to_owned);
        let list = row["micro_grids"].as_array_mut().expect("a list");
        match r.below(10) {
            0 => list[0]["households"] = json!(1),
            1 => list[1]["persons"] = json!(-1),
            2 => list[0]["tasks"] = json!(90),
            3 => list.truncate(1),
            4 => list.push(list[0].clone()),
            5 => list[0]["entrances"] = json!([1, 2, 3]),
            6 => list[1]["code"] = Value::Null,
            7 => row["micro_grids"] = json!(2),
            8 => row["grids"][0]["households"] = json!(7),
            _ => row["micro_grids"] = Value::Null,
        }
        id
    }),
    ("wrong_count", |p, r| {
        // Households of one piece are told of the other.
        let at = tower(p, r);
        let list = &mut p.features("buildings")[at]["properties"]["micro_grids"];
        let households = |i: usize| list[i]["households"].as_i64().expect("a count");
        let (one, other) = (households(0), households(1));
        let by = 1 + r.below(20) as i64;
        list[0]["households"] = json!(one + by);
        list[1]["households"] = json!(other - by);
        list[r.below(2)]["code"].as_str().map(str::to_owned)
    }),
    ("wrong_count", |p, r| {
        let key = ["tasks", "buildings"][r.below(2)];
        p.add_to(LEVELS[r.below(2)], key, r)
    }),
    ("building_cut", |p, r| {
        let at = tower(p, r);
        let row = p.features("buildings")[at]["properties"].as_object_mut();
        row.expect("properties").remove("divided");
        Some(p.name("buildings", at))
    }),
    ("building_elsewhere", |p, r| {
        // A part that the tower does not reach into is listed in the place of one that it does.
        let at = tower(p, r);
        let listed = |code: &str| {
            let list = p.layers["buildings"][at]["properties"]["micro_grids"].as_array();
            list.expect("a list").iter().any(|s| s["code"] == code)
        };
        let codes = p.layers["micro_grids"].iter().map(|m| text(m, "code"));
        let others: Vec<String> = codes.filter(|code| !listed(code)).collect();
        let other = json!(others[r.below(others.len())]);
        p.features("buildings")[at]["properties"]["micro_grids"][r.below(2)]["code"] = other;
        Some(p.name("buildings", at))
    }),
];

/// The row of a random divided tower.
fn tower(p: &Plan, r: &mut Rng) -> usize {
    let rows = &p.layers["buildings"];
    let divided = |&at: &usize| rows[at]["properties"]["divided"] == json!(true);
    let towers: Vec<usize> = (0..rows.len()).filter(divided).collect();
    towers[r.below(towers.len())]
}

fn judged(plan: &Plan, project: &Project) -> Vec<Finding> {
    let folder = plan.write();
    judge_folder(project, folder.path(), &|_| {}).expect("a folder that can be read")
}

#[test]
fn clean_plans_have_no_finding() {
    for counted in [Counted::OnHouses, Counted::OnAreas, Counted::InTowers] {
        for seed in 0..PLANS {
            let (_folder, project) = Town::new(counted, seed).open();
            let found = judged(&Plan::of(&project), &project);
            assert_eq!(found, [], "seed {seed}");
        }
    }
}

#[test]
#[allow(clippy::print_stderr, reason = "the measured recall is the result")]
fn planted_faults_are_found_under_their_own_codes() {
    let (mut planted, mut missed) = (0, Vec::new());
    for (counted, faults) in [
        (Counted::OnHouses, &FAULTS[..]),
        (Counted::InTowers, &OF_TOWERS[..]),
    ] {
        let towns: Vec<_> = (0..PLANS)
            .map(|seed| Town::new(counted, seed).open())
            .collect();
        let plans: Vec<Plan> = towns.iter().map(|(_, project)| Plan::of(project)).collect();
        for &(code, plant) in faults {
            for seed in 0..INSTANCES {
                let which = (seed % PLANS) as usize;
                let mut plan = plans[which].clone();
                let feature = plant(&mut plan, &mut Rng::new(seed, key_of(code)));
                let found = judged(&plan, &towns[which].1);
                let same = |f: &&Finding| {
                    f.fault.code() == code && feature.as_ref().is_none_or(|x| f.feature == *x)
                };
                planted += 1;
                if !found.iter().any(|f| same(&f)) {
                    let codes: Vec<_> = found
                        .iter()
                        .map(|f| (f.fault.code(), f.feature.clone()))
                        .collect();
                    missed.push((code, seed, feature, codes));
                }
            }
        }
    }
    let found = planted - missed.len();
    eprintln!(
        "recall: {found} of {planted} faults of {} classes",
        FAULTS.len() + OF_TOWERS.len()
    );
    assert!(missed.len() * 100 <= planted, "{missed:#?}");
}

#[test]
fn every_way_to_spoil_the_list_of_a_tower_is_found() {
    let (_folder, project) = Town::new(Counted::InTowers, 3).open();
    let clean = Plan::of(&project);
    let (code, plant) = OF_TOWERS[0];
    for seed in 0..60 {
        let mut plan = clean.clone();
        let feature = plant(&mut plan, &mut Rng::new(seed, 5)).expect("an id");
        let found = judged(&plan, &project);
        let own = found
            .iter()
            .any(|f| (f.fault.code(), &f.feature) == (code, &feature));
        assert!(own, "seed {seed}: {found:#?}");
    }
}

#[test]
fn only_towers_above_a_bound_of_a_level_that_divides_may_be_divided() {
    let mut town = Town::new(Counted::InTowers, 2);
    let (_folder, project) = town.open();
    let plan = Plan::of(&project);
    let towers = town.layers["communities"].len();
    for (from, to) in [("\"entrance\"", "\"flag\""), ("max = 60", "max = 90")] {
        town.project = town.project.replace(from, to);
        let (_folder, project) = town.open();
        let found = judged(&plan, &project);
        let wrong = found.iter().filter(|f| f.fault.code() == "wrong_division");
        assert_eq!(wrong.count(), towers, "{to}: {found:#?}");
        town.project = town.project.replace(to, from);
    }
}

#[test]
fn columns_of_staff_and_other_files_are_no_fault() {
    let mut town = Town::new(Counted::InTowers, 4);
    let weights = "[workload]\ntasks = 1.5\narea_ha = 0.25\nbuildings = 2.0\n[staff]\nper_grid = { head = 1 }\n";
    town.project = format!("{}{weights}", town.project);
    let (_folder, project) = town.open();
    let mut plan = Plan::of(&project);
    assert_eq!(judged(&plan, &project), []);
    plan.set("grids", 0, "workload", json!(0.5));
    let found = judged(&plan, &project);
    let codes: Vec<_> = found.iter().map(|f| f.fault.code()).collect();
    assert_eq!(codes, ["wrong_count"]);
    // Without the land that it weighs nobody can say that an index is wrong.
    for part in plan.features("grids") {
        part["properties"]
            .as_object_mut()
            .expect("properties")
            .remove("area_ha");
    }
    assert_eq!(judged(&plan, &project), []);
}

#[test]
fn perimeter_and_compactness_are_measured_too() {
    let (_folder, project) = Town::new(Counted::OnHouses, 1).open();
    for (key, code) in [
        ("perimeter_m", "wrong_perimeter"),
        ("compactness", "wrong_compactness"),
    ] {
        let mut plan = Plan::of(&project);
        let feature = plan.stretch("grids", key, &mut Rng::new(1, 1));
        let found = judged(&plan, &project);
        let codes: Vec<_> = found
            .iter()
            .map(|f| (f.fault.code(), Some(f.feature.clone())))
            .collect();
        assert_eq!(codes, [(code, feature)]);
    }
}

#[test]
fn smallest_dent_of_a_line_is_seen() {
    let (_folder, project) = Town::new(Counted::OnHouses, 2).open();
    let mut plan = Plan::of(&project);
    let micro = plan.layers["micro_grids"].clone();
    let (part, edge) = interior_edges(&micro)[0];
    let mut line = ring(&micro[part]);
    line.insert(edge + 1, displaced(&line, edge, Side::Out, 2));
    set_ring(&mut plan.features("micro_grids")[part], &line);
    let found = judged(&plan, &project);
    assert!(
        found.iter().any(|f| f.fault.code() == "overlap"),
        "{found:#?}"
    );
}

#[test]
fn a_detached_piece_that_is_declared_is_no_fault() {
    let (_folder, project) = Town::new(Counted::OnHouses, 0).open();
    let mut plan = Plan::of(&project);
    let detach = FAULTS
        .iter()
        .find(|f| f.0 == "detached_part")
        .expect("planted above");
    let code = (detach.1)(&mut plan, &mut Rng::new(4, 4)).expect("a code");
    let at = (0..plan.layers["micro_grids"].len()).find(|&i| plan.name("micro_grids", i) == code);
    plan.set(
        "micro_grids",
        at.expect("the part"),
        "exceptions",
        json!(["detached_piece"]),
    );
    let found = judged(&plan, &project);
    assert!(
        found.iter().all(|f| f.fault.code() != "detached_part"),
        "{found:#?}"
    );
}

#[test]
fn lists_written_as_text_and_other_names_of_levels_are_read() {
    let mut town = Town::new(Counted::OnHouses, 1);
    town.project = town
        .project
        .replace("\"grid\"", "\"block\"")
        .replace("micro_grid", "stair");
    let (_folder, project) = town.open();
    let mut plan = Plan::of(&project);
    assert_eq!(judged(&plan, &project), []);
    plan.set("stairs", 0, "exceptions", json!("[ \"not_found\" ]"));
    let found = judged(&plan, &project);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].fault.code(), found[0].layer.as_str()),
        ("needless_exception", "stairs")
    );
}

#[test]
fn workload_is_weighed_with_the_land_and_bounds_are_those_of_the_kind() {
    let mut town = Town::new(Counted::OnHouses, 1);
    let weights = "[workload]\nhouseholds = 1.0\narea_ha = 0.5\nbuildings = 2.0\n";
    town.project = format!("{}{weights}", town.project).replacen(
        "name = \"grid\"\n",
        "name = \"grid\"\nworkload = { max = 1000 }\nrural = { households = { min = 200, max = 300 } }\n",
        1,
    );
    let (_folder, project) = town.open();
    let mut plan = Plan::of(&project);
    assert_eq!(judged(&plan, &project), []);
    plan.add_to("grids", "households", &mut Rng::new(1, 1));
    let workload = plan.layers["grids"][0]["properties"]["workload"].as_f64();
    plan.set(
        "grids",
        0,
        "workload",
        json!(workload.expect("a number") + 0.001),
    );
    let found = judged(&plan, &project);
    let wrong = found
        .iter()
        .filter(|f| f.fault.code() == "wrong_count" && f.layer == "grids");
    assert!(
        wrong.clone().any(|f| f.message.contains("workload")),
        "{found:#?}"
    );
    town.project = town.project.replace("kind = \"kind\"", "kind = \"rural\"");
    let (_folder, project) = town.open();
    let rural = judged(&plan, &project);
    let outside = rural
        .iter()
        .filter(|f| f.fault.code() == "out_of_bounds" && f.layer == "grids");
    assert_eq!(
        outside.count(),
        plan.layers["grids"].len(),
        "no grid has 200 households"
    );
}

#[test]
fn towers_without_known_entrances_lie_in_several_parts() {
    let mut town = Town::new(Counted::OnHouses, 1);
    town.set("buildings", 5, "households", 110);
    town.set("buildings", 5, "persons", 250);
    town.project = town.project.replace("\"flag\"", "\"entrance\"");
    let (_folder, project) = town.open();
    let mut plan = Plan::of(&project);
    assert_eq!(judged(&plan, &project), []);
    let divided = |f: &Value| f["properties"]["divided"] == json!(true);
    let at = plan.layers["buildings"]
        .iter()
        .position(divided)
        .expect("a divided tower");
    let shares = &plan.layers["buildings"][at]["properties"]["micro_grids"];
    assert!(
        shares.as_array().is_some_and(|list| list.len() > 1),
        "{shares}"
    );
    plan.features("buildings")[at]["properties"]["micro_grids"][0]["households"] = json!(1);
    let found = judged(&plan, &project);
    let layers: Vec<_> = found
        .iter()
        .map(|f| (f.fault.code(), f.layer.as_str()))
        .collect();
    assert!(
        layers.contains(&("wrong_division", "buildings")),
        "{found:#?}"
    );
    assert!(
        layers.contains(&("wrong_count", "micro_grids")),
        "{found:#?}"
    );
}

#[test]
fn no_bounds_apply_to_dedicated_land() {
    // Four houses along the north of a community, one of them a tower: too few for a grid, too many for a micro-grid.
    let mut town = Town::new(Counted::OnHouses, 1);
    let land = square(0.0, 150.0, SIDE_M, 50.0);
    let campus = feature(&land, &json!({"id": "D", "name": "学校"}));
    town.layers.insert("dedicated".to_owned(), vec![campus]);
    town.set("buildings", 12, "households", 15);
    for at in 13..16 {
        town.set("buildings", at, "households", 0);
        town.set("buildings", at, "persons", 0);
    }
    let layer =
        "[inputs.dedicated]\npath = \"dedicated.geojson\"\nid = \"id\"\nname = \"name\"\n[beats]";
    town.project = town.project.replace("[beats]", layer);
    for households in [15, 90] {
        town.set("buildings", 12, "households", households);
        let (_folder, project) = town.open();
        let found = check(&project, &|_| {}).expect("a town that can be examined");
        let loud = found.iter().filter(|i| i.severity > Severity::Info);
        assert_eq!(loud.count(), 0, "{found:#?}");
        let plan = Plan::of(&project);
        let dedicated = plan.layers["grids"].iter();
        let dedicated = dedicated.filter(|g| text(g, "kind") == "dedicated");
        assert_eq!(dedicated.count(), 1);
        assert_eq!(judged(&plan, &project), []);
    }
}

#[test]
fn any_json_is_judged_or_refused_but_never_a_panic() {
    let (_folder, project) = Town::new(Counted::OnHouses, 0).open();
    let plan = Plan::of(&project);
    let odd = [
        "",
        "{",
        "[]",
        "null",
        "7",
        "{\"type\":\"FeatureCollection\"}",
        "{\"type\":\"FeatureCollection\",\"features\":[]}",
        "{\"type\":\"FeatureCollection\",\"features\":[{}]}",
        "{\"type\":\"FeatureCollection\",\"features\":[null]}",
        "{\"type\":\"FeatureCollection\",\"features\":[{\"properties\":null,\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[]]}}]}",
        "{\"type\":\"FeatureCollection\",\"features\":[{\"properties\":{\"code\":[[1]],\"households\":1e300},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[118.7,32],[118.7,32],[118.7,32],[118.7,32]]]}}]}",
        "{\"type\":\"FeatureCollection\",\"features\":[{\"properties\":{\"code\":7},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[118.7,32],[118.8,32],[118.7,32],[118.8,32],[118.7,32]]]}}]}",
        "{\"type\":\"FeatureCollection\",\"features\":[{\"properties\":{},\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[[[[118.7,32],[118.71,32],[118.71,32.01],[118.7,32]]],[[[118.7,32],[118.71,32],[118.71,32.01],[118.7,32]]],null,[[1]]]}}]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[118.7,32],[118.71,32],[118.71,32.01],[118.7,32]]]}",
    ];
    for layer in [
        "grids",
        "micro_grids",
        "beats",
        "communities",
        "buildings",
        "issues",
    ] {
        for text in odd {
            let folder = plan.write();
            fs::write(folder.path().join(format!("{layer}.geojson")), text).expect("a file");
            // Either answer will do; a panic would end the test.
            let answer = judge_folder(&project, folder.path(), &|_| {});
            let clean = answer.is_ok_and(|found| found.is_empty());
            assert!(!clean || layer == "issues", "{layer}: {text}");
        }
    }
}

#[test]
fn rings_that_wind_around_the_world_do_not_overflow() {
    let (_folder, project) = Town::new(Counted::OnHouses, 0).open();
    let mut plan = Plan::of(&project);
    let corners = [[113.0, 27.0], [124.0, 27.0], [124.0, 37.0], [113.0, 37.0]];
    let ring: Vec<[f64; 2]> = (0..400)
        .map(|i| corners[i % 4])
        .chain([corners[0]])
        .collect();
    plan.features("micro_grids")[0]["geometry"]["coordinates"] = json!([ring]);
    let found = judged(&plan, &project);
    assert!(
        found.iter().any(|f| f.fault.code() == "invalid_ring"),
        "{found:#?}"
    );
}

#[test]
fn any_change_of_values_is_judged_without_a_panic() {
    let (_folder, project) = Town::new(Counted::InTowers, 0).open();
    let clean = Plan::of(&project);
    let mut rng = Rng::new(1, 1);
    for _ in 0..150 {
        let mut plan = clean.clone();
        for _ in 0..=rng.below(6) {
            let layer = ["grids", "micro_grids", "beats", "communities", "buildings"][rng.below(5)];
            let at = match layer {
                "buildings" if rng.below(2) == 0 => tower(&clean, &mut rng),
                _ => plan.any(layer, &mut rng),
            };
            plan.features(layer)[at] = changed(plan.layers[layer][at].clone(), &mut rng);
        }
        let folder = plan.write();
        // Either answer will do; a panic would end the test.
        let answer = judge_folder(&project, folder.path(), &|_| {});
        assert!(
            answer.is_err()
                || answer.is_ok_and(|found| found.iter().all(|f| !f.message_zh.is_empty()))
        );
    }
}

/// Somewhere in the value, something else: far coordinates, other types, lists cut or doubled.
fn changed(value: Value, rng: &mut Rng) -> Value {
    match value {
        Value::Array(mut list) if !list.is_empty() && rng.below(6) > 0 => {
            let at = rng.below(list.len());
            list[at] = changed(list[at].take(), rng);
            Value::Array(list)
        }
        Value::Object(mut map) if !map.is_empty() && rng.below(8) > 0 => {
            let at = rng.below(map.len());
            let member = map.values_mut().nth(at).expect("a member");
            *member = changed(member.take(), rng);
            Value::Object(map)
        }
        Value::Array(mut list) => {
            let keep = rng.below(list.len() + 1);
            list.truncate(keep);
            list.extend_from_within(..);
            Value::Array(list)
        }
        Value::Number(_) => [
            json!(112.0 + 13.0 * rng.unit()),
            json!(26.0 + 13.0 * rng.unit()),
            json!(i64::MAX),
            json!(-1e308),
            json!(0),
        ][rng.below(5)]
        .clone(),
        _ => [
            json!(null),
            json!("x"),
            json!([[]]),
            json!({"a": [1]}),
            json!(true),
        ][rng.below(5)]
        .clone(),
    }
}
