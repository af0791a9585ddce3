//! What holds for every plan: parts are connected, nested and lose nothing; the same plan for any number of threads.

mod solver_city;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use proptest::prelude::*;
use solver_city::{ESTATES, HOUSES, MIXED, city, rules};
use wangge::id::{BeatId, CommunityId, UnitId};
use wangge::plan::{
    Bounds, Effort, LevelRule, Plan, Range, SolveOptions, Watch, assign_codes, solve,
};
use wangge::unit::{Counts, Graph, Jurisdiction, Neighbour};

/// Stops at the first rule that the plan breaks.
fn check(graph: &Graph, jurisdictions: &[Jurisdiction], rules: &[LevelRule], plan: &Plan) {
    assert_eq!(plan.levels.len(), rules.len());
    assert_eq!(plan.jurisdictions.len(), jurisdictions.len());
    for (at, (level, rule)) in plan.levels.iter().zip(rules).enumerate() {
        assert_eq!(level.name, rule.name);
        let mut counts = vec![Counts::default(); level.parts.len()];
        let mut members = vec![Vec::new(); level.parts.len()];
        for (j, jurisdiction) in jurisdictions.iter().enumerate() {
            for &unit in &jurisdiction.units {
                let part = level.part_of[unit.index()].index();
                assert_eq!(
                    level.parts[part].jurisdiction.index(),
                    j,
                    "a part lies in one jurisdiction"
                );
                counts[part] += graph.counts[unit.index()];
                members[part].push(unit);
                if at > 0 {
                    let parent = plan.levels[at - 1].part_of[unit.index()];
                    assert_eq!(
                        level.parts[part].parent,
                        Some(parent),
                        "a part lies in one parent"
                    );
                }
            }
        }
        for ((part, counts), members) in level.parts.iter().zip(counts).zip(members) {
            assert_eq!(part.counts, counts, "nothing is lost");
            assert!(is_connected(graph, &members), "a part is connected");
            assert_eq!(
                part.exceptions.is_empty(),
                holds(&rule.bounds, &counts),
                "{part:?}"
            );
            assert!(part.exceptions.is_sorted());
        }
        for report in plan.jurisdictions.iter().map(|report| &report.levels[at]) {
            assert!(report.lower_bound <= report.objective, "{report:?}");
        }
    }
}

fn holds(bounds: &Bounds, counts: &Counts) -> bool {
    let within = |range: &Range, count: i64| {
        range.min.is_none_or(|min| count >= min) && range.max.is_none_or(|max| count <= max)
    };
    within(&bounds.households, counts.households)
        && within(&bounds.persons, counts.persons)
        && within(&bounds.merchants, counts.merchants)
        && within(&bounds.tasks, counts.tasks)
        && within(&bounds.workload_e7, counts.workload_e7)
}

fn is_connected(graph: &Graph, members: &[UnitId]) -> bool {
    let mut reached = vec![members[0]];
    let mut next = 0;
    while next < reached.len() {
        for neighbour in graph.neighbours(reached[next]) {
            if members.contains(&neighbour.unit) && !reached.contains(&neighbour.unit) {
                reached.push(neighbour.unit);
            }
        }
        next += 1;
    }
    reached.len() == members.len()
}

#[test]
fn cities_are_planned_by_the_rules() {
    for (seed, blend) in [(1, HOUSES), (2, ESTATES), (3, MIXED)] {
        let (graph, jurisdictions) = city(1_500, blend, seed);
        let plan = solve(
            &graph,
            &jurisdictions,
            &rules(),
            &SolveOptions::default(),
            &Watch::default(),
        );
        check(&graph, &jurisdictions, &rules(), &plan);
    }
}

#[test]
fn one_and_four_threads_make_the_same_plan() {
    let (graph, jurisdictions) = city(2_000, MIXED, 7);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            solve(
                &graph,
                &jurisdictions,
                &rules(),
                &SolveOptions::default(),
                &Watch::default(),
            )
        })
    };
    let plan = run(1);
    assert_eq!(plan, run(4));
    assert_eq!(plan, run(1));
}

#[test]
fn a_jurisdiction_is_planned_alike_alone_and_among_others() {
    let (graph, jurisdictions) = city(1_500, ESTATES, 3);
    let options = SolveOptions::default();
    let together = solve(
        &graph,
        &jurisdictions,
        &rules(),
        &options,
        &Watch::default(),
    );
    let alone = solve(
        &graph,
        &jurisdictions[3..4],
        &rules(),
        &options,
        &Watch::default(),
    );
    assert_eq!(together.jurisdictions[3], alone.jurisdictions[0]);
}

