//! The four real places, where they lie beside the project, through the program: nothing is lost, few parts are out
//! of bounds, and none without a reason.
#![allow(clippy::print_stderr, reason = "a test that is skipped has to say so")]

mod town;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;
use town::{properties, wangge};

/// Reasons that claim a proof.
const PROVED: [&str; 6] = [
    "unit_above_max",
    "total_below_min",
    "total_in_gap",
    "enclosed_unit",
    "no_disjoint_cover",
    "persons_cap_conflict",
];

/// Proofs that concern the input alone, not the plan; parts with one of them do not count in the share in bounds.
const EXCUSED: [&str; 3] = ["unit_above_max", "total_below_min", "total_in_gap"];

#[test]
fn cambridge() {
    planned("cambridge", "ML", 86_604);
}

#[test]
fn manhattan() {
    planned("nyc_manhattan", "id", 1_121_753);
}

#[test]
fn taito() {
    planned("tokyo_taito", "id", 198_073);
}

#[test]
fn beijing() {
    planned("beijing", "id", 265_332);
}

/// Plans a place of so many persons, whose buildings have the field `id`, and checks the files that come out.
fn planned(place: &str, id: &str, persons: i64) {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = data.join(place);
    if !folder.join("plan.toml").exists() {
        eprintln!("skipped: {} is absent", folder.display());
        return;
    }
    let here = project(&folder);
    let said = wangge(here.path(), &["plan", "plan.toml", "--out", "out"]);
    eprintln!("{}", said.out);
    assert!(matches!(said.status, Some(0 | 1)), "{said:?}");
    let out = here.path().join("out");
    let rules: toml::Table = fs::read_to_string(here.path().join("plan.toml"))
        .expect("just written")
        .parse()
        .expect("TOML");
    in_bounds(&out.join("grids.geojson"), &rules["level"][0], 95);
    in_bounds(&out.join("micro_grids.geojson"), &rules["level"][1], 97);
    totals(&out, persons);
    every_building(&folder.join("buildings.geojson"), id, &out);
    whole_compounds(&out);
}

/// Of the compounds that fit a level few are split, and none goes missing.
fn whole_compounds(out: &Path) {
    let plan = fs::read_to_string(out.join("plan.json")).expect("written");
    let plan: Value = serde_json::from_str(&plan).expect("JSON");
    let Some(levels) = plan.get("compounds").and_then(Value::as_array) else {
        return;
    };
    let number = |level: &Value, key: &str| level[key].as_u64().expect("a number");
    let all = |level| ["whole", "divided", "split"].map(|key| number(level, key));
    for level in levels {
        let [whole, _, split] = all(level);
        assert!(split * 100 <= (whole + split) * 15, "{level}");
        assert_eq!(
            all(level).iter().sum::<u64>(),
            all(&levels[0]).iter().sum::<u64>()
        );
    }
}

/// The project file of a place with absolute paths.
fn project(folder: &Path) -> TempDir {
    let folder = fs::canonicalize(folder).expect("it is there");
    let text = fs::read_to_string(folder.join("plan.toml")).expect("a project file");
    let mut kept = String::new();
    for line in text.lines() {
        let line = match line.strip_prefix("path = \"") {
            Some(file) => format!("path = \"{}/{file}", folder.display()),
            None => line.to_owned(),
        };
        kept.push_str(&line);
        kept.push('\n');
    }
    let here = tempfile::tempdir().expect("a temporary folder");
    fs::write(here.path().join("plan.toml"), kept).expect("a temporary file");
    here
}

/// Every part outside its bounds has a reason, and of those without a proof at least `percent` are inside.
fn in_bounds(file: &Path, rule: &toml::Value, percent: usize) {
    let parts = properties(file);
    let (mut inside, mut judged) = (0, 0);
    for part in &parts {
        let reasons: Vec<&str> = part["exceptions"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|reason| reason.as_str().expect("a code"))
            .collect();
        let fits = ["households", "persons"].iter().all(|count| {
            let bound = |end: &str| {
                let bounds = rule.get(*count)?;
                bounds.get(end)?.as_integer()
            };
            let value = part[*count].as_i64().expect("a count");
            bound("min").is_none_or(|min| value >= min)
                && bound("max").is_none_or(|max| value <= max)
        });
        let said = reasons
            .iter()
            .any(|r| PROVED.contains(r) || *r == "not_found" || *r == "no_households");
        assert_eq!(fits, !said, "{part}");
        if !reasons.iter().any(|r| EXCUSED.contains(r)) {
            judged += 1;
            inside += usize::from(fits);
        }
    }
    eprintln!(
        "{}: {inside} of {judged} in bounds, {} in all",
        file.display(),
        parts.len()
    );
    assert!(
        inside * 100 >= judged * percent,
        "{}: only {inside} of {judged} are in bounds",
        file.display()
    );
}

/// The sums of households and persons are the same in every file; no person of the input is lost.
fn totals(out: &Path, persons: i64) {
    let sums = ["buildings", "grids", "micro_grids", "beats", "communities"].map(|layer| {
        let rows = properties(&out.join(format!("{layer}.geojson")));
        ["households", "persons"].map(|count| -> i64 {
            let counts = rows.iter().map(|row| row[count].as_i64());
            counts.map(|n| n.expect("an integer")).sum()
        })
    });
    assert_eq!(sums[0][1], persons);
    assert!(sums.iter().all(|sum| *sum == sums[0]), "{sums:?}");
}

/// Every building of the input is in the output, or an issue names it.
fn every_building(input: &Path, id: &str, out: &Path) {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let ids = |file: &str, key: &str| -> BTreeSet<String> {
        let rows = properties(&out.join(file));
        rows.iter().map(|row| text(&row[key])).collect()
    };
    let (placed, named) = (
        ids("buildings.geojson", "id"),
        ids("issues.geojson", "feature"),
    );
    let lost: Vec<String> = properties(input)
        .iter()
        .map(|building| text(&building[id]))
        .filter(|id| !placed.contains(id) && !named.contains(id))
        .collect();
    assert!(placed.len() > 5000, "{}", placed.len());
    assert!(lost.is_empty(), "{} are lost: {lost:?}", lost.len());
}
