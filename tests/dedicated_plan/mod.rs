//! A coverage planned, drawn and audited, with few figures, for towns with dedicated areas.
#![allow(dead_code, reason = "each test file uses a part of it")]

use wangge::audit::audit;
use wangge::coverage::Coverage;
use wangge::issue::Issue;
use wangge::layer::Layers;
use wangge::output::{Basemap, BasemapInput, BasemapOptions, PartArea, basemap};
use wangge::plan::{
    Bounds, Effort, LevelRule, Plan, Range, SolveOptions, Watch, assign_codes, solve,
};
use wangge::unit::{
    Compounds, Counts, Graph, Jurisdiction, apportion, dedicated_issues, jurisdictions,
};

/// What became of a town.
pub struct Planned {
    pub jurisdictions: Vec<Jurisdiction>,
    pub plan: Plan,
    pub map: Basemap,
    /// Issues of dedicated areas beyond those of the coverage.
    pub issues: Vec<Issue>,
    /// What the audit finds.
    pub breaches: Vec<String>,
    /// Counts of all buildings that have a place.
    pub placed: Counts,
}

/// Plans grids of 100-200 households and micro-grids of 40-90.
pub fn planned(layers: &Layers, coverage: &Coverage) -> Planned {
    let mut homes = vec![None; layers.buildings.len()];
    for foot in coverage.footprints.iter().filter(|f| f.part == 0) {
        homes[foot.building.index()] = Some(coverage.faces[foot.face.index()].community);
    }
    let counts = apportion(layers, &homes, 0.0, &mut Vec::new());
    let graph = Graph::of(coverage, &counts);
    let jurisdictions = jurisdictions(coverage, &graph, layers);
    let options = SolveOptions {
        effort: Effort::Quick,
        ..SolveOptions::default()
    };
    let rules = vec![rule("grid", 100, 200), rule("micro_grid", 40, 90)];
    let mut plan = solve(&graph, &jurisdictions, &rules, &options, &Watch::default());
    let ids: Vec<String> = layers.communities.iter().map(|c| c.id.clone()).collect();
    assign_codes(&mut plan, "", &jurisdictions, &ids);
    let outside = |b: &usize| homes[*b].is_none();
    let lost = (0..homes.len()).filter(outside).map(|b| {
        let id = &layers.buildings[b].id;
        Issue::new(
            "building_outside",
            wangge::issue::Severity::Error,
            "buildings",
            id,
        )
    });
    let lost: Vec<Issue> = lost.collect();
    let input = BasemapInput {
        layers,
        coverage,
        counts: &counts,
        jurisdictions: &jurisdictions,
        compounds: &Compounds::default(),
        plan: &plan,
        issues: &lost,
    };
    let map = basemap(&input, &BasemapOptions::default());
    let report = audit(&map, layers, &rules);
    Planned {
        issues: dedicated_issues(coverage, &jurisdictions, layers),
        breaches: report.breaches.iter().map(ToString::to_string).collect(),
        placed: graph.counts.iter().copied().sum(),
        jurisdictions,
        plan,
        map,
    }
}

fn rule(name: &str, min: i64, max: i64) -> LevelRule {
    LevelRule {
        name: name.to_owned(),
        bounds: Bounds {
            households: Range {
                min: Some(min),
                target: None,
                max: Some(max),
            },
            ..Bounds::default()
        },
        ..LevelRule::default()
    }
}

impl Planned {
    /// The dedicated parts of a level.
    pub fn dedicated(&self, level: usize) -> Vec<&PartArea> {
        let parts = self.map.levels[level].parts.iter();
        parts.filter(|part| part.is_dedicated()).collect()
    }
}
