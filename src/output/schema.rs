//! The basemap (底图): every polygon and every row as it is about to be written.
//!
//! References between rows are codes, as in the files, so that whoever reads a basemap reads the files.

use std::collections::BTreeMap;

use crate::geometry::{Lattice, Plane, Point, Polygon};
use crate::issue::Issue;
use crate::layer::{BarrierClass, Kind};
use crate::unit::{Counts, WorkloadWeights};

use super::StaffRule;

/// Everything that the written layers hold.
#[derive(Clone, Debug)]
pub struct Basemap {
    /// Origin of all coordinates.
    pub lattice: Lattice,
    /// Metres at that origin.
    pub plane: Plane,
    /// Further counts that every table shows.
    pub further: Vec<Further>,
    /// Weights of the workload of every row.
    pub workload: WorkloadWeights,
    /// Staff of the parts of some levels.
    pub staff: Vec<StaffRule>,
    /// Levels, coarsest first; level `grid` is written to `grids.geojson` and so on.
    pub levels: Vec<LevelMap>,
    /// Beats with land, sorted by id.
    pub beats: Vec<BeatArea>,
    /// Communities with land, sorted by id.
    pub communities: Vec<CommunityArea>,
    /// Every placed footprint part, sorted by (building, part).
    pub buildings: Vec<PlacedBuilding>,
    /// Sorted.
    pub issues: Vec<Issue>,
}

/// A count beside buildings, households and persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Further {
    /// Merchants (商户), property `merchants`.
    Merchants,
    /// Tasks (工作任务), property `tasks`.
    Tasks,
    /// Land in hectares, as the workload counts it, property `area_ha`; not of buildings.
    AreaHa,
    /// The weighted index, property `workload`.
    Workload,
}

/// One level of the plan.
#[derive(Clone, Debug)]
pub struct LevelMap {
    /// Name of the level, for instance `grid`.
    pub name: String,
    /// Its parts, sorted by code.
    pub parts: Vec<PartArea>,
    /// The lines between them.
    pub lines: InteriorLines,
}

/// The lines between the parts of one level, inside jurisdictions.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct InteriorLines {
    /// Millimetres in all.
    pub total_mm: u64,
    /// Millimetres along barriers and edges of compounds.
    pub along_mm: BTreeMap<Along, u64>,
    /// Codes of the parts with people on both sides of a river or railway that are connected only across it.
    pub across: Vec<String>,
}

/// What a line between two parts runs along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Along {
    /// The edge of a compound, where no line is drawn.
    Compound,
    /// A barrier; outlines of compounds are walls.
    Barrier(BarrierClass),
}

/// A part of the plan: a grid, a micro-grid.
#[derive(Clone, Debug)]
pub struct PartArea {
    /// Unique code within the level.
    pub code: String,
    /// `{community}第1网格` at the coarsest level, `{parent}第1微网格` below it; that of the area for a dedicated grid
    /// whose layer has names.
    pub name: String,
    /// `general`, or `dedicated` for a grid of its own (专属网格).
    pub kind: &'static str,
    /// Code of the part of the next coarser level that contains it; `None` at the coarsest.
    pub parent: Option<String>,
    /// Number of parts of the next finer level; `None` at the finest.
    pub children: Option<usize>,
    /// Id of its community.
    pub community: String,
    /// Id of its beat.
    pub beat: String,
    /// Subdistrict of its community; empty when unknown.
    pub subdistrict: String,
    /// Sum over its buildings.
    pub tally: Tally,
    /// Its land: one polygon, or several when it is detached.
    pub polygons: Vec<Polygon>,
    /// Measures of the land.
    pub size: Size,
    /// Codes of the reasons why it is outside its bounds, sorted; empty when inside.
    pub exceptions: Vec<&'static str>,
}

impl PartArea {
    /// Kind of a part inside the bounds of its level, or excused.
    pub(super) const GENERAL: &str = "general";
    /// Kind of a part of a grid of its own.
    pub(super) const DEDICATED: &str = "dedicated";

    /// Whether it is (part of) a grid of its own, outside all bounds.
    #[must_use]
    pub fn is_dedicated(&self) -> bool {
        self.kind == Self::DEDICATED
    }
}

/// A beat (警格): a union of grids.
#[derive(Clone, Debug)]
pub struct BeatArea {
    /// Unique id.
    pub id: String,
    /// Its police station; empty when unknown.
    pub station: String,
    /// Number of communities that it reaches into.
    pub communities: usize,
    /// Number of its grids: parts of the level `grid`, else of the coarsest.
    pub grids: usize,
    /// Sum over its buildings.
    pub tally: Tally,
    /// Its land.
    pub polygons: Vec<Polygon>,
    /// Measures of the land.
    pub size: Size,
    /// Most persons that it should hold; `None` when its kind has no cap.
    pub cap: Option<BeatCap>,
    /// `beat_above_cap` when it holds more; empty when not.
    pub exceptions: Vec<&'static str>,
}

