//! Grids and micro-grids: balanced connected parts of every jurisdiction, level by level.

mod bounds;
mod result;

pub use bounds::{Bounds, Effort, LevelRule, Range, SolveOptions};
pub use result::{Certificate, Exception, JurisdictionReport, LevelPlan, LevelReport, Part, Plan};
