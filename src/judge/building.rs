//! Rules 5 and 6: every building of the inputs is there with its counts, whole, in the part that its row names.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::audit::{Verdict, verdict};
use crate::geometry::{Point, Polygon};
use crate::layer::{Building, BuildingShape, Row, Scalar};
use crate::output::Spot;
use crate::unit::Counts;

use super::Measure;
use super::divided::{self, Share, shares};
use super::finding::{Fault, Finding};
use super::ground::Ground;
use super::sheet::{Area, Sheet, Stated, counts_of};

const LAYER: &str = "buildings";

/// The rows of `buildings.geojson`, sorted by id.
#[derive(Clone, Debug, Default)]
pub(super) struct Buildings {
    pub(super) rows: Vec<Placed>,
    /// Whether the file is there.
    pub(super) found: bool,
}

/// One row.
#[derive(Clone, Debug, Default)]
pub(super) struct Placed {
    pub(super) id: String,
    pub(super) stated: Stated,
    pub(super) community: String,
    pub(super) beat: String,
    /// Code of its part at each level; empty where it names none.
    pub(super) parts: Vec<String>,
    kind: String,
    /// Whether it is divided among several parts of the finest level.
    pub(super) divided: bool,
    /// Of a divided building what of it lies where, for each level.
    pub(super) lists: Vec<Vec<Share>>,
    pub(super) place: Option<[i32; 2]>,
}

impl Placed {
    /// The row with the id, kind, levels and stated counts of `area`; `cells` are those after its columns: divided, the
    /// code of every level, the list of every level.
    pub(super) fn of(area: Area, cells: &[Scalar], row: &Row, measure: &Measure<'_>) -> Self {
        let (parts, lists) = cells[1..].split_at(measure.levels.len());
        let parts = parts.iter().map(|c| c.text().unwrap_or_default());
        let divided = !matches!(cells[0], Scalar::Null | Scalar::Flag(false));
        let first = row.shapes.coordinates().next();
        let place = first.and_then(|[x, y]| crate::geometry::parse_degrees(x, y));
        Self {
            place: place.filter(|&at| measure.layers.lattice.local(at).is_some()),
            id: area.code,
            stated: area.stated,
            community: area.community,
            beat: area.beat,
            parts: parts.collect(),
            kind: area.kind,
            divided,
            lists: lists.iter().map(shares).collect(),
        }
    }

    pub(super) fn counts(&self) -> Counts {
        counts_of(&self.stated)
    }

    /// The parts that it names at a level, with what of it lies in each: one part, unless it is divided.
    pub(super) fn shares(&self, level: usize) -> Vec<(&str, Counts)> {
        let list = self.lists[level].iter().filter(|_| self.divided);
        let list: Vec<_> = list.map(|s| (s.code.as_str(), s.counts)).collect();
        if list.is_empty() {
            vec![(self.parts[level].as_str(), self.counts())]
        } else {
            list
        }
    }
}

/// Compares the rows with the inputs, and their places with the finest level; `named` are the features that the plan's
/// issues speak of.
pub(super) fn check(
    (sheets, ground): (&[Sheet], &[Ground]),
    buildings: &Buildings,
    named: &BTreeSet<String>,
    measure: &Measure<'_>,
    findings: &mut Vec<Finding>,
) {
    if !buildings.found {
        return;
    }
    for same in buildings.rows.chunk_by(|a, b| a.id == b.id) {
        findings.extend(same[1..].iter().map(|row| {
            finding(Fault::DuplicateCode, row)
                .says("another building has the same id", "与其他楼栋编号重复")
        }));
    }
    inputs(buildings, named, measure, findings);
    unknown(buildings, measure, findings);
    for row in &buildings.rows {
        findings.extend(names(row, sheets));
        findings.extend(divided::check(row, sheets, measure));
    }
    let cut: Vec<Option<Finding>> = buildings
        .rows
        .par_iter()
        .map(|row| place(row, (sheets, ground), measure))
        .collect();
    findings.extend(cut.into_iter().flatten());
}

fn finding(fault: Fault, row: &Placed) -> Finding {
    Finding::new(fault, LAYER, &row.id).at(row.place)
}

/// Input buildings without a row, or with other counts than the inputs state.
fn inputs(
    buildings: &Buildings,
    named: &BTreeSet<String>,
    measure: &Measure<'_>,
    findings: &mut Vec<Finding>,
) {
    let layers = measure.layers;
    for building in &layers.buildings {
        let at = buildings.rows.binary_search_by(|r| r.id.cmp(&building.id));
        if let Ok(at) = at {
            let row = &buildings.rows[at];
            findings.extend(changed(building, row, measure));
        } else if !named.contains(&building.id) {
            let place = match &building.shape {
                BuildingShape::Point(point) => Some(*point),
                BuildingShape::Footprint(parts) => parts.first().and_then(Polygon::inner_point),
            };
            let missing = Finding::new(Fault::BuildingMissing, LAYER, &building.id).says(
                "the building of the inputs is not in the plan, and no issue names it",
                "输入图层中的楼栋不在方案中，问题清单也未说明",
            );
            findings.push(missing.at(place.map(|p| layers.lattice.absolute(p))));
        }
    }
}

