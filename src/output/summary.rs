//! The summary of a run, `plan.json`: from which files, by which rules, with what result and which proofs.
//!
//! No date, no path of the machine, no time: the same input gives the same bytes.

use serde_json::{Map, Value, json};

use crate::coverage::Coverage;
use crate::id::UnitId;
use crate::issue::Severity;
use crate::layer::{Kind, Layers, SourceFile};
use crate::plan::{
    Bounds, Certificate, Effort, Exception, LevelReport, LevelRule, Oversize, Plan, Range,
    SolveOptions,
};
use crate::unit::{Jurisdiction, Reconciled};

use super::beat::above_cap;
use super::feature::{decimal, workload};
use super::schema::rounded;
use super::staff;
use super::wholeness::compounds;
use super::{Basemap, Tally};

/// What a summary is made from, beside the basemap.
#[derive(Clone, Copy)]
pub struct SummaryInput<'a> {
    /// Name of the project.
    pub project: &'a str,
    /// Date of the data, when the project states it.
    pub date: Option<&'a str>,
    /// The levels asked for, coarsest first.
    pub rules: &'a [LevelRule],
    /// Options of the solver.
    pub solve: &'a SolveOptions,
    /// The layers that the coverage was built from, with the pieces of divided buildings.
    pub layers: &'a Layers,
    /// The coverage; its faces are the units of the plan.
    pub coverage: &'a Coverage,
    /// What reconciling the lines came to.
    pub reconciled: &'a Reconciled,
    /// The jurisdictions that the plan speaks of.
    pub jurisdictions: &'a [Jurisdiction],
    /// The plan.
    pub plan: &'a Plan,
}

/// The document that is written to `plan.json`.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Its content, keys in reading order.
    pub document: Value,
}

/// Makes the summary of a run.
#[must_use]
pub fn summary(input: &SummaryInput<'_>, map: &Basemap) -> Summary {
    let buildings = Buildings::of(input.coverage, input.layers);
    let jurisdictions = (0..input
        .jurisdictions
        .len()
        .min(input.plan.jurisdictions.len()))
        .map(|index| jurisdiction(input, &buildings, index));
    let mut document = json!({
        "engine": concat!("wangge ", env!("CARGO_PKG_VERSION")),
        "project": input.project,
        "inputs": input.layers.sources.iter().map(source).collect::<Vec<_>>(),
        "seed": input.solve.seed,
        "effort": effort(input.solve.effort),
        "balance": input.solve.balance,
        "stopped": input.plan.stopped,
        "rules": input.rules.iter().map(rule).collect::<Vec<_>>(),
        "totals": totals(input, map),
        "reconciled": reconciled(input.reconciled),
        "along_barriers": along_barriers(map),
        "issues": issues(map),
    });
    if let Some(date) = input.date {
        document["date"] = date.into();
    }
    for (key, value) in of_the_project(map) {
        document[key] = value;
    }
    if !input.layers.compounds.is_empty() {
        document["compounds"] = compounds(input.plan, input.layers, input.jurisdictions);
    }
    document["jurisdictions"] = jurisdictions.collect();
    Summary { document }
}

/// What the lines of each level run along.
fn along_barriers(map: &Basemap) -> Value {
    let levels = map.levels.iter();
    levels.map(|level| level.lines.value(&level.name)).collect()
}

/// What only some projects ask for.
fn of_the_project(map: &Basemap) -> Vec<(&'static str, Value)> {
    let mut asked = Vec::new();
    let weights = map.workload.named();
    let weights: Map<String, Value> = weights
        .into_iter()
        .filter(|(_, milli)| *milli > 0)
        .map(|(name, milli)| (name.to_owned(), decimal(milli, 1000)))
        .collect();
    if !weights.is_empty() {
        asked.push(("workload", weights.into()));
    }
    if map.beats.iter().any(|beat| beat.cap.is_some()) {
        let beats = above_cap(&map.beats).map(|(beat, cap)| {
            json!({
                "beat": beat.id,
                "persons": beat.tally.counts.persons,
                "cap": cap.persons,
                "kind": cap.kind.word(),
            })
        });
        asked.push(("beats_above_cap", beats.collect()));
    }
    if !map.staff.is_empty() {
        asked.push(("staff", staff::totals(map)));
    }
    asked
}

