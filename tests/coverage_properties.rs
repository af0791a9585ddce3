//! What every coverage keeps, on random towns and on input at the edge of sense.

mod coverage_oracle;
mod random_town;

use std::collections::BTreeMap;

use coverage_oracle::examine;
use proptest::prelude::*;
use proptest::test_runner::Config;
use random_town::{Spec, crossing_house, specs};
use wangge::audit::audit;
use wangge::coverage::{Coverage, Footprint, build};
use wangge::id::{BeatId, BuildingId, CommunityId};
use wangge::issue::Issue;
use wangge::layer::{BuildingShape, Layers};
use wangge::output::{BasemapInput, BasemapOptions, basemap};
use wangge::plan::{Bounds, Effort, LevelRule, Range, SolveOptions, Watch, assign_codes, solve};
use wangge::rng::Rng;
use wangge::unit::{Compounds, Counts, Graph, WorkloadWeights, apportion, jurisdictions, weigh};

/// Towns a property; `PROPTEST_CASES` and `PROPTEST_RNG_SEED` look further.
fn config(cases: u32) -> Config {
    let asked = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|v| v.parse().ok());
    Config {
        cases: asked.unwrap_or(cases),
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

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn counts_and_units_are_conserved(spec in specs(40), seed in any::<u64>()) {
        let layers = spec.layers();
        let (coverage, _) = built(&layers, &spec)?;
        let mut rng = Rng::new(seed, 0);
        let mut count = || rng.below(1_000) as i64;
        let counts: Vec<Counts> = layers
            .buildings
            .iter()
            .map(|_| Counts {
                households: count(),
                persons: count(),
                merchants: count(),
                tasks: count(),
                workload_e7: count(),
            })
            .collect();
        let graph = Graph::of(&coverage, &counts);
        let placed = coverage.footprints.iter().filter(|f| f.part == 0);
        let expected: Counts = placed.map(|f| counts[f.building.index()]).sum();
        prop_assert_eq!(graph.counts.iter().copied().sum::<Counts>(), expected);
        jurisdictions_partition(&layers, &coverage, &graph).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_town_has_an_audited_basemap(spec in specs(40)) {
        // A house below half a square metre is smaller than what the audit can judge.
        let spec = spec.with_tiny_houses_enlarged(100);
        let layers = spec.layers();
        let (coverage, mut issues) = built(&layers, &spec)?;
        let breaches = audited(&layers, &coverage, &mut issues);
        prop_assert!(breaches.is_empty(), "{}", breaches.join("; "));
    }
}

/// Every unit in one jurisdiction of its land, every jurisdiction connected, no two of one land adjacent.
fn jurisdictions_partition(
    layers: &Layers,
    coverage: &Coverage,
    graph: &Graph,
) -> Result<(), String> {
    let jurisdictions = jurisdictions(coverage, graph, layers);
    let mut of = vec![usize::MAX; graph.len()];
    for (j, jurisdiction) in jurisdictions.iter().enumerate() {
        for unit in &jurisdiction.units {
            let face = coverage.faces[unit.index()];
            let land = (face.community, face.beat) == (jurisdiction.community, jurisdiction.beat);
            if !land || std::mem::replace(&mut of[unit.index()], j) != usize::MAX {
                return Err(format!("{unit:?} does not belong to {j} alone"));
            }
        }
    }
    for (j, jurisdiction) in jurisdictions.iter().enumerate() {
        let mut reached = vec![false; graph.len()];
        let mut open = vec![jurisdiction.units[0]];
        while let Some(unit) = open.pop() {
            if !std::mem::replace(&mut reached[unit.index()], true) {
                let near = graph.neighbours(unit).iter().map(|n| n.unit);
                open.extend(near.filter(|n| of[n.index()] == j));
            }
        }
        if !jurisdiction.units.iter().all(|u| reached[u.index()]) {
            return Err(format!("jurisdiction {j} falls apart"));
        }
    }
    let missing = of.iter().filter(|j| **j == usize::MAX).count();
    if missing > 0 {
        return Err(format!("{missing} units have no jurisdiction"));
    }
    Ok(())
}

/// Of everything that can be weighed.
const WEIGHTS: WorkloadWeights = WorkloadWeights {
    households_milli: 1_000,
    persons_milli: 333,
    merchants_milli: 2_500,
    tasks_milli: 1,
    buildings_milli: 700,
    area_ha_milli: 4_567,
};

/// Plans the town and returns what the audit of its basemap finds.
fn audited(layers: &Layers, coverage: &Coverage, issues: &mut Vec<Issue>) -> Vec<String> {
    let mut community_of = vec![None; layers.buildings.len()];
    for foot in coverage.footprints.iter().filter(|f| f.part == 0) {
        community_of[foot.building.index()] = Some(coverage.faces[foot.face.index()].community);
    }
    let counts = apportion(layers, &community_of, 50.0, issues);
    let mut graph = Graph::of(coverage, &counts);
    weigh(&mut graph, coverage, &WEIGHTS);
    let jurisdictions = jurisdictions(coverage, &graph, layers);
    let options = SolveOptions {
        effort: Effort::Quick,
        ..SolveOptions::default()
    };
    let mut plan = solve(
        &graph,
        &jurisdictions,
        &rules(),
        &options,
        &Watch::default(),
    );
    let ids: Vec<String> = layers.communities.iter().map(|c| c.id.clone()).collect();
    assign_codes(&mut plan, "", &jurisdictions, &ids);
    let input = BasemapInput {
        layers,
        coverage,
        counts: &counts,
        jurisdictions: &jurisdictions,
        compounds: &Compounds::default(),
        plan: &plan,
        issues,
    };
    let options = BasemapOptions {
        workload: WEIGHTS,
        ..BasemapOptions::default()
    };
    let map = basemap(&input, &options);
    let report = audit(&map, layers, &rules());
    report.breaches.iter().map(ToString::to_string).collect()
}

fn rules() -> Vec<LevelRule> {
    let rule = |name: &str, min, max| LevelRule {
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
    };
    vec![rule("grid", 100, 200), rule("micro_grid", 40, 90)]
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
