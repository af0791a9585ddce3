//! What the stages behind the door work on: parsed, checked, in canonical order.
//!
//! Canonical order makes a run independent of the order of features in the files: communities, beats and
//! buildings are sorted by id, everything else by its geometry.

use crate::geometry::{Lattice, Plane, Point, Polygon};
use crate::id::BuildingId;

/// All layers of a project on one lattice.
#[derive(Clone, Debug)]
pub struct Layers {
    /// Origin of all coordinates.
    pub lattice: Lattice,
    /// Metres at that origin.
    pub plane: Plane,
    /// Communities, sorted by id, ids unique; indexed by [`crate::id::CommunityId`].
    pub communities: Vec<Community>,
    /// Beats, sorted by id, ids unique; indexed by [`crate::id::BeatId`]. When the project has none, every
    /// community is one beat with the community's id.
    pub beats: Vec<Beat>,
    /// Areas that are grids of their own, sorted by id, ids unique; indexed by [`crate::id::DedicatedId`].
    pub dedicated: Vec<DedicatedArea>,
    /// Buildings, sorted by id, ids unique but for the pieces of a divided one; indexed by
    /// [`crate::id::BuildingId`].
    pub buildings: Vec<Building>,
    /// Buildings that stand in `buildings` as several pieces with the same id, in that order; none as read.
    pub divided: Vec<DividedBuilding>,
    /// Compounds, sorted by id, ids unique; indexed by [`crate::id::CompoundId`]. Those that only buildings name
    /// have no outline.
    pub compounds: Vec<Compound>,
    /// Lines along which boundaries should run, outlines of compounds among them.
    pub barriers: Vec<Barrier>,
    /// Counts to share out onto buildings; empty when buildings carry all counts.
    pub population: Vec<PopulationFeature>,
    /// The files read, in the order of the project file.
    pub sources: Vec<SourceFile>,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Name of the layer in the project file.
    pub layer: &'static str,
    /// Path as written in the project file.
    pub path: String,
    /// Number of features (rows) in it.
    pub features: usize,
    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: String,
}

/// Urban or rural.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Kind {
    /// Town.
    #[default]
    Urban,
    /// Country.
    Rural,
}

impl Kind {
    /// Word in the project file and in outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Urban => "urban",
            Self::Rural => "rural",
        }
    }
}

/// A community (社区 or 村).
#[derive(Clone, Debug, Default)]
pub struct Community {
    /// Unique id.
    pub id: String,
    /// Name; the id when the layer has none.
    pub name: String,
    /// Subdistrict or town; empty when unknown.
    pub subdistrict: String,
    /// Urban or rural.
    pub kind: Kind,
    /// The land; polygons of features with the same id are one community.
    pub polygons: Vec<Polygon>,
}

/// A police beat (警格).
#[derive(Clone, Debug, Default)]
pub struct Beat {
    /// Unique id.
    pub id: String,
    /// Station; empty when unknown.
    pub station: String,
    /// The land; polygons of features with the same id are one beat.
    pub polygons: Vec<Polygon>,
}

/// A compound (小区).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compound {
    /// Unique id.
    pub id: String,
    /// Name; the id when the layer has none.
    pub name: String,
    /// The land; polygons of features with the same id are one compound. Empty when only buildings name it.
    pub polygons: Vec<Polygon>,
}

/// Land that is a grid of its own (专属网格): a campus, a hospital, a park, a market.
#[derive(Clone, Debug, Default)]
pub struct DedicatedArea {
    /// Unique id.
    pub id: String,
    /// Name; empty when the layer has none.
    pub name: String,
    /// The land; polygons of features with the same id are one area.
    pub polygons: Vec<Polygon>,
}

/// Where a building stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BuildingShape {
    /// Footprint parts, the largest first; never empty.
    Footprint(Vec<Polygon>),
    /// A point without footprint.
    Point(Point),
}

/// A building (楼栋).
#[derive(Clone, Debug)]
pub struct Building {
    /// Unique id, as in the file (a repeated id gets `#2`, `#3` and an issue).
    pub id: String,
    /// Where it stands.
    pub shape: BuildingShape,
    /// Households, when the layer says so.
    pub households: Option<u32>,
    /// Persons, when the layer says so.
    pub persons: Option<u32>,
    /// Merchants, when the layer says so.
    pub merchants: Option<u32>,
    /// Tasks, when the layer says so.
    pub tasks: Option<u32>,
    /// Floors, at least 1: from the layer, else from the height at 3 m a floor, else 1.
    pub floors: f64,
    /// Whether people live here, as far as the layer can tell.
    pub residential: bool,
    /// Id of the compound that the layer states; empty when it states none.
    pub compound: String,
    /// The use that makes the building a grid of its own; empty for all others.
    pub dedicated_use: String,
    /// Its entrances (单元), in order; empty when unknown.
    pub entrances: Vec<Entrance>,
}

/// An entrance (单元) of a building.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entrance {
    /// Counted from 1 within the building.
    pub number: u32,
    /// Households, when the layer says so.
    pub households: Option<u32>,
}

/// A building whose place in [`Layers::buildings`] is taken by its pieces, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DividedBuilding {
    /// The first piece; it also has the annexes.
    pub first: BuildingId,
    /// How many pieces.
    pub pieces: usize,
    /// The main footprint before it was cut.
    pub footprint: Polygon,
}

impl Layers {
    /// The divided building that this one is a piece of.
    #[must_use]
    pub fn whole_of(&self, piece: BuildingId) -> Option<&DividedBuilding> {
        let after = self.divided.partition_point(|d| d.first <= piece);
        let whole = self.divided[..after].last()?;
        whole.range().contains(&piece.index()).then_some(whole)
    }

    /// Number of buildings, a divided one counted once.
    #[must_use]
    pub fn undivided_count(&self) -> usize {
        let further: usize = self.divided.iter().map(|d| d.pieces - 1).sum();
        self.buildings.len() - further
    }
}

impl DividedBuilding {
    /// The pieces, as positions in [`Layers::buildings`].
    #[must_use]
    pub fn range(&self) -> std::ops::Range<usize> {
        self.first.index()..self.first.index() + self.pieces
    }
}

/// What a barrier is; the later, the rarer a part should cross it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BarrierClass {
    /// A compound wall.
    Wall,
    /// A minor road.
    Minor,
    /// A major road.
    Major,
    /// A river or other water.
    River,
    /// A railway.
    Rail,
}

impl BarrierClass {
    /// Word in the project file and in outputs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Wall => "wall",
            Self::Minor => "minor",
            Self::Major => "major",
            Self::River => "river",
            Self::Rail => "rail",
        }
    }
}

/// A line along which boundaries should run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Barrier {
    /// What it is.
    pub class: BarrierClass,
    /// The line; at least two points, neighbours differ. Rings repeat their first point.
    pub line: Vec<Point>,
}

/// Where the counts of a population feature are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PopulationShape {
    /// Land over whose buildings they are shared out.
    Area(Vec<Polygon>),
    /// A point whose building has them.
    Point(Point),
}

/// Counts to be given to buildings.
#[derive(Clone, Debug)]
pub struct PopulationFeature {
    /// Id of the feature in its file (its position when it has none).
    pub id: String,
    /// Where they are.
    pub shape: PopulationShape,
    /// Households, when the project names the field.
    pub households: Option<u32>,
    /// Persons, when the project names the field.
    pub persons: Option<u32>,
    /// Merchants, when the project names the field.
    pub merchants: Option<u32>,
    /// Tasks, when the project names the field.
    pub tasks: Option<u32>,
}
