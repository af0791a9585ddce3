//! Basemaps and files: dissolve, tallies, register, summary; written whole or not at all.
//!
//! [`basemap`] makes the polygons and tables of a plan, [`summary`] its `plan.json`, [`write()`] the folder. What is
//! written is the [`Basemap`] and nothing else, so an audit of the basemap is an audit of the files.

mod basemap;
mod beat;
mod crosswalk;
mod divided;
mod feature;
mod files;
mod folder;
mod name;
mod register;
mod schema;
mod staff;
mod summary;
mod tally;

pub use basemap::{BasemapInput, BasemapOptions, basemap};
pub use files::{file_names, write};
pub use folder::probe;
pub use name::{wrong_level_name, wrong_role};
pub use schema::{
    Basemap, BeatArea, BeatCap, CommunityArea, Further, LevelMap, PartArea, PlacedBuilding,
    PlacedPiece, Size, Spot, Tally,
};
pub use staff::StaffRule;
pub use summary::{Summary, SummaryInput, summary};
