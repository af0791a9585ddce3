//! The whole audit: lines, belonging, places, counts, bounds.

use rayon::prelude::*;

use crate::geometry::Point;
use crate::layer::Layers;
use crate::output::Basemap;
use crate::plan::LevelRule;

use super::count::{check_bounds, check_buildings, check_tallies};
use super::depth::buried;
use super::edge::{Owned, boundary, doubled, edges, outlines, owners_of_difference};
use super::layer::{Layer, layers as tables_of};
use super::noding::conflicts;
use super::place::check_places;
use super::report::{AuditReport, Rule};
use super::ring::defect;

/// Recomputes the rules from the basemap that is about to be written. `layers` are those read, nothing divided.
///
/// What it cannot see: whether a beat line lies on the line of the input (rule 3, second half), whether counts of
/// population features were shared out rightly (where there are none, the counts of the input are compared), and
/// whether the land that the workload weighs is that of the polygons.
/// O(n log n) in edges and buildings.
#[must_use]
pub fn audit(map: &Basemap, layers: &Layers, rules: &[LevelRule]) -> AuditReport {
    let mut report = AuditReport::default();
    let tables = tables_of(map);
    let lines: Vec<Vec<Owned>> = tables.par_iter().map(edges).collect();
    report.edges = lines.iter().map(Vec::len).sum();
    for (table, lines) in tables.iter().zip(&lines) {
        check_polygons(map, table, lines, &mut report);
    }
    check_finest(map, &tables, &lines, &mut report);
    check_boundaries(map, &tables, &lines, &mut report);
    for (index, table) in tables.iter().enumerate().take(map.levels.len()) {
        check_connected(table, &mut report);
        check_belonging(index, &tables, &mut report);
    }
    check_unions(map.levels.len(), &tables, &lines, &mut report);
    check_places(map, &tables, &mut report);
    check_tallies(map, &tables, &mut report);
    check_buildings(map, layers, &mut report);
    check_bounds(map, layers, rules, &mut report);
    report
}

/// Rings valid, every directed edge owned once.
fn check_polygons(map: &Basemap, table: &Layer<'_>, lines: &[Owned], report: &mut AuditReport) {
    let mut wrong = Vec::new();
    for feature in &table.features {
        if feature.polygons.is_empty() {
            wrong.push(format!("{}: no land", feature.id));
        }
        let defects = feature.polygons.iter().filter_map(defect);
        wrong.extend(defects.map(|defect| format!("{}: {defect}", feature.id)));
    }
    report.note(
        Rule::Coverage,
        &format!("{}: invalid polygon", table.name),
        &wrong,
    );
    let doubled = doubled(lines);
    let doubled: Vec<String> = doubled.iter().map(|e| place(map, e.from)).collect();
    report.note(
        Rule::Coverage,
        &format!("{}: edge owned twice", table.name),
        &doubled,
    );
}

