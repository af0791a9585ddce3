//! A plan: every unit in one part a level, every part outside its bounds with a stated reason.

use crate::id::{CompoundId, JurisdictionId, PartId, UnitId};
use crate::unit::Counts;

use super::bounds::Bounds;
use super::score::Count;

/// Assignment of every unit to one part a level.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Plan {
    /// Levels in the order of the project file, coarsest first.
    pub levels: Vec<LevelPlan>,
    /// One report a jurisdiction, in their order.
    pub jurisdictions: Vec<JurisdictionReport>,
    /// Whether the search was ended before its budget: the plan keeps every rule, but a longer search may do better.
    pub stopped: bool,
}

/// One level of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct LevelPlan {
    /// Name of the level.
    pub name: String,
    /// The part of each unit.
    pub part_of: Vec<PartId>,
    /// The parts, by jurisdiction, then from north-west to south-east (in the order of their codes).
    pub parts: Vec<Part>,
}

/// A part of one level: a grid, a micro-grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Unique code within the level.
    pub code: String,
    /// The part of the next coarser level that contains it.
    pub parent: Option<PartId>,
    /// The jurisdiction it lies in.
    pub jurisdiction: JurisdictionId,
    /// Sum over its units.
    pub counts: Counts,
    /// Why it is outside its bounds; empty when inside. Sorted, no repeats.
    pub exceptions: Vec<Exception>,
}

/// Why a part is outside its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exception {
    /// It holds one unit that is above the upper bound alone (proved).
    UnitAboveMax,
    /// All households of its component are below the lower bound (proved).
    TotalBelowMin,
    /// No whole number of parts fits the total of its component (proved).
    TotalInGap,
    /// No connected set with one of its units is within the bounds (proved).
    EnclosedUnit,
    /// A core of its units has no cover by disjoint connected sets within the bounds (proved).
    NoDisjointCover,
    /// The bounds on households and on persons exclude each other here (proved).
    PersonsCapConflict,
    /// The search ended without a plan within the bounds; nothing is proved.
    NotFound,
    /// It is a detached piece of its jurisdiction.
    DetachedPiece,
    /// Nobody lives there.
    NoHouseholds,
    /// It is a dedicated grid.
    Dedicated,
}

impl Exception {
    /// Stable code in the outputs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::UnitAboveMax => "unit_above_max",
            Self::TotalBelowMin => "total_below_min",
            Self::TotalInGap => "total_in_gap",
            Self::EnclosedUnit => "enclosed_unit",
            Self::NoDisjointCover => "no_disjoint_cover",
            Self::PersonsCapConflict => "persons_cap_conflict",
            Self::NotFound => "not_found",
            Self::DetachedPiece => "detached_piece",
            Self::NoHouseholds => "no_households",
            Self::Dedicated => "dedicated",
        }
    }
}

/// What the solver did in one jurisdiction.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct JurisdictionReport {
    /// Sum over its units.
    pub counts: Counts,
    /// Number of units.
    pub units: usize,
    /// One entry a level, coarsest first.
    pub levels: Vec<LevelReport>,
}

/// What the solver did in one jurisdiction at one level.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct LevelReport {
    /// Number of parts.
    pub parts: usize,
    /// Cost of the plan: violations, distance from the target, lines (the unit is in the docs of `score`).
    pub objective: i64,
    /// No plan of this jurisdiction costs less.
    pub lower_bound: i64,
    /// Length of the lines between its parts, in decimetres.
    pub cut_dm: i64,
    /// Why the bounds cannot all hold, each with its witness and the smallest relaxation.
    pub certificates: Vec<Certificate>,
    /// What became of the compounds with people, by compound.
    pub compounds: Vec<CompoundReport>,
    /// Parts with people on both sides of a river or railway that are connected only across it, ascending.
    pub across: Vec<PartId>,
}

/// What became of a compound in one jurisdiction at one level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompoundReport {
    /// The compound.
    pub compound: CompoundId,
    /// What it has in the jurisdiction.
    pub counts: Counts,
    /// Whether it stayed whole.
    pub state: CompoundState,
    /// The parts that its people are in, ascending.
    pub parts: Vec<PartId>,
}

/// Whether a compound stayed whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CompoundState {
    /// All its people are in one part.
    Whole,
    /// It is above an upper bound and lies in several parts.
    Divided,
    /// It is not above the bounds and lies in several parts all the same.
    Split,
}

impl CompoundState {
    /// Word in the outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Divided => "divided",
            Self::Split => "split",
        }
    }
}

/// A proof that the bounds cannot all hold, for a reader to check by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// What is proved.
    pub exception: Exception,
    /// The count that it is about.
    pub count: Count,
    /// The units it speaks of, ascending.
    pub units: Vec<UnitId>,
    /// Units around them that no part with them can take in, or that each of them needs and only one can have;
    /// ascending.
    pub enclosing: Vec<UnitId>,
    /// The numbers in words: "142 households are more than one part of 120 and less than two of 100".
    pub witness: String,
    /// The same in Chinese.
    pub witness_zh: String,
    /// Smallest change of the bounds that would do, for instance `min 71`; empty when none is known.
    pub relaxation: String,
    /// The bounds after that change.
    pub relaxed: Bounds,
}
