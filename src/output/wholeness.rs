//! How many compounds stayed whole at each level, and which parts hold the others.

use serde_json::{Value, json};

use crate::id::JurisdictionId;
use crate::layer::Layers;
use crate::plan::{CompoundReport, CompoundState, Plan};
use crate::unit::Jurisdiction;

/// Numbers of compounds (each counted in every jurisdiction that has people of it) by what became of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Wholeness {
    /// In one part.
    pub whole: usize,
    /// In several parts, being above an upper bound.
    pub divided: usize,
    /// In several parts, though not above the bounds.
    pub split: usize,
}

impl Wholeness {
    /// Counts the compounds of one level of a plan, coarsest level 0.
    #[must_use]
    pub fn of(plan: &Plan, level: usize) -> Self {
        let mut sums = Self::default();
        for (_, report) in reports(plan, level) {
            match report.state {
                CompoundState::Whole => sums.whole += 1,
                CompoundState::Divided => sums.divided += 1,
                CompoundState::Split => sums.split += 1,
            }
        }
        sums
    }
}

/// The compounds of every level for `plan.json`: numbers, and those in several parts.
pub(super) fn compounds(plan: &Plan, layers: &Layers, jurisdictions: &[Jurisdiction]) -> Value {
    let level = |level: usize| {
        let Wholeness {
            whole,
            divided,
            split,
        } = Wholeness::of(plan, level);
        let several = reports(plan, level).filter(|(_, r)| r.state != CompoundState::Whole);
        let several = several.map(|(at, report)| {
            let jurisdiction = &jurisdictions[at.index()];
            json!({
                "compound": layers.compounds[report.compound.index()].id,
                "community": layers.communities[jurisdiction.community.index()].id,
                "beat": layers.beats[jurisdiction.beat.index()].id,
                "households": report.counts.households,
                "persons": report.counts.persons,
                "state": report.state.word(),
                "parts": codes(plan, level, report),
            })
        });
        json!({
            "level": plan.levels[level].name,
            "whole": whole,
            "divided": divided,
            "split": split,
            "in_several_parts": several.collect::<Vec<_>>(),
        })
    };
    (0..plan.levels.len()).map(level).collect()
}

/// The reports of one level with their jurisdictions.
pub(super) fn reports(
    plan: &Plan,
    level: usize,
) -> impl Iterator<Item = (JurisdictionId, &CompoundReport)> {
    let jurisdictions = plan.jurisdictions.iter().enumerate();
    jurisdictions.flat_map(move |(at, report)| {
        let compounds = report.levels.get(level).map(|level| &level.compounds);
        let compounds = compounds.into_iter().flatten();
        compounds.map(move |compound| (JurisdictionId::new(at), compound))
    })
}

pub(super) fn codes<'a>(plan: &'a Plan, level: usize, report: &CompoundReport) -> Vec<&'a str> {
    let parts = &plan.levels[level].parts;
    let codes = report.parts.iter();
    codes
        .map(|part| parts[part.index()].code.as_str())
        .collect()
}
