//! The plan of the town in `data/town`: as its README says, and line for line as it was reviewed.
//!
//! `UPDATE_GOLDEN=1 cargo test --test town_plan` writes the reviewed file anew; look at it before you keep it.

mod town;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use town::Town;

/// Quarter of a house, first letter of its id.
type Quarter = char;

#[test]
fn grids_are_those_of_the_readme() {
    let town = Town::planned();
    let grids = town.features("grids.geojson");
    assert_eq!(
        households_by_beat(&grids),
        readme([&[30, 30], &[30], &[30, 40]])
    );
    assert!(grids.iter().all(|g| exceptions(g).is_empty()));
    let houses = town.features("buildings.geojson");
    let east = |id: &str| text(house(&houses, id), "grid");
    for north in ["C02", "C03", "C04", "C11"] {
        assert_eq!(east(north), east("C01"), "north of the street");
    }
    for south in ["C06", "C07", "C08", "C09", "C10"] {
        assert_eq!(east(south), east("C05"), "south of the street");
    }
    assert_ne!(east("C01"), east("C05"));
}

#[test]
fn micro_grids_are_those_of_the_readme() {
    let town = Town::planned();
    let micro = town.features("micro_grids.geojson");
    assert_eq!(
        households_by_beat(&micro),
        readme([&[15, 15, 15, 15], &[15, 15], &[15, 15, 15, 25]])
    );
    let houses = town.features("buildings.geojson");
    let of = |id: &str| text(house(&houses, id), "micro_grid");
    for column in [
        "B01 B02 B03",
        "B04 B05 B06",
        "C02 C03 C04",
        "C05 C06 C07",
        "C08 C09 C10",
    ] {
        let codes: Vec<&str> = column.split(' ').map(of).collect();
        assert!(
            codes.windows(2).all(|w| w[0] == w[1]),
            "{column}: {codes:?}"
        );
    }
    let mut of_beat_1: BTreeMap<&str, Vec<i32>> = BTreeMap::new();
    for house in houses.iter().filter(|h| text(h, "id").starts_with('A')) {
        let number: i32 = text(house, "id")[1..].parse().expect("a number");
        let code = text(house, "micro_grid");
        of_beat_1.entry(code).or_default().push(number - 1);
    }
    for (code, three) in of_beat_1 {
        assert!(neighbours(&three), "{code}: {three:?}");
    }
    for part in &micro {
        let tower = part["code"] == of("C01");
        assert_eq!(
            exceptions(part),
            if tower {
                vec!["unit_above_max"]
            } else {
                vec![]
            }
        );
        assert_eq!(part["households"] == 25, tower);
    }
}

#[test]
fn no_grid_holds_houses_of_two_quarters() {
    let town = Town::planned();
    let houses = town.features("buildings.geojson");
    let mut quarters: BTreeMap<&str, Vec<Quarter>> = BTreeMap::new();
    for house in &houses {
        let quarter = text(house, "id").chars().next().expect("an id");
        quarters
            .entry(text(house, "grid"))
            .or_default()
            .push(quarter);
    }
    assert_eq!(quarters.len(), 5);
    for (grid, mut quarters) in quarters {
        quarters.dedup();
        assert_eq!(quarters.len(), 1, "{grid}: {quarters:?}");
    }
    let persons = |beat: &str| -> i64 {
        let there = houses.iter().filter(|h| h["beat"] == beat);
        there.map(|h| h["persons"].as_i64().expect("a count")).sum()
    };
    assert_eq!(["1", "2", "3"].map(persons), [144, 72, 168]);
    assert_eq!(house(&houses, "C01")["persons"], 60);
}

#[test]
fn the_lines_are_those_that_were_reviewed() {
    let town = Town::planned();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/town_grids.geojson");
    let written = fs::read_to_string(town.path("out/grids.geojson")).expect("a file");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(golden.parent().expect("a folder")).expect("writable");
        fs::write(&golden, &written).expect("writable");
    }
    let reviewed = fs::read_to_string(&golden).expect("the reviewed file");
    assert_eq!(written.lines().count(), reviewed.lines().count());
    for (written, reviewed) in written.lines().zip(reviewed.lines()) {
        assert_eq!(written, reviewed, "see the head of this file");
    }
}

/// Whether three houses of beat 1 hang together; columns of three stand side by side, numbered from the south.
fn neighbours(three: &[i32]) -> bool {
    let beside = |a: i32, b: i32| ((a / 3 - b / 3).abs() + (a % 3 - b % 3).abs()) == 1;
    let pairs = [(0, 1), (0, 2), (1, 2)];
    three.len() == 3
        && pairs
            .iter()
            .filter(|&&(i, j)| beside(three[i], three[j]))
            .count()
            == 2
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().expect("a text")
}

fn house<'a>(houses: &'a [Value], id: &str) -> &'a Value {
    let mut same = houses.iter().filter(|h| h["id"] == id);
    same.next().expect("a house of the town")
}

fn exceptions(part: &Value) -> Vec<&str> {
    let list = part["exceptions"].as_array().expect("a list");
    list.iter()
        .map(|code| code.as_str().expect("a code"))
        .collect()
}

fn households_by_beat(parts: &[Value]) -> BTreeMap<String, Vec<i64>> {
    let mut by_beat: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for part in parts {
        let households = part["households"].as_i64().expect("a count");
        by_beat
            .entry(text(part, "beat").to_owned())
            .or_default()
            .push(households);
    }
    for list in by_beat.values_mut() {
        list.sort_unstable();
    }
    by_beat
}

fn readme(beats: [&[i64]; 3]) -> BTreeMap<String, Vec<i64>> {
    let named = ["1", "2", "3"].map(String::from).into_iter();
    named.zip(beats.map(<[i64]>::to_vec)).collect()
}
