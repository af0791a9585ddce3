//! The coverage: one planar arrangement of all lines; everything later is a label on its faces.

mod dissolve;
mod schema;

pub use dissolve::{Rotation, dissolve};
pub use schema::{AlignOptions, Authority, Coverage, Edge, Face, Footprint};
