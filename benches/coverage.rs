//! The coverage of synthetic towns of 1 000, 10 000 and 100 000 buildings.

mod town;

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use wangge::coverage::{AlignOptions, build};

fn coverage(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("coverage");
    group.sample_size(10);
    group.warm_up_time(Duration::from_secs(1));
    group.measurement_time(Duration::from_secs(3));
    for buildings in [1_000, 10_000, 100_000] {
        let layers = town::town(buildings);
        group.throughput(Throughput::Elements(layers.buildings.len() as u64));
        group.bench_function(BenchmarkId::new("build", buildings), |b| {
            b.iter(|| {
                let mut issues = Vec::new();
                let built = build(
                    black_box(&layers),
                    &AlignOptions::default(),
                    &mut issues,
                    &|_| {},
                );
                built.expect("a sound town")
            });
        });
    }
    group.finish();
}

criterion_group!(benches, coverage);
criterion_main!(benches);
