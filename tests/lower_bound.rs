//! How far the lower bound is from the best plan: against all partitions of small nets, and on whole cities.

#![allow(clippy::print_stdout, reason = "the figures are for reading")]

mod small_net;
mod solver_city;

use small_net::{cost, draw_planar, graph_of, optimum, plan_of, range, report_of};
use solver_city::{Blend, ESTATES, HOUSES, MIXED, city, rules};
use wangge::plan::{Bounds, Network, SolveOptions, Watch, solve};
use wangge::rng::Rng;

/// Nets too large to be solved by trying all inside the solver, small enough for the test to do it.
const UNITS: usize = 14;

#[test]
fn the_bound_is_below_the_best_of_all_partitions_and_near_it() {
    let mut rng = Rng::new(41, 0);
    let (mut nets, mut sum) = (0, 0);
    while nets < 150 {
        let net = draw_planar(&mut rng, UNITS);
        if net.0.len() < UNITS - 1 {
            continue;
        }
        nets += 1;
        let (min, max) = [(100, 150), (60, 90), (150, 300)][nets % 3];
        let bounds = Bounds {
            households: range(Some(min), Some(max)),
            ..Bounds::default()
        };
        let (graph, jurisdiction) = graph_of(&net);
        let network = Network::of_units(&graph, &jurisdiction.units);
        let best = optimum(&net, &network, &|load| Some(cost(&bounds, load)))
            .expect("every partition has a cost");
        let plan = plan_of(&net, &bounds);
        let report = report_of(&plan);
        assert!(report.lower_bound <= best, "{best} {report:?} {net:?}");
        assert!(report.lower_bound > 0 || best == 0);
        sum += 1000 * report.lower_bound / best.max(1);
    }
    println!(
        "bound over optimum: {} permille in the mean",
        sum / nets as i64
    );
    assert!(sum / nets as i64 > 600, "{}", sum / nets as i64);
}

fn gap(name: &str, blend: Blend) {
    let (graph, jurisdictions) = city(4_000, blend, 3);
    let start = std::time::Instant::now();
    let plan = solve(
        &graph,
        &jurisdictions,
        &rules(),
        &SolveOptions::default(),
        &Watch::default(),
    );
    let seconds = start.elapsed().as_secs_f64();
    for (level, name_of) in plan.levels.iter().enumerate() {
        let reports = plan.jurisdictions.iter().map(|j| &j.levels[level]);
        let objective: i64 = reports.clone().map(|r| r.objective).sum();
        let bound: i64 = reports.clone().map(|r| r.lower_bound).sum();
        assert!(reports.clone().all(|r| r.lower_bound <= r.objective));
        println!(
            "{name} {}: bound {bound} of {objective}, {} permille ({seconds:.2} s)",
            name_of.name,
            1000 * bound / objective
        );
    }
}

#[test]
fn no_city_costs_less_than_its_bound() {
    for (name, blend) in [("houses", HOUSES), ("estates", ESTATES), ("mixed", MIXED)] {
        gap(name, blend);
    }
}
