//! Grids, micro-grids and any further levels: balanced connected parts of every jurisdiction, level by level.
//!
//! [`solve`] plans all jurisdictions, each alone: `stack` makes the finest parts first and coarser parts as unions
//! of whole finer ones, `repair` solves windows of all levels anew, small ones exactly (`joint`), `search` parts one
//! level with the moves listed below it, `proof` says which bounds cannot hold, `conflict` proves more of parts that
//! are outside theirs, `settle` finds relaxations that do, `witness` says why in words, and [`verify`] checks what
//! they say. [`partition`] is the same search on a bare network.
//! A [`Watch`] hears how far they are and ends them early with whole plans.
//!
//! Costs are integers in hundredths of a plain border of mean length within the jurisdiction. A part outside its
//! bounds costs 5000, and 2500 more for each half-width (half of max − min) that a count is outside; the distance
//! from the target costs `balance` at one half-width and grows with its square; a border between parts costs its
//! length over the mean, times 100, times 0.4 along a minor road, 0.3 a wall, 0.1 a major road, 0.02 a river or
//! railway. The lower bound in a report (`lower`) holds for every plan: it is exact for very small pieces, and counts
//! proved violations, lines and balance for the others.

mod bounds;
mod result;
mod watch;

mod bare;
mod code;
mod divide;
mod doors;
mod solve;

mod cluster;
mod conflict;
mod cover;
mod enclosed;
mod near;
mod proof;
mod queue;
mod relax;
mod settle;
mod verify;
mod witness;
mod words;

mod joint;
mod lower;
mod mesh;
mod packing;
mod spread;

mod ground;
mod repair;
mod stack;
mod tiers;
mod wholeness;

mod blocks;
mod budget;
mod search;
mod start;

mod contract;
mod crossover;
mod exact;
mod flip;
mod heat;
mod hold;
mod mend;
mod moves;
mod network;
mod parting;
mod places;
mod room;
mod score;
mod sets;
mod split;
mod tree;
mod whole;
mod window;

pub use bare::{Tallied, partition, tally};
pub use bounds::{Bounds, Effort, LevelRule, Oversize, Range, SolveOptions};
pub use code::assign_codes;
pub use divide::divide;
pub use network::{Edge, MEAN_BORDER_COST, Network};
pub use result::{
    Certificate, CompoundReport, CompoundState, Exception, JurisdictionReport, LevelPlan,
    LevelReport, Part, Plan,
};
pub use score::{COUNTS, Count};
pub use solve::solve;
pub use verify::verify;
pub use watch::Watch;
