//! What the judge says: a fault with its code, its place and words.

use crate::issue::Severity;

/// A kind of fault; every kind has a code and a severity of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A layer of the plan is not in the folder.
    MissingFile,
    /// Issues, register or summary are not in the folder.
    MissingDocument,
    /// A feature has no value where one is needed.
    MissingProperty,
    /// A value is of the wrong type: no count, no number.
    BadProperty,
    /// A part, beat, community or building has no code or id.
    MissingCode,
    /// Two features of a layer have the same code or id.
    DuplicateCode,
    /// A feature has no polygon, or no usable coordinates.
    NoLand,
    /// A feature lies too far from the district.
    FarPart,
    /// Coordinates have more than 7 decimals.
    OffLattice,
    /// A ring is open, crosses itself, has no area, or a hole lies outside.
    InvalidRing,
    /// A ring runs against the right-hand rule.
    WrongDirection,
    /// Two parts of a layer cover the same land.
    Overlap,
    /// Land of the district lies in no part of a layer.
    Gap,
    /// A line runs through a vertex of its neighbour without having it.
    UnmatchedVertex,
    /// A part is in several pieces and does not say so.
    DetachedPart,
    /// A part lies, wholly or partly, outside the parent that it names.
    NotInParent,
    /// A part lies outside the beat that it names.
    NotInBeat,
    /// A part lies outside the community that it names.
    NotInCommunity,
    /// The union of its children is not the part.
    NotUnionOfParts,
    /// The union of its parts is not the beat.
    BeatNotUnion,
    /// The union of its parts is not the community.
    CommunityNotUnion,
    /// A building of the inputs is neither in the output nor named by an issue.
    BuildingMissing,
    /// A building of the output is not in the inputs.
    BuildingUnknown,
    /// A building names no existing part of a level.
    BuildingUnplaced,
    /// A line cuts a footprint.
    BuildingCut,
    /// A footprint lies in another part than its row says.
    BuildingElsewhere,
    /// Part, parent, beat and community of a building do not belong together.
    BuildingBelonging,
    /// The lists of a divided building are wrong, or it may not be divided.
    WrongDivision,
    /// A building has other counts than in the inputs.
    CountChanged,
    /// The counts of a part are not the sums of its buildings.
    WrongCount,
    /// The counts of a layer do not add up to those of all buildings.
    WrongTotal,
    /// The number of children is wrong.
    WrongChildren,
    /// A part is outside its bounds and gives no reason.
    OutOfBounds,
    /// A part gives a reason, yet it is within its bounds.
    NeedlessException,
    /// A reason is none of the known codes.
    UnknownException,
    /// The area is not that of the polygons.
    WrongArea,
    /// The perimeter is not that of the polygons.
    WrongPerimeter,
    /// The compactness is not that of area and perimeter.
    WrongCompactness,
}

impl Fault {
    /// Every kind.
    pub const ALL: [Self; 38] = [
        Self::MissingFile,
        Self::MissingDocument,
        Self::MissingProperty,
        Self::BadProperty,
        Self::MissingCode,
        Self::DuplicateCode,
        Self::NoLand,
        Self::FarPart,
        Self::OffLattice,
        Self::InvalidRing,
        Self::WrongDirection,
        Self::Overlap,
        Self::Gap,
        Self::UnmatchedVertex,
        Self::DetachedPart,
        Self::NotInParent,
        Self::NotInBeat,
        Self::NotInCommunity,
        Self::NotUnionOfParts,
        Self::BeatNotUnion,
        Self::CommunityNotUnion,
        Self::BuildingMissing,
        Self::BuildingUnknown,
        Self::BuildingUnplaced,
        Self::BuildingCut,
        Self::BuildingElsewhere,
        Self::BuildingBelonging,
        Self::WrongDivision,
        Self::CountChanged,
        Self::WrongCount,
        Self::WrongTotal,
        Self::WrongChildren,
        Self::OutOfBounds,
        Self::NeedlessException,
        Self::UnknownException,
        Self::WrongArea,
        Self::WrongPerimeter,
        Self::WrongCompactness,
    ];

    /// Stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::MissingFile => "missing_file",
            Self::MissingDocument => "missing_document",
            Self::MissingProperty => "missing_property",
            Self::BadProperty => "bad_property",
            Self::MissingCode => "missing_code",
            Self::DuplicateCode => "duplicate_code",
            Self::NoLand => "part_without_land",
            Self::FarPart => "far_part",
            Self::OffLattice => "off_lattice",
            Self::InvalidRing => "invalid_ring",
            Self::WrongDirection => "wrong_direction",
            Self::Overlap => "overlap",
            Self::Gap => "gap",
            Self::UnmatchedVertex => "unmatched_vertex",
            Self::DetachedPart => "detached_part",
            Self::NotInParent => "not_in_parent",
            Self::NotInBeat => "not_in_beat",
            Self::NotInCommunity => "not_in_community",
            Self::NotUnionOfParts => "not_union_of_parts",
            Self::BeatNotUnion => "beat_not_union",
            Self::CommunityNotUnion => "community_not_union",
            Self::BuildingMissing => "building_missing",
            Self::BuildingUnknown => "building_unknown",
            Self::BuildingUnplaced => "building_unplaced",
            Self::BuildingCut => "building_cut",
            Self::BuildingElsewhere => "building_elsewhere",
            Self::BuildingBelonging => "building_belonging",
            Self::WrongDivision => "wrong_division",
            Self::CountChanged => "count_changed",
            Self::WrongCount => "wrong_count",
            Self::WrongTotal => "wrong_total",
            Self::WrongChildren => "wrong_children",
            Self::OutOfBounds => "out_of_bounds",
            Self::NeedlessException => "needless_exception",
            Self::UnknownException => "unknown_exception",
            Self::WrongArea => "wrong_area",
            Self::WrongPerimeter => "wrong_perimeter",
            Self::WrongCompactness => "wrong_compactness",
        }
    }

    /// How bad: an error breaks a rule of the plan, a warning only a habit of the files.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::MissingDocument
            | Self::OffLattice
            | Self::WrongDirection
            | Self::BuildingUnknown
            | Self::NeedlessException
            | Self::UnknownException => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

/// One fault found in a plan folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What kind of fault.
    pub fault: Fault,
    /// File without its ending, for instance `micro_grids`.
    pub layer: String,
    /// Code or id of the feature; empty when it is about the whole layer.
    pub feature: String,
    /// Where: absolute lattice coordinates (1e-7 degree), longitude first.
    pub place: Option<[i32; 2]>,
    /// What is wrong, in English.
    pub message: String,
    /// What is wrong, in Chinese.
    pub message_zh: String,
}

impl Finding {
    /// A finding about `feature` of `layer` without place and words.
    pub(super) fn new(fault: Fault, layer: &str, feature: &str) -> Self {
        Self {
            fault,
            layer: layer.to_owned(),
            feature: feature.to_owned(),
            place: None,
            message: String::new(),
            message_zh: String::new(),
        }
    }

    /// Says what is wrong.
    pub(super) fn says(mut self, message: impl Into<String>, zh: impl Into<String>) -> Self {
        self.message = message.into();
        self.message_zh = zh.into();
        self
    }

    /// Says where, when known.
    pub(super) fn at(mut self, place: Option<[i32; 2]>) -> Self {
        self.place = place;
        self
    }
}