impl Summary {
    /// The bytes of `plan.json`.
    pub(super) fn bytes(&self) -> std::io::Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(&self.document)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// The ids of the buildings of every unit.
struct Buildings<'a>(Vec<Vec<&'a str>>);

impl<'a> Buildings<'a> {
    fn of(coverage: &Coverage, layers: &'a Layers) -> Self {
        let mut of_unit = vec![Vec::new(); coverage.faces.len()];
        for footprint in coverage.footprints.iter().filter(|f| f.part == 0) {
            let id = layers.buildings[footprint.building.index()].id.as_str();
            of_unit[footprint.face.index()].push(id);
        }
        Self(of_unit)
    }

    fn within(&self, units: &[UnitId]) -> Vec<&'a str> {
        let ids = units.iter().flat_map(|unit| &self.0[unit.index()]);
        let mut ids: Vec<&str> = ids.copied().collect();
        // Pieces of a divided building follow each other.
        ids.dedup();
        ids
    }
}

fn source(file: &SourceFile) -> Value {
    json!({
        "layer": file.layer,
        "path": file.path,
        "features": file.features,
        "sha256": file.sha256,
    })
}

fn effort(effort: Effort) -> &'static str {
    match effort {
        Effort::Quick => "quick",
        Effort::Standard => "standard",
        Effort::Thorough => "thorough",
    }
}

fn rule(rule: &LevelRule) -> Value {
    let mut value = Map::new();
    value.insert("name".to_owned(), rule.name.as_str().into());
    value.append(&mut ranges(&rule.bounds));
    for (kind, bounds) in [(Kind::Urban, &rule.urban), (Kind::Rural, &rule.rural)] {
        if let Some(bounds) = bounds {
            value.insert(kind.word().to_owned(), ranges(bounds).into());
        }
    }
    value.into()
}

fn ranges(bounds: &Bounds) -> Map<String, Value> {
    let mut value = Map::new();
    let whole: fn(i64) -> Value = Value::from;
    for (name, bound, number) in [
        ("households", bounds.households, whole),
        ("persons", bounds.persons, whole),
        ("merchants", bounds.merchants, whole),
        ("tasks", bounds.tasks, whole),
        ("workload", bounds.workload_e7, workload as fn(i64) -> Value),
    ] {
        if bound != Range::default() {
            value.insert(name.to_owned(), range(bound, number));
        }
    }
    value
}

fn range(range: Range, number: fn(i64) -> Value) -> Value {
    let ends = [
        ("min", range.min),
        ("target", range.target),
        ("max", range.max),
    ];
    let stated = ends
        .into_iter()
        .filter_map(|(name, end)| Some((name.to_owned(), number(end?))));
    Value::Object(stated.collect())
}

fn totals(input: &SummaryInput<'_>, map: &Basemap) -> Value {
    let mut sum = Tally::default();
    map.communities.iter().for_each(|c| sum += c.tally);
    let mut totals = Map::new();
    let mut set = |name: &str, value: Value| totals.insert(name.to_owned(), value);
    set("buildings_read", input.layers.undivided_count().into());
    set("buildings_written", sum.buildings.into());
    for (name, value) in counts(&sum, map) {
        set(&name, value);
    }
    set("communities", map.communities.len().into());
    set("beats", map.beats.len().into());
    set("jurisdictions", input.jurisdictions.len().into());
    set("units", input.coverage.faces.len().into());
    let levels = map.levels.iter().map(|level| {
        let general: Vec<_> = level.parts.iter().filter(|p| !p.is_dedicated()).collect();
        let excused = general.iter().filter(|p| !p.exceptions.is_empty());
        json!({
            "name": level.name,
            "parts": level.parts.len(),
            "general": general.len(),
            "dedicated": level.parts.len() - general.len(),
            "with_exceptions": excused.count(),
        })
    });
    set("levels", levels.collect());
    totals.into()
}

