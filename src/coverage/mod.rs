//! The coverage: one planar arrangement of all lines; everything later is a label on its faces.

mod schema;

pub use schema::{AlignOptions, Authority, Coverage, Edge, Face, Footprint};
