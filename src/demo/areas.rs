//! Who is responsible where: subdistricts or stations, communities and police beats as labels on cells.
//!
//! Beats are drawn from communities but are not the same: large communities are divided along a street, and
//! small neighbouring pieces of two communities share one officer.

use super::board::{Board, Zone};
use super::dice::{between, shuffle};
use super::grouping::{CellGraph, connect, divide, share};
use super::preset::Preset;
use super::shape::{length, sub};
use crate::rng::{Rng, key_of};

/// A community on the cells.
#[derive(Clone, Debug)]
pub struct CommunityPlan {
    /// Its group, from 0: a subdistrict, or a station where one subdistrict has several.
    pub group: usize,
    /// Whether it is a village.
    pub village: bool,
}

/// A beat on the cells.
#[derive(Clone, Debug)]
pub struct BeatPlan {
    /// The group of its communities.
    pub group: usize,
    /// Its cells.
    pub cells: Vec<usize>,
}

/// Labels of all cells.
#[derive(Clone, Debug, Default)]
pub struct Areas {
    /// Communities.
    pub communities: Vec<CommunityPlan>,
    /// Beats.
    pub beats: Vec<BeatPlan>,
    /// Community of each cell.
    pub community_of: Vec<usize>,
    /// Beat of each cell.
    pub beat_of: Vec<usize>,
}

/// Draws all areas. `persons` are those of each cell.
pub fn draw(
    preset: &Preset,
    board: &Board,
    graph: &CellGraph,
    persons: &[u64],
    seed: u64,
) -> Areas {
    let mut rng = Rng::new(seed, key_of("demo areas"));
    let groups_of = groups(preset, board, graph, &mut rng);
    let mut areas = Areas {
        community_of: vec![0; board.cells.len()],
        beat_of: vec![0; board.cells.len()],
        ..Areas::default()
    };
    for (village, count) in [(false, preset.communities), (true, preset.villages)] {
        let cells = |s: usize| -> Vec<usize> {
            let zone = |c: usize| matches!(board.cells[c].zone, Zone::Country) == village;
            (0..board.cells.len())
                .filter(|&c| groups_of[c] == s && zone(c))
                .collect()
        };
        let groups: Vec<Vec<usize>> = (0..preset.groups()).map(cells).collect();
        let weights: Vec<u64> = groups.iter().map(|g| graph.weight(g)).collect();
        for (s, count) in share(count, &weights).into_iter().enumerate() {
            if groups[s].is_empty() {
                continue;
            }
            let labels = divide(graph, &groups[s], count, &mut rng);
            for (&cell, label) in groups[s].iter().zip(labels) {
                areas.community_of[cell] = areas.communities.len() + label;
            }
            let plan = CommunityPlan { group: s, village };
            areas.communities.extend(vec![plan; count]);
        }
    }
    beats(preset, graph, persons, &mut areas, &mut rng);
    areas
}

/// Group of each cell: the nearest town's, or a division of the only town.
fn groups(preset: &Preset, board: &Board, graph: &CellGraph, rng: &mut Rng) -> Vec<usize> {
    let all: Vec<usize> = (0..board.cells.len()).collect();
    let mut labels: Vec<usize> = if preset.towns.len() > 1 {
        all.iter()
            .map(|&c| nearest_town(preset, board, graph, c))
            .collect()
    } else {
        let banks = [0, 1].map(|b| -> Vec<usize> {
            all.iter()
                .copied()
                .filter(|&c| board.cells[c].bank == b)
                .collect()
        });
        let counts = share(preset.groups(), &banks.each_ref().map(|b| graph.weight(b)));
        let mut labels = vec![0; all.len()];
        for (i, bank) in banks.iter().enumerate() {
            let start: usize = counts[..i].iter().sum();
            for (&cell, label) in bank.iter().zip(divide(graph, bank, counts[i], rng)) {
                labels[cell] = start + label;
            }
        }
        labels
    };
    connect(graph, &all, &mut labels);
    labels
}

fn nearest_town(preset: &Preset, board: &Board, graph: &CellGraph, cell: usize) -> usize {
    if let Zone::Town(town) = board.cells[cell].zone {
        return town;
    }
    let away = |town: usize| {
        let at = preset.towns[town].at;
        let at = [at[0] * preset.width_m, at[1] * preset.height_m];
        length(sub(graph.centres[cell], at)) - preset.towns[town].radius_m
    };
    let towns = 0..preset.towns.len();
    towns
        .min_by(|&a, &b| away(a).total_cmp(&away(b)))
        .unwrap_or(0)
}

