//! The data doctor finds every fault that is planted into a clean town, and nothing in a clean one.

#![allow(
    clippy::unnecessary_wraps,
    reason = "a planted fault may be about no feature"
)]

#[path = "fault_town/mod.rs"]
mod fault_town;

use fault_town::{Counted, SIDE_M, Town, pull, set_ring, shift};
use serde_json::{Value, json};
use wangge::issue::{Issue, Severity};
use wangge::pipeline::check;
use wangge::rng::{Rng, key_of};

/// Instances of each fault.
const INSTANCES: u64 = 10;

/// Plants a fault; returns the feature that the issue names, or nothing where any will do.
type Plant = fn(&mut Town, &mut Rng) -> Option<String>;

use Counted::{InTowers, OnAreas, OnHouses};

/// Code, where the counts stand, how it is planted.
const FAULTS: [(&str, Counted, Plant); 39] = [
    ("missing_id", OnHouses, |t, r| {
        let at = t.any("buildings", r);
        t.set("buildings", at, "id", Value::Null);
        Some(at.to_string())
    }),
    ("duplicate_id", OnHouses, |t, r| {
        let at = 1 + r.below(t.layers["buildings"].len() - 1);
        let id = t.text("buildings", at - 1, "id");
        t.set("buildings", at, "id", id.as_str());
        Some(format!("{id}#2"))
    }),
    ("no_geometry", OnHouses, |t, r| {
        building(t, r, |f, _| f["geometry"] = Value::Null)
    }),
    ("wrong_geometry", OnHouses, |t, r| {
        building(t, r, |f, _| {
            let ring = f["geometry"]["coordinates"][0].take();
            f["geometry"] = json!({"type": "LineString", "coordinates": ring});
        })
    }),
    ("bad_coordinate", OnHouses, |t, r| {
        building(t, r, |f, r| {
            f["geometry"]["coordinates"][0][r.below(4)][1] = json!(91.0 + r.unit() * 900.0);
        })
    }),
    ("far_feature", OnHouses, |t, r| {
        building(t, r, |f, r| shift(f, 1.6e6 + 1e6 * r.unit(), 0.0))
    }),
    ("degenerate_geometry", OnHouses, |t, r| {
        building(t, r, |f, r| {
            let (ring, keep) = (fault_town::ring(f), 1 + r.below(2));
            set_ring(f, &[ring[0], ring[keep], ring[0]]);
        })
    }),
    ("self_crossing", OnHouses, |t, r| {
        building(t, r, |f, r| {
            let (mut ring, one) = (fault_town::ring(f), r.below(3));
            ring.swap(one, one + 1);
            set_ring(f, &ring);
        })
    }),
    ("unreadable_count", OnHouses, |t, r| {
        let word = ["many", "十户", "10户", "?"][r.below(4)];
        building_value(t, r, "households", json!(word))
    }),
    ("negative_count", OnHouses, |t, r| {
        let count = -1 - r.below(500) as i64;
        building_value(t, r, "persons", json!(count))
    }),
    ("absurd_count", OnHouses, |t, r| {
        let count = 100_001 + r.below(1 << 30);
        building_value(t, r, "households", json!(count))
    }),
    ("fractional_count", OnHouses, |t, r| {
        let count = 10.0 + (1 + r.below(9)) as f64 / 10.0;
        building_value(t, r, "households", json!(count))
    }),
    ("absurd_floors", OnHouses, |t, r| {
        let floors = 201 + r.below(5_000);
        building_value(t, r, "floors", json!(floors))
    }),
    ("building_outside", OnHouses, |t, r| {
        building(t, r, |f, r| shift(f, 0.0, -700.0 - 5_000.0 * r.unit()))
    }),
    ("building_overlap", OnHouses, |t, r| {
        let at = 1 + r.below(t.layers["buildings"].len() - 1);
        let mut twin = t.layers["buildings"][at].clone();
        shift(&mut twin, 1.0 + 4.0 * r.unit(), 1.0);
        twin["properties"]["id"] = json!("b9999");
        let id = t.text("buildings", at, "id");
        t.features("buildings").push(twin);
        Some(id)
    }),
    ("community_gap", OnHouses, |t, r| {
        inner_edge(t, r, "communities", -8.0)
    }),
    ("community_overlap", OnHouses, |t, r| {
        inner_edge(t, r, "communities", 8.0)
    }),
    ("beat_gap", OnHouses, |t, r| inner_edge(t, r, "beats", -8.0)),
    ("beat_overlap", OnHouses, |t, r| {
        inner_edge(t, r, "beats", 8.0)
    }),
    ("ground_divided", OnHouses, |t, r| {
        let (column, y) = (r.below(t.net.0 - 1), r.below(4));
        let x = SIDE_M * (column + 1) as f64 - 40.0 - 10.0 * r.unit();
        let ring = fault_town::square(x, 47.0 + 50.0 * (y % 3) as f64, 90.0, 6.0);
        let lot = json!({"id": "lot", "households": 0, "persons": 0, "floors": 1, "use": "绿地"});
        t.features("buildings")
            .push(fault_town::feature(&ring, &lot));
        Some("lot".to_owned())
    }),
    ("no_floors", OnAreas, |t, r| {
        building_value(t, r, "floors", Value::Null)
    }),
    ("no_residential_building", OnHouses, |t, r| {
        let word = ["shop", "办公", "Residential", "住 宅"][r.below(4)];
        for at in 0..t.layers["buildings"].len() {
            t.set("buildings", at, "use", word);
        }
        None
    }),
    ("households_without_persons", OnHouses, |t, r| {
        building_value(t, r, "persons", json!(0))
    }),
    ("persons_without_households", OnHouses, |t, r| {
        building_value(t, r, "households", Value::Null)
    }),
    ("implausible_household_size", OnHouses, |t, r| {
        let community = t.any("communities", r);
        let persons = [0, 2, 4, 160, 300, 1_000][r.below(6)];
        for at in Town::houses_of(community) {
            t.set("buildings", at, "persons", persons);
        }
        Some(t.text("communities", community, "code"))
    }),
    ("community_without_buildings", OnHouses, |t, r| {
        let community = raze(t, r);
        Some(t.text("communities", community, "code"))
    }),
    ("beat_without_buildings", OnHouses, |t, r| {
        let beat = raze(t, r);
        Some(t.text("beats", beat, "beat"))
    }),
    ("beat_above_cap", OnHouses, |t, r| {
        let beat = t.any("beats", r);
        let persons = 51 + r.below(60);
        for at in Town::houses_of(beat) {
            t.set("buildings", at, "persons", persons);
        }
        Some(t.text("beats", beat, "beat"))
    }),
    ("building_above_max", OnHouses, |t, r| {
        let households = 61 + r.below(400);
        let at = t.any("buildings", r);
        t.set("buildings", at, "households", households);
        t.set("buildings", at, "persons", 2 * households);
        Some(t.text("buildings", at, "id"))
    }),
    ("undivided_building", InTowers, |t, r| {
        let one = [json!(1), json!([90]), json!([90, 0])][r.below(3)].clone();
        tower(t, r, one)
    }),
    ("entrance_above_max", InTowers, |t, r| {
        let alone = 61 + r.below(15);
        tower(t, r, json!([alone, 90 - alone]))
    }),
    ("entrances_contradict", InTowers, |t, r| {
        let other = [29, 31, 40, 59][r.below(4)];
        tower(t, r, json!([30, other, 30]))
    }),
    ("piece_below_min", OnHouses, |t, r| {
        // A column of houses (40 households) changes its beat, not its community.
        let (west, by) = (west_of_two(t, r), 45.0 + 10.0 * r.unit());
        pull(&mut t.features("beats")[west], &[1, 2], -by, 0.0);
        pull(&mut t.features("beats")[west + 1], &[0, 3], -by, 0.0);
        Some(t.text("communities", west, "code"))
    }),
    ("exchanged_coordinates", OnAreas, |t, r| {
        let layer = ["buildings", "beats", "population"][r.below(3)];
        let at = t.any(layer, r);
        let key = ["id", "beat"][usize::from(layer == "beats")];
        let feature = &mut t.features(layer)[at];
        let ring: Vec<[i64; 2]> = fault_town::ring(feature)
            .iter()
            .map(|p| [p[1], p[0]])
            .collect();
        set_ring(feature, &ring);
        Some(t.text(layer, at, key))
    }),
    ("far_outline", OnHouses, |t, r| {
        let (at, corner) = (t.any("communities", r), r.below(4));
        let away = 9_000.0 + 300_000.0 * r.unit();
        let (x, y) = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)][corner];
        pull(
            &mut t.features("communities")[at],
            &[corner],
            x * away,
            y * away,
        );
        Some(t.text("communities", at, "code"))
    }),
    ("empty_name", OnHouses, |t, r| {
        let (layer, field, id) = [
            ("communities", "name", "code"),
            ("communities", "subdistrict", "code"),
            ("beats", "station", "beat"),
        ][r.below(3)];
        let at = t.any(layer, r);
        t.set(
            layer,
            at,
            field,
            [json!(""), Value::Null, json!("  ")][r.below(3)].clone(),
        );
        Some(t.text(layer, at, id))
    }),
    ("same_name", OnHouses, |t, r| {
        let at = 1 + r.below(t.layers["communities"].len() - 1);
        let name = t.text("communities", r.below(at), "name");
        t.set("communities", at, "name", name);
        Some(t.text("communities", at, "code"))
    }),
    ("conflicting_features", OnHouses, |t, r| {
        let at = 1 + r.below(t.layers["communities"].len() - 1);
        let code = t.text("communities", r.below(at), "code");
        t.set("communities", at, "code", code.as_str());
        Some(code)
    }),
    ("layer_mostly_elsewhere", OnAreas, |t, r| {
        let (x, all) = (20_000.0 + 50_000.0 * r.unit(), t.layers["population"].len());
        for area in &mut t.features("population")[..all * 3 / 4] {
            shift(area, x, 0.0);
        }
        Some(String::new())
    }),
];

