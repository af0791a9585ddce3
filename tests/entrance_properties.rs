//! Random towns in which every house above a low bound is divided: nothing is lost, slices make up their footprint and
//! touch, and the audit of the basemap finds nothing.

mod random_town;

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use random_town::{Form, Spec, specs};
use wangge::audit::audit;
use wangge::coverage::{Coverage, build};
use wangge::id::CommunityId;
use wangge::issue::Issue;
use wangge::layer::{BuildingShape, Layers};
use wangge::output::{BasemapInput, BasemapOptions, basemap};
use wangge::plan::{
    Bounds, Effort, LevelRule, Oversize, Range, SolveOptions, Watch, assign_codes, divide, solve,
};
use wangge::unit::{
    Compounds, Counts, Division, Graph, WorkloadWeights, apportion, communities_by_point, divided,
    jurisdictions, of_pieces, of_whole,
};

#[test]
fn towns_of_divided_houses_pass_the_audit() {
    let pieces = Cell::new(0);
    let asked = std::env::var("PROPTEST_CASES").ok();
    let mut runner = TestRunner::new(ProptestConfig {
        cases: asked.and_then(|v| v.parse().ok()).unwrap_or(300),
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let result = runner.run(&specs(16), |mut spec| {
        // A house of a few lattice units is no tower.
        spec.houses
            .retain(|house| !matches!(house.form, Form::Tiny(..)));
        let breaches = audited(&spec, &pieces).map_err(TestCaseError::fail)?;
        prop_assert_eq!(breaches, Vec::<String>::new());
        Ok(())
    });
    result.expect("every town holds");
    assert!(pieces.get() > 40, "only {} pieces in all", pieces.get());
}

fn audited(spec: &Spec, seen: &Cell<usize>) -> Result<Vec<String>, String> {
    let layers = spec.layers();
    let homes = communities_by_point(&layers);
    let mut issues = Vec::new();
    let (counts, divisions) = counted(&layers, &homes, &mut issues);
    conserved(&layers, &counts, &divisions)?;
    let Some(pieces) = divided(&layers, &divisions) else {
        return Ok(Vec::new());
    };
    let here: usize = pieces.divided.iter().map(|whole| whole.pieces).sum();
    seen.set(seen.get() + here);
    let coverage =
        build(&pieces, &spec.align(), &mut issues, &|_| {}).map_err(|e| e.to_string())?;
    let homes = of_whole(&pieces, &homes_in(&pieces, &coverage));
    let (again, _) = counted(&layers, &homes, &mut Vec::new());
    if again != counts {
        return Err("counts depend on the cuts".to_owned());
    }
    touching(&pieces, &coverage)?;
    Ok(breaches(
        &layers,
        &pieces,
        &coverage,
        (&of_pieces(&counts, &divisions), issues),
    ))
}

fn counted(
    layers: &Layers,
    homes: &[Option<CommunityId>],
    issues: &mut Vec<Issue>,
) -> (Vec<Counts>, Vec<Division>) {
    let index = WorkloadWeights::default();
    let counts = apportion(layers, homes, 0.0, issues);
    let divisions = divide(layers, (&counts, homes), (&rules(), index), issues);
    (counts, divisions)
}

/// Pieces have the counts and the ground of their building.
fn conserved(layers: &Layers, counts: &[Counts], divisions: &[Division]) -> Result<(), String> {
    for division in divisions {
        let building = division.building.index();
        let sum: Counts = division.pieces.iter().map(|piece| piece.counts).sum();
        if sum != counts[building] {
            return Err(format!("{building}: {sum:?}"));
        }
        let BuildingShape::Footprint(parts) = &layers.buildings[building].shape else {
            return Err(format!("{building} is a point"));
        };
        let area: i64 = division
            .pieces
            .iter()
            .map(|piece| piece.slice.twice_area())
            .sum();
        let whole = parts[0].twice_area();
        let sides: f64 = parts[0]
            .segments()
            .map(|(a, b)| layers.plane.distance_m(a, b))
            .sum();
        // Half a unit at every crossing.
        if layers.plane.area_m2((area - whole).abs()) > 0.02 * sides {
            return Err(format!(
                "{building}: slices of {area}, footprint of {whole}"
            ));
        }
    }
    Ok(())
}

/// The pieces of a building hang together in the graph, at home in one community and beat.
fn touching(pieces: &Layers, coverage: &Coverage) -> Result<(), String> {
    for whole in &pieces.divided {
        let placed = coverage.footprints.iter().filter(|f| f.part == 0);
        let faces: Vec<_> = placed
            .filter(|f| whole.range().contains(&f.building.index()))
            .map(|f| f.face)
            .collect();
        let land = |i: usize| {
            let face = coverage.faces[faces[i].index()];
            (face.community, face.beat)
        };
        if (1..faces.len()).any(|i| land(i) != land(0)) {
            return Err(format!("{:?} lies in two lands", whole.first));
        }
        let mut reached = vec![faces.first().copied()];
        for _ in &faces {
            for edge in &coverage.edges {
                for (a, b) in [(edge.left, edge.right), (edge.right, edge.left)] {
                    let mine = b.is_some_and(|b| faces.contains(&b));
                    if mine && reached.contains(&a) && !reached.contains(&b) {
                        reached.push(b);
                    }
                }
            }
        }
        if !faces.iter().all(|face| reached.contains(&Some(*face))) {
            return Err(format!("the pieces of {:?} do not touch", whole.first));
        }
    }
    Ok(())
}

fn breaches(
    read: &Layers,
    layers: &Layers,
    coverage: &Coverage,
    (counts, issues): (&[Counts], Vec<Issue>),
) -> Vec<String> {
    let graph = Graph::of(coverage, counts);
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
        counts,
        jurisdictions: &jurisdictions,
        compounds: &Compounds::default(),
        plan: &plan,
        issues: &issues,
    };
    let map = basemap(&input, &BasemapOptions::default());
    let report = audit(&map, read, &rules());
    report.breaches.iter().map(ToString::to_string).collect()
}

fn homes_in(layers: &Layers, coverage: &Coverage) -> Vec<Option<CommunityId>> {
    let mut homes = vec![None; layers.buildings.len()];
    for foot in coverage.footprints.iter().filter(|f| f.part == 0) {
        homes[foot.building.index()] = Some(coverage.faces[foot.face.index()].community);
    }
    homes
}

fn rules() -> Vec<LevelRule> {
    let rule = |name: &str, max| LevelRule {
        urban: None,
        rural: None,
        name: name.to_owned(),
        bounds: Bounds {
            households: Range {
                max: Some(max),
                ..Range::default()
            },
            ..Bounds::default()
        },
        oversize: Oversize::Entrance,
    };
    vec![rule("grid", 30), rule("micro_grid", 12)]
}