/// What a building states stays; the rest of a population area without buildings may come on top.
fn changed(building: &Building, row: &Placed, measure: &Measure<'_>) -> Option<Finding> {
    let shared = !measure.layers.population.is_empty();
    let other = |read: Option<u32>, written: Option<i64>| {
        let (Some(written), true) = (written, read.is_some() || !shared) else {
            return false;
        };
        let read = i64::from(read.unwrap_or(0));
        written < read || (!shared && written > read)
    };
    let wrong = other(building.households, row.stated.households)
        || other(building.persons, row.stated.persons)
        || other(building.merchants, row.stated.merchants)
        || other(building.tasks, row.stated.tasks);
    wrong.then(|| {
        let read = [building.households, building.persons];
        let read = [read, [building.merchants, building.tasks]].concat();
        let read = read
            .iter()
            .map(|n| n.map_or("-".to_owned(), |n| n.to_string()));
        let read = read.collect::<Vec<_>>().join(", ");
        let c = row.counts();
        let own = [c.households, c.persons, c.merchants, c.tasks];
        let own = own.map(|n| n.to_string()).join(", ");
        finding(Fault::CountChanged, row).says(
            format!("households, persons, merchants, tasks: has {own}, the inputs state {read}"),
            format!("户、人、商户、任务：方案为 {own}，输入为 {read}"),
        )
    })
}

/// Rows that are no building of the inputs; annexes are those of their building.
fn unknown(buildings: &Buildings, measure: &Measure<'_>, findings: &mut Vec<Finding>) {
    let strange = |row: &&Placed| !row.id.is_empty() && shape_of(row, measure).is_none();
    findings.extend(buildings.rows.iter().filter(strange).map(|row| {
        finding(Fault::BuildingUnknown, row)
            .says("the inputs have no such building", "输入图层中没有该楼栋")
    }));
    let nameless = buildings.rows.iter().filter(|row| row.id.is_empty());
    findings.extend(nameless.map(|row| {
        finding(Fault::MissingCode, row).says("the building has no id", "楼栋没有编号")
    }));
}

/// The footprint of a row in the inputs: `b7#part2` is the second part of `b7`.
fn shape_of(row: &Placed, measure: &Measure<'_>) -> Option<Spot> {
    let buildings = &measure.layers.buildings;
    let find = |id: &str| buildings.binary_search_by(|b| b.id.as_str().cmp(id)).ok();
    let annex = || {
        let (id, part) = row.id.rsplit_once("#part")?;
        Some((find(id)?, part.parse::<usize>().ok()?.checked_sub(1)?))
    };
    let (at, part) = find(&row.id).map(|at| (at, 0)).or_else(annex)?;
    match &buildings[at].shape {
        BuildingShape::Point(point) => (part == 0).then_some(Spot::Point(*point)),
        BuildingShape::Footprint(parts) => parts.get(part).cloned().map(Spot::Footprint),
    }
}

/// Its parts exist and contain each other, in its beat and community.
fn names(row: &Placed, sheets: &[Sheet]) -> Option<Finding> {
    let mut finer: Option<&Area> = None;
    for (level, code) in row.parts.iter().enumerate().rev() {
        let sheet = &sheets[level];
        if !sheet.found {
            continue;
        }
        let area = match named(row, sheet, code) {
            Ok(area) => area,
            Err(finding) => return Some(finding),
        };
        if finer.is_some_and(|finer| finer.parent != *code) {
            return Some(belongs_not(row, sheet, code));
        }
        let others = row.shares(level).into_iter();
        let wrong = others.filter_map(|(code, _)| named(row, sheet, code).err());
        if let Some(finding) = wrong.into_iter().next() {
            return Some(finding);
        }
        finer = Some(area);
    }
    None
}

/// The part with this code, in the beat and community of the row.
fn named<'a>(row: &Placed, sheet: &'a Sheet, code: &str) -> Result<&'a Area, Finding> {
    let at = sheet.position(code).filter(|_| !code.is_empty());
    let area = at.map(|at| &sheet.areas[at]).ok_or_else(|| {
        finding(Fault::BuildingUnplaced, row).says(
            format!("names `{code}`, which is none of the {}", sheet.layer),
            format!("所属“{code}”不在 {} 中", sheet.layer),
        )
    })?;
    if area.beat == row.beat && area.community == row.community {
        Ok(area)
    } else {
        Err(belongs_not(row, sheet, code))
    }
}

fn belongs_not(row: &Placed, sheet: &Sheet, code: &str) -> Finding {
    finding(Fault::BuildingBelonging, row).says(
        format!(
            "its {} {code} does not belong to the parts, beat and community that it names",
            sheet.layer
        ),
        format!("{} 的“{code}”与其所属上下级、警格或社区不一致", sheet.layer),
    )
}

/// Whether the footprint of the inputs lies in the part that the row names, and in no other; that of a divided building
/// in all that its list names.
fn place(
    row: &Placed,
    (sheets, ground): (&[Sheet], &[Ground]),
    measure: &Measure<'_>,
) -> Option<Finding> {
    let finest = row.parts.len().checked_sub(1)?;
    let sheet = &sheets[finest];
    let unknown = row.divided && row.lists[finest].is_empty();
    if unknown || !sheet.found {
        return None;
    }
    let codes: Vec<&str> = row.shares(finest).into_iter().map(|s| s.0).collect();
    let at: Option<Vec<usize>> = codes.iter().map(|code| sheet.position(code)).collect();
    let spot = shape_of(row, measure)?;
    let lands: Vec<&[(Point, Point)]> = at?.iter().map(|&at| ground[finest].edges(at)).collect();
    let codes = codes.join(", ");
    match verdict(&spot, &row.kind, &lands, &measure.layers.plane) {
        Verdict::Cut(area_m2) => Some(finding(Fault::BuildingCut, row).says(
            format!("a line cuts {area_m2:.1} m2 of it off from {codes}"),
            format!("界线切割楼栋：有 {area_m2:.1} 平方米在 {codes} 之外"),
        )),
        Verdict::Outside => Some(finding(Fault::BuildingElsewhere, row).says(
            format!("does not stand in {codes}, which it names"),
            format!("不在所属的 {codes} 内"),
        )),
        Verdict::Inside(_) | Verdict::Ground => None,
    }
}
