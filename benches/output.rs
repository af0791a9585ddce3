//! From labels to files, and the audit between: a chessboard of squares, one building each, 10 a micro-grid.

#[path = "../tests/output_town/mod.rs"]
mod output_town;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use output_town::{Town, blocks};
use wangge::audit::audit;
use wangge::coverage::Rotation;
use wangge::output::{BasemapOptions, render, write};
use wangge::page::{PageInput, overview};

fn output(c: &mut Criterion) {
    let mut group = c.benchmark_group("output");
    group.sample_size(10);
    for (name, side) in [("1k", 30), ("10k", 100), ("100k", 310)] {
        let town: Town = blocks(side);
        let options = BasemapOptions::default();
        group.bench_function(BenchmarkId::new("rotation", name), |b| {
            b.iter(|| Rotation::of(black_box(&town.coverage)));
        });
        group.bench_function(BenchmarkId::new("basemap", name), |b| {
            b.iter(|| black_box(&town).basemap(&options));
        });
        let map = town.basemap(&options);
        let report = audit(&map, &town.layers, &town.rules);
        assert_eq!(report.breaches, [], "the bench is sound");
        group.bench_function(BenchmarkId::new("audit", name), |b| {
            b.iter(|| audit(black_box(&map), &town.layers, &town.rules));
        });
        let summary = town.summary(&map);
        let dir = tempfile::tempdir().expect("a temporary folder");
        group.bench_function(BenchmarkId::new("write", name), |b| {
            b.iter(|| {
                let files = render(black_box(&map), &summary).expect("rendered");
                write(dir.path(), &files).expect("written");
            });
        });
        let input = PageInput {
            project: "chessboard",
            date: None,
            layers: &town.layers,
            files: &[],
            map: &map,
            rules: &town.rules,
        };
        group.bench_function(BenchmarkId::new("overview", name), |b| {
            b.iter(|| overview(black_box(&input)).expect("drawn"));
        });
    }
    group.finish();
}

criterion_group!(benches, output);
criterion_main!(benches);
