//! Basemaps and files: dissolve, tallies, register, summary; written whole or not at all.
//!
//! [`basemap`] makes the polygons and tables of a plan, [`summary`] its `plan.json`, [`render`] the files, [`write()`]
//! the folder. What is written is the [`Basemap`] and nothing else, so an audit of the basemap is an audit of the files.

mod along;
mod basemap;
mod beat;
mod compound;
mod crosswalk;
mod divided;
mod feature;
mod files;
mod folder;
mod issues;
mod name;
mod register;
mod schema;
mod staff;
mod summary;
mod tally;
mod wholeness;

pub use basemap::{BasemapInput, BasemapOptions, basemap, noun};
pub use beat::{above_cap_issue, rural_leads};
pub use feature::issue_properties;
pub use files::{Rendered, render, write};
pub use folder::probe;
pub use issues::write_issues;
pub use name::{file_of_level, wrong_level_name, wrong_role};
pub use schema::{
    Along, Basemap, BeatArea, BeatCap, CommunityArea, Further, InteriorLines, LevelMap, PartArea,
    PlacedBuilding, PlacedPiece, Size, Spot, Tally,
};
pub use staff::StaffRule;
pub use summary::{Summary, SummaryInput, summary};
pub use wholeness::Wholeness;
