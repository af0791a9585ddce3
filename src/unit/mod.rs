//! From faces to units: counts on buildings and units, the neighbour graph, the jurisdictions.

mod apportion;
mod graph;
mod locate;
mod tally;

pub use apportion::{WorkloadWeights, apportion};
pub use graph::{Graph, Jurisdiction, Neighbour};
pub use tally::Counts;
