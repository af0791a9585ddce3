//! Pages of a plan folder for people without a GIS: `map.html` to open in a browser, offline.

mod html;
mod pack;

use crate::error::Result;
use crate::layer::Layers;
use crate::output::Rendered;

pub use html::MAP_NAME;

/// What the pages show.
#[derive(Clone, Copy, Debug)]
pub struct PageInput<'a> {
    /// Name of the project.
    pub project: &'a str,
    /// The layers as read: the barriers are drawn.
    pub layers: &'a Layers,
    /// The files of the plan: the page holds their bytes.
    pub files: &'a [Rendered],
    /// Names of the levels, coarsest first.
    pub levels: &'a [&'a str],
}

/// The pages, to be written beside the files that they show.
///
/// # Errors
/// [`crate::error::Error::Io`] when a page cannot be made.
pub fn pages(input: &PageInput<'_>) -> Result<Vec<Rendered>> {
    Ok(vec![html::page(input)?])
}
