//! `wangge partition`: a bare graph in, the part of each node out.

mod town;

use std::fs;
use std::path::Path;

use town::{names, names_all, wangge};

/// Two rows of estates of 60 households that do not touch, a tower of 200 at the end of the second.
const ROWS: &str = r#"{"name":"rows","attr":"households","target":120.0,"lo":100,"hi":150,"persons_cap":null,"k":4,
"nodes":[{"id":7,"x":0,"y":0,"households":60,"persons":150},{"id":1,"households":60,"persons":150},
{"id":2,"households":60,"persons":150},{"id":3,"households":60,"persons":150},
{"id":4,"households":60,"persons":150},{"id":5,"households":60,"persons":150},{"id":6,"households":200}],
"edges":[{"u":7,"v":1,"shared_length":1.0},{"u":1,"v":2,"shared_length":2.5},{"u":2,"v":3,"shared_length":1.0},
{"u":4,"v":5,"shared_length":1.0},{"u":5,"v":6,"shared_length":1.5}]}"#;

fn folder_with(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("rows.json"), text).expect("mine");
    folder
}

fn partition(folder: &Path, more: &[&str]) -> town::Said {
    let words = ["partition", "rows.json", "--out", "parts.json"];
    wangge(folder, &[&words, more].concat())
}

#[test]
fn disconnected_rows_are_parted_and_the_tower_is_proved() {
    let folder = folder_with(ROWS);
    let said = partition(folder.path(), &[]);
    assert_eq!((said.status, said.err.as_str()), (Some(0), ""));
    let told =
        "7 nodes in 4 parts, 3 within their bounds, 1 proved to be outside, 0 not found; cut 4.00";
    names_all(&said.out, &["rows: ", told, "parts.json"]);
    let parts = fs::read_to_string(folder.path().join("parts.json")).expect("written");
    assert_eq!(parts, r#"{"assignment":[0,0,1,1,2,2,3]}"#);
    assert_eq!(names(folder.path()), ["parts.json", "rows.json"]);
}

#[test]
fn unweighted_edges_count_one_each() {
    let folder = folder_with(ROWS);
    let said = partition(folder.path(), &["--unweighted"]);
    assert_eq!(said.status, Some(0), "{said:?}");
    names_all(&said.out, &["7 nodes in 4 parts", "cut 2.00"]);
}

#[test]
fn threads_do_not_change_the_parts_and_quiet_prints_nothing() {
    let folder = folder_with(ROWS);
    let mut seen = Vec::new();
    for threads in ["1", "2", "8"] {
        let said = partition(
            folder.path(),
            &["--threads", threads, "--quiet", "--effort", "quick"],
        );
        assert_eq!((said.status, said.out.as_str()), (Some(0), ""));
        seen.push(fs::read(folder.path().join("parts.json")).expect("written"));
    }
    assert!(seen.iter().all(|parts| *parts == seen[0]));
}

#[test]
fn a_wrong_graph_is_named_with_its_remedy_and_writes_nothing() {
    let cases: [(&str, &str, &[&str]); 7] = [
        (
            "\"u\":4",
            "\"u\":99",
            &["edge 99 - 5", "an end is no node", "drop the edge"],
        ),
        (
            "\"id\":4",
            "\"id\":3",
            &["node 3", "not unique", "renumber"],
        ),
        (
            "\"households\":200",
            "\"households\":-2",
            &["node 6", "-2 is no count"],
        ),
        ("\"lo\":100", "\"lo\":160", &["160", "150", "correct `lo`"]),
        ("2.5", "-2.5", &["edge 1 - 2", "-2.5 is no length"]),
        (
            "\"households\",\"target\"",
            "\"workload\",\"target\"",
            &["`attr` is `workload`"],
        ),
        ("\"nodes\"", "\"points\"", &["missing field `nodes`"]),
    ];
    for (from, to, told) in cases {
        assert!(ROWS.contains(from), "{from}");
        let folder = folder_with(&ROWS.replacen(from, to, 1));
        let said = partition(folder.path(), &[]);
        assert_eq!(said.status, Some(2), "{from}: {said:?}");
        names_all(&said.err, &["rows.json"]);
        names_all(&said.err, told);
        assert_eq!(names(folder.path()), ["rows.json"]);
    }
}

#[test]
fn an_empty_graph_has_no_parts() {
    let text = r#"{"lo":100,"hi":150,"nodes":[],"edges":[]}"#;
    let folder = folder_with(text);
    let said = partition(folder.path(), &[]);
    assert_eq!(said.status, Some(0), "{said:?}");
    let parts = fs::read_to_string(folder.path().join("parts.json")).expect("written");
    assert_eq!(parts, r#"{"assignment":[]}"#);
}
