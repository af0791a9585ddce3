//! What every coverage keeps, on random towns and on input at the edge of sense.

mod coverage_oracle;
mod random_town;

use std::collections::BTreeMap;

use coverage_oracle::examine;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use random_town::{Spec, crossing_house, specs};
use wangge::coverage::{Coverage, Footprint, build};
use wangge::id::{BeatId, BuildingId, CommunityId};
use wangge::issue::Issue;
use wangge::layer::{BuildingShape, Layers};

/// Towns a property; `PROPTEST_CASES` and `PROPTEST_RNG_SEED` look further.
fn config(cases: u32) -> Config {
    let number = |name: &str| std::env::var(name).ok().and_then(|v| v.parse().ok());
    Config {
        cases: number("PROPTEST_CASES").map_or(cases, |n: u64| n as u32),
        rng_seed: RngSeed::Fixed(number("PROPTEST_RNG_SEED").unwrap_or(1)),
        failure_persistence: None,
        max_shrink_iters: 4_000,
        ..Config::default()
    }
}

fn built(layers: &Layers, spec: &Spec) -> Result<(Coverage, Vec<Issue>), TestCaseError> {
    let mut issues = Vec::new();
    let coverage = build(layers, &spec.align(), &mut issues, &|_| {});
    let coverage = coverage.map_err(|e| TestCaseError::fail(e.to_string()))?;
    Ok((coverage, issues))
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn any_town_has_a_sound_coverage(spec in specs(25)) {
        let layers = spec.layers();
        let (coverage, issues) = built(&layers, &spec)?;
        examine(&layers, &coverage, &issues).map_err(TestCaseError::fail)?;
    }
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn outlines_that_cross_themselves_break_nothing(spec in specs(12), house in crossing_house()) {
        let mut spec = spec;
        spec.houses.push(house);
        let layers = spec.layers();
        let (coverage, issues) = built(&layers, &spec)?;
        coverage_oracle::topology(&layers, &coverage, &issues).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn rings_may_start_anywhere_and_turn_either_way(spec in specs(25), by in 1..5usize) {
        let layers = spec.layers();
        let (one, _) = built(&layers, &spec)?;
        let (two, _) = built(&turned(layers, by), &spec)?;
        prop_assert_eq!(&one.vertices, &two.vertices);
        prop_assert_eq!(&one.edges, &two.edges);
        prop_assert_eq!(&one.faces, &two.faces);
    }

    #[test]
    fn any_number_of_threads_gives_the_same_coverage(spec in specs(25)) {
        let layers = spec.layers();
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.expect("threads").install(|| built(&layers, &spec))
        };
        let ((one, said), (two, also)) = (with(1)?, with(4)?);
        prop_assert_eq!(format!("{one:?}"), format!("{two:?}"));
        prop_assert_eq!(said, also);
    }

    #[test]
    fn a_town_elsewhere_has_the_same_land(spec in specs(25), x in -9_999_999..9_999_999i32, y in -9_999_999..9_999_999i32) {
        let (one, _) = built(&spec.layers(), &spec)?;
        let moved = Spec { shift: (spec.shift.0 + x, spec.shift.1 + y), ..spec.clone() };
        let (two, _) = built(&moved.layers(), &moved)?;
        prop_assert_eq!(land(&one), land(&two));
        prop_assert_eq!(homes(&one), homes(&two));
    }
}

/// Twice the area of every (community, beat).
fn land(coverage: &Coverage) -> BTreeMap<(CommunityId, BeatId), i64> {
    let mut land = BTreeMap::new();
    for face in &coverage.faces {
        *land.entry((face.community, face.beat)).or_default() += face.twice_area;
    }
    land
}

/// Where every footprint is at home.
fn homes(coverage: &Coverage) -> Vec<(BuildingId, u32, CommunityId, BeatId)> {
    let home = |foot: &Footprint| {
        let face = coverage.faces[foot.face.index()];
        (foot.building, foot.part, face.community, face.beat)
    };
    coverage.footprints.iter().map(home).collect()
}

/// The same layers with every ring turned round and started elsewhere.
fn turned(mut layers: Layers, by: usize) -> Layers {
    let communities = layers.communities.iter_mut().flat_map(|c| &mut c.polygons);
    let beats = layers.beats.iter_mut().flat_map(|b| &mut b.polygons);
    let parts = layers
        .buildings
        .iter_mut()
        .flat_map(|b| match &mut b.shape {
            BuildingShape::Footprint(parts) => parts.as_mut_slice(),
            BuildingShape::Point(_) => &mut [],
        });
    for ring in communities
        .chain(beats)
        .chain(parts)
        .flat_map(|p| &mut p.rings)
    {
        let start = by % ring.len();
        ring.rotate_left(start);
        ring.reverse();
    }
    for barrier in &mut layers.barriers {
        barrier.line.reverse();
    }
    layers.barriers.sort();
    layers
}
