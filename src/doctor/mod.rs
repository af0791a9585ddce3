//! The data doctor: what a plan run takes as it is, and a data clerk wants to correct before.
//!
//! It sees the layers after everything that a plan starts from is built, and adds to the issues of the stages, never
//! repeating one: counts that cannot be, land without buildings, names, places far away, bounds that cannot hold.

mod land;
mod names;
mod people;
mod place;
mod rules;

use crate::coverage::Coverage;
use crate::issue::Issue;
use crate::layer::{BeatCaps, Layers, Survey};
use crate::plan::LevelRule;
use crate::unit::{Counts, Graph, Jurisdiction};

/// What is examined.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The layers as read.
    pub read: &'a Layers,
    /// The layers that the coverage was built from: with pieces in place of divided buildings.
    pub layers: &'a Layers,
    /// What their files say beyond them.
    pub survey: &'a Survey,
    /// The coverage; its faces are the units of the graph.
    pub coverage: &'a Coverage,
    /// Counts of every building of `layers`.
    pub counts: &'a [Counts],
    /// Units with their counts.
    pub graph: &'a Graph,
    /// The connected pieces of (community ∩ beat).
    pub jurisdictions: &'a [Jurisdiction],
    /// The levels asked for, coarsest first.
    pub levels: &'a [LevelRule],
    /// Most persons a beat.
    pub caps: BeatCaps,
    /// What the stages found.
    pub issues: &'a [Issue],
}

/// All issues of the stages and those of the doctor, the worst first, each with a place where its feature has one.
/// O(n log n) in buildings and vertices.
#[must_use]
pub fn examine(case: &Case<'_>) -> Vec<Issue> {
    let mut issues = place::first_report(case.issues, &case.survey.issues);
    people::examine(case, &mut issues);
    land::examine(case, &mut issues);
    names::examine(case, &mut issues);
    rules::examine(case, &mut issues);
    place::fill(case.read, &mut issues);
    issues.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.cmp(b)));
    issues
}
