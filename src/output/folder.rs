//! An output folder that is replaced whole or not at all.
//!
//! New files are completed in a temporary folder beside it (same file system). A new output folder is that temporary
//! folder, renamed. In an existing one the files are exchanged one by one by renaming, the old ones parked in the
//! temporary folder; a failure moves them back, and after a crash the next run does.
//!
//! States of a temporary folder: `new` holds files not yet moved in, and either `old` (the output folder holds old files
//! only, some may be parked here) or `parked` (all old files are parked here, the output folder holds new ones only;
//! `names` tells which). With `parked` and nothing in `new` the exchange is complete.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::{Error, Result};

use super::files::Rendered;
use super::name::{file_of_level, wrong_level_name};

const NEW: &str = "new";
const OLD: &str = "old";
const PARKED: &str = "parked";
const NAMES: &str = "names";

/// Names that every run may have written; levels of other names are found in its summary.
const USUAL: [&str; 12] = [
    "beats.geojson",
    "buildings.geojson",
    "communities.geojson",
    "crosswalk.csv",
    "grids.geojson",
    "issues.geojson",
    "map.html",
    "micro_grids.geojson",
    "overview.png",
    "overview.svg",
    "plan.json",
    "register.csv",
];

/// Whether `dir` can be written, found out before any long work; changes nothing in it.
///
/// # Errors
/// [`Error::Io`] when `dir` is a file or cannot be made or changed.
pub fn probe(dir: &Path) -> Result<()> {
    let stage = Stage::open(dir)?;
    let tried = stage.try_target();
    stage.close();
    tried
}

/// Puts the files into `dir` and removes what an earlier run wrote there and this one does not.
///
/// # Errors
/// [`Error::Io`]; `dir` is then as it was before.
pub(super) fn replace(dir: &Path, files: &[Rendered]) -> Result<()> {
    let stage = Stage::open(dir)?;
    let done = stage.fill(files).and_then(|()| stage.publish(files));
    stage.close();
    done
}

/// The temporary folder of one run.
struct Stage {
    root: PathBuf,
    target: PathBuf,
}

impl Stage {
    /// Makes an empty stage beside `dir`, after cleaning up behind interrupted runs.
    fn open(dir: &Path) -> Result<Self> {
        let target = fs::canonicalize(dir).unwrap_or_else(|_| dir.to_owned());
        if target.exists() && !target.is_dir() {
            return Err(Error::Io {
                path: dir.to_owned(),
                source: io::Error::from(io::ErrorKind::NotADirectory),
                remedy: "name a folder for the output, or move this file away",
            });
        }
        let parent = parent_of(&target);
        fs::create_dir_all(&parent).map_err(|source| denied(&parent, source))?;
        let mut name = OsString::from(".");
        name.push(target.file_name().unwrap_or_default());
        name.push(".tmp-");
        clean_up(&parent, &name, &target)?;
        name.push(std::process::id().to_string());
        let root = parent.join(name);
        for folder in [root.clone(), root.join(NEW), root.join(OLD)] {
            fs::create_dir(&folder).map_err(|source| denied(&folder, source))?;
        }
        Ok(Self { root, target })
    }

    /// Makes and removes a folder in an existing target.
    fn try_target(&self) -> Result<()> {
        let trial = self.target.join(self.root.file_name().unwrap_or_default());
        if self.target.exists() {
            fs::create_dir(&trial)
                .and_then(|()| fs::remove_dir(&trial))
                .map_err(|source| denied(&self.target, source))?;
        }
        Ok(())
    }

    fn fill(&self, files: &[Rendered]) -> Result<()> {
        let keep = |path: PathBuf, bytes: &[u8]| {
            fs::write(&path, bytes).map_err(|source| Error::Io {
                path,
                source,
                remedy: "free space on the disk or choose another output folder; old outputs are as they were",
            })
        };
        for file in files {
            keep(self.root.join(NEW).join(&file.name), &file.bytes)?;
        }
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        keep(self.root.join(NAMES), names.join("\n").as_bytes())
    }

