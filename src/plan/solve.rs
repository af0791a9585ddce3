//! Plans every jurisdiction alone and puts the results together in their order.

use std::cmp::Reverse;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use crate::id::{JurisdictionId, PartId};
use crate::rng::Rng;
use crate::unit::{Counts, Graph, Jurisdiction};

use super::bounds::{Bounds, LevelRule, SolveOptions};
use super::budget::Budget;
use super::conflict::prove_open;
use super::ground::Ground;
use super::lower::lower_bound;
use super::network::Network;
use super::parting::cost_of;
use super::proof::{Proofs, Verdict};
use super::result::{
    Certificate, Exception, JurisdictionReport, LevelPlan, LevelReport, Part, Plan,
};
use super::score::Score;
use super::settle::told;
use super::verify::verify;
use super::watch::Watch;
use super::wholeness::{across, compounds};
use super::witness::certificate;

/// Plans all jurisdictions under `rules`, coarsest first; every unit gets one part a level. A dedicated jurisdiction
/// is one part on every level, outside the bounds.
///
/// A part is connected and lies in one jurisdiction and in one part of the next coarser level. The parts of a
/// level are sorted by jurisdiction, then by parent, then from north-west to south-east by the mean position of
/// their units; their codes are left empty. Jurisdictions are solved in parallel from random streams of their
/// own, so the plan is the same for any number of threads, unless `watch` stops them; a stopped plan says so.
///
/// # Panics
/// When there is no rule.
#[must_use]
pub fn solve(
    graph: &Graph,
    jurisdictions: &[Jurisdiction],
    rules: &[LevelRule],
    options: &SolveOptions,
    watch: &Watch<'_>,
) -> Plan {
    assert!(!rules.is_empty(), "a plan has at least one level");
    let mut order: Vec<usize> = (0..jurisdictions.len()).collect();
    order.sort_by_key(|&i| (Reverse(jurisdictions[i].units.len()), i));
    let solved = order.par_iter().with_max_len(1).map(|&i| {
        let budget = Budget::of(options.effort).until(watch.stop);
        let solved = solve_one(graph, &jurisdictions[i], rules, options, &budget);
        (watch.done)();
        (i, solved)
    });
    let mut solved: Vec<(usize, Solved)> = solved.collect();
    solved.sort_unstable_by_key(|(i, _)| *i);
    let mut plan = assemble(graph, jurisdictions, rules, solved);
    plan.stopped = watch.stop.load(Ordering::Relaxed);
    plan
}

/// One jurisdiction, levels coarsest first.
struct Solved {
    levels: Vec<SolvedLevel>,
    report: JurisdictionReport,
}

struct SolvedLevel {
    /// The part of each unit of the jurisdiction.
    part_of: Vec<u32>,
    parts: Vec<SolvedPart>,
}

struct SolvedPart {
    parent: Option<u32>,
    counts: Counts,
    exceptions: Vec<Exception>,
}

fn solve_one(
    graph: &Graph,
    jurisdiction: &Jurisdiction,
    rules: &[LevelRule],
    options: &SolveOptions,
    budget: &Budget,
) -> Solved {
    if jurisdiction.dedicated.is_some() {
        return dedicated(graph, jurisdiction, rules);
    }
    let rules = rules.iter().rev();
    let scores: Vec<Score> = rules
        .map(|rule| Score::new(rule.bounds_of(jurisdiction.kind), options.balance))
        .collect();
    let mut rng = Rng::new(options.seed, jurisdiction.key);
    let ground = Ground::of(graph, &jurisdiction.units, &scores);
    let labels = ground.solve(&scores, budget, &mut rng);
    report(graph, jurisdiction, &ground, (&scores, budget), labels)
}

