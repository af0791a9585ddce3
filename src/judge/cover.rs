//! Rule 1, coverage: no land twice, none left out, one identical line between neighbours.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::audit::{boundary, chains, doubled, overlap};
use crate::geometry::Polygon;

use super::Measure;
use super::finding::{Fault, Finding};
use super::ground::Ground;
use super::inputs::Outline;
use super::land::middle;
use super::lines::{Lines, Owner, Segment};
use super::sheet::Sheet;

/// Chains of at most this many edges are looked at edge by edge, longer ones at their first edge only, as long as no
/// lines cross: along a chain nothing else changes.
const SHORT_CHAIN: usize = 64;

/// Everything about the lines of the sheets; `ground` holds one ground a sheet.
pub(super) fn check(
    sheets: &[Sheet],
    lines: &Lines,
    ground: &[Ground],
    measure: &Measure<'_>,
    findings: &mut Vec<Finding>,
) {
    unmatched(sheets, lines, measure, findings);
    let outline = Outline::of(measure);
    let judged: Vec<Vec<Finding>> = (0..sheets.len())
        .into_par_iter()
        .map(|index| {
            let sheet = Judged {
                index,
                sheets,
                lines,
                ground,
                measure,
                outline: &outline,
            };
            sheet.findings()
        })
        .collect();
    findings.extend(judged.into_iter().flatten());
}

/// Vertices that a line runs through without having them: one finding a vertex.
fn unmatched(sheets: &[Sheet], lines: &Lines, measure: &Measure<'_>, findings: &mut Vec<Finding>) {
    for (point, owners) in &lines.touches {
        let Some(&(sheet, area)) = owners.first() else {
            continue;
        };
        let code = &sheets[sheet].areas[area as usize].code;
        let others: Vec<String> = owners[1..]
            .iter()
            .map(|&(sheet, area)| {
                let sheet = &sheets[sheet];
                format!("{} {}", sheet.layer, sheet.areas[area as usize].code)
            })
            .collect();
        let (also, also_zh) = match others.len() {
            0 => (String::new(), String::new()),
            _ => (
                format!(" (also {})", others.join(", ")),
                format!("（另有 {}）", others.join("、")),
            ),
        };
        findings.push(
            Finding::new(Fault::UnmatchedVertex, &sheets[sheet].layer, code)
                .says(
                    format!("the line runs through a vertex of its neighbour without having it{also}; add the vertex"),
                    format!("边界经过相邻要素的顶点却没有该顶点{also_zh}；请补上该顶点"),
                )
                .at(Some(measure.layers.lattice.absolute(*point))),
        );
    }
}

/// One sheet among all.
struct Judged<'a> {
    index: usize,
    sheets: &'a [Sheet],
    lines: &'a Lines,
    ground: &'a [Ground],
    measure: &'a Measure<'a>,
    outline: &'a Outline,
}

