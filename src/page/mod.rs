//! Pages of a plan folder for people without a GIS: `map.html` to open in a browser, offline, and the overview for documents.

mod classes;
mod html;
mod legend;
mod lines;
mod overview;
mod pack;
mod raster;
mod svg;

use crate::error::Result;
use crate::layer::Layers;
use crate::output::{Basemap, Rendered};
use crate::plan::LevelRule;

pub use overview::{PNG_NAME, SVG_NAME, overview};

/// What the pages show.
#[derive(Clone, Copy, Debug)]
pub struct PageInput<'a> {
    /// Name of the project.
    pub project: &'a str,
    /// Date of the data, where the project states it.
    pub date: Option<&'a str>,
    /// The layers as read: the barriers are drawn.
    pub layers: &'a Layers,
    /// The files of the plan: the page holds their bytes.
    pub files: &'a [Rendered],
    /// What the files were written from.
    pub map: &'a Basemap,
    /// The rules of the levels, coarsest first.
    pub rules: &'a [LevelRule],
}

/// The pages, to be written beside the files that they show.
///
/// # Errors
/// [`crate::error::Error::Io`] when a page cannot be made.
pub fn pages(input: &PageInput<'_>) -> Result<Vec<Rendered>> {
    let (page, overview) = rayon::join(|| html::page(input), || overview::overview(input));
    let mut pages = vec![page?];
    pages.extend(overview?);
    Ok(pages)
}
