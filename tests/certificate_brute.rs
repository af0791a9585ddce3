//! Small planar nets against all their partitions: a plan within bounds is found whenever one exists, what is
//! certified to be impossible is, by an independent checker too, and no plan costs less than the lower bound.

#![allow(clippy::print_stdout, reason = "the figures are for reading")]

mod small_net;

use small_net::{
    Net, check_certificates, cost, draw_planar, graph_of, is_feasible, is_within, optimum, plan_of,
    range, relaxed, report_of,
};
use wangge::id::UnitId;
use wangge::plan::{Bounds, Certificate, Count, Exception, LevelReport, Network, verify};
use wangge::rng::Rng;

/// Units of the largest nets; all partitions of 14 units take about 20 ms.
const UNITS: usize = 14;

const CLAIMS: [Exception; 7] = [
    Exception::UnitAboveMax,
    Exception::TotalBelowMin,
    Exception::TotalInGap,
    Exception::EnclosedUnit,
    Exception::NoDisjointCover,
    Exception::PersonsCapConflict,
    Exception::NotFound,
];

#[derive(Default)]
struct Tally {
    feasible: usize,
    infeasible: usize,
    /// Certificates by exception.
    kinds: std::collections::BTreeMap<&'static str, usize>,
    /// Infeasible nets with a certificate, and those of them with a proof for every part outside.
    certified: usize,
    all_proved: usize,
    relaxations: usize,
    relaxations_that_do: usize,
    bound_permille: Vec<i64>,
}

fn bounds_of(round: usize) -> Bounds {
    let mut bounds = Bounds {
        households: range(Some(100), Some(150)),
        ..Bounds::default()
    };
    match round % 5 {
        0 => {}
        1 => bounds.persons = range(None, Some(400)),
        2 => bounds.households = range(Some(60), Some(120)),
        3 => {
            bounds.households = range(Some(80), Some(220));
            bounds.merchants = range(Some(1), Some(20));
        }
        _ => {
            bounds.households = range(Some(90), Some(200));
            bounds.persons = range(Some(150), Some(700));
        }
    }
    bounds
}

fn judge(net: &Net, bounds: &Bounds, tally: &mut Tally) {
    let exists = is_feasible(net, bounds);
    let plan = plan_of(net, bounds);
    let report = report_of(&plan);
    let found = is_within(&plan, bounds);
    assert_eq!(found, exists, "{net:?} {bounds:?}");
    check_certificates(net, bounds, report);
    check_bound(net, bounds, report, tally);
    if exists {
        assert!(report.certificates.is_empty(), "{report:?}");
        tally.feasible += 1;
        return;
    }
    tally.infeasible += 1;
    if report.certificates.is_empty() {
        return;
    }
    tally.certified += 1;
    for certificate in &report.certificates {
        *tally.kinds.entry(certificate.exception.code()).or_default() += 1;
    }
    let mut exceptions = plan.levels[0]
        .parts
        .iter()
        .flat_map(|part| &part.exceptions);
    if exceptions.any(|e| *e == Exception::NotFound) {
        return;
    }
    tally.all_proved += 1;
    tally.relaxations += 1;
    tally.relaxations_that_do += usize::from(is_feasible(net, &relaxed(bounds, report)));
}

fn check_bound(net: &Net, bounds: &Bounds, report: &LevelReport, tally: &mut Tally) {
    let (graph, jurisdiction) = graph_of(net);
    let network = Network::of_units(&graph, &jurisdiction.units);
    let least = optimum(net, &network, &|load| Some(cost(bounds, load)))
        .expect("every partition has a cost");
    assert!(report.objective >= least, "the costs are understood");
    assert!(
        report.lower_bound <= least,
        "{} {least} {net:?} {bounds:?}",
        report.lower_bound
    );
    tally
        .bound_permille
        .push(1000 * report.lower_bound / least.max(1));
}

#[test]
fn plans_certificates_and_bounds_agree_with_trying_all() {
    let mut rng = Rng::new(31, 0);
    let mut tally = Tally::default();
    for round in 0..500 {
        let net = draw_planar(&mut rng, UNITS);
        judge(&net, &bounds_of(round), &mut tally);
    }
    let bound: i64 = tally.bound_permille.iter().sum::<i64>() / tally.bound_permille.len() as i64;
    println!(
        "{} feasible, {} infeasible: {} certified, {} with every part proved; relaxations {} of {}; bound {bound} permille; {:?}",
        tally.feasible,
        tally.infeasible,
        tally.certified,
        tally.all_proved,
        tally.relaxations_that_do,
        tally.relaxations,
        tally.kinds
    );
    assert!(tally.feasible > 40, "{}", tally.feasible);
    assert!(tally.certified * 100 >= tally.infeasible * 95);
    assert!(tally.relaxations_that_do * 100 >= tally.relaxations * 95);
}

/// The checker is no rubber stamp: where a plan exists, no claim of any kind stands.
#[test]
fn the_checker_refuses_every_claim_about_a_feasible_net() {
    let mut rng = Rng::new(32, 0);
    let mut refused = 0;
    for round in 0..400 {
        let net = draw_planar(&mut rng, 10);
        let bounds = bounds_of(round);
        if !is_feasible(&net, &bounds) {
            continue;
        }
        let (graph, jurisdiction) = graph_of(&net);
        let some = |unit: &UnitId| (unit.index() * 7 + round).is_multiple_of(3);
        let units = [
            jurisdiction.units.clone(),
            jurisdiction.units.iter().copied().filter(some).collect(),
            vec![UnitId::new(rng.below(net.0.len()))],
        ];
        for exception in CLAIMS {
            for units in &units {
                let claim = Certificate {
                    exception,
                    count: Count::Households,
                    units: units.clone(),
                    enclosing: Vec::new(),
                    witness: String::new(),
                    witness_zh: String::new(),
                    relaxation: String::new(),
                    relaxed: bounds,
                };
                let verdict = verify(&graph, &jurisdiction, &bounds, &claim);
                assert!(verdict.is_err(), "{claim:?} {net:?}");
                refused += 1;
            }
        }
    }
    assert!(refused > 500, "{refused}");
}
