//! Buildings stay whole: a footprint across a line goes to the side with most of it, ties to the lowest ids.
//!
//! Ground is the exception: a footprint without households, or above one hectare, that reaches more than the
//! tolerance across a line is divided by it.

use std::collections::BTreeMap;

use crate::geometry::Point;
use crate::issue::{Issue, Severity};
use crate::layer::Layers;

use super::mesh::NONE;
use super::pieces::Pieces;
use super::schema::AlignOptions;
use super::terrain::{Foot, Land, Terrain};

/// A footprint above this may be ground even with households.
const HUGE_M2: f64 = 10_000.0;

/// Share of a group of fused footprints that must be ground for the group to be divided.
const MOSTLY: f64 = 0.75;

/// A smaller part across a line is rounding, not worth an issue.
const SILENT_M2: f64 = 0.5;

/// Where each group of footprints is at home, and whether it is ground; indexed by the group's lowest member.
pub(super) struct Homes {
    /// [`Land::OUTSIDE`] when most of it lies outside all communities.
    pub land: Vec<Land>,
    /// Divided by the lines that cross it.
    pub ground: Vec<bool>,
    /// Too small to have a face of its own.
    pub hidden: Vec<bool>,
}

/// The land that holds most of each group; of the pieces of a divided building, most of them all.
pub(super) fn vote(terrain: &Terrain, groups: usize) -> Vec<Land> {
    let mut best = vec![(-1i64, Land::OUTSIDE); groups];
    for (&(family, land), &area) in &shares_of(terrain) {
        let entry = &mut best[family as usize];
        if area > entry.0 {
            *entry = (area, land);
        }
    }
    let of_family = |&family: &u32| best[family as usize].1;
    terrain.family.iter().map(of_family).collect()
}

fn shares_of(terrain: &Terrain) -> BTreeMap<(u32, Land), i64> {
    let mut shares = BTreeMap::new();
    for face in 0..terrain.faces() {
        if terrain.group[face] != NONE {
            *shares
                .entry((terrain.family_on(face), terrain.land[face]))
                .or_default() += terrain.areas[face];
        }
    }
    shares
}

/// Moves every footprint whole to its home, divides ground, drops footprints outside.
pub(super) fn keep_whole(
    terrain: &mut Terrain,
    feet: &[Foot],
    group_of: &[u32],
    (layers, align): (&Layers, &AlignOptions),
    issues: &mut Vec<Issue>,
) -> Homes {
    let land = vote(terrain, feet.len());
    let shares = shares_of(terrain);
    let mut total = vec![0i64; feet.len()];
    let mut astray = vec![0i64; feet.len()];
    for (&(family, there), &area) in &shares {
        total[family as usize] += area;
        if there != land[family as usize] {
            astray[family as usize] += area;
        }
    }
    let mut may_be_ground = mostly_ground(feet, group_of, layers);
    // People are counted into the pieces of a divided building: it is none.
    let families = terrain.family.iter().enumerate();
    for (group, &family) in families.filter(|&(group, &family)| family as usize != group) {
        may_be_ground[group] = false;
        may_be_ground[family as usize] = false;
    }
    let candidates: Vec<bool> = (0..feet.len())
        .map(|g| may_be_ground[g] && astray[g] > 0 && land[g] != Land::OUTSIDE)
        .collect();
    let reach_m = reach_across(terrain, &land, &candidates, layers);
    let ground: Vec<bool> = reach_m.iter().map(|&r| r > align.tolerance_m).collect();
    for (f, foot) in feet.iter().enumerate() {
        let g = group_of[f] as usize;
        if terrain.family[g] as usize != g {
            continue;
        }
        let astray_m2 = layers.plane.area_m2(astray[g]);
        if land[g] != Land::OUTSIDE && total[g] > 0 && astray_m2 > SILENT_M2 && foot.part == 0 {
            issues.push(issue_of(foot, land[g], ground[g], astray_m2, layers));
        }
    }
    let mut hidden = vec![true; feet.len()];
    for face in 0..terrain.faces() {
        let group = terrain.group[face];
        if group == NONE {
            continue;
        }
        hidden[group as usize] = false;
        if ground[group as usize] {
            continue;
        }
        match land[group as usize] {
            Land::OUTSIDE => terrain.group[face] = NONE,
            home => terrain.land[face] = home,
        }
    }
    fill_pockets(terrain);
    Homes {
        land,
        ground,
        hidden,
    }
}

/// Whether footprints that may be ground make up most of each group.
fn mostly_ground(feet: &[Foot], group_of: &[u32], layers: &Layers) -> Vec<bool> {
    // Areas of all members, and of those that may be ground.
    let mut areas = vec![(0i64, 0i64); feet.len()];
    for (foot, &group) in feet.iter().zip(group_of) {
        let area = foot.polygon.twice_area();
        let sums = &mut areas[group as usize];
        sums.0 += area;
        sums.1 += if may_be_ground(foot, layers) { area } else { 0 };
    }
    areas
        .iter()
        .map(|&(all, ground)| ground as f64 >= MOSTLY * all as f64)
        .collect()
}