/// A grid of its own: one part on every level, whatever it holds.
fn dedicated(graph: &Graph, jurisdiction: &Jurisdiction, rules: &[LevelRule]) -> Solved {
    let units = &jurisdiction.units;
    let counts: Counts = units.iter().map(|unit| graph.counts[unit.index()]).sum();
    let level = |level: usize| SolvedLevel {
        part_of: vec![0; units.len()],
        parts: vec![SolvedPart {
            parent: (level > 0).then_some(0),
            counts,
            exceptions: vec![Exception::Dedicated],
        }],
    };
    let report = LevelReport {
        parts: 1,
        ..LevelReport::default()
    };
    Solved {
        levels: (0..rules.len()).map(level).collect(),
        report: JurisdictionReport {
            counts,
            units: units.len(),
            levels: vec![report; rules.len()],
        },
    }
}

/// Whether a quick search finds a plan within `score` on this level alone.
fn is_found(network: &Network, score: &Score, budget: &Budget, key: u64) -> bool {
    let mut rng = Rng::new(key, key);
    let ground = Ground::plain(network, score);
    let labels = ground.solve(std::slice::from_ref(score), &budget.quick(), &mut rng);
    let mut loads = network.quotient_load(&labels[0]).into_iter();
    loads.all(|load| score.is_inside(&load))
}

/// Sorts the parts of each level and says why those outside their bounds are.
fn report(
    graph: &Graph,
    jurisdiction: &Jurisdiction,
    ground: &Ground,
    (scores, budget): (&[Score], &Budget),
    labels: Vec<Vec<u32>>,
) -> Solved {
    let mut solved = Solved {
        levels: Vec::new(),
        report: JurisdictionReport {
            counts: ground.tiers[0].total(),
            units: jurisdiction.units.len(),
            levels: Vec::new(),
        },
    };
    let levels = labels.into_iter().zip(scores).zip(&ground.tiers);
    for ((mut part_of, score), network) in levels.rev() {
        let parents = solved.levels.last().map(|level| &*level.part_of);
        let parents = sort_parts(graph, jurisdiction, parents, &mut part_of);
        let mut proofs = Proofs::find(network, score);
        let mut verdicts = proofs.judge(network, score, &part_of);
        prove_open((&mut proofs, &mut verdicts), network, score, &part_of);
        let is_found = |relaxed: &Bounds| {
            is_found(
                network,
                &score.with_bounds(relaxed),
                budget,
                jurisdiction.key,
            )
        };
        let told = told((&proofs, &verdicts), network, (score, &is_found), &part_of);
        let words = |proof| certificate(proof, network, score, &jurisdiction.units);
        let certificates: Vec<Certificate> = told.iter().map(words).collect();
        debug_assert_eq!(
            (certificates.iter())
                .find_map(|one| verify(graph, jurisdiction, score.bounds(), one).err()),
            None,
            "a certificate that does not hold"
        );
        solved.report.levels.push(LevelReport {
            parts: parents.len(),
            objective: cost_of(network, score, &part_of),
            lower_bound: lower_bound(network, score, &proofs),
            cut_dm: cut_dm(graph, jurisdiction, &part_of),
            certificates,
            compounds: compounds(ground, network, score, &part_of),
            across: across(ground, network, &part_of),
        });
        let loads = network.quotient_load(&part_of);
        let parts = loads.into_iter().zip(verdicts).zip(parents);
        let parts = parts.map(|((counts, verdict), parent)| SolvedPart {
            parent,
            counts,
            exceptions: exceptions(score, &proofs, verdict, &counts),
        });
        let parts = parts.collect();
        solved.levels.push(SolvedLevel { part_of, parts });
    }
    solved
}

