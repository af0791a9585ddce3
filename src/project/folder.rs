//! The output folder: files of fixed names are replaced in it, so it must hold nothing that the project needs.

use std::path::{Component, Path, PathBuf};

use crate::layer::Inputs;

/// What is wrong with `output`, called `key` by the user: it is or contains the project's `folder` or an input.
pub fn check(key: &str, folder: &Path, output: &Path, inputs: &Inputs) -> Option<String> {
    let output = plain(&output.join("."));
    let folder = &plain(&folder.join("."));
    if folder == &output {
        return Some(format!(
            "{key} is the project's own folder, whose files a run would replace; name a folder below it"
        ));
    }
    if folder.starts_with(&output) {
        return Some(format!(
            "{key} holds the project's own folder; name a folder below that or beside it"
        ));
    }
    let inside = |path: &&str| plain(&folder.join(path)).starts_with(&output);
    let input = paths(inputs).into_iter().find(inside)?;
    Some(format!(
        "{key} contains the input `{input}`, which a run would replace; name another folder"
    ))
}

fn paths(inputs: &Inputs) -> Vec<&str> {
    let mut paths = vec![&inputs.buildings.path, &inputs.communities.path];
    paths.extend(inputs.population.as_ref().map(|p| &p.path));
    paths.extend(inputs.beats.as_ref().map(|b| &b.path));
    paths.extend(inputs.dedicated.as_ref().map(|d| &d.path));
    paths.extend(inputs.compounds.as_ref().map(|c| &c.path));
    paths.extend(inputs.barriers.iter().map(|b| &b.path));
    paths.into_iter().map(String::as_str).collect()
}

/// The absolute path without links, `.` and `..`; of what is not there yet as far as its words tell.
fn plain(path: &Path) -> PathBuf {
    if let Ok(real) = std::fs::canonicalize(path) {
        return real;
    }
    let mut plain = PathBuf::new();
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}
