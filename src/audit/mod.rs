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

pub(crate) use building::{covers, overlap};
pub(crate) use count::is_within;
pub(crate) use depth::{chains, depth_right_of};
pub(crate) use edge::{Owned, boundary, doubled, outlines};
pub(crate) use noding::conflicts;
pub(crate) use place::{Verdict, verdict};
pub(crate) use ring::defect;

pub use report::{AuditReport, Breach, Rule};
pub use verdict::audit;
