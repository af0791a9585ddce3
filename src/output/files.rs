//! The files of a plan: rendered in memory side by side, then put in place together.

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

/// A file as it is going to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Name in the folder of the outputs.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// The tables and basemaps of a plan, in alphabetical order.
///
/// # Errors
/// [`Error::Io`] when a file cannot be rendered.
pub fn render(map: &Basemap, summary: &Summary) -> Result<Vec<Rendered>> {
    let mut files: Vec<Rendered> = jobs(map)
        .into_par_iter()
        .map(|(name, job)| match job.render(map, summary) {
            Ok(bytes) => Ok(Rendered { name, bytes }),
            Err(source) => Err(Error::Io {
                path: name.into(),
                source,
                remedy: "the file could not be rendered; free some memory and run again",
            }),
        })
        .collect::<Result<_>>()?;
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// Puts files into the folder `dir`, all or none.
///
/// They are written to a temporary folder beside `dir` and moved in when they are complete. Files of an earlier
/// run are replaced, those that this run does not write are removed; foreign files in `dir` stay untouched.
/// A run that is interrupted leaves at most the temporary folder, which the next run removes.
///
/// # Errors
/// [`Error::Io`] when a file cannot be written or moved; `dir` is then as it was before.
pub fn write(dir: &Path, files: &[Rendered]) -> Result<()> {
    folder::replace(dir, files)
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
            Self::Issues => issue_features(&map.issues),
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
