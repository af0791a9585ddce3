//! A copy of the town of `data/town` in a temporary folder, to be spoilt, and the program run on it.

#![allow(dead_code, reason = "every test file takes the helpers that it needs")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A copy of the town.
pub struct Town {
    /// Where its files lie.
    pub folder: TempDir,
}

/// What a run of the program said.
#[derive(Debug)]
pub struct Said {
    /// Exit status; `None` when a signal ended it.
    pub status: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// The bytes of every file below a folder, by relative path.
pub type Files = BTreeMap<PathBuf, Vec<u8>>;

impl Town {
    /// The town as it is.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let town = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/town");
        for (name, bytes) in files(&town) {
            fs::write(folder.path().join(name), bytes).expect("a temporary file");
        }
        Self { folder }
    }

    /// The town after a run, so that it has outputs.
    pub fn planned() -> Self {
        let town = Self::new();
        let said = town.plan();
        assert_eq!(said.status, Some(0), "{said:?}");
        town
    }

    /// A path in the town's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Text of a file.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a file of the town")
    }

    /// Writes a file.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).expect("a temporary file");
    }

    /// Replaces every `from` in a file; it must be there.
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "`{from}` is not in {name}");
        self.write(name, text.replace(from, to));
    }

    /// Adds features (GeoJSON texts) behind the last one of a layer.
    pub fn add(&self, name: &str, features: &[String]) {
        let text = self.read(name);
        let body = text.trim_end().strip_suffix("]}").expect("a collection");
        let body = body.trim_end();
        self.write(name, format!("{body},\n{}\n]}}\n", features.join(",\n")));
    }

    /// `wangge plan project.toml`.
    pub fn plan(&self) -> Said {
        self.plan_with(&[])
    }

    /// `wangge plan project.toml` with further arguments, from within the town's folder.
    pub fn plan_with(&self, more: &[&str]) -> Said {
        let arguments: Vec<&str> = ["plan", "project.toml"]
            .iter()
            .chain(more)
            .copied()
            .collect();
        wangge(self.folder.path(), &arguments)
    }

    /// The output files.
    pub fn outputs(&self) -> Files {
        files(&self.path("out"))
    }

    /// Properties of the features of an output file.
    pub fn features(&self, name: &str) -> Vec<Value> {
        properties(&self.path("out").join(name))
    }

    /// The one issue with this code and feature.
    pub fn issue(&self, code: &str, feature: &str) -> Value {
        let issues = self.features("issues.geojson");
        let mut same = issues
            .iter()
            .filter(|i| i["code"] == code && i["feature"] == feature);
        let found = same.next();
        found
            .unwrap_or_else(|| panic!("no {code} of `{feature}` in {issues:#?}"))
            .clone()
    }
}

/// Runs the program in `folder`.
pub fn wangge(folder: &Path, arguments: &[&str]) -> Said {
    let output = command(folder, arguments)
        .output()
        .expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    let said = Said {
        status: output.status.code(),
        out: text(output.stdout),
        err: text(output.stderr),
    };
    assert!(!said.err.contains("panicked"), "{said:?}");
    said
}

/// The program, ready to start in `folder`.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wangge"));
    command
        .current_dir(folder)
        .args(arguments)
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Every file below a folder.
pub fn files(folder: &Path) -> Files {
    let mut found = Files::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below the folder");
                found.insert(name.to_owned(), fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

/// Names in a folder, sorted; none when it is not there.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> = entries
        .map(|e| e.expect("an entry").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Properties of the features of a collection.
pub fn properties(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut collection: Value = serde_json::from_str(&text).expect("JSON");
    let features = collection["features"].as_array_mut().expect("features");
    features
        .iter_mut()
        .map(|feature| feature["properties"].take())
        .collect()
}

/// Names of the files that differ.
pub fn differing<'a>(a: &'a Files, b: &'a Files) -> Vec<&'a Path> {
    let mut names: Vec<&Path> = a.keys().chain(b.keys()).map(PathBuf::as_path).collect();
    names.sort();
    names.dedup();
    names.retain(|name| a.get(*name) != b.get(*name));
    names
}

/// Fails, naming the files, unless both are the same byte for byte.
pub fn assert_same(a: &Files, b: &Files, what: &str) {
    let other = differing(a, b);
    assert!(other.is_empty(), "{what}: these differ: {other:?}");
}

/// Fails unless `text` holds every word.
pub fn names_all(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "`{word}` is not in: {text}");
    }
}
