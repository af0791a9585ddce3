//! A whole synthetic district in memory.

use super::areas::{self, Areas};
use super::blocks::{Block, ground, in_town};
use super::board::{self, Board};
use super::census;
use super::dedicated::{self, Dedicated};
use super::defects;
use super::estate::{Draft, LandUse, Plot, SHOP_STRIP_M, Usage};
use super::grouping::CellGraph;
use super::land::Land;
use super::land_use::{Built, settle};
use super::mesh::Mesh;
use super::names::Names;
use super::preset::Preset;
use super::shape::{Xy, area};

/// The district.
pub struct District {
    /// Bending and projection.
    pub land: Land,
    /// Lines and cells.
    pub board: Board,
    /// Lines between cells.
    pub mesh: Mesh,
    /// The cells as a graph.
    pub graph: CellGraph,
    /// Uses and estates.
    pub built: Built,
    /// Persons of each estate, by cell.
    pub persons: Vec<Vec<u32>>,
    /// Responsibilities.
    pub areas: Areas,
    /// Areas with a grid of their own.
    pub dedicated: Vec<Dedicated>,
}

/// Where a building stands, in metres.
#[derive(Clone, Debug)]
pub enum Shape {
    /// One footprint.
    Footprint(Vec<Xy>),
    /// Several.
    Parts(Vec<Vec<Xy>>),
    /// No footprint.
    Point(Xy),
}

/// A building of the layer.
#[derive(Clone, Debug)]
pub struct Building {
    /// Where it stands.
    pub shape: Shape,
    /// What it is.
    pub draft: Draft,
    /// Its cell.
    pub cell: usize,
    /// The use of its block.
    pub land_use: LandUse,
    /// Its compound.
    pub compound: Option<String>,
}

impl Building {
    /// A building of a cell, without a place or a use yet.
    pub fn empty(cell: usize) -> Self {
        let draft = Draft {
            ring: Vec::new(),
            usage: Usage::Public,
            homes: 0,
            floors: 1,
            entrances: 1,
            merchants: 0,
        };
        Self {
            shape: Shape::Footprint(Vec::new()),
            draft,
            cell,
            land_use: LandUse::Vacant,
            compound: None,
        }
    }
}

impl District {
    /// Draws a district.
    pub fn new(preset: &Preset, seed: u64) -> Self {
        let land = Land::new(preset);
        let board = board::draw(preset, seed);
        let mesh = Mesh::new(&board);
        let plots = plots(preset, &board, &land);
        let built = settle(preset, &board, &plots, seed);
        let persons = census::count(&built.estates, preset.persons, seed);
        let of_cell: Vec<u64> = persons
            .iter()
            .map(|p| p.iter().map(|&n| u64::from(n)).sum())
            .collect();
        let weights = (0..of_cell.len()).map(|c| of_cell[c] + hectares(&board, c));
        let graph = CellGraph::new(&board, &mesh, weights.collect());
        let areas = areas::draw(preset, &board, &graph, &of_cell, seed);
        let mut district = Self {
            land,
            board,
            mesh,
            graph,
            built,
            persons,
            areas,
            dedicated: Vec::new(),
        };
        if let Some(shape) = preset.dedicated {
            district.dedicated = dedicated::choose(&district, shape.count, seed);
        }
        district
    }

    /// All buildings with the planted defects, in the order of their numbers.
    pub fn buildings(&self, seed: u64) -> Vec<Building> {
        let mut names = Names::new(seed, "demo compound names");
        let mut buildings = Vec::new();
        for (cell, estates) in self.built.estates.iter().enumerate() {
            for estate in estates {
                let lived_in = estate.land_use < LandUse::OldTown && estate.homes() > 0;
                let compound = lived_in.then(|| names.estate());
                buildings.extend(estate.drafts.iter().map(|draft| Building {
                    shape: Shape::Footprint(draft.ring.clone()),
                    draft: draft.clone(),
                    cell,
                    land_use: estate.land_use,
                    compound: compound.clone().filter(|_| draft.homes > 0),
                }));
            }
        }
        defects::plant(self, &mut buildings);
        buildings
    }
}

fn hectares(board: &Board, cell: usize) -> u64 {
    (area(&board.cells[cell].corners) / 1e4) as u64
}

/// The ground of every cell.
fn plots(preset: &Preset, board: &Board, land: &Land) -> Vec<Plot> {
    let plot = |cell: &board::Cell| {
        let block = ground(cell, board, land, |_| 0.0);
        let front = in_town(cell)
            .then(|| longest_street(&block, board))
            .flatten();
        let strip = |line| {
            front
                .filter(|&f| block.fronts[f].line == line)
                .map_or(0.0, |_| SHOP_STRIP_M)
        };
        let rural_m2 = if in_town(cell) { 0.0 } else { block.area_m2 };
        Plot {
            inner: ground(cell, board, land, strip),
            front: front.map(|f| block.fronts[f].clone()),
            rural_homes: (rural_m2 / 1e6 * preset.rural_homes_per_km2) as u32,
            block,
        }
    };
    board.cells.iter().map(plot).collect()
}

/// The longest front along a street.
fn longest_street(block: &Block, board: &Board) -> Option<usize> {
    let streets = 0..block.fronts.len();
    streets
        .filter(|&f| board.lines[block.fronts[f].line].class > board::LineClass::Rail)
        .max_by_key(|&f| block.fronts[f].path.len())
}