/// Three persons a household: 1000 persons allow no more than 333 households, below the bound of 400.
#[test]
fn a_binding_cap_on_persons_is_kept() {
    let (mut graph, jurisdictions) = city(4_000, ESTATES, 6);
    for counts in &mut graph.counts {
        counts.persons = 3 * counts.households;
    }
    let mut grid = rules()[0].clone();
    grid.bounds.persons.max = Some(1_000);
    let plan = solve(
        &graph,
        &jurisdictions,
        &[grid],
        &SolveOptions::default(),
        &Watch::default(),
    );
    let parts = &plan.levels[0].parts;
    let inside = parts
        .iter()
        .filter(|part| part.exceptions.is_empty())
        .count();
    assert!(
        inside * 100 >= parts.len() * 99,
        "{inside} of {}",
        parts.len()
    );
}

#[test]
fn progress_is_told_once_a_jurisdiction() {
    let (graph, jurisdictions) = city(1_000, HOUSES, 4);
    let told = AtomicUsize::new(0);
    let watch = Watch {
        done: &|| {
            told.fetch_add(1, Ordering::Relaxed);
        },
        ..Watch::default()
    };
    let options = SolveOptions::default();
    let plan = solve(&graph, &jurisdictions, &rules(), &options, &watch);
    assert!(!plan.stopped);
    assert_eq!(told.into_inner(), jurisdictions.len());
}

/// Stopped before the search, and by the first jurisdiction that is done: the plan is whole and says so.
#[test]
fn a_stopped_plan_is_whole_and_keeps_the_rules() {
    let (graph, jurisdictions) = city(3_000, MIXED, 8);
    let options = SolveOptions {
        effort: Effort::Thorough,
        ..SolveOptions::default()
    };
    for at_once in [true, false] {
        let stop = AtomicBool::new(at_once);
        let told = AtomicUsize::new(0);
        let done = || {
            stop.store(true, Ordering::Relaxed);
            told.fetch_add(1, Ordering::Relaxed);
        };
        let watch = Watch {
            stop: &stop,
            done: &done,
        };
        let plan = solve(&graph, &jurisdictions, &rules(), &options, &watch);
        check(&graph, &jurisdictions, &rules(), &plan);
        assert!(plan.stopped);
        assert_eq!(told.into_inner(), jurisdictions.len());
    }
}

#[test]
fn codes_are_unique_and_ascend_with_the_parts_of_a_jurisdiction() {
    let (graph, jurisdictions) = city(3_000, HOUSES, 5);
    let mut plan = solve(
        &graph,
        &jurisdictions,
        &rules(),
        &SolveOptions::default(),
        &Watch::default(),
    );
    let communities: Vec<String> = (0..jurisdictions.len())
        .map(|i| format!("C{i:02}"))
        .collect();
    assign_codes(&mut plan, "320105", &jurisdictions, &communities);
    for level in &plan.levels {
        let codes: Vec<&str> = level.parts.iter().map(|part| &*part.code).collect();
        assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
    }
}

/// 450 households in a row of houses: three micro-grids of 150 would make one grid of 450, so four are made.
#[test]
fn micro_grids_are_counted_so_that_grids_come_out() {
    let (graph, jurisdictions) = row(&[15; 30]);
    let plan = planned(&graph, &jurisdictions, &rules());
    let sizes = |level: usize| {
        let parts = plan.levels[level].parts.iter();
        parts.map(|part| part.counts.households).collect::<Vec<_>>()
    };
    assert_eq!(sizes(0).len(), 2, "{:?}", sizes(0));
    assert_eq!(sizes(1).len(), 4, "{:?}", sizes(1));
}

/// A tower of 400 between houses stands alone and is named; the houses on its sides are told to be too few.
#[test]
fn a_tower_stands_alone_and_is_named() {
    let (graph, jurisdictions) = row(&[20, 20, 20, 400, 30, 30, 30, 30]);
    let plan = planned(&graph, &jurisdictions, &rules());
    let report = &plan.jurisdictions[0].levels[1];
    let told: Vec<(&str, &str, &str)> = report
        .certificates
        .iter()
        .map(|c| (c.exception.code(), &*c.witness, &*c.relaxation))
        .collect();
    assert_eq!(
        told,
        [
            (
                "total_below_min",
                "60 households in all are less than one part of 100; enclosed by units of 400 households",
                "min 60"
            ),
            (
                "unit_above_max",
                "one unit has 400 households, more than 150",
                "max 400"
            ),
        ]
    );
}

/// Two blocks of 96 have the same 30 between them: it can make one of them enough.
#[test]
fn two_blocks_that_need_the_same_house_are_told_so() {
    let (graph, jurisdictions) = row(&[96, 30, 96]);
    let plan = planned(&graph, &jurisdictions, &rules()[1..]);
    let [proof] = &plan.jurisdictions[0].levels[0].certificates[..] else {
        panic!("{:?}", plan.jurisdictions)
    };
    let units = [0, 1, 2].map(UnitId::new);
    assert_eq!(proof.exception.code(), "no_disjoint_cover");
    assert_eq!(
        (&proof.units, &proof.enclosing),
        (&vec![units[0], units[2]], &vec![units[1]])
    );
    assert!(
        proof
            .witness
            .contains("each needs the unit of 30 households"),
        "{}",
        proof.witness
    );
}

