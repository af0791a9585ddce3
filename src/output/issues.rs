//! `issues.geojson` alone, for a run that plans nothing.

use std::fs;
use std::io;
use std::path::Path;

use crate::error::{Error, Result};
use crate::issue::Issue;

use super::feature::issue_features;

const NAME: &str = "issues.geojson";

/// Writes `issues.geojson` into the folder `dir`, which is made when it is not there; whole or not at all.
///
/// # Errors
/// [`Error::Io`] when the folder holds a plan, whose own list it would replace, or when it cannot be written; an old
/// file is then as it was before.
pub fn write_issues(dir: &Path, issues: &[Issue]) -> Result<()> {
    let denied = |source: io::Error, remedy: &'static str| Error::Io {
        path: dir.to_owned(),
        source,
        remedy,
    };
    if dir.join("plan.json").exists() {
        return Err(denied(
            io::Error::from(io::ErrorKind::AlreadyExists),
            "the folder holds a plan with issues of its own; name another folder",
        ));
    }
    let fresh = dir.join(format!(".{NAME}.tmp-{}", std::process::id()));
    let written = fs::create_dir_all(dir)
        .and_then(|()| issue_features(issues))
        .and_then(|bytes| fs::write(&fresh, bytes))
        .and_then(|()| fs::rename(&fresh, dir.join(NAME)));
    written.map_err(|source| {
        // A rest that cannot be removed either says nothing new.
        let _ = fs::remove_file(&fresh);
        denied(source, "choose a folder that can be written")
    })
}
