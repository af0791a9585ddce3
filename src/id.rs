//! Typed ids: a face can never be taken for a unit.
//!
//! Every id is a dense index into the table of its kind, counted from 0 in the canonical order of that table.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

/// A dense index of kind `K`.
pub struct Id<K> {
    raw: u32,
    kind: PhantomData<fn() -> K>,
}

impl<K> Id<K> {
    /// The id at position `index` of its table.
    ///
    /// # Panics
    /// When `index` does not fit 32 bits, which no table of a district reaches.
    #[must_use]
    pub fn new(index: usize) -> Self {
        let raw = u32::try_from(index).expect("a table has fewer than 2^32 rows");
        Self {
            raw,
            kind: PhantomData,
        }
    }

    /// Position in the table of its kind.
    #[must_use]
    pub fn index(self) -> usize {
        self.raw as usize
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.raw == other.raw
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.raw.cmp(&other.raw)
    }
}
impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.raw.hash(state);
    }
}
impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.raw)
    }
}

/// What the ids count.
pub mod kind {
    /// A row of the building layer.
    pub enum Building {}
    /// A community (社区).
    pub enum Community {}
    /// A police beat (警格).
    pub enum Beat {}
    /// An area of the dedicated layer.
    pub enum Dedicated {}
    /// A compound (小区).
    pub enum Compound {}
    /// A face of the coverage.
    pub enum Face {}
    /// A smallest piece that a plan moves.
    pub enum Unit {}
    /// A connected piece of (community ∩ beat).
    pub enum Jurisdiction {}
    /// A part (a grid, a micro-grid), within its level.
    pub enum Part {}
}

/// Id of a building.
pub type BuildingId = Id<kind::Building>;
/// Id of a community.
pub type CommunityId = Id<kind::Community>;
/// Id of a beat.
pub type BeatId = Id<kind::Beat>;
/// Id of a dedicated area.
pub type DedicatedId = Id<kind::Dedicated>;
/// Id of a compound.
pub type CompoundId = Id<kind::Compound>;
/// Id of a face of the coverage.
pub type FaceId = Id<kind::Face>;
/// Id of a unit.
pub type UnitId = Id<kind::Unit>;
/// Id of a jurisdiction.
pub type JurisdictionId = Id<kind::Jurisdiction>;
/// Id of a part within its level.
pub type PartId = Id<kind::Part>;
