//! The stages behind the coverage on synthetic towns of 1 000, 10 000 and 100 000 buildings: counts, graph, plan,
//! basemap, audit.

mod town;

use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, criterion_group, criterion_main};
use wangge::audit::audit;
use wangge::coverage::{AlignOptions, Coverage, build};
use wangge::id::CommunityId;
use wangge::layer::Layers;
use wangge::output::{BasemapInput, BasemapOptions, basemap};
use wangge::plan::{Bounds, LevelRule, Range, SolveOptions, Watch, assign_codes, solve};
use wangge::unit::{Compounds, Graph, apportion, jurisdictions};

fn pipeline(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("pipeline");
    group.sample_size(10);
    group.warm_up_time(Duration::from_millis(200));
    group.measurement_time(Duration::from_secs(1));
    for buildings in [1_000, 10_000, 100_000] {
        stages(&mut group, buildings);
    }
    group.finish();
}

fn stages(group: &mut BenchmarkGroup<'_, WallTime>, buildings: usize) {
    let layers = town::town(buildings);
    let built = build(&layers, &AlignOptions::default(), &mut Vec::new(), &|_| {});
    let coverage = built.expect("a sound town");
    let places = community_of(&layers, &coverage);
    let count = || apportion(&layers, &places, 50.0, &mut Vec::new());
    group.bench_function(BenchmarkId::new("apportion", buildings), |b| b.iter(count));
    let counts = count();
    let draw = || {
        let graph = Graph::of(black_box(&coverage), &counts);
        let pieces = jurisdictions(&coverage, &graph, &layers);
        (graph, pieces)
    };
    group.bench_function(BenchmarkId::new("graph", buildings), |b| b.iter(draw));
    let (graph, pieces) = draw();
    let (rules, options) = (rules(), SolveOptions::default());
    let plan = || {
        solve(
            black_box(&graph),
            &pieces,
            &rules,
            &options,
            &Watch::default(),
        )
    };
    group.bench_function(BenchmarkId::new("solve", buildings), |b| b.iter(plan));
    let mut plan = plan();
    let ids: Vec<String> = layers.communities.iter().map(|c| c.id.clone()).collect();
    assign_codes(&mut plan, "", &pieces, &ids);
    let input = BasemapInput {
        layers: &layers,
        coverage: &coverage,
        counts: &counts,
        jurisdictions: &pieces,
        compounds: &Compounds::default(),
        plan: &plan,
        issues: &[],
    };
    let draw = || basemap(black_box(&input), &BasemapOptions::default());
    group.bench_function(BenchmarkId::new("basemap", buildings), |b| b.iter(draw));
    let map = draw();
    let check = || audit(black_box(&map), &layers, &rules);
    assert_eq!(check().breaches, [], "the bench is sound");
    group.bench_function(BenchmarkId::new("audit", buildings), |b| b.iter(check));
}

fn community_of(layers: &Layers, coverage: &Coverage) -> Vec<Option<CommunityId>> {
    let mut community_of = vec![None; layers.buildings.len()];
    for foot in coverage.footprints.iter().filter(|f| f.part == 0) {
        community_of[foot.building.index()] = Some(coverage.faces[foot.face.index()].community);
    }
    community_of
}

fn rules() -> Vec<LevelRule> {
    let rule = |name: &str, min, target, max| LevelRule {
        name: name.to_owned(),
        bounds: Bounds {
            households: Range {
                min: Some(min),
                target,
                max: Some(max),
            },
            ..Bounds::default()
        },
        ..LevelRule::default()
    };
    vec![
        rule("grid", 200, Some(300), 400),
        rule("micro_grid", 100, None, 150),
    ]
}

criterion_group!(benches, pipeline);
criterion_main!(benches);
