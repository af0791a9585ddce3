//! Ctrl-C: before the search it ends the run, in the search it ends the search, a second one ends the program.
#![cfg(target_os = "linux")]

mod town;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;
use town::{Town, assert_same, command, names, names_all, wangge};

/// Number of the signal that Ctrl-C sends.
const SIGINT: i32 = 2;
const STOPPING: &str = "wangge: stopping: the best result so far will be written";

fn press_ctrl_c(child: &Child) {
    // Nobody may be there any more to hear it.
    let _ = Command::new("sh")
        .args(["-c", &format!("kill -INT {}", child.id())])
        .stderr(Stdio::null())
        .status()
        .expect("a shell");
}

/// Whether the signal is in this set of the program, for instance `SigCgt`: caught.
fn has_signal(child: &Child, set: &str) -> bool {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(set));
    let bits =
        line.and_then(|line| u64::from_str_radix(line.trim_start_matches(':').trim(), 16).ok());
    bits.is_some_and(|bits| bits >> (SIGINT - 1) & 1 == 1)
}

/// Waits until the search has begun (or the run is over), then presses Ctrl-C.
fn press_in_the_search(child: &mut Child) {
    while !has_signal(child, "SigCgt") && child.try_wait().expect("a child").is_none() {
        sleep(Duration::from_millis(1));
    }
    press_ctrl_c(child);
}

