//! The solver on synthetic cities of 1 000, 10 000 and 100 000 units, all levels, standard effort.

#[path = "../tests/solver_city/mod.rs"]
mod solver_city;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use solver_city::{ESTATES, HOUSES, MIXED, city, rules};
use wangge::plan::{SolveOptions, Watch, solve};

fn solve_cities(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("solve");
    group.sample_size(10);
    for (name, blend) in [("houses", HOUSES), ("estates", ESTATES), ("mixed", MIXED)] {
        for units in [1_000, 10_000, 100_000] {
            let (graph, jurisdictions) = city(units, blend, 1);
            let options = SolveOptions::default();
            group.throughput(Throughput::Elements(graph.len() as u64));
            group.bench_function(BenchmarkId::new(name, units), |bencher| {
                bencher.iter(|| {
                    solve(
                        &graph,
                        &jurisdictions,
                        &rules(),
                        &options,
                        &Watch::default(),
                    )
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, solve_cities);
criterion_main!(benches);