/// The lines of the finest layer are noded, and nothing lies beyond its boundary. What the coarser layers share with
/// it, edge for edge, holds for them too.
fn check_finest(
    map: &Basemap,
    tables: &[Layer<'_>],
    lines: &[Vec<Owned>],
    report: &mut AuditReport,
) {
    let finest = map.levels.len().saturating_sub(1);
    let name = &tables[finest].name;
    let mut segments: Vec<(Point, Point)> = lines[finest]
        .iter()
        .map(|e| (e.from.min(e.to), e.from.max(e.to)))
        .collect();
    segments.sort_unstable();
    segments.dedup();
    let places: Vec<String> = conflicts(&segments)
        .iter()
        .map(|(a, b)| format!("{} and {}", place(map, a.0), place(map, b.0)))
        .collect();
    let what = format!("{name}: lines that cross or touch between their ends");
    report.note(Rule::Coverage, &what, &places);
    let buried = buried(&boundary(&lines[finest]));
    let buried: Vec<String> = buried.iter().map(|e| place(map, e.0)).collect();
    report.note(
        Rule::Coverage,
        &format!("{name}: parts that lie over each other"),
        &buried,
    );
}

/// Every edge is matched by its reverse or lies on the boundary of the communities.
fn check_boundaries(
    map: &Basemap,
    tables: &[Layer<'_>],
    lines: &[Vec<Owned>],
    report: &mut AuditReport,
) {
    let boundaries: Vec<Vec<(Point, Point)>> = lines.par_iter().map(|l| boundary(l)).collect();
    let Some((communities, finer)) = boundaries.split_last() else {
        return;
    };
    for (table, own) in tables.iter().zip(finer) {
        let only = |here: &[(Point, Point)], there: &[(Point, Point)]| -> Vec<String> {
            let alone = here.iter().filter(|e| there.binary_search(e).is_err());
            alone.map(|e| place(map, e.0)).collect()
        };
        let what = format!(
            "{}: edge without neighbour inside the communities",
            table.name
        );
        report.note(Rule::Coverage, &what, &only(own, communities));
        let what = format!(
            "{}: edge of the communities' boundary not covered",
            table.name
        );
        report.note(Rule::Coverage, &what, &only(communities, own));
    }
}

/// One polygon, or a declared detached piece.
fn check_connected(table: &Layer<'_>, report: &mut AuditReport) {
    let apart = table
        .features
        .iter()
        .filter(|f| f.polygons.len() > 1 && !f.declared);
    let apart: Vec<String> = apart
        .map(|f| format!("{} in {} pieces", f.id, f.polygons.len()))
        .collect();
    let what = format!("{}: detached and not declared", table.name);
    report.note(Rule::Connected, &what, &apart);
}

/// A part lies in the beat and community of its parent.
fn check_belonging(index: usize, tables: &[Layer<'_>], report: &mut AuditReport) {
    let Some(coarser) = index.checked_sub(1).map(|coarser| &tables[coarser]) else {
        return;
    };
    let belongs = |part: &&super::layer::Feature<'_>| {
        coarser.position(part.parent).is_some_and(|at| {
            let parent = &coarser.features[at];
            (parent.beat, parent.community) == (part.beat, part.community)
        })
    };
    let astray = tables[index].features.iter().filter(|part| !belongs(part));
    let astray: Vec<String> = astray.map(|part| part.id.to_owned()).collect();
    let what = format!(
        "{}: not in the beat and community of its parent",
        tables[index].name
    );
    report.note(Rule::Belonging, &what, &astray);
}

/// The union of the children is the parent, edge for edge: every level in the coarser one, the coarsest in beats and
/// in communities.
fn check_unions(
    levels: usize,
    tables: &[Layer<'_>],
    lines: &[Vec<Owned>],
    report: &mut AuditReport,
) {
    let nested = (1..levels).map(|level| (level, level - 1, Rule::Belonging));
    let areas = [(0, levels, Rule::Beats), (0, levels + 1, Rule::Belonging)];
    for (child, parent, rule) in nested.chain(areas.into_iter().filter(|_| levels > 0)) {
        let owner = |feature: &super::layer::Feature<'_>| match parent.checked_sub(levels) {
            None => tables[parent].position(feature.parent),
            Some(0) => tables[parent].position(feature.beat),
            Some(_) => tables[parent].position(feature.community),
        };
        let features = &tables[child].features;
        let orphans = features.iter().filter(|f| owner(f).is_none());
        let orphans: Vec<String> = orphans.map(|f| f.id.to_owned()).collect();
        let (children, parents) = (&tables[child].name, &tables[parent].name);
        report.note(
            rule,
            &format!("{children}: not in any of the {parents}"),
            &orphans,
        );
        let groups: Vec<u32> = features
            .iter()
            .map(|f| owner(f).map_or(u32::MAX, |at| at as u32))
            .collect();
        let mut whole = lines[parent].clone();
        whole.sort_unstable();
        let differ = owners_of_difference(&outlines(&lines[child], &groups), &whole);
        let differ: Vec<String> = differ
            .iter()
            .filter_map(|&at| tables[parent].features.get(at as usize))
            .map(|f| f.id.to_owned())
            .collect();
        let what = format!("{parents}: outline is not that of the union of its {children}");
        report.note(rule, &what, &differ);
    }
}

/// A point in degrees, for messages.
fn place(map: &Basemap, point: Point) -> String {
    let [x, y] = map.lattice.absolute(point);
    let degrees = |units: i32| f64::from(units) / crate::geometry::UNITS_PER_DEGREE;
    format!("{} {}", degrees(x), degrees(y))
}