    fn publish(&self, files: &[Rendered]) -> Result<()> {
        let done = if self.target.exists() {
            self.exchange(files)
        } else {
            fs::rename(self.root.join(NEW), &self.target)
        };
        done.map_err(|source| denied(&self.target, source))
    }

    /// Parks every file of an earlier run, then moves the new ones in.
    fn exchange(&self, files: &[Rendered]) -> io::Result<()> {
        let mut old = written_before(&self.target);
        old.extend(files.iter().map(|file| file.name.clone()));
        for name in old {
            move_if_there(&self.target.join(&name), &self.root.join(OLD).join(&name))?;
        }
        fs::rename(self.root.join(OLD), self.root.join(PARKED))?;
        for file in files {
            let new = self.root.join(NEW).join(&file.name);
            fs::rename(new, self.target.join(&file.name))?;
        }
        Ok(())
    }

    /// Undoes what is not complete and removes the stage. What cannot be undone stays parked for the next run.
    fn close(self) {
        if recover(&self.root, &self.target).is_ok() {
            let _ = fs::remove_dir_all(&self.root);
        }
    }
}

/// Recovers and removes the temporary folders that interrupted runs left.
fn clean_up(parent: &Path, prefix: &OsString, target: &Path) -> Result<()> {
    let prefix = prefix.as_encoded_bytes();
    let entries = fs::read_dir(parent).map_err(|source| denied(parent, source))?;
    let mut stale: Vec<PathBuf> = entries
        .filter_map(io::Result::ok)
        .filter(|entry| entry.file_name().as_encoded_bytes().starts_with(prefix))
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    stale.sort();
    for root in stale {
        recover(&root, target)
            .and_then(|()| fs::remove_dir_all(&root))
            .map_err(|source| Error::Io {
                path: root,
                source,
                remedy: "an interrupted run left this folder; move its files back or delete it",
            })?;
    }
    Ok(())
}

/// Brings the target back to its old files unless the exchange is complete. May itself be interrupted and repeated.
fn recover(root: &Path, target: &Path) -> io::Result<()> {
    let (new, old, parked) = (root.join(NEW), root.join(OLD), root.join(PARKED));
    if parked.exists() {
        let unfinished = fs::read_dir(&new).is_ok_and(|mut files| files.next().is_some());
        if !unfinished {
            return Ok(());
        }
        for name in fs::read_to_string(root.join(NAMES))?.lines() {
            move_if_there(&target.join(name), &new.join(name))?;
        }
        fs::rename(&parked, &old)?;
    }
    let Ok(parked) = fs::read_dir(&old) else {
        return Ok(());
    };
    for file in parked {
        let name = file?.file_name();
        move_if_there(&old.join(&name), &target.join(&name))?;
    }
    Ok(())
}

/// Names that an earlier run may have written into `target`, by the levels of its summary.
fn written_before(target: &Path) -> Vec<String> {
    let mut names: Vec<String> = USUAL.map(str::to_owned).to_vec();
    let summary = fs::read(target.join("plan.json")).unwrap_or_default();
    if let Ok(Levels { rules }) = serde_json::from_slice(&summary) {
        let levels = rules.iter().map(|level| level.name.as_str());
        let sound = levels.filter(|name| wrong_level_name(name).is_none());
        names.extend(sound.map(file_of_level));
    }
    names
}

/// What is read of an earlier summary.
#[derive(Deserialize)]
struct Levels {
    rules: Vec<LevelOfRules>,
}

#[derive(Deserialize)]
struct LevelOfRules {
    name: String,
}

fn move_if_there(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn parent_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
        Some(parent) => parent.to_owned(),
        None => path.to_owned(),
    }
}

fn denied(path: &Path, source: io::Error) -> Error {
    let remedy = match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "the output folder is read-only: allow writing there or choose another folder"
        }
        io::ErrorKind::CrossesDevices => {
            "the output folder must lie on the same disk as the folder that holds it: choose a folder inside it"
        }
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            "a file is where a folder has to be: choose another output folder, or move that file away"
        }
        _ => "choose another output folder, or free space on the disk",
    };
    Error::Io {
        path: path.to_owned(),
        source,
        remedy,
    }
}