/// Persons that a beat is drawn for, in parts of 100 of its cap.
const USUAL_BEAT: [f64; 2] = [60.0, 90.0];
/// Two pieces become one beat when they stay below these parts of 100 of the cap.
const JOINED_BEAT: u64 = 85;

fn beats(preset: &Preset, graph: &CellGraph, persons: &[u64], areas: &mut Areas, rng: &mut Rng) {
    let mut pieces: Vec<(usize, Vec<usize>)> = Vec::new();
    for (id, plan) in areas.communities.iter().enumerate() {
        let cells: Vec<usize> = (0..persons.len())
            .filter(|&c| areas.community_of[c] == id)
            .collect();
        let cap = cap(preset, plan);
        let wanted = f64::from(cap) * between(rng, USUAL_BEAT[0], USUAL_BEAT[1]) / 100.0;
        let total: u64 = cells.iter().map(|&c| persons[c]).sum();
        let mut count = (total as f64 / wanted).ceil().max(1.0) as usize;
        let parts = loop {
            let parts = parts(graph, &cells, count, rng);
            let most = parts
                .iter()
                .map(|p| p.iter().map(|&c| persons[c]).sum::<u64>())
                .max();
            if most.unwrap_or(0) <= u64::from(cap) || count >= cells.len() {
                break parts;
            }
            count += 1;
        };
        pieces.extend(parts.into_iter().map(|p| (id, p)));
    }
    join(preset, graph, persons, (areas, pieces), rng);
}

fn cap(preset: &Preset, plan: &CommunityPlan) -> u32 {
    if plan.village {
        preset.beat_persons.rural_max
    } else {
        preset.beat_persons.urban_max
    }
}

fn parts(graph: &CellGraph, cells: &[usize], count: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    let labels = divide(graph, cells, count, rng);
    let mut parts = vec![Vec::new(); count];
    for (&cell, label) in cells.iter().zip(labels) {
        parts[label].push(cell);
    }
    parts.retain(|p| !p.is_empty());
    parts
}

/// Joins small pieces of neighbouring communities and numbers the beats.
fn join(
    preset: &Preset,
    graph: &CellGraph,
    persons: &[u64],
    (areas, pieces): (&mut Areas, Vec<(usize, Vec<usize>)>),
    rng: &mut Rng,
) {
    let mut labels = vec![0; persons.len()];
    for (i, (_, cells)) in pieces.iter().enumerate() {
        for &c in cells {
            labels[c] = i;
        }
    }
    let mut sums: Vec<u64> = pieces
        .iter()
        .map(|(_, p)| p.iter().map(|&c| persons[c]).sum())
        .collect();
    let mut into: Vec<usize> = (0..pieces.len()).collect();
    let mut taken = vec![false; pieces.len()];
    let mut order = into.clone();
    shuffle(rng, &mut order);
    for small in order {
        let plan = &areas.communities[pieces[small].0];
        let most = u64::from(cap(preset, plan)) * JOINED_BEAT / 100;
        let fits = |other: usize| {
            let there = &areas.communities[pieces[other].0];
            pieces[other].0 != pieces[small].0
                && !taken[other]
                && there.group == plan.group
                && there.village == plan.village
                && sums[small] + sums[other] <= most
        };
        let bonds = pieces[small]
            .1
            .iter()
            .flat_map(|&c| graph.bonds(c, &labels));
        let best = bonds
            .filter(|b| fits(b.0))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((other, _)) = best.filter(|_| !taken[small]) else {
            continue;
        };
        into[small] = other;
        sums[other] += sums[small];
        (taken[small], taken[other]) = (true, true);
    }
    for (i, (community, cells)) in pieces.iter().enumerate() {
        if into[i] != i {
            continue;
        }
        let mut cells = cells.clone();
        cells.extend(
            (0..pieces.len())
                .filter(|&j| j != i && into[j] == i)
                .flat_map(|j| pieces[j].1.clone()),
        );
        for &c in &cells {
            areas.beat_of[c] = areas.beats.len();
        }
        let group = areas.communities[*community].group;
        areas.beats.push(BeatPlan { group, cells });
    }
}
