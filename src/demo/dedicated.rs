//! Dedicated areas: campuses, hospitals, parks, markets and business quarters that are grids of their own.
//!
//! Each is a block, or a few blocks that only side streets part, inside one community and one beat. What is left of
//! the land of that community and beat stays connected and lived in.

use std::iter::from_fn;

use super::areas::Areas;
use super::board::LineClass;
use super::dice::shuffle;
use super::district::District;
use super::estate::LandUse;
use super::land_use::homes;
use super::shape::area;
use crate::rng::{Rng, key_of};

/// Uses that become dedicated areas, in turn, each with the word in the file and what its name ends in.
const USES: [(LandUse, &str, &str); 5] = [
    (LandUse::School, "campus", "学校"),
    (LandUse::Hospital, "hospital", "医院"),
    (LandUse::Park, "park", "公园"),
    (LandUse::Market, "market", "市场"),
    (LandUse::Office, "business", "商务区"),
];

/// Blocks smaller than this are part of the grid around them.
const LEAST_M2: f64 = 12_000.0;
/// Most blocks of one area.
const MOST_BLOCKS: usize = 3;

/// A dedicated area.
#[derive(Clone, Debug)]
pub struct Dedicated {
    /// Its cells, in order.
    pub cells: Vec<usize>,
    /// The word for its use.
    pub word: &'static str,
    /// What its name ends in.
    pub suffix: &'static str,
}

/// Chooses `count` areas, or as many as there are.
pub fn choose(district: &District, count: usize, seed: u64) -> Vec<Dedicated> {
    let mut rng = Rng::new(seed, key_of("demo dedicated"));
    let mut waiting = USES.map(|(land_use, _, _)| {
        let cells = 0..district.built.uses.len();
        let mut fit: Vec<usize> = cells.filter(|&c| is_site(district, c, land_use)).collect();
        shuffle(&mut rng, &mut fit);
        fit
    });
    let mut taken = vec![false; district.built.uses.len()];
    let mut chosen = Vec::new();
    let mut turn = 0;
    while chosen.len() < count && waiting.iter().any(|w| !w.is_empty()) {
        let (_, word, suffix) = USES[turn % USES.len()];
        let sites = &mut waiting[turn % USES.len()];
        turn += 1;
        let Some(cells) = from_fn(|| sites.pop()).find_map(|cell| site(district, cell, &taken))
        else {
            continue;
        };
        for &cell in &cells {
            taken[cell] = true;
        }
        chosen.push(Dedicated {
            cells,
            word,
            suffix,
        });
    }
    chosen
}

fn is_site(district: &District, cell: usize, land_use: LandUse) -> bool {
    let estates = &district.built.estates[cell];
    let ground_m2: f64 = estates.iter().map(|estate| area(&estate.ring)).sum();
    district.built.uses[cell] == land_use && homes(estates) == 0 && ground_m2 >= LEAST_M2
}

/// The block of a cell with neighbours of the same use, where they may become an area.
fn site(district: &District, cell: usize, taken: &[bool]) -> Option<Vec<usize>> {
    let mut cells = vec![cell];
    if !may_leave(district, &cells, taken) {
        return None;
    }
    for next in across_side_streets(district, cell) {
        let alike = district.built.uses[next] == district.built.uses[cell]
            && district.persons[next].iter().sum::<u32>() == 0;
        if !alike || cells.len() == MOST_BLOCKS {
            continue;
        }
        cells.push(next);
        if !may_leave(district, &cells, taken) {
            cells.pop();
        }
    }
    cells.sort_unstable();
    Some(cells)
}

/// Neighbours across streets between blocks, each once.
fn across_side_streets(district: &District, cell: usize) -> Vec<usize> {
    let mesh = &district.mesh;
    let small = |line: usize| district.board.lines[line].class == LineClass::Residential;
    let edges = mesh.around(cell).iter().filter(|e| small(e.line));
    let mut cells: Vec<usize> = edges
        .filter_map(|e| e.twin.map(|t| mesh.edges[t].cell))
        .collect();
    cells.sort_unstable();
    cells.dedup();
    cells
}

/// Whether these cells lie in one community and beat, away from other areas, and leave one lived-in piece of it.
fn may_leave(district: &District, cells: &[usize], taken: &[bool]) -> bool {
    let areas = &district.areas;
    let home = jurisdiction(areas, cells[0]);
    let graph = &district.graph;
    let alone = |&c: &usize| {
        let mut around = graph.neighbours[c].iter().map(|n| n.cell);
        jurisdiction(areas, c) == home && !taken[c] && around.all(|n| !taken[n])
    };
    if !cells.iter().all(alone) {
        return false;
    }
    let all = 0..taken.len();
    let rest: Vec<usize> = all
        .filter(|c| jurisdiction(areas, *c) == home && !taken[*c] && !cells.contains(c))
        .collect();
    let lived_in = rest
        .iter()
        .any(|&c| district.persons[c].iter().sum::<u32>() > 0);
    lived_in && graph.is_connected(&rest)
}

fn jurisdiction(areas: &Areas, cell: usize) -> (usize, usize) {
    (areas.community_of[cell], areas.beat_of[cell])
}
