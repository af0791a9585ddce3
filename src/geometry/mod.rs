//! Points on the integer lattice, metres on the local plane, rings and polygons, slices of them.

mod halve;
mod lattice;
mod plane;
mod ring;
mod slice;

pub use lattice::{Lattice, MAX_LOCAL, Point, UNITS_PER_DEGREE, cross, parse_degrees};
pub use plane::{METRES_PER_DEGREE, Plane};
pub use ring::{Polygon, Ring, twice_signed_area};
pub use slice::slices;
