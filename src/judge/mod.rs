//! The judge: any plan folder, ours, edited by hand or somebody else's, against the rules of a plan.
//!
//! It reads the GeoJSON files by the names and properties of the contract and the input layers by the project file, and
//! compares lines as exact directed edges on the lattice of 1e-7 degree. It knows nothing of the solver: a plan that
//! differs from ours is as good as ours when the rules hold.

mod belong;
mod bounds;
mod building;
mod count;
mod cover;
mod divided;
mod finding;
mod folder;
mod ground;
mod inputs;
mod land;
mod lines;
mod sheet;

use std::path::Path;

use crate::error::Result;
use crate::layer::{BeatCaps, Layers};
use crate::plan::LevelRule;
use crate::unit::WorkloadWeights;

pub use finding::{Fault, Finding};

use ground::Ground;

/// What a plan is measured by.
#[derive(Clone, Copy, Debug)]
pub struct Measure<'a> {
    /// The layers of the project.
    pub layers: &'a Layers,
    /// The levels asked for, coarsest first.
    pub levels: &'a [LevelRule],
    /// Most persons a beat.
    pub caps: BeatCaps,
    /// Weights of the workload index.
    pub workload: WorkloadWeights,
    /// Tolerance of the alignment: within it the outline of the plan need not be that of the communities.
    pub tolerance_m: f64,
}

/// Everything that is wrong with the plan in the folder `dir`, the worst first.
///
/// What it does not see: whether inner lines of beats lie on those of the inputs, and whether the counts of population
/// areas were shared out rightly. O(n log n) in edges and buildings for a plan without faults.
///
/// # Errors
/// When `dir` is no folder, or a file of it is no GeoJSON in WGS 84 degrees.
pub fn judge(dir: &Path, measure: &Measure<'_>) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let folder = folder::read(dir, measure, &mut findings)?;
    let sheets = &folder.sheets;
    let lines = lines::lines(sheets);
    let areas = sheets.iter().zip(&lines.of);
    let ground: Vec<Ground> = areas
        .map(|(sheet, lines)| Ground::of(sheet.areas.len(), lines))
        .collect();
    cover::check(sheets, &lines, &ground, measure, &mut findings);
    belong::check(sheets, &lines, &ground, measure, &mut findings);
    let buildings = &folder.buildings;
    let named = &folder.named;
    building::check((sheets, &ground), buildings, named, measure, &mut findings);
    let sums = count::sums(sheets, buildings);
    let scale = count::Scale::of(buildings, measure);
    count::check(sheets, buildings, (&sums, &scale), &mut findings);
    bounds::check((sheets, buildings), (&sums, &scale), measure, &mut findings);
    bounds::sizes(sheets, measure, &mut findings);
    let severity = |finding: &Finding| std::cmp::Reverse(finding.fault.severity());
    findings.sort_by(|a, b| severity(a).cmp(&severity(b)).then_with(|| a.cmp(b)));
    findings.dedup();
    Ok(findings)
}