/// Households, persons and the further counts that the tables show.
fn counts(tally: &Tally, map: &Basemap) -> Map<String, Value> {
    let mut values = Map::new();
    values.insert("households".to_owned(), tally.counts.households.into());
    values.insert("persons".to_owned(), tally.counts.persons.into());
    for count in &map.further {
        values.insert(count.name().to_owned(), count.value(tally));
    }
    values
}

fn reconciled(reconciled: &Reconciled) -> Value {
    json!({
        "slivers_before": reconciled.slivers_before,
        "slivers_after": reconciled.slivers_after,
        "conflicts": reconciled.conflicts,
        "conflicts_moved": reconciled.moved,
    })
}

fn issues(map: &Basemap) -> Value {
    let number = |severity| map.issues.iter().filter(|i| i.severity == severity).count();
    json!({
        "error": number(Severity::Error),
        "warning": number(Severity::Warning),
        "info": number(Severity::Info),
    })
}

fn jurisdiction(input: &SummaryInput<'_>, buildings: &Buildings<'_>, index: usize) -> Value {
    let jurisdiction = &input.jurisdictions[index];
    let report = &input.plan.jurisdictions[index];
    let community = &input.layers.communities[jurisdiction.community.index()].id;
    let beat = &input.layers.beats[jurisdiction.beat.index()].id;
    let levels = input.plan.levels.iter().zip(&report.levels);
    let oversize = |level: &str| {
        let rule = input.rules.iter().find(|rule| rule.name == level);
        rule.map_or(Oversize::Flag, |rule| rule.oversize)
    };
    json!({
        "community": community,
        "beat": beat,
        "dedicated": jurisdiction.dedicated.as_ref().map(|d| d.id(input.layers)),
        "households": report.counts.households,
        "persons": report.counts.persons,
        "units": report.units,
        "levels": levels
            .map(|(level, report)| {
                level_report((&level.name, oversize(&level.name)), report, buildings)
            })
            .collect::<Vec<_>>(),
    })
}

fn level_report(
    (name, oversize): (&str, Oversize),
    report: &LevelReport,
    buildings: &Buildings<'_>,
) -> Value {
    let above = report.objective - report.lower_bound;
    json!({
        "name": name,
        "parts": report.parts,
        "objective": report.objective,
        "lower_bound": report.lower_bound,
        "gap": rounded(above as f64 / (report.objective.abs().max(1)) as f64, 4),
        "cut_m": report.cut_dm as f64 / 10.0,
        "certificates": report
            .certificates
            .iter()
            .map(|proof| certificate(proof, oversize, buildings))
            .collect::<Vec<_>>(),
    })
}

fn certificate(proof: &Certificate, oversize: Oversize, buildings: &Buildings<'_>) -> Value {
    let within = buildings.within(&proof.units);
    let mut value = json!({
        "exception": proof.exception.code(),
        "buildings": within,
        "witness": proof.witness,
        "witness_zh": proof.witness_zh,
        "relaxation": proof.relaxation,
    });
    let enclosing = buildings.within(&proof.enclosing);
    if !enclosing.is_empty() {
        value["enclosing"] = enclosing.into();
    }
    if proof.exception == Exception::UnitAboveMax {
        let (action, action_zh) = action(oversize, within.len());
        value["action"] = action.into();
        value["action_zh"] = action_zh.into();
    }
    value
}

/// What can be done about a unit above the upper bound, beside the relaxation.
fn action(oversize: Oversize, buildings: usize) -> (&'static str, &'static str) {
    match (buildings, oversize) {
        (0 | 1, Oversize::Flag) => (
            "divide the building by entrances: oversize = \"entrance\"",
            "按单元划分该楼栋：oversize = \"entrance\"",
        ),
        (0 | 1, Oversize::Entrance) => (
            "see the issue of the building: why it, or one of its entrances, is not divided",
            "见该楼栋的问题说明：楼栋或某个单元无法划分的原因",
        ),
        _ => (
            "correct the footprints: they overlap and are kept together",
            "请改正轮廓：这些楼栋相互重叠，须归入同一部分",
        ),
    }
}
