//! Small nets, and all there is to know of them by trying every partition.

#![allow(dead_code)]

use wangge::id::{BeatId, CommunityId, UnitId};
use wangge::plan::{
    Bounds, Effort, LevelReport, LevelRule, Network, Plan, Range, SolveOptions, Watch, solve,
    verify,
};
use wangge::rng::Rng;
use wangge::unit::{Counts, Graph, Jurisdiction, Neighbour};

/// Counts of units and the pairs that touch.
pub type Net = (Vec<Counts>, Vec<(usize, usize)>);

pub fn units(households: i64, persons: i64) -> Counts {
    Counts {
        households,
        persons,
        ..Counts::default()
    }
}

pub fn range(min: Option<i64>, max: Option<i64>) -> Range {
    Range {
        min,
        target: None,
        max,
    }
}

/// A connected planar net of up to `most` units: cells of a lattice with some diagonals, some links taken away.
/// Half of the nets have no unit above 100 households.
pub fn draw_planar(rng: &mut Rng, most: usize) -> Net {
    let count = 3 + rng.below(most - 2);
    let across = 2 + rng.below(3);
    let sizes = [14, 10][rng.below(2)];
    let counts = (0..count).map(|_| {
        let households =
            [0, 0, 10, 20, 30, 40, 50, 60, 75, 90, 110, 130, 160, 200][rng.below(sizes)];
        let each = 1 + rng.below(4) as i64;
        Counts {
            households,
            persons: households * each + [0, 0, 0, 150][rng.below(4)],
            merchants: [0, 0, 1, 2, 5, 12][rng.below(6)],
            ..Counts::default()
        }
    });
    let counts = counts.collect();
    let mut edges = Vec::new();
    for i in 1..count {
        let (up, left) = (i >= across, i % across > 0);
        let sure = if up && (!left || rng.below(2) == 0) {
            i - across
        } else {
            i - 1
        };
        edges.push((sure, i));
        if left && rng.below(100) < 60 {
            edges.push((i - 1, i));
        }
        if up && rng.below(100) < 60 {
            edges.push((i - across, i));
        }
        if up && left && rng.below(100) < 30 {
            edges.push((i - across - 1, i));
        }
    }
    edges.sort_unstable();
    edges.dedup();
    (counts, edges)
}

/// One jurisdiction of all units, with borders of different lengths.
pub fn graph_of((counts, edges): &Net) -> (Graph, Jurisdiction) {
    let mut rows = vec![Vec::new(); counts.len()];
    for &(a, b) in edges {
        rows[a].push(b);
        rows[b].push(a);
    }
    let mut graph = Graph {
        counts: counts.clone(),
        position_dm: (0..counts.len())
            .map(|i| [100 * i as i32, 7 * i as i32])
            .collect(),
        offsets: vec![0],
        neighbours: Vec::new(),
        compounds: Vec::new(),
    };
    for (unit, mut row) in rows.into_iter().enumerate() {
        row.sort_unstable();
        row.dedup();
        graph.neighbours.extend(row.into_iter().map(|to| Neighbour {
            unit: UnitId::new(to),
            border_dm: 100 + (31 * unit * to % 97) as u32,
            barrier: None,
        }));
        graph.offsets.push(graph.neighbours.len() as u32);
    }
    let jurisdiction = Jurisdiction {
        community: CommunityId::new(0),
        beat: BeatId::new(0),
        kind: wangge::layer::Kind::Urban,
        dedicated: None,
        key: 1,
        units: (0..counts.len()).map(UnitId::new).collect(),
    };
    (graph, jurisdiction)
}

/// Plans a net on one level.
pub fn plan_of(net: &Net, bounds: &Bounds) -> Plan {
    plan_with(net, bounds, Effort::Standard)
}

pub fn plan_with(net: &Net, bounds: &Bounds, effort: Effort) -> Plan {
    let (graph, jurisdiction) = graph_of(net);
    let rule = LevelRule {
        name: "micro_grid".into(),
        bounds: *bounds,
        ..LevelRule::default()
    };
    let options = SolveOptions {
        effort,
        ..SolveOptions::default()
    };
    solve(
        &graph,
        &[jurisdiction],
        &[rule],
        &options,
        &Watch::default(),
    )
}

pub fn report_of(plan: &Plan) -> &LevelReport {
    &plan.jurisdictions[0].levels[0]
}

/// Whether every part is within its bounds by its own counts.
pub fn is_within(plan: &Plan, bounds: &Bounds) -> bool {
    plan.levels[0]
        .parts
        .iter()
        .all(|part| within(bounds, &part.counts))
}

/// Fails when a certificate does not stand the checker.
pub fn check_certificates(net: &Net, bounds: &Bounds, report: &LevelReport) {
    let (graph, jurisdiction) = graph_of(net);
    for certificate in &report.certificates {
        let verdict = verify(&graph, &jurisdiction, bounds, certificate);
        assert_eq!(verdict, Ok(()), "{certificate:?} {bounds:?} {net:?}");
    }
}

