//! Rules 2, 3 and 4: a part lies in what it names, the union of the children is the parent, a part is connected.

use rayon::prelude::*;

use crate::audit::{Owned, outlines, overlap};
use crate::geometry::{Point, Polygon};

use super::Measure;
use super::finding::{Fault, Finding};
use super::ground::Ground;
use super::land::middle;
use super::lines::Lines;
use super::sheet::{Area, Sheet};

/// A part may reach this many square metres beyond its parent before it is named itself.
const ASTRAY_M2: f64 = 0.5;

/// A layer of parts and a layer of what contains them.
struct Relation {
    child: usize,
    parent: usize,
    name_of: fn(&Area) -> &str,
    /// The child is not where it says.
    astray: Fault,
    /// The parent is not the union of its children; named for one layer of children only.
    union: Option<Fault>,
}

/// Checks all relations; the last two sheets are beats and communities.
pub(super) fn check(
    sheets: &[Sheet],
    lines: &Lines,
    ground: &[Ground],
    measure: &Measure<'_>,
    findings: &mut Vec<Finding>,
) {
    let judged: Vec<Vec<Finding>> = relations(sheets.len() - 2)
        .par_iter()
        .map(|relation| relation.findings(sheets, lines, ground, measure))
        .collect();
    findings.extend(judged.into_iter().flatten());
    for sheet in &sheets[..sheets.len() - 2] {
        findings.extend(sheet.areas.iter().filter_map(|area| detached(sheet, area)));
    }
}

fn relations(levels: usize) -> Vec<Relation> {
    let mut relations = Vec::new();
    for child in 0..levels {
        let coarsest = |fault| (child == 0).then_some(fault);
        if child > 0 {
            relations.push(Relation {
                child,
                parent: child - 1,
                name_of: |area| &area.parent,
                astray: Fault::NotInParent,
                union: Some(Fault::NotUnionOfParts),
            });
        }
        relations.push(Relation {
            child,
            parent: levels,
            name_of: |area| &area.beat,
            astray: Fault::NotInBeat,
            union: coarsest(Fault::BeatNotUnion),
        });
        relations.push(Relation {
            child,
            parent: levels + 1,
            name_of: |area| &area.community,
            astray: Fault::NotInCommunity,
            union: coarsest(Fault::CommunityNotUnion),
        });
    }
    relations
}

impl Relation {
    fn findings(
        &self,
        sheets: &[Sheet],
        lines: &Lines,
        ground: &[Ground],
        measure: &Measure<'_>,
    ) -> Vec<Finding> {
        let (children, parents) = (&sheets[self.child], &sheets[self.parent]);
        if !children.found || !parents.found {
            return Vec::new();
        }
        let groups: Vec<u32> = children
            .areas
            .iter()
            .map(|area| {
                let at = parents.position((self.name_of)(area));
                at.map_or(u32::MAX, |at| at as u32)
            })
            .collect();
        let mut findings = self.unknown(children, parents, &groups);
        let union = outlines(&lines.of[self.child], &groups);
        let differing = differing(&union, &lines.of[self.parent]);
        for &(parent, edge) in &differing {
            if let Some(fault) = self.union {
                let place = middle(measure.layers.lattice, edge);
                findings.push(not_union(fault, parents, parent, children).at(Some(place)));
            }
        }
        let differs = |group: u32| differing.binary_search_by_key(&group, |d| d.0).is_ok();
        let suspects = (0..groups.len()).filter(|&child| differs(groups[child]));
        findings.extend(suspects.filter_map(|child| {
            let parent = groups[child] as usize;
            let land = ground[self.parent].edges(parent);
            self.astray(&children.areas[child], land, (children, parents), measure)
        }));
        findings
    }

    /// Children that name nothing that exists.
    fn unknown(&self, children: &Sheet, parents: &Sheet, groups: &[u32]) -> Vec<Finding> {
        let all = children.areas.iter().zip(groups);
        let unknown =
            all.filter(|(area, group)| **group == u32::MAX && !(self.name_of)(area).is_empty());
        unknown
            .map(|(area, _)| {
                let name = (self.name_of)(area);
                Finding::new(self.astray, &children.layer, &area.code)
                    .says(
                        format!("names `{name}`, which is none of the {}", parents.layer),
                        format!("所属“{name}”不在 {} 中", parents.layer),
                    )
                    .at(area.place)
            })
            .collect()
    }

