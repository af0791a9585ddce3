//! The coverage: one planar arrangement of all lines; everything later is a label on its faces.
//!
//! [`build`] nodes the layers exactly on the lattice, labels the faces, reconciles what nearly coincides and shares
//! the open land out among the buildings.

mod axis;
mod bay;
mod build;
mod cells;
mod check;
mod conflate;
mod dissolve;
mod finish;
mod fuse;
mod gaps;
mod label;
mod lines;
mod mesh;
mod node;
mod owner;
mod parity;
mod pieces;
mod schema;
mod segment;
mod simplify;
mod sliver;
mod terrain;
mod whole;

pub use build::build;
pub use dissolve::{Rotation, dissolve};
pub use schema::{AlignOptions, Authority, Conflicts, Coverage, Edge, Face, Footprint};
