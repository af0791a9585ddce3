//! The neighbour graph of the units (compressed rows) and its jurisdictions.

use crate::id::{BeatId, CommunityId, UnitId};
use crate::layer::BarrierClass;

use super::Counts;

/// Units and the borders they share. A point contact is no border.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Counts of each unit.
    pub counts: Vec<Counts>,
    /// A point inside each unit, in decimetres east and north of the lattice's origin.
    pub position_dm: Vec<[i32; 2]>,
    /// Row starts into `neighbours`; one more than units.
    pub offsets: Vec<u32>,
    /// Neighbours of each unit, sorted by unit within a row; every border stands in both rows.
    pub neighbours: Vec<Neighbour>,
}

/// One border seen from one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// The unit on the other side.
    pub unit: UnitId,
    /// Length of the shared border in decimetres, at least 1.
    pub border_dm: u32,
    /// The barrier that more than half of the border runs along, if any.
    pub barrier: Option<BarrierClass>,
}

impl Graph {
    /// Number of units.
    #[must_use]
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Whether there is no unit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// The borders of one unit.
    #[must_use]
    pub fn neighbours(&self, unit: UnitId) -> &[Neighbour] {
        let (from, to) = (self.offsets[unit.index()], self.offsets[unit.index() + 1]);
        &self.neighbours[from as usize..to as usize]
    }
}

/// A connected piece of (community ∩ beat); every part lies in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jurisdiction {
    /// The community.
    pub community: CommunityId,
    /// The beat.
    pub beat: BeatId,
    /// Key of its random stream: stable under the order of features, beats and threads.
    pub key: u64,
    /// Its units, ascending.
    pub units: Vec<UnitId>,
}
