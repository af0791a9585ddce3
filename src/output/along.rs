//! What the lines between parts run along: barriers, edges of compounds, or nothing.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::plan::LevelPlan;

use super::basemap::BasemapInput;
use super::schema::{Along, InteriorLines, rounded};

impl Along {
    /// Name in the outputs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Barrier(class) => class.name(),
            Self::Compound => "compound",
        }
    }
}

impl InteriorLines {
    /// Metres of all lines.
    #[must_use]
    pub fn length_m(&self) -> f64 {
        self.total_mm as f64 / 1000.0
    }

    /// Metres along something.
    #[must_use]
    pub fn along_m(&self) -> f64 {
        self.along_mm.values().sum::<u64>() as f64 / 1000.0
    }

    /// Share of the lines that run along something; `None` without lines.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.total_mm > 0).then(|| self.along_m() / self.length_m())
    }

    /// The lines for `plan.json`.
    pub(super) fn value(&self, level: &str) -> Value {
        let classes = self.along_mm.iter().rev();
        let by_class: Map<String, Value> = classes
            .map(|(along, &mm)| (along.name().to_owned(), metres(mm)))
            .collect();
        json!({
            "level": level,
            "interior_m": metres(self.total_mm),
            "along_m": metres(self.along_mm.values().sum()),
            "share": self.share().map(|share| rounded(share, 4)),
            "along_by_class_m": by_class,
            "across_rail_or_river": self.across,
        })
    }
}

fn metres(mm: u64) -> Value {
    rounded(mm as f64 / 1000.0, 1).into()
}

/// Measures the lines between the parts of one level, inside jurisdictions.
pub(super) fn interior_lines(input: &BasemapInput<'_>, level: usize) -> InteriorLines {
    let plan = &input.plan.levels[level];
    let mut lines = InteriorLines {
        total_mm: 0,
        along_mm: BTreeMap::new(),
        across: across(input, level),
    };
    let coverage = input.coverage;
    for edge in &coverage.edges {
        let (Some(left), Some(right)) = (edge.left, edge.right) else {
            continue;
        };
        if !is_interior(plan, left.index(), right.index()) {
            continue;
        }
        let [from, to] = [edge.from, edge.to].map(|v| coverage.vertices[v as usize]);
        let mm = (coverage.plane.distance_m(from, to) * 1000.0).round() as u64;
        lines.total_mm += mm;
        let compound = |face: usize| input.compounds.of_unit.get(face).copied().flatten();
        let differ = compound(left.index()) != compound(right.index());
        let along = edge.barrier.map(Along::Barrier);
        if let Some(along) = along.or(differ.then_some(Along::Compound)) {
            *lines.along_mm.entry(along).or_default() += mm;
        }
    }
    lines
}

/// Whether the line between two units parts a jurisdiction.
fn is_interior(plan: &LevelPlan, left: usize, right: usize) -> bool {
    let [left, right] = [left, right].map(|unit| plan.part_of[unit]);
    let [one, two] = [left, right].map(|part| plan.parts[part.index()].jurisdiction);
    left != right && one == two
}

/// Codes of the parts that are connected only across a river or railway.
fn across(input: &BasemapInput<'_>, level: usize) -> Vec<String> {
    let reports = input.plan.jurisdictions.iter();
    let reports = reports.filter_map(|report| report.levels.get(level));
    let parts = &input.plan.levels[level].parts;
    let codes = reports.flat_map(|report| &report.across);
    codes.map(|part| parts[part.index()].code.clone()).collect()
}
