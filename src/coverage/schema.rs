//! The finished coverage: vertices, edges with a face on either side, labelled faces, placed footprints.

use serde::Deserialize;

use crate::geometry::{Lattice, Plane, Point, Polygon};
use crate::id::{BeatId, BuildingId, CommunityId, FaceId};
use crate::layer::BarrierClass;

/// A planar arrangement without crossings, T-junctions or doubled edges.
///
/// The faces are the smallest pieces that a plan moves: the land around a building (its parcel), or land without one.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// Origin of the coordinates.
    pub lattice: Lattice,
    /// Metres there.
    pub plane: Plane,
    /// Sorted, no repeats.
    pub vertices: Vec<Point>,
    /// Sorted by (from, to), `from < to`; the faces on the two sides always differ.
    pub edges: Vec<Edge>,
    /// Connected pieces; indexed by [`FaceId`].
    pub faces: Vec<Face>,
    /// Every footprint part that has a place, sorted by (building, part).
    pub footprints: Vec<Footprint>,
    /// Slivers that the lines of communities and beats made before any was relabelled.
    pub slivers: usize,
}

/// A straight line between two vertices, with nothing on it but its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Index of the first vertex.
    pub from: u32,
    /// Index of the second vertex.
    pub to: u32,
    /// Face on the left of from -> to; `None` outside all communities.
    pub left: Option<FaceId>,
    /// Face on the right.
    pub right: Option<FaceId>,
    /// The barrier it runs along.
    pub barrier: Option<BarrierClass>,
}

/// A connected piece of land with one community, one beat and at most one group of fused buildings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Face {
    /// The community it belongs to.
    pub community: CommunityId,
    /// The beat it belongs to.
    pub beat: BeatId,
    /// Twice its area in square lattice units.
    pub twice_area: i64,
    /// A point inside, rounded to the lattice: in a face thinner than a unit it may lie on the line.
    pub inside: Point,
}

/// One part of a building's footprint and the face it lies in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Footprint {
    /// The building.
    pub building: BuildingId,
    /// 0 for the part that carries the counts, 1.. for annexes.
    pub part: u32,
    /// The face it lies in; for ground, the face that its inner point lies in.
    pub face: FaceId,
    /// Whether it is ground (no building): it may be divided by jurisdiction lines.
    pub ground: bool,
    /// The footprint; `None` for a building without one (a point).
    pub polygon: Option<Polygon>,
}

/// Whose line wins where community and beat nearly coincide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authority {
    /// The beat's.
    #[default]
    Beat,
    /// The community's.
    Community,
}

/// What becomes of populated land of one community in a beat that belongs to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conflicts {
    /// It stays land of its own.
    #[default]
    Keep,
    /// It joins the community of the beat's land beside it.
    FollowBeat,
    /// It joins the beat of the community's land beside it.
    FollowCommunity,
}

/// Options of the alignment.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AlignOptions {
    /// Whose line wins. Default `beat`.
    pub authority: Authority,
    /// Slivers narrower than this, in metres, without a building of their own are reconciled. Default 15.
    pub tolerance_m: f64,
    /// What becomes of populated land that the two layers assign differently. Default `keep`.
    pub conflicts: Conflicts,
}

impl Default for AlignOptions {
    fn default() -> Self {
        Self {
            authority: Authority::Beat,
            tolerance_m: 15.0,
            conflicts: Conflicts::Keep,
        }
    }
}
