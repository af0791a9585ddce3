//! From labels to the basemap: dissolve every level, tally, name.
//!
//! A unit is a face of the coverage with the same index; one rotation system serves all levels.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::coverage::{Coverage, Footprint, Rotation};
use crate::geometry::Polygon;
use crate::issue::Issue;
use crate::layer::{BuildingShape, Layers};
use crate::plan::{LevelPlan, Plan};
use crate::unit::{Compounds, Counts, Jurisdiction, WorkloadWeights};

use super::along::interior_lines;
use super::beat::{above_caps, beats};
use super::compound::compound_issues;
use super::divided::{divided_issue, unite};
use super::tally::{counts_of, tallies};
use super::{
    Basemap, CommunityArea, Further, LevelMap, PartArea, PlacedBuilding, Size, Spot, StaffRule,
    Tally,
};

/// The level of the grids.
const GRID: &str = "grid";

/// What a basemap is made from.
#[derive(Clone, Copy)]
pub struct BasemapInput<'a> {
    /// The layers that the coverage was built from, with the pieces of divided buildings.
    pub layers: &'a Layers,
    /// The coverage; its faces are the units of the plan, index for index.
    pub coverage: &'a Coverage,
    /// Counts of every building of `layers`.
    pub counts: &'a [Counts],
    /// The compounds of buildings and units.
    pub compounds: &'a Compounds,
    /// The jurisdictions that the plan speaks of.
    pub jurisdictions: &'a [Jurisdiction],
    /// The plan.
    pub plan: &'a Plan,
    /// Defects found on the way, in any order.
    pub issues: &'a [Issue],
}

/// What the tables show and check.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct BasemapOptions {
    /// Counts shown beside buildings, households and persons, in this order. Default none.
    pub further: Vec<Further>,
    /// Weights of the workload. Default none.
    pub workload: WorkloadWeights,
    /// Staff of the parts of some levels. Default none.
    pub staff: Vec<StaffRule>,
    /// Most persons in an urban beat; default no limit.
    pub urban_max: Option<i64>,
    /// Most persons in a rural beat; default no limit. A beat is rural when more of its persons live in rural
    /// communities than in urban ones.
    pub rural_max: Option<i64>,
}

/// Makes the basemap of a plan. O(edges · levels).
///
/// Beats and communities without land, and buildings without place, are left out: issues name them.
///
/// # Panics
/// When the tables of the input do not fit each other (a face without part, a building without counts).
#[must_use]
pub fn basemap(input: &BasemapInput<'_>, options: &BasemapOptions) -> Basemap {
    let labellings = labellings(input);
    let rotation = Rotation::of(input.coverage);
    let mut areas: Vec<Vec<Area>> = labellings
        .par_iter()
        .map(|labelling| areas((input, &options.workload), &rotation, labelling))
        .collect();
    let communities = communities(input, areas.pop().expect("communities are labelled last"));
    let beats = beats(input, options, areas.pop().expect("beats come before them"));
    let buildings = buildings(input, &options.workload);
    let mut issues = input.issues.to_vec();
    issues.extend(above_caps(&beats, input.coverage.lattice));
    issues.extend(buildings.iter().filter_map(|row| divided_issue(row, input)));
    issues.extend(compound_issues(input));
    issues.sort();
    Basemap {
        lattice: input.coverage.lattice,
        plane: input.coverage.plane,
        further: options.further.clone(),
        workload: options.workload,
        staff: options.staff.clone(),
        levels: levels(input, areas),
        beats,
        communities,
        buildings,
        issues,
    }
}

/// A label for every face.
struct Labelling {
    label_of: Vec<Option<u32>>,
    labels: usize,
}

/// The land of one label.
pub(super) struct Area {
    pub(super) polygons: Vec<Polygon>,
    pub(super) size: Size,
    pub(super) tally: Tally,
}

/// One labelling a level, then beats, then communities.
fn labellings(input: &BasemapInput<'_>) -> Vec<Labelling> {
    let faces = &input.coverage.faces;
    let levels = input.plan.levels.iter().map(|level| Labelling {
        label_of: part_labels(level),
        labels: level.parts.len(),
    });
    let by_beat = faces.iter().map(|face| Some(face.beat.index() as u32));
    let by_community = faces.iter().map(|face| Some(face.community.index() as u32));
    levels
        .chain([
            Labelling {
                label_of: by_beat.collect(),
                labels: input.layers.beats.len(),
            },
            Labelling {
                label_of: by_community.collect(),
                labels: input.layers.communities.len(),
            },
        ])
        .collect()
}

