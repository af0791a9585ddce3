//! Tables of H3 cells: any resolution, mixed ones, every person in the plan; a cell within another is an error.

mod town;

use std::collections::BTreeMap;

use h3o::{CellIndex, LatLng, Resolution};
use serde_json::Value;
use town::{Town, names_all};

/// Cells with a count, as rows of a table.
type Rows = BTreeMap<CellIndex, u32>;

/// The town with `table` instead of its population polygons, and without counts on its buildings.
fn with_table(table: &str) -> Town {
    let town = Town::new();
    town.write("cells.csv", table);
    town.edit(
        "project.toml",
        "population.geojson\"\npersons = \"persons\"",
        "cells.csv\"",
    );
    town.edit("project.toml", "households = \"households\"\n", "");
    town
}

fn table(column: &str, rows: &Rows) -> String {
    let rows = rows.iter().map(|(cell, n)| format!("{cell},{n}\n"));
    format!("h3,{column}\n{}", rows.collect::<String>())
}

/// A house has 12, at the lower left corner of its footprint, in the cell that `resolution` gives it.
fn cells(resolution: impl Fn(f64) -> Resolution) -> Rows {
    let text = Town::new().read("buildings.geojson");
    let houses: Value = serde_json::from_str(&text).expect("JSON");
    let mut rows = Rows::new();
    for house in houses["features"].as_array().expect("features") {
        let corner = &house["geometry"]["coordinates"][0][0];
        let [x, y] = [0, 1].map(|i| corner[i].as_f64().expect("degrees"));
        let at = LatLng::new(y, x).expect("degrees");
        *rows.entry(at.to_cell(resolution(x))).or_default() += 12;
    }
    rows
}

fn totals(town: &Town) -> Value {
    let plan: Value = serde_json::from_str(&town.read("out/plan.json")).expect("JSON");
    plan["totals"].clone()
}

/// Runs the town and checks that everybody of the table is in it.
fn check(town: &Town, count: &str, rows: &Rows) {
    let said = town.plan();
    assert!(matches!(said.status, Some(0 | 1)), "{said:?}");
    let all: u32 = rows.values().sum();
    assert_eq!(totals(town)[count], all, "{rows:?}");
    for layer in ["grids", "micro_grids", "beats", "communities", "buildings"] {
        let features = town.features(&format!("{layer}.geojson"));
        let sum: i64 = features
            .iter()
            .map(|f| f[count].as_i64().expect("a count"))
            .sum();
        assert_eq!(sum, i64::from(all), "{layer}");
    }
}

#[test]
fn every_resolution_from_villages_to_single_houses_keeps_its_people() {
    for resolution in [7, 8, 9, 10, 11] {
        let resolution = Resolution::try_from(resolution).expect("a resolution");
        let rows = cells(|_| resolution);
        check(&with_table(&table("persons", &rows)), "persons", &rows);
    }
    let rows = cells(|_| Resolution::Eleven);
    check(
        &with_table(&table("households", &rows)),
        "households",
        &rows,
    );
}

#[test]
fn resolutions_may_be_mixed() {
    // Fine cells in the west; coarser ones in the east, which hold none of them.
    let mut rows = cells(|x| {
        if x < 118.7055 {
            Resolution::Eleven
        } else {
            Resolution::Nine
        }
    });
    let coarse: Vec<CellIndex> = rows
        .keys()
        .copied()
        .filter(|c| c.resolution() == Resolution::Nine)
        .collect();
    rows.retain(|cell, _| {
        cell.resolution() == Resolution::Nine
            || !coarse.contains(&cell.parent(Resolution::Nine).expect("a parent"))
    });
    let fine = rows.len() - coarse.len();
    assert!(fine > 5 && coarse.len() > 1, "{fine} {coarse:?}");
    check(&with_table(&table("persons", &rows)), "persons", &rows);
}

#[test]
fn a_cell_within_another_is_an_error_that_names_both() {
    let cell = LatLng::new(32.001, 118.701)
        .expect("degrees")
        .to_cell(Resolution::Eleven);
    for resolution in [Resolution::Seven, Resolution::Ten] {
        let around = cell.parent(resolution).expect("a parent");
        let town = with_table(&format!("h3,persons\n{cell},4\n{around},9\n"));
        let said = town.plan();
        assert_eq!(said.status, Some(2), "{said:?}");
        let words = format!(
            "the cell {cell} (resolution 11) lies in the cell {around} (resolution {resolution})"
        );
        names_all(
            &said.err,
            &[
                "cells.csv (layer population)",
                &words,
                "keep the coarser row or the finer ones",
            ],
        );
        assert!(!town.path("out").exists());
    }
}

#[test]
fn two_ways_to_write_a_cell_are_one() {
    let mut rows = cells(|_| Resolution::Nine);
    let (&first, _) = rows.first_key_value().expect("a cell");
    let again = first.to_string().to_uppercase();
    let text = format!("{}{again},30\n", table("persons", &rows));
    *rows.entry(first).or_default() += 30;
    let town = with_table(&text);
    check(&town, "persons", &rows);
    town.issue("merged_features", "");
}

#[test]
fn one_column_of_counts_is_enough_and_none_is_an_error() {
    let rows = cells(|_| Resolution::Ten);
    let town = with_table(&table("shops", &rows));
    let said = town.plan();
    assert_eq!(said.status, Some(2), "{said:?}");
    names_all(
        &said.err,
        &["no column `persons`", "the columns are: h3, shops"],
    );
    town.edit(
        "project.toml",
        "cells.csv\"",
        "cells.csv\"\nmerchants = \"shops\"",
    );
    check(&town, "merchants", &rows);
    town.edit(
        "project.toml",
        "cells.csv\"",
        "cells.csv\"\ntasks = \"calls\"",
    );
    names_all(&town.plan().err, &["no column `calls`"]);
}

#[test]
fn a_reach_is_for_points_and_refused_for_a_table() {
    let town = with_table(&table("persons", &cells(|_| Resolution::Ten)));
    town.edit("project.toml", "cells.csv\"", "cells.csv\"\nreach_m = 20");
    let said = town.plan();
    assert_eq!(said.status, Some(2), "{said:?}");
    names_all(
        &said.err,
        &["inputs.population.reach_m is for points; a table has none"],
    );
}
