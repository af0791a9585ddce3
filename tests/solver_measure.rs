//! How good plans of whole cities are; `cargo test --release --test solver_measure -- --nocapture` shows the figures.

#![allow(clippy::print_stdout, reason = "the figures are for reading")]

mod solver_city;

use solver_city::{Blend, ESTATES, HOUSES, MIXED, city, rules};
use wangge::plan::{Effort, Exception, LevelPlan, SolveOptions, Watch, solve};

/// Parts within bounds, and all that no proof excuses.
fn shares(level: &LevelPlan) -> (usize, usize) {
    let excused = |e: &Exception| !matches!(e, Exception::NotFound);
    let inside = level
        .parts
        .iter()
        .filter(|part| part.exceptions.is_empty())
        .count();
    let due = level
        .parts
        .iter()
        .filter(|part| !part.exceptions.iter().any(excused))
        .count();
    (inside, due)
}

fn measure(name: &str, blend: Blend, effort: Effort) -> [(usize, usize); 2] {
    let (graph, jurisdictions) = city(8_000, blend, 1);
    let options = SolveOptions {
        effort,
        ..SolveOptions::default()
    };
    let start = std::time::Instant::now();
    let plan = solve(
        &graph,
        &jurisdictions,
        &rules(),
        &options,
        &Watch::default(),
    );
    let seconds = start.elapsed().as_secs_f64();
    let shares = [shares(&plan.levels[0]), shares(&plan.levels[1])];
    let objective: i64 = plan
        .jurisdictions
        .iter()
        .flat_map(|j| &j.levels)
        .map(|l| l.objective)
        .sum();
    println!(
        "{name} {effort:?}: {} jurisdictions, grids {:?}, micro-grids {:?}, objective {objective}, {:.0} units/s",
        jurisdictions.len(),
        shares[0],
        shares[1],
        graph.len() as f64 / seconds
    );
    shares
}

#[test]
fn nearly_all_parts_that_no_proof_excuses_are_within_bounds() {
    for effort in [Effort::Quick, Effort::Standard] {
        for (name, blend) in [("houses", HOUSES), ("estates", ESTATES), ("mixed", MIXED)] {
            let [grids, micro_grids] = measure(name, blend, effort);
            if effort == Effort::Standard {
                assert!(grids.0 * 100 >= grids.1 * 95, "{name}: grids {grids:?}");
                assert!(
                    micro_grids.0 * 100 >= micro_grids.1 * 97,
                    "{name}: {micro_grids:?}"
                );
            }
        }
    }
}