/// A random building, changed; its id.
fn building(t: &mut Town, r: &mut Rng, change: fn(&mut Value, &mut Rng)) -> Option<String> {
    let at = t.any("buildings", r);
    change(&mut t.features("buildings")[at], r);
    Some(t.text("buildings", at, "id"))
}

fn building_value(t: &mut Town, r: &mut Rng, key: &str, value: Value) -> Option<String> {
    let at = t.any("buildings", r);
    t.set("buildings", at, key, value);
    Some(t.text("buildings", at, "id"))
}

/// Gives the tower of a random community other entrances.
fn tower(t: &mut Town, r: &mut Rng, entrances: Value) -> Option<String> {
    let at = Town::tower_of(t.any("communities", r));
    t.set("buildings", at, "entrances", entrances);
    Some(t.text("buildings", at, "id"))
}

/// A community or beat with an eastern neighbour.
fn west_of_two(t: &Town, r: &mut Rng) -> usize {
    let (columns, rows) = t.net;
    r.below(rows) * columns + r.below(columns - 1)
}

/// Moves the edge between two neighbours, on one side only.
fn inner_edge(t: &mut Town, r: &mut Rng, layer: &str, by: f64) -> Option<String> {
    let west = west_of_two(t, r);
    let by = by * (0.5 + r.unit());
    pull(&mut t.features(layer)[west], &[1, 2], by, 0.0);
    None
}