#[test]
fn a_jurisdiction_without_households_is_one_part_that_says_so() {
    let (graph, jurisdictions) = row(&[0; 5]);
    let plan = planned(&graph, &jurisdictions, &rules());
    for level in &plan.levels {
        let codes: Vec<&str> = level.parts[0].exceptions.iter().map(|e| e.code()).collect();
        assert_eq!(
            (level.parts.len(), codes),
            (1, vec!["total_below_min", "no_households"])
        );
    }
}

#[test]
fn pieces_that_touch_nowhere_are_parts_of_their_own() {
    let (mut graph, jurisdictions) = row(&[120, 110, 130]);
    graph.offsets = vec![0, 1, 2, 2];
    graph.neighbours.truncate(2);
    graph.neighbours[1].unit = UnitId::new(0);
    let plan = planned(&graph, &jurisdictions, &rules()[1..]);
    assert_eq!(plan.levels[0].parts.len(), 3);
}

/// The plan by the default options, which breaks no rule.
fn planned(graph: &Graph, jurisdictions: &[Jurisdiction], rules: &[LevelRule]) -> Plan {
    let plan = solve(
        graph,
        jurisdictions,
        rules,
        &SolveOptions::default(),
        &Watch::default(),
    );
    check(graph, jurisdictions, rules, &plan);
    plan
}

/// Units in a row from west to east.
fn row(households: &[i64]) -> (Graph, Vec<Jurisdiction>) {
    let edges: Vec<(usize, usize)> = (1..households.len()).map(|i| (i - 1, i)).collect();
    let counts = households.iter().map(|&households| Counts {
        households,
        persons: 2 * households,
        ..Counts::default()
    });
    net(counts.collect(), &edges)
}

/// One jurisdiction of all units.
fn net(counts: Vec<Counts>, edges: &[(usize, usize)]) -> (Graph, Vec<Jurisdiction>) {
    let mut graph = Graph {
        position_dm: (0..counts.len()).map(|i| [100 * i as i32, 0]).collect(),
        counts,
        offsets: vec![0],
        neighbours: Vec::new(),
        compounds: Vec::new(),
    };
    for unit in 0..graph.len() {
        let mut row: Vec<usize> = edges
            .iter()
            .filter_map(|&(a, b)| match unit {
                _ if unit == a => Some(b),
                _ if unit == b => Some(a),
                _ => None,
            })
            .collect();
        row.sort_unstable();
        row.dedup();
        graph.neighbours.extend(row.into_iter().map(|to| Neighbour {
            unit: UnitId::new(to),
            border_dm: 100 + (17 * (unit * to) % 100) as u32,
            barrier: None,
        }));
        graph.offsets.push(graph.neighbours.len() as u32);
    }
    let jurisdiction = Jurisdiction {
        community: CommunityId::new(0),
        beat: BeatId::new(0),
        kind: wangge::layer::Kind::Urban,
        dedicated: None,
        key: 5,
        units: (0..graph.len()).map(UnitId::new).collect(),
    };
    (graph, vec![jurisdiction])
}

fn any_net() -> impl Strategy<Value = (Vec<Counts>, Vec<(usize, usize)>)> {
    let unit = prop_oneof![2 => Just(0i64), 5 => 1..30i64, 2 => 30..90i64, 1 => 100..300i64];
    let units = prop::collection::vec((unit, 0..4i64), 1..40);
    units.prop_flat_map(|units| {
        let count = units.len();
        let counts: Vec<Counts> = units
            .into_iter()
            .map(|(households, each)| Counts {
                households,
                persons: households * each,
                merchants: each,
                ..Counts::default()
            })
            .collect();
        let edges = prop::collection::vec((0..count, 0..count), 0..3 * count);
        (
            Just(counts),
            edges.prop_map(|edges| edges.into_iter().filter(|(a, b)| a != b).collect()),
        )
    })
}

fn any_range() -> impl Strategy<Value = Range> {
    (prop::option::of(20..120i64), prop::option::of(0..100i64)).prop_map(|(min, width)| Range {
        min,
        target: None,
        max: width.map(|width| min.unwrap_or(50) + width),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn any_net_under_any_bounds_is_planned_by_the_rules(
        (counts, edges) in any_net(),
        fine in any_range(),
        coarse in any_range(),
        persons in any_range(),
        levels in 1..4usize,
    ) {
        let (graph, jurisdictions) = net(counts, &edges);
        let rule = |name: &str, households, persons| LevelRule {
            name: name.into(),
            bounds: Bounds { households, persons, ..Bounds::default() },
            ..LevelRule::default()
        };
        let all = [
            rule("a", Range::default(), Range { max: Some(500), ..Range::default() }),
            rule("b", coarse, persons),
            rule("c", fine, Range::default()),
        ];
        let rules = &all[3 - levels..];
        let options = SolveOptions { effort: Effort::Quick, ..SolveOptions::default() };
        let plan = solve(&graph, &jurisdictions, rules, &options, &Watch::default());
        check(&graph, &jurisdictions, rules, &plan);
    }
}
