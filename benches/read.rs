//! Reading a district of 1 000, 10 000 and 100 000 buildings, and sharing its population out.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use serde_json::{Map, Value};
use wangge::id::CommunityId;
use wangge::layer::{
    self, BuildingsInput, CommunitiesInput, GeojsonWriter, Geometry, Inputs, PopulationInput,
};
use wangge::unit::apportion;

/// Lower corner of the district and the side of a plot, in 1e-7 degree.
const CORNER: [i32; 2] = [1_187_000_000, 320_000_000];
const PLOT: i32 = 3_000;

fn square(x: i32, y: i32, size: i32) -> Geometry {
    let [x, y] = [CORNER[0] + x, CORNER[1] + y];
    Geometry::Polygon(vec![vec![
        [x, y],
        [x + size, y],
        [x + size, y + size],
        [x, y + size],
    ]])
}

fn write(path: &Path, features: impl Iterator<Item = (Map<String, Value>, Geometry)>) {
    let file = fs::File::create(path).expect("a temporary file");
    let mut writer = GeojsonWriter::new(std::io::BufWriter::new(file)).expect("a temporary file");
    for (properties, geometry) in features {
        writer
            .feature(&properties, &geometry)
            .expect("a temporary file");
    }
    writer.finish().expect("a temporary file");
}

fn properties(pairs: &[(&str, Value)]) -> Map<String, Value> {
    let own = |(key, value): &(&str, Value)| ((*key).to_owned(), value.clone());
    pairs.iter().map(own).collect()
}

/// A square district of `side` times `side` plots, a house on each, blocks of ten by ten with counts.
fn district(folder: &Path, side: i32) {
    let plots = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
    let house = |(x, y): (i32, i32)| {
        let fields = [
            ("id", Value::from(format!("b{x}-{y}"))),
            ("floors", Value::from(1 + (x * 7 + y * 3) % 20)),
            ("name", Value::from("幸福里")),
            ("address", Value::from("Happiness Lane")),
        ];
        (
            properties(&fields),
            square(x * PLOT + 500, y * PLOT + 500, 1_500),
        )
    };
    write(&folder.join("buildings.geojson"), plots.map(house));
    let blocks = (side + 9) / 10;
    let blocks = (0..blocks).flat_map(|y| (0..blocks).map(move |x| (x, y)));
    let block = |(x, y): (i32, i32)| {
        let fields = [
            ("id", Value::from(format!("p{x}-{y}"))),
            ("households", Value::from(900 + x)),
            ("persons", Value::from(2_000 + y)),
        ];
        (
            properties(&fields),
            square(x * PLOT * 10, y * PLOT * 10, PLOT * 10),
        )
    };
    write(&folder.join("population.geojson"), blocks.map(block));
    let whole = (
        properties(&[("id", Value::from("c"))]),
        square(0, 0, side * PLOT),
    );
    write(&folder.join("communities.geojson"), std::iter::once(whole));
}

fn inputs() -> Inputs {
    let field = |name: &str| Some(name.to_owned());
    Inputs {
        dedicated: None,
        buildings: BuildingsInput {
            path: "buildings.geojson".into(),
            id: field("id"),
            floors: field("floors"),
            ..BuildingsInput::default()
        },
        population: Some(PopulationInput {
            path: "population.geojson".into(),
            id: field("id"),
            households: field("households"),
            persons: field("persons"),
            ..PopulationInput::default()
        }),
        communities: CommunitiesInput {
            path: "communities.geojson".into(),
            id: field("id"),
            ..CommunitiesInput::default()
        },
        beats: None,
        compounds: None,
        barriers: Vec::new(),
    }
}

fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    group.sample_size(10);
    for side in [32, 100, 316] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        district(folder.path(), side);
        let inputs = inputs();
        let buildings = (side * side) as u64;
        let read = || {
            let mut issues = Vec::new();
            layer::read(&inputs, folder.path(), &mut issues, &|_| ()).expect("sound layers")
        };
        group.throughput(Throughput::Elements(buildings));
        group.bench_function(BenchmarkId::new("layers", buildings), |b| {
            b.iter(|| black_box(read()));
        });
        let layers = read();
        let places = vec![Some(CommunityId::new(0)); layers.buildings.len()];
        group.bench_function(BenchmarkId::new("apportion", buildings), |b| {
            b.iter(|| black_box(apportion(&layers, &places, 50.0, &mut Vec::new())));
        });
    }
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
