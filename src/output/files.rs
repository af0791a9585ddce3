//! The files of an output folder: rendered in memory side by side, then put in place together.

use std::io;
use std::path::Path;

use rayon::prelude::*;

use crate::error::{Error, Result};

use super::crosswalk::crosswalk;
use super::feature::{
    beat_features, building_features, community_features, issue_features, level_features,
};
use super::name::file_of_level;
use super::register::register;
use super::{Basemap, Summary, folder};

/// Writes the folder `dir`, whole or not at all.
///
/// All files are written to a temporary folder beside `dir` and moved in when they are complete. Files of an earlier
/// run are replaced, those that this run does not write are removed; foreign files in `dir` stay untouched.
/// A run that is interrupted leaves at most the temporary folder, which the next run removes.
///
/// # Errors
/// [`Error::Io`] when a file cannot be written or moved; `dir` is then as it was before.
pub fn write(dir: &Path, map: &Basemap, summary: &Summary) -> Result<()> {
    let mut files: Vec<Rendered> = jobs(map)
        .into_par_iter()
        .map(|(name, job)| {
            Ok(Rendered {
                name,
                bytes: job.render(map, summary)?,
            })
        })
        .collect::<io::Result<_>>()
        .map_err(|source| Error::Io {
            path: dir.to_owned(),
            source,
            remedy: "the tables could not be rendered; free some memory and run again",
        })?;
    files.sort_by(|a, b| a.name.cmp(&b.name));
    folder::replace(dir, &files)
}

/// Names of the files that [`write()`] makes, in alphabetical order.
#[must_use]
pub fn file_names(map: &Basemap) -> Vec<String> {
    let mut names: Vec<String> = jobs(map).into_iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    names
}

/// A file as it is going to be.
pub(super) struct Rendered {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// One file to render.
#[derive(Clone, Copy)]
enum Job {
    Level(usize),
    Beats,
    Communities,
    Buildings,
    Issues,
    Register,
    Crosswalk,
    Plan,
}

impl Job {
    fn render(self, map: &Basemap, summary: &Summary) -> io::Result<Vec<u8>> {
        match self {
            Self::Level(level) => level_features(map, level),
            Self::Beats => beat_features(map),
            Self::Communities => community_features(map),
            Self::Buildings => building_features(map),
            Self::Issues => issue_features(map),
            Self::Register => register(map),
            Self::Crosswalk => crosswalk(map),
            Self::Plan => summary.bytes(),
        }
    }
}

/// The largest file first, so that the threads end together.
fn jobs(map: &Basemap) -> Vec<(String, Job)> {
    let level =
        |(index, level): (usize, &super::LevelMap)| (file_of_level(&level.name), Job::Level(index));
    let mut jobs = vec![("buildings.geojson".to_owned(), Job::Buildings)];
    jobs.extend(map.levels.iter().enumerate().map(level));
    jobs.extend(
        [
            ("beats.geojson", Job::Beats),
            ("communities.geojson", Job::Communities),
            ("issues.geojson", Job::Issues),
            ("register.csv", Job::Register),
            ("crosswalk.csv", Job::Crosswalk),
            ("plan.json", Job::Plan),
        ]
        .map(|(name, job)| (name.to_owned(), job)),
    );
    jobs
}
