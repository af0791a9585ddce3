//! Grids and micro-grids: balanced connected parts of every jurisdiction, level by level.
//!
//! `solve` plans all jurisdictions; `stack` plans all levels of a connected network, `search` one level of it
//! with the moves below; `proof` says which bounds cannot hold.

mod bounds;
mod result;

mod code;
mod solve;

mod enclosed;
mod proof;
mod witness;

mod stack;

mod budget;
mod search;
mod start;

mod contract;
mod crossover;
mod exact;
mod flip;
mod heat;
mod moves;
mod network;
mod parting;
mod score;
mod split;
mod tree;

pub use bounds::{Bounds, Effort, LevelRule, Range, SolveOptions};
pub use code::assign_codes;
pub use network::{Edge, Network};
pub use result::{Certificate, Exception, JurisdictionReport, LevelPlan, LevelReport, Part, Plan};
pub use search::partition;
pub use solve::solve;