impl Judged<'_> {
    fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut overlaps: BTreeMap<(u32, u32), Segment> = BTreeMap::new();
        self.crossing(&mut overlaps, &mut findings);
        self.doubled(&mut overlaps, &mut findings);
        let boundary = boundary(&self.lines.of[self.index]);
        let gaps = self.beside(&boundary, &mut overlaps);
        let overlaps = overlaps.into_iter();
        findings.extend(overlaps.map(|((a, b), edge)| self.overlap(a, b, edge)));
        findings.extend(self.gaps(&boundary, &gaps));
        findings
    }

    /// Lines that cross: of two areas an overlap, of one an invalid ring.
    fn crossing(&self, overlaps: &mut BTreeMap<(u32, u32), Segment>, findings: &mut Vec<Finding>) {
        let here = |c: &&(Owner, Owner, Segment)| c.0.0 == self.index;
        for &((_, a), (_, b), edge) in self.lines.crossings.iter().filter(here) {
            if a == b {
                findings.push(self.invalid(a, edge, "outline crosses itself", "边界自相交"));
            } else {
                overlaps.entry((a, b)).or_insert(edge);
            }
        }
    }

    /// Edges that stand twice, land on the same side.
    fn doubled(&self, overlaps: &mut BTreeMap<(u32, u32), Segment>, findings: &mut Vec<Finding>) {
        let lines = &self.lines.of[self.index];
        for edge in doubled(lines) {
            let ends = (edge.from, edge.to);
            let start = lines.partition_point(|e| (e.from, e.to) < ends);
            let same = lines[start..].iter().take_while(|e| (e.from, e.to) == ends);
            let owners: Vec<u32> = same.map(|e| e.owner).collect();
            for pair in owners.windows(2) {
                if pair[0] == pair[1] {
                    findings.push(self.invalid(
                        pair[0],
                        ends,
                        "outline runs over itself",
                        "边界自重叠",
                    ));
                } else {
                    overlaps.entry((pair[0], pair[1])).or_insert(ends);
                }
            }
        }
    }

    /// Looks beyond the edges without neighbour: another area is an overlap, land of the plan or of the inputs a gap.
    /// Returns the positions of the edges beside a gap.
    fn beside(
        &self,
        boundary: &[Segment],
        overlaps: &mut BTreeMap<(u32, u32), Segment>,
    ) -> Vec<usize> {
        let lines = &self.lines.of[self.index];
        let mut gaps = Vec::new();
        let chosen = self.chosen(boundary);
        let beyond: Vec<Beyond> = chosen
            .par_iter()
            .map(|&edge| self.beyond(boundary[edge]))
            .collect();
        for (edge, beyond) in chosen.into_iter().zip(beyond) {
            let ends = boundary[edge];
            match beyond {
                Beyond::Areas(areas) => {
                    let at = lines.partition_point(|e| (e.from, e.to) < ends);
                    let own = lines[at].owner;
                    for area in areas.into_iter().map(|a| a as u32).filter(|&a| a != own) {
                        let pair = (own.min(area), own.max(area));
                        overlaps.entry(pair).or_insert(ends);
                    }
                }
                Beyond::Land => gaps.push(edge),
                Beyond::Nothing => {}
            }
        }
        gaps
    }

    /// The edges to look beyond: all of short chains, and all where lines cross.
    fn chosen(&self, boundary: &[Segment]) -> Vec<usize> {
        let chain = chains(boundary);
        let mut length = vec![0; boundary.len()];
        for &head in &chain {
            length[head as usize] += 1;
        }
        let crossed = self.lines.crossings.iter().any(|c| c.0.0 == self.index);
        // The outline of the district itself is compared with the inputs everywhere.
        let all = crossed || self.index + 1 == self.sheets.len();
        let every = |&edge: &usize| {
            let head = chain[edge] as usize;
            all || head == edge || length[head] <= SHORT_CHAIN
        };
        (0..boundary.len()).filter(every).collect()
    }

    fn beyond(&self, edge: Segment) -> Beyond {
        let areas = self.ground[self.index].right_of(edge);
        if !areas.is_empty() {
            return Beyond::Areas(areas);
        }
        // A finer part that reaches out of its parents is astray itself: it makes no gap in theirs.
        let levels = self.sheets.len() - 2;
        let coarser = 0..if self.index < levels { self.index } else { 0 };
        let mut others = coarser.chain(levels..self.sheets.len());
        let land = others
            .any(|other| other != self.index && !self.ground[other].right_of(edge).is_empty());
        if land || self.index + 1 == self.sheets.len() && self.outline.is_land_right_of(edge) {
            Beyond::Land
        } else {
            Beyond::Nothing
        }
    }

    fn invalid(&self, area: u32, edge: Segment, words: &str, zh: &str) -> Finding {
        let sheet = &self.sheets[self.index];
        Finding::new(
            Fault::InvalidRing,
            &sheet.layer,
            &sheet.areas[area as usize].code,
        )
        .says(
            format!("invalid polygon: {words}"),
            format!("多边形无效：{zh}"),
        )
        .at(Some(middle(self.measure.layers.lattice, edge)))
    }

    fn overlap(&self, a: u32, b: u32, edge: Segment) -> Finding {
        let sheet = &self.sheets[self.index];
        let (one, two) = (&sheet.areas[a as usize], &sheet.areas[b as usize]);
        let edges = self.ground[self.index].edges(b as usize);
        let common = |polygon: &Polygon| overlap(polygon, edges).common;
        let common: f64 = one.polygons.iter().map(common).sum();
        let plane = &self.measure.layers.plane;
        let area_m2 = common.max(0.0) * plane.x_m * plane.y_m;
        Finding::new(Fault::Overlap, &sheet.layer, &one.code)
            .says(
                format!("overlaps {} on {area_m2:.2} m2", two.code),
                format!("与 {} 重叠 {area_m2:.2} 平方米", two.code),
            )
            .at(Some(middle(self.measure.layers.lattice, edge)))
    }

    /// One finding a chain of edges beside a gap.
    fn gaps(&self, boundary: &[Segment], gaps: &[usize]) -> Vec<Finding> {
        let edges: Vec<Segment> = gaps.iter().map(|&g| boundary[g]).collect();
        let chain = chains(&edges);
        let mut of_chain: BTreeMap<u32, Vec<Segment>> = BTreeMap::new();
        for (&head, &edge) in chain.iter().zip(&edges) {
            of_chain.entry(head).or_default().push(edge);
        }
        of_chain.values().map(|chain| self.gap(chain)).collect()
    }

    fn gap(&self, chain: &[Segment]) -> Finding {
        let sheet = &self.sheets[self.index];
        let lines = &self.lines.of[self.index];
        let plane = &self.measure.layers.plane;
        let length_m: f64 = chain.iter().map(|&(a, b)| plane.distance_m(a, b)).sum();
        let at = lines.partition_point(|e| (e.from, e.to) < chain[0]);
        let owner = lines[at].owner as usize;
        Finding::new(Fault::Gap, &sheet.layer, &sheet.areas[owner].code)
            .says(
                format!(
                    "land beside it lies in none of the {} ({length_m:.1} m of line)",
                    sheet.layer
                ),
                format!(
                    "旁边的土地不属于任何 {}（边长 {length_m:.1} 米）",
                    sheet.layer
                ),
            )
            .at(Some(middle(self.measure.layers.lattice, chain[0])))
    }
}

/// What lies right of an edge.
enum Beyond {
    Areas(Vec<usize>),
    /// Land of another sheet or of the inputs.
    Land,
    Nothing,
}