/// Most persons of a beat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BeatCap {
    /// Where most of its persons live; of equals urban, whose cap is the larger one.
    pub kind: Kind,
    /// Most persons.
    pub persons: i64,
}

/// A community (社区): a union of grids.
#[derive(Clone, Debug)]
pub struct CommunityArea {
    /// Unique id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its subdistrict; empty when unknown.
    pub subdistrict: String,
    /// Number of beats that reach into it.
    pub beats: usize,
    /// Number of its grids: parts of the level `grid`, else of the coarsest.
    pub grids: usize,
    /// Sum over its buildings.
    pub tally: Tally,
    /// Its land.
    pub polygons: Vec<Polygon>,
    /// Measures of the land.
    pub size: Size,
}

/// A footprint part (or a point) and the parts of the plan that it lies in.
#[derive(Clone, Debug)]
pub struct PlacedBuilding {
    /// Id of the building; `{id}#part2` and so on for annexes.
    pub id: String,
    /// Its counts; zero for annexes, so that sums over the rows are true.
    pub counts: Counts,
    /// Id of its community.
    pub community: String,
    /// Id of its beat.
    pub beat: String,
    /// Code of its part at each level, in the order of the levels; of a divided building that of the piece with most
    /// households.
    pub parts: Vec<String>,
    /// Id of its compound, empty when it is in none; `None` when no compound is known at all.
    pub compound: Option<String>,
    /// The pieces of a divided building, in the order of its entrances; empty when it lies in one part a level.
    pub pieces: Vec<PlacedPiece>,
    /// `building`, or `ground` for what a line may divide.
    pub kind: &'static str,
    /// Where it stands.
    pub spot: Spot,
}

/// A piece of a building that lines of the plan divide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedPiece {
    /// Code of its part at each level, in the order of the levels.
    pub parts: Vec<String>,
    /// Its share of the building's counts.
    pub counts: Counts,
    /// Numbers of its entrances; empty when they are not known.
    pub entrances: Vec<u32>,
}

impl PlacedBuilding {
    /// The parts that the building lies in at a level, each once, in the order of its pieces.
    #[must_use]
    pub fn codes(&self, level: usize) -> Vec<&str> {
        let of_pieces = self.pieces.iter().map(|piece| &piece.parts);
        let all = of_pieces.chain(self.pieces.is_empty().then_some(&self.parts));
        let mut codes: Vec<&str> = Vec::new();
        for code in all.filter_map(|parts| parts.get(level)) {
            if !codes.contains(&code.as_str()) {
                codes.push(code);
            }
        }
        codes
    }

    /// What of its counts lies in the part with this code.
    #[must_use]
    pub fn counts_in(&self, level: usize, code: &str) -> Counts {
        if self.pieces.is_empty() {
            return self.counts;
        }
        let here = self
            .pieces
            .iter()
            .filter(|piece| piece.parts[level] == code);
        here.map(|piece| piece.counts).sum()
    }
}

/// Where a row of the building layer stands.
#[derive(Clone, Debug)]
pub enum Spot {
    /// A footprint.
    Footprint(Polygon),
    /// A point without footprint.
    Point(Point),
}

/// Rows and sums over the building layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Tally {
    /// Number of rows, annexes included.
    pub buildings: u64,
    /// Sum of their counts; the workload includes that of rows and land.
    pub counts: Counts,
    /// Land of the units, each in whole square metres, as the workload weighs it.
    pub area_m2: i64,
}

/// Measures of an area.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Size {
    /// Square metres, one decimal.
    pub area_m2: f64,
    /// Metres around all rings, one decimal.
    pub perimeter_m: f64,
    /// Polsby-Popper, 4π · area / perimeter², four decimals: 1 for a circle.
    pub compactness: f64,
}

impl Size {
    /// Measures polygons.
    #[must_use]
    pub fn of(polygons: &[Polygon], plane: &Plane) -> Self {
        let twice_area = polygons.iter().map(Polygon::twice_area).sum();
        let area_m2 = plane.area_m2(twice_area);
        let sides = polygons.iter().flat_map(Polygon::segments);
        let perimeter_m: f64 = sides.map(|(a, b)| plane.distance_m(a, b)).sum();
        let circle = 4.0 * std::f64::consts::PI * area_m2;
        Self {
            area_m2: rounded(area_m2, 1),
            perimeter_m: rounded(perimeter_m, 1),
            compactness: rounded(
                circle / (perimeter_m * perimeter_m).max(f64::MIN_POSITIVE),
                4,
            ),
        }
    }
}

/// `value` with this many decimals.
pub(super) fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    (value * scale).round() / scale
}