/// Whether a footprint has no households, or is too large for a building.
fn may_be_ground(foot: &Foot, layers: &Layers) -> bool {
    let building = &layers.buildings[foot.building.index()];
    let empty = foot.part > 0 || building.households == Some(0) || !building.residential;
    empty || layers.plane.area_m2(foot.polygon.twice_area()) > HUGE_M2
}

/// For each candidate group, how far in metres its smaller parts reach from the line that divides it.
fn reach_across(
    terrain: &Terrain,
    home: &[Land],
    candidates: &[bool],
    layers: &Layers,
) -> Vec<f64> {
    let mesh = &terrain.mesh;
    let mut dividing: BTreeMap<u32, Vec<(Point, Point)>> = BTreeMap::new();
    let mut corners: BTreeMap<u32, Vec<Point>> = BTreeMap::new();
    for t in 0..mesh.len() {
        let face = mesh.face[t] as usize;
        let group = terrain.group[face];
        if group == NONE
            || !candidates[group as usize]
            || terrain.land[face] == home[group as usize]
        {
            continue;
        }
        corners.entry(group).or_default().extend(mesh.triangle(t));
        for i in 0..3 {
            let u = mesh.across[t][i];
            if u == NONE {
                continue;
            }
            let other = mesh.face[u as usize] as usize;
            if terrain.group[other] == group && terrain.land[other] == home[group as usize] {
                dividing.entry(group).or_default().push(mesh.edge(t, i));
            }
        }
    }
    let mut reach = vec![0.0; candidates.len()];
    for (group, lines) in &dividing {
        let distance = |p: &Point| {
            let to_line = lines
                .iter()
                .map(|&(a, b)| layers.plane.distance_to_m(*p, a, b));
            to_line.fold(f64::INFINITY, f64::min)
        };
        reach[*group as usize] = corners[group].iter().map(distance).fold(0.0, f64::max);
    }
    reach
}

/// Outside land that footprints have cut off from the outside joins the land along its longest border.
fn fill_pockets(terrain: &mut Terrain) {
    let pockets = Pieces::new(terrain.faces(), &terrain.borders, |f| {
        (!terrain.inside(f)).then_some(())
    });
    let mut open = vec![false; pockets.count];
    let mut beside: Vec<BTreeMap<Land, i64>> = vec![BTreeMap::new(); pockets.count];
    for border in &terrain.borders {
        for (x, y) in border.ways() {
            if x == NONE || pockets.of[x as usize] == NONE {
                continue;
            }
            let pocket = pockets.of[x as usize] as usize;
            if y == NONE {
                open[pocket] = true;
            } else if terrain.inside(y as usize) {
                *beside[pocket].entry(terrain.land[y as usize]).or_default() += border.length_mm;
            }
        }
    }
    for face in 0..terrain.faces() {
        let pocket = pockets.of[face];
        if pocket != NONE && !open[pocket as usize] {
            let longest = beside[pocket as usize].iter().rev().max_by_key(|e| *e.1);
            if let Some((&land, _)) = longest {
                terrain.land[face] = land;
            }
        }
    }
}

fn issue_of(foot: &Foot, home: Land, ground: bool, astray_m2: f64, layers: &Layers) -> Issue {
    let id = &layers.buildings[foot.building.index()].id;
    let community = &layers.communities[home.community as usize].id;
    let beat = &layers.beats[home.beat as usize].id;
    let place = foot.polygon.rings.first().and_then(|r| r.first());
    let issue = if ground {
        let (words, words_zh) = if may_be_ground(foot, layers) {
            ("is ground (no households, or above 1 ha)", "为大面积地块")
        } else {
            (
                "stands on ground (no households, or above 1 ha)",
                "位于大面积地块上, 地块",
            )
        };
        Issue::new(
            "ground_divided",
            Severity::Warning,
            "buildings",
            id.as_str(),
        )
        .says(
            format!("{id} {words} that reaches {astray_m2:.0} m2 across a line"),
            format!("{id} {words_zh}跨界 {astray_m2:.0} 平方米"),
        )
        .done("the ground is divided by the line; correct the building layer if it is a building")
    } else {
        Issue::new(
            "building_across_line",
            Severity::Info,
            "buildings",
            id.as_str(),
        )
        .says(
            format!("building {id} lies across a line with {astray_m2:.1} m2"),
            format!("楼栋 {id} 跨界 {astray_m2:.1} 平方米"),
        )
        .done(format!(
            "kept whole in {community} / {beat}; the line steps round it"
        ))
    };
    match place {
        Some(&p) => issue.at(layers.lattice.absolute(p)),
        None => issue,
    }
}
