//! The shape of the code: imports point down only, files are short and say what they are, crates stay in their layer.

use std::fs;
use std::path::{Path, PathBuf};

/// Layers from the bottom up; members of one row are siblings and never name each other.
const RANKS: [&[&str]; 12] = [
    &["id", "error", "issue", "rng"],
    &["geometry", "serve"],
    &["layer"],
    &["coverage"],
    &["unit"],
    &["plan"],
    &["output", "demo"],
    &["audit", "page"],
    &["doctor", "judge"],
    &["project"],
    &["pipeline"],
    &["cli", "main", "lib"],
];

/// Crates that one layer hides from all others.
const HIDDEN: [(&str, &str); 15] = [
    ("base64", "page"),
    ("flate2", "page"),
    ("geojson", "layer"),
    ("h3o", "layer"),
    ("png", "page"),
    ("resvg", "page"),
    ("spade", "coverage"),
    ("indicatif", "cli"),
    ("ctrlc", "cli"),
    ("open", "cli"),
    ("hyper", "serve"),
    ("hyper_util", "serve"),
    ("percent_encoding", "serve"),
    ("rustix", "serve"),
    ("tokio", "serve"),
];

/// Most lines of a file.
const MOST_LINES: usize = 400;

#[test]
fn imports_point_down_and_files_are_short() {
    let mut files = Vec::new();
    collect(&source(), &mut files);
    assert!(files.len() > 50, "only {} files found", files.len());
    let broken: Vec<String> = files
        .iter()
        .flat_map(|path| {
            let text = fs::read_to_string(path).expect("a source file is UTF-8");
            let path = path.strip_prefix(source()).expect("below src");
            breaches(path, &text)
        })
        .collect();
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn every_layer_exists() {
    for layer in RANKS.iter().copied().flatten() {
        let file = source().join(format!("{layer}.rs"));
        let folder = source().join(layer).join("mod.rs");
        assert!(file.exists() || folder.exists(), "no layer {layer}");
    }
}

#[test]
fn an_upward_arrow_is_found() {
    let planted = "//! x\nuse crate::plan::Plan;\n";
    let found = breaches(Path::new("coverage/build.rs"), planted);
    assert_eq!(
        found,
        ["coverage/build.rs:2: coverage names plan, which lies above it"]
    );
    assert_eq!(breaches(Path::new("audit/mod.rs"), planted), [""; 0]);
}

#[test]
fn a_sibling_arrow_is_found_and_the_own_layer_is_none() {
    let planted = "//! x\nuse crate::demo::write;\nuse crate::output::Basemap;\n";
    let found = breaches(Path::new("output/files.rs"), planted);
    assert_eq!(
        found,
        ["output/files.rs:2: output names demo, which lies beside it"]
    );
}

#[test]
fn groups_and_paths_in_the_text_are_read() {
    let planted = "//! x\nuse crate::{\n    error::Error,\n    unit::{Graph, graph},\n    plan,\n};\nfn f() -> crate :: audit::Report { wangge::demo::x() }\n";
    let found = breaches(Path::new("layer/read.rs"), planted);
    let above: Vec<String> = [(2, "plan"), (2, "unit"), (7, "audit"), (7, "demo")]
        .map(|(line, name)| {
            format!("layer/read.rs:{line}: layer names {name}, which lies above it")
        })
        .to_vec();
    assert_eq!(found, above);
}

#[test]
fn words_in_comments_and_texts_are_no_arrows() {
    let sound = "//! See [`crate::plan`].\n/// crate::plan /* not open\nconst A: &str = \"crate::plan \\\" crate::plan\";\nconst B: &str = r#\"crate::plan \" spade::x\"#;\nconst C: char = '\"';\n/* crate::plan /* crate::plan */ spade::y */\nfn f<'a>(x: &'a str) -> &'a str { x }\npub(crate) fn g() {}\n";
    assert_eq!(breaches(Path::new("layer/read.rs"), sound), [""; 0]);
    let planted = format!("{sound}use crate::plan::Plan;\n");
    assert_eq!(breaches(Path::new("layer/read.rs"), &planted).len(), 1);
}

#[test]
fn a_layer_without_a_rank_is_found() {
    let found = breaches(Path::new("layer/read.rs"), "//! x\nuse crate::util::x;\n");
    assert_eq!(found, ["layer/read.rs:2: util has no rank"]);
    let found = breaches(Path::new("util.rs"), "//! x\n");
    assert_eq!(found, ["util.rs: util has no rank"]);
}

#[test]
fn climbing_out_of_a_layer_by_super_is_found() {
    let planted = "//! x\nuse super::super::plan::Plan;\n";
    let found = breaches(Path::new("layer/read.rs"), planted);
    assert_eq!(
        found,
        ["layer/read.rs:2: `super::super` leaves the layer; write crate::"]
    );
    let inner =
        "//! x\nuse super::read::x;\n#[cfg(test)]\nmod tests {\n    use super::super::y;\n}\n";
    assert_eq!(breaches(Path::new("layer/read.rs"), inner), [""; 0]);
}

#[test]
fn a_crate_outside_its_layer_is_found() {
    let planted = "//! x\nuse spade::Triangulation;\nlet a = geojson::Feature::default();\n";
    let found = breaches(Path::new("unit/graph.rs"), planted);
    assert_eq!(
        found,
        [
            "unit/graph.rs:2: spade is hidden in coverage",
            "unit/graph.rs:3: geojson is hidden in layer"
        ]
    );
    let own = "//! x\nuse h3o::{CellIndex, LatLng};\nlet x = my_h3o::y();\n";
    assert_eq!(breaches(Path::new("layer/h3.rs"), own), [""; 0]);
}

#[test]
fn a_long_file_and_a_file_without_its_first_words_are_found() {
    let long = format!("//! x\n{}", "fn f() {}\n".repeat(MOST_LINES));
    assert_eq!(
        breaches(Path::new("unit/x.rs"), &long),
        ["unit/x.rs: 401 lines, at most 400 are allowed"]
    );
    assert_eq!(
        breaches(Path::new("unit/x.rs"), "use std::fs;\n//! late\n"),
        ["unit/x.rs: does not open with `//!`"]
    );
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("a source folder");
    let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

/// What is wrong with the file at `path` (relative to `src`).
fn breaches(path: &Path, text: &str) -> Vec<String> {
    let shown = path.display();
    let own = layer_of(path);
    let mut found: Vec<String> = bad_shape(text)
        .into_iter()
        .map(|wrong| format!("{shown}: {wrong}"))
        .collect();
    let Some(own_rank) = rank(&own) else {
        found.push(format!("{shown}: {own} has no rank"));
        return found;
    };
    let code = blanked(text);
    let mut wrong = bad_arrows(&code, &own, own_rank);
    wrong.extend(climbs(&code));
    wrong.extend(strangers(&code, &own));
    wrong.sort();
    for (at, what) in wrong {
        let line = code[..at].matches('\n').count() + 1;
        found.push(format!("{shown}:{line}: {what}"));
    }
    found
}

fn bad_shape(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if !text.starts_with("//!") {
        found.push("does not open with `//!`".to_owned());
    }
    let lines = text.lines().count();
    if lines > MOST_LINES {
        found.push(format!("{lines} lines, at most {MOST_LINES} are allowed"));
    }
    found
}

/// Names of layers that do not lie below the own one, with their places.
fn bad_arrows(code: &str, own: &str, own_rank: usize) -> Vec<(usize, String)> {
    let words = |name: &str| match rank(name) {
        None => Some(format!("{name} has no rank")),
        Some(rank) if rank < own_rank || name == own => None,
        Some(rank) if rank == own_rank => Some(format!("{own} names {name}, which lies beside it")),
        Some(_) => Some(format!("{own} names {name}, which lies above it")),
    };
    arrows(code)
        .into_iter()
        .filter_map(|(at, name)| Some((at, words(&name)?)))
        .collect()
}

/// Paths that leave a layer by `super::super`; the tests at the foot of a file are a module of their own.
fn climbs(code: &str) -> Vec<(usize, String)> {
    let code = &code[..code.find("#[cfg(test)]").unwrap_or(code.len())];
    let climbs = |at: &usize| {
        path_after(&code[at + "super".len()..])
            .is_some_and(|rest| first_names(rest).iter().any(|name| name == "super"))
    };
    let places = words(code, "super").into_iter().filter(climbs);
    places
        .map(|at| {
            let wrong = "`super::super` leaves the layer; write crate::";
            (at, wrong.to_owned())
        })
        .collect()
}

/// Crates that are hidden in another layer.
fn strangers(code: &str, own: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (name, home) in HIDDEN {
        let named = |at: &usize| path_after(&code[at + name.len()..]).is_some();
        let places = words(code, name).into_iter().filter(named);
        let wrong = format!("{name} is hidden in {home}");
        found.extend(places.filter(|_| own != home).map(|at| (at, wrong.clone())));
    }
    found
}

fn layer_of(path: &Path) -> String {
    let first = path.iter().next().expect("a relative path");
    let first = first.to_str().expect("source files have plain names");
    first.trim_end_matches(".rs").to_owned()
}

fn rank(layer: &str) -> Option<usize> {
    RANKS.iter().position(|row| row.contains(&layer))
}

/// Every module that `crate::` or the library's own name leads to, with its place.
fn arrows(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for root in ["crate", "wangge"] {
        for at in words(code, root) {
            if let Some(rest) = path_after(&code[at + root.len()..]) {
                found.extend(first_names(rest).into_iter().map(|name| (at, name)));
            }
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found
}

/// Places where `word` stands alone, neither part of a longer word nor the tail of a path.
fn words(code: &str, word: &str) -> Vec<usize> {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word)
        .map(|(at, _)| at)
        .filter(|&at| !code[..at].ends_with(part) && !code[..at].trim_end().ends_with("::"))
        .filter(|&at| !code[at + word.len()..].starts_with(part))
        .collect()
}

/// What follows `::`, when that comes next.
fn path_after(rest: &str) -> Option<&str> {
    rest.trim_start().strip_prefix("::").map(str::trim_start)
}

/// The first name of a path, or of every path in a group.
fn first_names(rest: &str) -> Vec<String> {
    let Some(group) = rest.strip_prefix('{') else {
        let part = |c: &char| c.is_alphanumeric() || *c == '_';
        return vec![rest.chars().take_while(part).collect()];
    };
    let mut names = Vec::new();
    let mut depth = 1;
    let mut item = 0;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && c == ',') {
            let path = group[item..at].trim();
            if !path.is_empty() {
                names.extend(first_names(path));
            }
            item = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    names
}

/// The code with comments, texts and characters blanked, every byte in its place.
fn blanked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skip = comment(rest)
            .or_else(|| raw_text(rest, out.chars().next_back()))
            .or_else(|| quoted(rest));
        let keep = skip.is_none();
        let length = skip.unwrap_or(c.len_utf8());
        for byte in rest[..length].chars() {
            match byte {
                _ if keep => out.push(byte),
                '\n' => out.push('\n'),
                other => out.extend(std::iter::repeat_n(' ', other.len_utf8())),
            }
        }
        rest = &rest[length..];
    }
    out
}

fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    let mut depth = 0;
    let mut at = 0;
    while rest.starts_with("/*") && at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

fn raw_text(rest: &str, before: Option<char>) -> Option<usize> {
    if before.is_some_and(|c| c.is_alphanumeric() && c != 'b' || c == '_') {
        return None;
    }
    let hashes = rest
        .strip_prefix('r')?
        .chars()
        .take_while(|&c| c == '#')
        .count();
    let open = 1 + hashes;
    rest[open..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let body = &rest[open + 1..];
    Some(open + 1 + body.find(&end).map_or(body.len(), |at| at + end.len()))
}

fn quoted(rest: &str) -> Option<usize> {
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return Some(at + 1),
            // A lifetime: one character and no closing quote.
            _ if quote == '\'' && at > 1 && !rest.starts_with("'\\") => return None,
            _ => {}
        }
    }
    None
}