/// The bounds with every relaxation of a report: the loosest of each end.
pub fn relaxed(bounds: &Bounds, report: &LevelReport) -> Bounds {
    let loosest = |a: Range, b: Range| Range {
        min: a.min.zip(b.min).map(|(a, b)| a.min(b)),
        target: a.target,
        max: a.max.zip(b.max).map(|(a, b)| a.max(b)),
    };
    let certificates = report.certificates.iter();
    certificates.fold(*bounds, |all, certificate| Bounds {
        households: loosest(all.households, certificate.relaxed.households),
        persons: loosest(all.persons, certificate.relaxed.persons),
        merchants: loosest(all.merchants, certificate.relaxed.merchants),
        tasks: loosest(all.tasks, certificate.relaxed.tasks),
        workload_e7: loosest(all.workload_e7, certificate.relaxed.workload_e7),
    })
}

pub fn within(bounds: &Bounds, counts: &Counts) -> bool {
    let fits = |range: &Range, count: i64| {
        range.min.is_none_or(|min| count >= min) && range.max.is_none_or(|max| count <= max)
    };
    fits(&bounds.households, counts.households)
        && fits(&bounds.persons, counts.persons)
        && fits(&bounds.merchants, counts.merchants)
        && fits(&bounds.tasks, counts.tasks)
        && fits(&bounds.workload_e7, counts.workload_e7)
}

/// What a part costs, written down once more from the docs of the solver.
pub fn cost(bounds: &Bounds, load: &Counts) -> i64 {
    let ranges = [
        (bounds.households, load.households),
        (bounds.persons, load.persons),
        (bounds.merchants, load.merchants),
        (bounds.tasks, load.tasks),
    ];
    let (min, max) = (
        bounds.households.min.expect("two ends"),
        bounds.households.max.expect("two ends"),
    );
    let half = (max - min) / 2;
    let excess: i64 = ranges
        .iter()
        .map(|(range, sum)| {
            let half = match (range.min, range.max) {
                (Some(min), Some(max)) => (max - min) / 2,
                (min, max) => min.or(max).unwrap_or(0) / 4,
            };
            let below = range.min.map_or(0, |min| min - sum);
            let out = below.max(range.max.map_or(0, |max| sum - max)).max(0);
            (out * 2500 / half.max(1)).max(out.min(1))
        })
        .sum();
    let distance = (load.households - i64::midpoint(min, max))
        .abs()
        .min(2 * half);
    excess + if excess > 0 { 5000 } else { 0 } + 100 * distance * distance / (half * half)
}

/// The least sum over all partitions into connected sets of what `cost` says of each set, lines counted by
/// `network`; none when no partition has a cost. Time O(3^n).
pub fn optimum(net: &Net, network: &Network, cost: &dyn Fn(&Counts) -> Option<i64>) -> Option<i64> {
    const NEVER: i64 = i64::MAX / 4;
    let count = net.0.len();
    let near = near_of(net);
    let full = (1u32 << count) - 1;
    let mut part = vec![NEVER; 1 << count];
    for set in 1..=full {
        if is_connected(set, &near) {
            let members = (0..count).filter(|i| set >> i & 1 == 1);
            let load: Counts = members.map(|i| net.0[i]).sum();
            let crossing = network
                .edges
                .iter()
                .filter(|edge| (set >> edge.a & 1) != (set >> edge.b & 1));
            let line: i64 = crossing.map(|edge| i64::from(edge.cost)).sum();
            part[set as usize] = cost(&load).map_or(NEVER, |cost| 2 * cost + line);
        }
    }
    let mut best = vec![NEVER; 1 << count];
    best[0] = 0;
    for set in 1..=full {
        let lowest = set & set.wrapping_neg();
        let rest = set ^ lowest;
        let mut more = rest;
        loop {
            let one = more | lowest;
            let sum = part[one as usize] + best[(set ^ one) as usize];
            best[set as usize] = best[set as usize].min(sum);
            if more == 0 {
                break;
            }
            more = (more - 1) & rest;
        }
    }
    (best[full as usize] < NEVER).then_some(best[full as usize] / 2)
}

/// Whether a partition within the bounds exists, by trying all.
pub fn is_feasible(net: &Net, bounds: &Bounds) -> bool {
    let none = Network::new(net.0.clone(), Vec::new());
    optimum(net, &none, &|load| within(bounds, load).then_some(0)).is_some()
}

pub fn is_connected(set: u32, near: &[u32]) -> bool {
    let mut reached = set & set.wrapping_neg();
    loop {
        let grown = (0..near.len())
            .filter(|i| reached >> i & 1 == 1)
            .fold(reached, |all, i| all | near[i])
            & set;
        if grown == reached {
            return reached == set;
        }
        reached = grown;
    }
}

pub fn near_of((counts, edges): &Net) -> Vec<u32> {
    let mut near = vec![0; counts.len()];
    for &(a, b) in edges {
        near[a] |= 1 << b;
        near[b] |= 1 << a;
    }
    near
}