/// What it prints until it ends, and its exit status.
fn rest(child: Child) -> (Option<i32>, String, String) {
    let output = child.wait_with_output().expect("a child");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// A small district with its plan, to be planned anew with a long search.
fn district() -> Town {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let said = wangge(folder.path(), &["demo", "jianye", "--out", "."]);
    assert!(matches!(said.status, Some(0 | 1)), "{said:?}");
    let town = Town { folder };
    town.edit(
        "project.toml",
        "seed = 1",
        "seed = 1\neffort = \"thorough\"",
    );
    town
}

fn summary(town: &Town) -> Value {
    serde_json::from_str(&town.read("out/plan.json")).expect("JSON")
}

#[test]
fn a_stopped_search_writes_a_whole_plan_that_says_so() {
    let town = district();
    assert_eq!(summary(&town)["stopped"], false);
    let before = names(&town.path("out"));
    let mut child = command(town.folder.path(), &["plan", "project.toml"])
        .spawn()
        .expect("starts");
    press_in_the_search(&mut child);
    let (status, out, err) = rest(child);
    assert!(matches!(status, Some(0 | 1)), "{status:?} {out} {err}");
    names_all(&out, &["no breach\n"]);
    assert_eq!(names(&town.path("out")), before);
    let plan = summary(&town);
    assert_eq!(plan["effort"], "thorough");
    let stopped = plan["stopped"] == true;
    assert_eq!(out.contains("  stopped   by Ctrl-C"), stopped, "{out}");
    // The search may be over before the key is pressed.
    assert!(!stopped || err.starts_with(STOPPING), "{err}");
    let sum = |file: &str| -> i64 {
        let rows = town.features(file);
        rows.iter()
            .map(|row| row["households"].as_i64().expect("a count"))
            .sum()
    };
    let houses = sum("buildings.geojson");
    assert_eq!(
        [sum("grids.geojson"), sum("micro_grids.geojson")],
        [houses; 2]
    );
    assert_eq!(plan["totals"]["households"], houses);
}

#[test]
fn a_second_ctrl_c_ends_the_program_and_leaves_the_old_plan() {
    let town = district();
    let old = town.outputs();
    let mut child = command(town.folder.path(), &["plan", "project.toml"])
        .spawn()
        .expect("starts");
    press_in_the_search(&mut child);
    // One line, or the end of a run that was faster.
    let mut line = String::new();
    let mut err = BufReader::new(child.stderr.take().expect("piped"));
    err.read_line(&mut line).expect("UTF-8");
    press_ctrl_c(&child);
    let mut left = String::new();
    err.read_to_string(&mut left).expect("UTF-8");
    let (status, ..) = rest(child);
    assert!(
        matches!(status, Some(0 | 1 | 130)),
        "{status:?} {line} {left}"
    );
    if status != Some(130) {
        return;
    }
    assert!(line.starts_with(STOPPING), "{line}");
    // Where it was about to exchange the files, the next run puts them back, even one that fails.
    fs::remove_file(town.path("beats.geojson")).expect("mine");
    assert_eq!(town.plan().status, Some(2));
    if summary(&town)["stopped"] == false {
        assert_same(&town.outputs(), &old, "the old plan");
    }
    assert!(
        !names(town.folder.path())
            .iter()
            .any(|name| name.contains(".tmp-"))
    );
}

#[test]
#[allow(clippy::print_stderr, reason = "a test that is skipped has to say so")]
fn ctrl_c_before_the_search_ends_the_run_with_nothing_written() {
    let town = Town::planned();
    let old = town.outputs();
    // A pipe that nobody writes to: reading it does not end.
    let buildings = town.path("buildings.geojson");
    fs::remove_file(&buildings).expect("mine");
    let made = Command::new("mkfifo").arg(&buildings).status();
    assert!(made.expect("mkfifo").success());
    let mut child = command(town.folder.path(), &["plan", "project.toml"])
        .spawn()
        .expect("starts");
    sleep(Duration::from_millis(100));
    if has_signal(&child, "SigIgn") {
        eprintln!("skipped: the tests run where Ctrl-C is ignored");
        child.kill().expect("a child");
        child.wait().expect("a child");
        return;
    }
    press_ctrl_c(&child);
    let output = child.wait_with_output().expect("a child");
    assert_eq!(output.status.signal(), Some(SIGINT), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    assert_same(&town.outputs(), &old, "the old plan");
}

/// Side of the square of nodes.
const SIDE: usize = 70;

fn square(path: &Path) {
    let node = |i: usize| format!("{{\"id\":{i},\"households\":{}}}", 5 + i * 37 % 41);
    let nodes: Vec<String> = (0..SIDE * SIDE).map(node).collect();
    let edges = edges().map(|(u, v)| {
        format!(
            "{{\"u\":{u},\"v\":{v},\"shared_length\":{}.5}}",
            1 + u * v % 7
        )
    });
    let edges: Vec<String> = edges.collect();
    let text = format!(
        "{{\"name\":\"square\",\"lo\":200,\"hi\":400,\"target\":300,\"nodes\":[{}],\"edges\":[{}]}}",
        nodes.join(","),
        edges.join(",")
    );
    fs::write(path, text).expect("a temporary file");
}

fn edges() -> impl Iterator<Item = (usize, usize)> {
    (0..SIDE * SIDE).flat_map(|i| {
        let east = (i % SIDE + 1 < SIDE).then_some((i, i + 1));
        let north = (i + SIDE < SIDE * SIDE).then_some((i, i + SIDE));
        east.into_iter().chain(north)
    })
}

fn find(root: &mut [usize], mut i: usize) -> usize {
    while root[i] != i {
        root[i] = root[root[i]];
        i = root[i];
    }
    i
}

/// Number of connected pieces of nodes with one label.
fn pieces(label: &[u64]) -> usize {
    let mut root: Vec<usize> = (0..label.len()).collect();
    for (u, v) in edges().filter(|&(u, v)| label[u] == label[v]) {
        let (u, v) = (find(&mut root, u), find(&mut root, v));
        root[u] = v;
    }
    (0..label.len()).filter(|&i| root[i] == i).count()
}

#[test]
fn a_stopped_partition_is_written_whole() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    square(&folder.path().join("square.json"));
    let words = [
        "partition",
        "square.json",
        "--out",
        "parts.json",
        "--effort",
        "thorough",
    ];
    let mut child = command(folder.path(), &words).spawn().expect("starts");
    press_in_the_search(&mut child);
    let (status, out, err) = rest(child);
    assert!(matches!(status, Some(0 | 1)), "{status:?} {out} {err}");
    assert_eq!(
        err.starts_with(STOPPING),
        out.contains("; stopped by Ctrl-C"),
        "{out} {err}"
    );
    let parts = fs::read_to_string(folder.path().join("parts.json")).expect("written");
    let parts: BTreeMap<String, Vec<u64>> = serde_json::from_str(&parts).expect("JSON");
    let label = &parts["assignment"];
    assert_eq!(label.len(), SIDE * SIDE);
    let most = label.iter().max().expect("nodes");
    assert_eq!(pieces(label) as u64, most + 1, "every part is connected");
    assert_eq!(names(folder.path()), ["parts.json", "square.json"]);
}