/// Takes all buildings of a community away.
fn raze(t: &mut Town, r: &mut Rng) -> usize {
    let community = t.any("communities", r);
    let houses = Town::houses_of(community);
    t.features("buildings")
        .drain(houses[0]..=houses[houses.len() - 1]);
    community
}

fn issues(town: &Town) -> Vec<Issue> {
    let (_folder, project) = town.open();
    check(&project, &|_| {}).expect("a town that can be examined")
}

#[test]
fn clean_towns_have_no_warning() {
    for seed in 0..INSTANCES {
        for counted in [OnHouses, OnAreas, InTowers] {
            let found = issues(&Town::new(counted, seed));
            let loud: Vec<&Issue> = found
                .iter()
                .filter(|i| i.severity > Severity::Info)
                .collect();
            assert!(loud.is_empty(), "seed {seed}, {counted:?}: {loud:#?}");
        }
    }
}

#[test]
#[allow(clippy::print_stderr, reason = "the measured recall is the result")]
fn planted_faults_are_found_under_their_own_codes() {
    let (mut planted, mut missed) = (0, Vec::new());
    for (code, counted, plant) in FAULTS {
        for seed in 0..INSTANCES {
            let mut town = Town::new(counted, seed);
            let feature = plant(&mut town, &mut Rng::new(seed, key_of(code)));
            let found = issues(&town);
            let same =
                |i: &&Issue| i.code == code && feature.as_ref().is_none_or(|f| i.feature == *f);
            planted += 1;
            if !found.iter().any(|i| same(&i)) {
                missed.push((code, seed, feature));
            }
        }
    }
    let found = planted - missed.len();
    eprintln!(
        "recall: {found} of {planted} faults of {} classes",
        FAULTS.len()
    );
    assert!(missed.len() * 100 <= planted, "{missed:#?}");
}

