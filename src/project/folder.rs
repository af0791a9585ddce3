//! The output folder: it is replaced as a whole, so it must hold nothing that the project needs.

use std::path::{Component, Path, PathBuf};

use crate::layer::Inputs;

/// Adds to `wrong` when `output` is or contains the project's `folder` or an input.
pub fn check(folder: &Path, output: &Path, inputs: &Inputs, wrong: &mut Vec<String>) {
    let output = plain(&output.join("."));
    let folder = &plain(&folder.join("."));
    if folder.starts_with(&output) {
        wrong.push(
            "output.dir is the project's own folder, and it is replaced as a whole; name a folder below it"
                .to_owned(),
        );
        return;
    }
    let inside = |path: &&str| plain(&folder.join(path)).starts_with(&output);
    if let Some(path) = paths(inputs).into_iter().find(inside) {
        wrong.push(format!(
            "output.dir contains the input `{path}`, and it is replaced as a whole; name another folder"
        ));
    }
}

fn paths(inputs: &Inputs) -> Vec<&str> {
    let mut paths = vec![&inputs.buildings.path, &inputs.communities.path];
    paths.extend(inputs.population.as_ref().map(|p| &p.path));
    paths.extend(inputs.beats.as_ref().map(|b| &b.path));
    paths.extend(inputs.barriers.iter().map(|b| &b.path));
    paths.into_iter().map(String::as_str).collect()
}

/// The absolute path without `.` and `..`, as far as its words tell.
fn plain(path: &Path) -> PathBuf {
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