/// Renumbers parts by parent, then from north-west to south-east; returns the parent of each.
fn sort_parts(
    graph: &Graph,
    jurisdiction: &Jurisdiction,
    parents: Option<&[u32]>,
    part_of: &mut [u32],
) -> Vec<Option<u32>> {
    let count = part_of.iter().max().map_or(0, |&most| most as usize + 1);
    // Parent, sum of (east - north) over the units, their number, the first unit.
    let mut place = vec![(None, 0i64, 0i64, u32::MAX); count];
    for (i, (&label, unit)) in part_of.iter().zip(&jurisdiction.units).enumerate() {
        let [x, y] = graph.position_dm[unit.index()].map(i64::from);
        let slot = &mut place[label as usize];
        *slot = (
            parents.map(|parents| parents[i]),
            slot.1 + x - y,
            slot.2 + 1,
            slot.3.min(i as u32),
        );
    }
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|&label| {
        let (parent, sum, units, first) = place[label];
        (parent, sum.div_euclid(units), first)
    });
    let mut rank = vec![0; count];
    for (i, &label) in order.iter().enumerate() {
        rank[label] = i as u32;
    }
    for label in part_of {
        *label = rank[*label as usize];
    }
    order.iter().map(|&label| place[label].0).collect()
}

fn exceptions(score: &Score, proofs: &Proofs, verdict: Verdict, counts: &Counts) -> Vec<Exception> {
    let reason = match verdict {
        Verdict::Inside => return Vec::new(),
        Verdict::Proved(proof) => Some(proofs.list[proof].exception),
        // Nobody lives there: that says more than that the search ended.
        Verdict::Open if counts.households == 0 && !score.is_above(counts) => None,
        Verdict::Open => Some(Exception::NotFound),
    };
    let empty = (counts.households == 0).then_some(Exception::NoHouseholds);
    let mut exceptions: Vec<Exception> = reason.into_iter().chain(empty).collect();
    exceptions.sort_unstable();
    exceptions
}

fn cut_dm(graph: &Graph, jurisdiction: &Jurisdiction, part_of: &[u32]) -> i64 {
    let mut twice = 0;
    for (i, &unit) in jurisdiction.units.iter().enumerate() {
        for border in graph.neighbours(unit) {
            if let Ok(j) = jurisdiction.units.binary_search(&border.unit)
                && part_of[i] != part_of[j]
            {
                twice += i64::from(border.border_dm);
            }
        }
    }
    twice / 2
}

fn assemble(
    graph: &Graph,
    jurisdictions: &[Jurisdiction],
    rules: &[LevelRule],
    solved: Vec<(usize, Solved)>,
) -> Plan {
    let level = |rule: &LevelRule| LevelPlan {
        name: rule.name.clone(),
        part_of: vec![PartId::new(0); graph.len()],
        parts: Vec::new(),
    };
    let mut plan = Plan {
        levels: rules.iter().map(level).collect(),
        jurisdictions: Vec::with_capacity(solved.len()),
        stopped: false,
    };
    for (i, mut one) in solved {
        let mut parent_start = 0;
        let reports = one.report.levels.iter_mut();
        for ((target, source), report) in plan.levels.iter_mut().zip(one.levels).zip(reports) {
            let start = target.parts.len();
            shift(report, start);
            for (&part, unit) in source.part_of.iter().zip(&jurisdictions[i].units) {
                target.part_of[unit.index()] = PartId::new(start + part as usize);
            }
            target.parts.extend(source.parts.into_iter().map(|part| {
                Part {
                    code: String::new(),
                    parent: part
                        .parent
                        .map(|parent| PartId::new(parent_start + parent as usize)),
                    jurisdiction: JurisdictionId::new(i),
                    counts: part.counts,
                    exceptions: part.exceptions,
                }
            }));
            parent_start = start;
        }
        plan.jurisdictions.push(one.report);
    }
    plan
}

/// Names the parts of a report by their place in the plan, where the first of them is `start`.
fn shift(report: &mut LevelReport, start: usize) {
    let compounds = report.compounds.iter_mut();
    let parts = compounds.flat_map(|compound| &mut compound.parts);
    for part in parts.chain(&mut report.across) {
        *part = PartId::new(start + part.index());
    }
}