#[test]
fn a_fault_is_told_once() {
    for seed in 0..INSTANCES {
        let mut town = Town::new(OnHouses, seed);
        let mut rng = Rng::new(seed, 1);
        let at = town.any("buildings", &mut rng);
        let feature = &mut town.features("buildings")[at];
        let ring: Vec<[i64; 2]> = fault_town::ring(feature)
            .iter()
            .map(|p| [p[1], p[0]])
            .collect();
        set_ring(feature, &ring);
        let id = town.text("buildings", at, "id");
        let found = issues(&town);
        let codes: Vec<&str> = found
            .iter()
            .filter(|i| i.feature == id)
            .map(|i| i.code)
            .collect();
        assert_eq!(codes, ["exchanged_coordinates"]);
    }
}

#[test]
fn a_tower_that_stays_above_is_told_once() {
    for (entrances, code) in [
        (json!(1), "undivided_building"),
        (json!([70, 20]), "entrance_above_max"),
        (json!([61, 61, 61]), "entrance_above_max"),
    ] {
        let mut town = Town::new(InTowers, 1);
        let at = Town::tower_of(0);
        let households = if entrances[2].is_null() { 90 } else { 183 };
        town.set("buildings", at, "households", households);
        town.set("buildings", at, "entrances", entrances.clone());
        let id = town.text("buildings", at, "id");
        let found = issues(&town);
        let mut codes: Vec<&str> = found
            .iter()
            .filter(|i| i.feature == id)
            .map(|i| i.code)
            .collect();
        codes.dedup();
        assert_eq!(codes, [code], "{entrances}");
    }
}

#[test]
fn pieces_of_a_tower_above_the_bound_of_a_level_that_divides_nothing_are_told_as_one() {
    let mut town = Town::new(InTowers, 1);
    town.project = town
        .project
        .replace("oversize = \"entrance\"\n", "")
        .replace("max = 120 }\n", "max = 120 }\noversize = \"entrance\"\n");
    let at = Town::tower_of(0);
    town.set("buildings", at, "households", 124);
    town.set("buildings", at, "entrances", 2);
    let id = town.text("buildings", at, "id");
    let found = issues(&town);
    let told: Vec<&Issue> = found.iter().filter(|i| i.feature == id).collect();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told[0].code, "building_above_max");
    let words = "a piece of the divided building has 62 households (micro_grid: 60)";
    assert!(told[0].message.starts_with(words), "{told:#?}");
}

#[test]
fn a_beat_above_its_cap_is_told_once_and_as_a_run_tells_it() {
    for kind in ["urban", "rural"] {
        let mut town = Town::new(OnHouses, 1);
        for at in 0..town.layers["communities"].len() {
            town.set("communities", at, "kind", kind);
        }
        town.project = town
            .project
            .replace("urban_max = 800", "urban_max = 399, rural_max = 390");
        let (_folder, project) = town.open();
        let told = |issues: &[Issue]| -> Vec<_> {
            let above = issues.iter().filter(|i| i.code == "beat_above_cap");
            above
                .map(|i| (i.feature.clone(), i.message.clone(), i.persons))
                .collect()
        };
        let found = told(&check(&project, &|_| {}).expect("a town that can be examined"));
        let stop = std::sync::atomic::AtomicBool::new(false);
        let plan = wangge::pipeline::run(&project, &project.output_dir, &|_| {}, &stop);
        assert_eq!(found, told(&plan.expect("a plan").map.issues));
        assert_eq!(found.len(), town.layers["beats"].len());
        assert!(found[0].1.contains(kind), "{found:#?}");
    }
}

#[test]
fn issues_about_a_feature_have_its_place() {
    let mut town = Town::new(OnHouses, 3);
    town.set("buildings", 5, "households", -4);
    let found = issues(&town);
    let negative = found
        .iter()
        .find(|i| i.code == "negative_count")
        .expect("planted");
    assert!(negative.place.is_some() && !negative.message_zh.is_empty());
}
