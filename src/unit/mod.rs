//! From faces to units: counts on buildings and units, the neighbour graph, the jurisdictions.

mod apportion;
mod division;
mod graph;
mod locate;
mod tally;

pub use apportion::{WorkloadWeights, apportion};
pub use division::{Division, Piece, communities_by_point, divided, of_pieces, of_whole, shares};
pub use graph::{Graph, Jurisdiction, Neighbour, jurisdictions};
pub use tally::Counts;
