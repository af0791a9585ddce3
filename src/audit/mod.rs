//! The audit: recomputes the rules from what is about to be written; shares no arithmetic with the solver.
//!
//! It reads the [`crate::output::Basemap`] as a reader of the files would: by codes, polygons and numbers. Lines are compared as exact
//! directed edges, counts as integers; only the area of a footprint beyond its part is a floating-point number.

mod building;
mod count;
mod dedicated;
mod depth;
mod edge;
mod layer;
mod noding;
mod place;
mod report;
mod ring;
mod verdict;

pub use report::{AuditReport, Breach, Rule};
pub use verdict::audit;
