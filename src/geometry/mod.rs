//! Points on the integer lattice, metres on the local plane, rings and polygons.

mod lattice;
mod plane;
mod ring;

pub use lattice::{Lattice, MAX_LOCAL, Point, UNITS_PER_DEGREE, cross, parse_degrees};
pub use plane::{METRES_PER_DEGREE, Plane};
pub use ring::{Polygon, Ring, twice_signed_area};