    /// A child that reaches beyond the parent that it names.
    fn astray(
        &self,
        area: &Area,
        land: &[(Point, Point)],
        (children, parents): (&Sheet, &Sheet),
        measure: &Measure<'_>,
    ) -> Option<Finding> {
        let (mut own, mut common) = (0.0, 0.0);
        for polygon in &area.polygons {
            let shared = overlap(polygon, land);
            own += shared.own;
            common += shared.common;
        }
        let plane = &measure.layers.plane;
        let beyond_m2 = (own - common) * plane.x_m * plane.y_m;
        let name = (self.name_of)(area);
        let percent = (100.0 * common / own.max(1.0)).clamp(0.0, 100.0);
        (beyond_m2 > ASTRAY_M2).then(|| {
            Finding::new(self.astray, &children.layer, &area.code)
                .says(
                    format!(
                        "{beyond_m2:.1} m2 of it lie outside {name} of the {}, which it names ({percent:.1} % inside)",
                        parents.layer
                    ),
                    format!(
                        "有 {beyond_m2:.1} 平方米在所属的 {}“{name}”之外（{percent:.1} % 在内）",
                        parents.layer
                    ),
                )
                .at(area.place)
        })
    }
}

fn not_union(fault: Fault, parents: &Sheet, parent: u32, children: &Sheet) -> Finding {
    let area = &parents.areas[parent as usize];
    Finding::new(fault, &parents.layer, &area.code).says(
        format!(
            "the outline is not that of the union of its {}",
            children.layer
        ),
        format!("边界与其 {} 的并集不一致", children.layer),
    )
}

/// Parents whose outlines differ in the two lists, ascending, each with an edge that stands in one list only.
fn differing(union: &[Owned], parents: &[Owned]) -> Vec<(u32, (Point, Point))> {
    let mut whole = parents.to_vec();
    whole.sort_unstable();
    let only = |here: &[Owned], there: &[Owned]| -> Vec<Owned> {
        let missing = here.iter().filter(|e| there.binary_search(e).is_err());
        missing.copied().collect()
    };
    let mut edges = only(union, &whole);
    edges.extend(only(&whole, union));
    edges.retain(|edge| edge.owner != u32::MAX);
    edges.sort_unstable_by_key(|e| (e.owner, e.from, e.to));
    edges.dedup_by_key(|edge| edge.owner);
    let differ = edges.into_iter();
    differ.map(|e| (e.owner, (e.from, e.to))).collect()
}

/// A part in several pieces that no border of positive length joins.
fn detached(sheet: &Sheet, area: &Area) -> Option<Finding> {
    let declared = area.exceptions.iter().any(|code| code == "detached_piece");
    let pieces = pieces(&area.polygons);
    (pieces > 1 && !declared).then(|| {
        Finding::new(Fault::DetachedPart, &sheet.layer, &area.code)
            .says(
                format!("lies in {pieces} pieces without saying detached_piece"),
                format!("由 {pieces} 块分离的土地组成，且未注明 detached_piece"),
            )
            .at(area.place)
    })
}

/// Number of connected pieces of polygons that do not overlap.
fn pieces(polygons: &[Polygon]) -> usize {
    if polygons.len() < 2 {
        return polygons.len();
    }
    let mut sides: Vec<(Point, Point, usize)> = Vec::new();
    for (index, polygon) in polygons.iter().enumerate() {
        let segments = polygon.segments();
        sides.extend(segments.map(|(a, b)| (a.min(b), a.max(b), index)));
    }
    sides.sort_unstable();
    let mut home: Vec<usize> = (0..polygons.len()).collect();
    for same in sides.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        for side in &same[1..] {
            let (one, two) = (home[same[0].2], home[side.2]);
            home.iter_mut()
                .filter(|h| **h == two)
                .for_each(|h| *h = one);
        }
    }
    home.sort_unstable();
    home.dedup();
    home.len()
}