fn part_labels(level: &LevelPlan) -> Vec<Option<u32>> {
    let label = |part: &crate::id::PartId| Some(part.index() as u32);
    level.part_of.iter().map(label).collect()
}

fn areas(
    (input, weights): (&BasemapInput<'_>, &WorkloadWeights),
    rotation: &Rotation<'_>,
    labelling: &Labelling,
) -> Vec<Area> {
    let (label_of, labels) = (&labelling.label_of, labelling.labels);
    let polygons = rotation.dissolve(label_of, labels);
    let tallies = tallies(
        input.coverage,
        (input.layers, input.counts, weights),
        label_of,
        labels,
    );
    let area = |(polygons, tally): (Vec<Polygon>, Tally)| Area {
        size: Size::of(&polygons, &input.coverage.plane),
        polygons,
        tally,
    };
    polygons.into_iter().zip(tallies).map(area).collect()
}

fn levels(input: &BasemapInput<'_>, areas: Vec<Vec<Area>>) -> Vec<LevelMap> {
    let mut maps: Vec<LevelMap> = Vec::with_capacity(areas.len());
    for (index, areas) in areas.into_iter().enumerate() {
        let part = |(part, area)| part_area(input, index, part, area);
        let mut parts: Vec<PartArea> = areas.into_iter().enumerate().map(part).collect();
        parts.sort_by(|a, b| a.code.cmp(&b.code));
        if let Some(coarser) = maps.last_mut() {
            count_children(&mut coarser.parts, &parts);
        }
        let name = input.plan.levels[index].name.clone();
        name_parts(&mut parts, maps.last(), input.layers, noun(&name));
        maps.push(LevelMap {
            name,
            parts,
            lines: interior_lines(input, index),
        });
    }
    maps
}

/// A part without its number of children, and without its name unless that is given.
fn part_area(input: &BasemapInput<'_>, level: usize, part: usize, area: Area) -> PartArea {
    let levels = &input.plan.levels;
    let planned = &levels[level].parts[part];
    let jurisdiction = &input.jurisdictions[planned.jurisdiction.index()];
    let community = &input.layers.communities[jurisdiction.community.index()];
    let dedicated = jurisdiction.dedicated.as_ref();
    // From the grid down a part is named by its number in the one above.
    let grid = levels.iter().position(|level| level.name == GRID);
    let named = dedicated.filter(|_| level <= grid.unwrap_or(0));
    PartArea {
        code: planned.code.clone(),
        name: named.map_or_else(String::new, |d| d.name(input.layers).to_owned()),
        kind: match dedicated {
            Some(_) => PartArea::DEDICATED,
            None => PartArea::GENERAL,
        },
        parent: (level > 0)
            .then(|| {
                planned
                    .parent
                    .expect("a part of a finer level has a parent")
            })
            .map(|parent| levels[level - 1].parts[parent.index()].code.clone()),
        children: None,
        community: community.id.clone(),
        beat: input.layers.beats[jurisdiction.beat.index()].id.clone(),
        subdistrict: community.subdistrict.clone(),
        tally: area.tally,
        polygons: area.polygons,
        size: area.size,
        exceptions: planned.exceptions.iter().map(|e| e.code()).collect(),
    }
}

fn count_children(coarser: &mut [PartArea], finer: &[PartArea]) {
    for part in coarser.iter_mut() {
        part.children = Some(0);
    }
    for code in finer.iter().filter_map(|part| part.parent.as_ref()) {
        let at = coarser.binary_search_by(|part| part.code.cmp(code));
        let parent = &mut coarser[at.expect("a parent is a part of the coarser level")];
        parent.children = parent.children.map(|children| children + 1);
    }
}

/// Numbers parts in code order within their parent, at the coarsest level within their community; given names stay.
fn name_parts(parts: &mut [PartArea], coarser: Option<&LevelMap>, layers: &Layers, noun: &str) {
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    for part in parts {
        let home = match (coarser, &part.parent) {
            (Some(level), Some(code)) => level
                .parts
                .binary_search_by(|p| p.code.cmp(code))
                .map(|at| level.parts[at].name.as_str()),
            _ => layers
                .communities
                .binary_search_by(|c| c.id.cmp(&part.community))
                .map(|at| layers.communities[at].name.as_str()),
        };
        let home = home.expect("a part lies in a known part or community");
        let key = part.parent.as_ref().unwrap_or(&part.community);
        let number = numbers.entry(key.clone()).or_default();
        *number += 1;
        if part.name.is_empty() {
            part.name = format!("{home}第{number}{noun}");
        }
    }
}

/// What the parts of a level are called in Chinese; the name itself where there is no word for it.
#[must_use]
pub fn noun(level: &str) -> &str {
    match level {
        "station" => "派出所",
        "grid" => "网格",
        "micro_grid" => "微网格",
        "neighbourhood" => "邻里",
        other => other,
    }
}

fn communities(input: &BasemapInput<'_>, areas: Vec<Area>) -> Vec<CommunityArea> {
    let pairs = |j: &Jurisdiction| (j.community.index(), j.beat.index());
    let beats = partners(areas.len(), input.jurisdictions.iter().map(pairs));
    let grids = grid_counts(input, areas.len(), |j| j.community.index());
    let area = |(index, area): (usize, Area)| {
        let community = &input.layers.communities[index];
        CommunityArea {
            id: community.id.clone(),
            name: community.name.clone(),
            subdistrict: community.subdistrict.clone(),
            beats: beats[index],
            grids: grids[index],
            tally: area.tally,
            polygons: area.polygons,
            size: area.size,
        }
    };
    let with_land = |(_, area): &(usize, Area)| !area.polygons.is_empty();
    areas
        .into_iter()
        .enumerate()
        .filter(with_land)
        .map(area)
        .collect()
}

/// For each of `count` first members the number of different second members.
pub(super) fn partners(count: usize, pairs: impl Iterator<Item = (usize, usize)>) -> Vec<usize> {
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut partners = vec![0; count];
    for (first, _) in pairs {
        partners[first] += 1;
    }
    partners
}

/// Grids by beat or community: parts of the level `grid`, else of the coarsest.
pub(super) fn grid_counts(
    input: &BasemapInput<'_>,
    count: usize,
    owner: impl Fn(&Jurisdiction) -> usize,
) -> Vec<usize> {
    let mut grids = vec![0; count];
    let levels = &input.plan.levels;
    let level = levels.iter().find(|level| level.name == GRID);
    let level = level.or(levels.first());
    for part in level.into_iter().flat_map(|level| &level.parts) {
        grids[owner(&input.jurisdictions[part.jurisdiction.index()])] += 1;
    }
    grids
}

/// One row a footprint part; the pieces of a divided building are one row.
fn buildings(input: &BasemapInput<'_>, weights: &WorkloadWeights) -> Vec<PlacedBuilding> {
    let mut rows = rows(input, weights);
    for divided in &input.layers.divided {
        unite(&mut rows, divided, (input, weights));
    }
    rows.into_iter().flatten().collect()
}

/// A row for every footprint of the coverage, in the same order.
fn rows(input: &BasemapInput<'_>, weights: &WorkloadWeights) -> Vec<Option<PlacedBuilding>> {
    let row = |footprint: &Footprint| {
        let face = &input.coverage.faces[footprint.face.index()];
        let building = &input.layers.buildings[footprint.building.index()];
        let part_code = |level: &LevelPlan| {
            let part = level.part_of[footprint.face.index()];
            level.parts[part.index()].code.clone()
        };
        PlacedBuilding {
            id: match footprint.part {
                0 => building.id.clone(),
                part => format!("{}#part{}", building.id, part + 1),
            },
            counts: counts_of(footprint, input.counts, weights),
            community: input.layers.communities[face.community.index()].id.clone(),
            beat: input.layers.beats[face.beat.index()].id.clone(),
            parts: input.plan.levels.iter().map(part_code).collect(),
            compound: compound_id(input, footprint.building.index()),
            pieces: Vec::new(),
            kind: if footprint.ground {
                "ground"
            } else {
                "building"
            },
            spot: spot(footprint, &building.shape),
        }
    };
    let footprints = input.coverage.footprints.iter();
    footprints.map(|footprint| Some(row(footprint))).collect()
}

/// The id of a building's compound, empty when it is in none.
fn compound_id(input: &BasemapInput<'_>, building: usize) -> Option<String> {
    let compounds = &input.layers.compounds;
    let compound = input.compounds.of_building.get(building).copied().flatten();
    let id = compound.map_or("", |compound| &compounds[compound.index()].id);
    (!compounds.is_empty()).then(|| id.to_owned())
}

fn spot(footprint: &Footprint, shape: &BuildingShape) -> Spot {
    match (&footprint.polygon, shape) {
        (Some(polygon), _) => Spot::Footprint(polygon.clone()),
        (None, BuildingShape::Point(point)) => Spot::Point(*point),
        (None, BuildingShape::Footprint(parts)) => {
            let part = parts.get(footprint.part as usize).or(parts.first());
            Spot::Footprint(part.expect("a footprint has a part").clone())
        }
    }
}
