//! Synthetic districts, calibrated to published figures and fixed by their seed.
//!
//! Drawn in this order: straight lines on a `board`, cut into cells; the lines as a `mesh`; the ground of each
//! block; its use and its buildings; persons; communities and beats as labels on cells; and at last the bending
//! that makes streets curved, with the errors of the offices that drew the boundaries.

mod areas;
mod blocks;
mod board;
mod build;
mod census;
mod civic;
mod dedicated;
mod defects;
mod dice;
mod district;
mod estate;
mod files;
mod grouping;
mod homes;
mod land;
mod land_use;
mod mesh;
mod names;
mod offices;
mod outline;
mod preset;
mod project_file;
mod rules;
mod rural;
mod shape;
mod site;
mod streets;
mod tasks;

use std::path::{Path, PathBuf};

use crate::error::Result;

/// Writes the layers and the project file of a preset into `dir`, and gives the path of the project file.
///
/// The bytes depend on the preset and the seed alone. The folder is made when it is not there; files of the
/// same names are replaced.
///
/// # Errors
/// When the preset is unknown (the message names the known ones) or the folder cannot be written.
pub fn write(preset: &str, seed: u64, dir: &Path) -> Result<PathBuf> {
    let preset = preset::find(preset)?;
    let district = district::District::new(&preset, seed);
    files::write(&preset, &district, seed, dir)
}
