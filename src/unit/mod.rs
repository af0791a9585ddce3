//! From faces to units: counts on buildings and units, the neighbour graph, the jurisdictions.

mod apportion;
mod compound;
mod dedicated;
mod division;
mod graph;
mod locate;
mod points;
mod reconcile;
mod tally;
mod workload;

pub use apportion::apportion;
pub use compound::Compounds;
pub use dedicated::{Dedicated, dedicated_issues};
pub use division::{
    Division, Piece, communities_by_point, dedicated_by_point, divided, of_pieces, of_whole, shares,
};
pub use graph::{Graph, Jurisdiction, Neighbour, jurisdictions};
pub use reconcile::{Reconciled, reconcile};
pub use tally::Counts;
pub use workload::{WorkloadWeights, areas_m2, weigh};
