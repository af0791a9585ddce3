//! docs/checks.md names every code that the program can say, and no other.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use wangge::judge::Fault;

/// Folders and files whose issues reach `issues.geojson` and `wangge check`.
const MAKERS: [&str; 9] = [
    "layer",
    "coverage",
    "unit",
    "plan/divide.rs",
    "output/beat.rs",
    "output/compound.rs",
    "output/divided.rs",
    "doctor",
    "pipeline.rs",
];

#[test]
fn codes_of_issues_are_those_of_the_documentation() {
    let mut made = BTreeSet::new();
    for maker in MAKERS {
        for file in sources(&root().join("src").join(maker)) {
            let text = fs::read_to_string(&file).expect("a source file is UTF-8");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            if code.contains("Issue") {
                made.extend(quoted_words(code));
            }
        }
    }
    assert_eq!(documented("## Layers"), made);
}

#[test]
fn codes_of_the_judge_are_those_of_the_documentation() {
    let made: BTreeSet<String> = Fault::ALL.iter().map(|f| f.code().to_owned()).collect();
    assert_eq!(
        made.len(),
        Fault::ALL.len(),
        "no code stands for two faults"
    );
    assert_eq!(documented("## Plans"), made);
}

#[test]
fn severities_of_the_judge_are_those_of_the_documentation() {
    let text = section("## Plans");
    for fault in Fault::ALL {
        let row = format!("| `{}` | {} |", fault.code(), fault.severity().word());
        assert!(text.contains(&row), "no row {row}");
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn sources(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = fs::read_dir(path).expect("a source folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.flat_map(|path| sources(&path)).collect()
}

/// The part of the documentation below a heading.
fn section(heading: &str) -> String {
    let text = fs::read_to_string(root().join("docs/checks.md")).expect("the documentation");
    let body = text.split(heading).nth(1).expect("the heading");
    body.split("\n## ").next().unwrap_or_default().to_owned()
}

/// Codes in the first column of the tables below a heading.
fn documented(heading: &str) -> BTreeSet<String> {
    let text = section(heading);
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| row.split('`').next())
        .map(str::to_owned)
        .collect()
}

/// Texts of lower-case words joined by `_`.
fn quoted_words(code: &str) -> BTreeSet<String> {
    let word = |text: &&str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        text.contains('_') && text.chars().all(plain) && !text.starts_with('_')
    };
    code.split('"').filter(word).map(str::to_owned).collect()
}
