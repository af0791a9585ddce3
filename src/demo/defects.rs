//! What is wrong with every real building layer, a handful of each: it gives the data doctor something to find.
//!
//! Three sheds that overlap a house, two buildings entered twice, one outside the district, two that stand
//! across a beat line, two in two parts, one without a footprint.

use super::blocks::in_town;
use super::board::LineClass;
use super::district::{Building, District, Shape};
use super::estate::{Draft, LandUse, Usage};
use super::shape::{Frame, Xy, boxed, length, middle, sub, unit};

/// Sheds that overlap a house.
const SHEDS: usize = 3;
/// Buildings entered twice.
const TWICE: usize = 2;
/// Houses across a street that is a beat line.
const ACROSS: usize = 2;
/// Buildings in two parts.
const IN_PARTS: usize = 2;
/// Half the length and half the depth of a house across a street: both ends stay in the street.
const ACROSS_HALF_M: Xy = [11.5, 6.0];
/// How far outside the district the stray building stands.
const STRAY_M: f64 = 90.0;

/// Plants the defects; `buildings` are numbered afterwards.
pub fn plant(district: &District, buildings: &mut Vec<Building>) {
    in_parts(buildings);
    let slabs: Vec<usize> = (0..buildings.len())
        .filter(|&i| buildings[i].land_use == LandUse::Walkup && buildings[i].draft.homes > 0)
        .filter(|&i| matches!(buildings[i].shape, Shape::Footprint(_)))
        .collect();
    let chosen = |k: usize| slabs[(2 * k + 1) * slabs.len() / (2 * (SHEDS + TWICE + 1))];
    if slabs.len() <= SHEDS + TWICE {
        return;
    }
    for k in 0..SHEDS {
        buildings.push(shed(&buildings[chosen(k)]));
    }
    for k in SHEDS..SHEDS + TWICE {
        buildings.push(buildings[chosen(k)].clone());
    }
    let pointed = &mut buildings[chosen(SHEDS + TWICE)];
    pointed.shape = Shape::Point(middle(&pointed.draft.ring));
    buildings.extend(across(district));
    buildings.push(stray(district));
}

/// Joins pairs of neighbours of one school.
fn in_parts(buildings: &mut Vec<Building>) {
    let mut left = IN_PARTS;
    let mut i = 0;
    while left > 0 && i + 1 < buildings.len() {
        let (a, b) = (&buildings[i], &buildings[i + 1]);
        if a.land_use == LandUse::School && a.cell == b.cell {
            let parts = vec![a.draft.ring.clone(), b.draft.ring.clone()];
            buildings[i].shape = Shape::Parts(parts);
            buildings.remove(i + 1);
            left -= 1;
            i += buildings.len() / (IN_PARTS + 1);
        }
        i += 1;
    }
}

fn one(ring: Vec<Xy>, homes: u32, like: &Building) -> Building {
    let usage = if homes > 0 {
        Usage::Residential
    } else {
        Usage::Public
    };
    let draft = Draft {
        ring: ring.clone(),
        usage,
        homes,
        floors: homes.div_ceil(2).max(1),
        entrances: 1,
        merchants: 0,
    };
    Building {
        shape: Shape::Footprint(ring),
        draft,
        compound: None,
        ..like.clone()
    }
}

/// A shed over the first corner of a house.
fn shed(house: &Building) -> Building {
    let ring = &house.draft.ring;
    let frame = Frame {
        at: ring[0],
        along: unit(sub(ring[1], ring[0])),
    };
    let ring = boxed([-2.5, -2.0], [3.0, 2.5])
        .into_iter()
        .map(|p| frame.out(p))
        .collect();
    one(ring, 0, house)
}

/// Houses over a street in town that is a beat line inside one community.
fn across(district: &District) -> Vec<Building> {
    let mesh = &district.mesh;
    let areas = &district.areas;
    let lines = &district.board.lines;
    let mut found: Vec<Building> = Vec::new();
    for edge in &mesh.edges {
        let Some(twin) = edge.twin.filter(|_| found.len() < ACROSS) else {
            continue;
        };
        let (here, there) = (edge.cell, mesh.edges[twin].cell);
        let (a, b) = (mesh.at(edge.from, lines), mesh.at(edge.to, lines));
        let fits = lines[edge.line].class == LineClass::Residential
            && areas.beat_of[here] != areas.beat_of[there]
            && areas.community_of[here] == areas.community_of[there]
            && [here, there]
                .iter()
                .all(|&c| in_town(&district.board.cells[c]))
            && length(sub(a, b)) > 40.0
            && found.iter().all(|f| f.cell != here && f.cell != there);
        if !fits {
            continue;
        }
        let (a, b) = (district.land.bend(a), district.land.bend(b));
        let frame = Frame {
            at: middle(&[a, b]),
            along: unit(sub(b, a)),
        };
        let [long, deep] = ACROSS_HALF_M;
        let ring = boxed([-deep, -long], [deep, long])
            .into_iter()
            .map(|p| frame.out(p))
            .collect();
        found.push(one(ring, 8, &Building::empty(here)));
    }
    found
}

/// A building that nobody is responsible for.
fn stray(district: &District) -> Building {
    let [a, b] = [0, 1].map(|i| district.board.corner(i));
    let edge = Frame {
        at: middle(&[a, b]),
        along: unit(sub(b, a)),
    };
    let at = district.land.bend(edge.out([0.0, -STRAY_M]));
    let ring = boxed([at[0] - 7.0, at[1] - 5.0], [at[0] + 7.0, at[1] + 5.0]);
    one(ring, 2, &Building::empty(0))
}
