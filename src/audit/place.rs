//! Every building lies in the part that it names and is not cut by a line.

use rayon::prelude::*;

use crate::geometry::{Point, Polygon};
use crate::output::{Basemap, PlacedBuilding, Spot};

use super::building::{covers, overlap, perimeter_m};
use super::layer::Layer;
use super::report::{AuditReport, Rule};

/// Below this area beyond its part, in square metres, a footprint is not cut.
const CUT_M2: f64 = 0.5;
/// Half a square lattice unit is nothing that a line could cut off.
const LEAST_COMMON: f64 = 0.5;
/// Lattice rounding bends a line by half a unit: below this many metres times its perimeter neither.
const CUT_M_A_METRE: f64 = 0.01;

/// Checks the finest level; the coarser ones follow, as their parts are unions of its parts. The ids of all levels,
/// beat and community that a building names must be those of its finest part.
pub(super) fn check_places(map: &Basemap, tables: &[Layer<'_>], report: &mut AuditReport) {
    let Some(finest) = map.levels.len().checked_sub(1) else {
        return;
    };
    let lands: Vec<Vec<(Point, Point)>> = tables[finest]
        .features
        .par_iter()
        .map(|part| part.polygons.iter().flat_map(Polygon::segments).collect())
        .collect();
    let judge = |building: &PlacedBuilding| {
        let positions: Option<Vec<usize>> = building
            .codes(finest)
            .into_iter()
            .map(|code| tables[finest].position(code))
            .collect();
        let positions = positions.filter(|positions| !positions.is_empty())?;
        if let [part] = positions[..] {
            return Some(judge(map, building, &lands[part]));
        }
        let all = positions.iter().flat_map(|&part| &lands[part]);
        let all: Vec<(Point, Point)> = all.copied().collect();
        let missed = positions
            .iter()
            .any(|&part| is_outside(building, &lands[part]));
        Some(if missed {
            Verdict::Outside
        } else {
            judge(map, building, &all)
        })
    };
    let verdicts: Vec<Option<Verdict>> = map.buildings.par_iter().map(judge).collect();
    let (mut outside, mut cut) = (Vec::new(), Vec::new());
    for (building, verdict) in map.buildings.iter().zip(verdicts) {
        let name = |area: f64| {
            format!(
                "{} in {} by {area:.2} m2",
                building.id, building.parts[finest]
            )
        };
        match verdict {
            Some(Verdict::Outside) => outside.push(building.id.clone()),
            Some(Verdict::Cut(area_m2)) => cut.push(name(area_m2)),
            Some(Verdict::Inside(area_m2)) => {
                report.largest_cut_m2 = report.largest_cut_m2.max(area_m2);
            }
            Some(Verdict::Ground) | None => {}
        }
    }
    report.buildings = map.buildings.len();
    report.note(
        Rule::Buildings,
        "buildings: not in the part named",
        &outside,
    );
    report.note(Rule::Buildings, "buildings: cut by a line", &cut);
    check_names(map, tables, report);
}

/// Whether no part of a footprint lies in the land.
fn is_outside(building: &PlacedBuilding, land: &[(Point, Point)]) -> bool {
    match &building.spot {
        Spot::Point(_) => true,
        Spot::Footprint(footprint) => overlap(footprint, land).common < LEAST_COMMON,
    }
}

enum Verdict {
    /// Inside, but for an area in square metres below the tolerance.
    Inside(f64),
    /// Ground that reaches into the part named.
    Ground,
    /// Beyond the part by so many square metres.
    Cut(f64),
    Outside,
}

fn judge(map: &Basemap, building: &PlacedBuilding, land: &[(Point, Point)]) -> Verdict {
    let footprint = match &building.spot {
        Spot::Point(point) if covers(land, *point) => return Verdict::Inside(0.0),
        Spot::Point(_) => return Verdict::Outside,
        Spot::Footprint(footprint) => footprint,
    };
    let shared = overlap(footprint, land);
    if shared.common < LEAST_COMMON {
        return Verdict::Outside;
    }
    if building.kind == "ground" {
        return Verdict::Ground;
    }
    let beyond_m2 = (shared.own - shared.common).max(0.0) * map.plane.x_m * map.plane.y_m;
    let allowed_m2 = CUT_M2.max(CUT_M_A_METRE * perimeter_m(footprint, &map.plane));
    if shared.common * 2.0 < shared.own {
        Verdict::Outside
    } else if beyond_m2 > allowed_m2 {
        Verdict::Cut(beyond_m2)
    } else {
        Verdict::Inside(beyond_m2)
    }
}

/// The ids that a building names contain each other.
fn check_names(map: &Basemap, tables: &[Layer<'_>], report: &mut AuditReport) {
    let agrees = |building: &PlacedBuilding, parts: &[String]| {
        let mut parent = None;
        parts.iter().enumerate().rev().all(|(level, code)| {
            let expected = parent.is_none_or(|parent| parent == code.as_str());
            let Some(at) = tables[level].position(code) else {
                return false;
            };
            let part = &tables[level].features[at];
            parent = Some(part.parent);
            expected && part.beat == building.beat && part.community == building.community
        })
    };
    let all_agree = |building: &&PlacedBuilding| {
        let pieces = building.pieces.iter().map(|piece| &piece.parts);
        let mut named = pieces.chain([&building.parts]);
        named.all(|parts| agrees(building, parts))
    };
    let wrong = map.buildings.iter().filter(|building| !all_agree(building));
    let wrong: Vec<String> = wrong.map(|building| building.id.clone()).collect();
    report.note(
        Rule::Belonging,
        "buildings: ids of part, beat and community disagree",
        &wrong,
    );
}
