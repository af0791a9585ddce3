//! Bounds that cannot hold: one building above the most, a piece of land below the least, a beat above its cap.

use std::collections::BTreeSet;

use crate::issue::{Issue, Severity};
use crate::layer::Kind;
use crate::output::{BeatCap, above_cap_issue, rural_leads};
use crate::plan::{Count, LevelRule, Range};
use crate::unit::{Counts, Jurisdiction};

use super::Case;
use super::place::of_building;

pub(super) fn examine(case: &Case<'_>, issues: &mut Vec<Issue>) {
    buildings_above(case, issues);
    for piece in case.jurisdictions.iter().filter(|j| j.dedicated.is_none()) {
        issues.extend(piece_below(case, piece));
    }
    beats_above(case, issues);
}

/// A count with its names.
struct Measure {
    english: &'static str,
    chinese: &'static str,
    count: Count,
    /// Parts of one in which it is counted.
    parts: i64,
}

const MEASURES: [Measure; 5] = [
    Measure {
        english: "households",
        chinese: "户",
        count: Count::Households,
        parts: 1,
    },
    Measure {
        english: "persons",
        chinese: "人",
        count: Count::Persons,
        parts: 1,
    },
    Measure {
        english: "merchants",
        chinese: "家商户",
        count: Count::Merchants,
        parts: 1,
    },
    Measure {
        english: "tasks",
        chinese: "项任务",
        count: Count::Tasks,
        parts: 1,
    },
    Measure {
        english: "workload",
        chinese: "工作量",
        count: Count::Workload,
        parts: 10_000_000,
    },
];

/// The limits that `breaks` names, in words: `162 households (micro_grid: 150)`.
fn broken(
    counts: &Counts,
    (levels, kind): (&[LevelRule], Kind),
    breaks: impl Fn(i64, Range) -> Option<i64>,
) -> Option<(String, String)> {
    let (mut english, mut chinese) = (Vec::new(), Vec::new());
    for measure in &MEASURES {
        let value = measure.count.of(counts);
        let limit = |level: &LevelRule| {
            let limit = breaks(value, measure.count.range(level.bounds_of(kind)))?;
            Some(format!("{}: {}", level.name, shown(limit, measure.parts)))
        };
        let limits: Vec<String> = levels.iter().filter_map(limit).collect();
        if !limits.is_empty() {
            let (limits, value) = (limits.join(", "), shown(value, measure.parts));
            english.push(format!("{value} {} ({limits})", measure.english));
            chinese.push(format!("{value} {}（{limits}）", measure.chinese));
        }
    }
    (!english.is_empty()).then(|| (english.join(", "), chinese.join("，")))
}

fn shown(value: i64, parts: i64) -> String {
    if value % parts == 0 {
        (value / parts).to_string()
    } else {
        (value as f64 / parts as f64).to_string()
    }
}

/// What the division by entrances says of a building that stays above its bound.
const STILL_ABOVE: [&str; 2] = ["entrance_above_max", "undivided_building"];

/// Units that no part can hold: one building, one piece of a divided building, or several buildings that overlap. One
/// report a building, none where a stage has named it or no bounds apply.
fn buildings_above(case: &Case<'_>, issues: &mut Vec<Issue>) {
    let mut within: Vec<Vec<usize>> = vec![Vec::new(); case.graph.len()];
    for foot in case.coverage.footprints.iter().filter(|f| f.part == 0) {
        within[foot.face.index()].push(foot.building.index());
    }
    for piece in case.jurisdictions.iter().filter(|j| j.dedicated.is_some()) {
        for unit in &piece.units {
            within[unit.index()].clear();
        }
    }
    let above = |value: i64, range: Range| range.max.filter(|&max| value > max);
    let named = case.issues.iter().filter(|i| STILL_ABOVE.contains(&i.code));
    let mut told: BTreeSet<&str> = named.map(|issue| issue.feature.as_str()).collect();
    let units = case.graph.counts.iter().zip(&case.coverage.faces);
    for ((counts, face), buildings) in units.zip(&within) {
        let kind = case.layers.communities[face.community.index()].kind;
        let largest = buildings.iter().rev();
        let largest = largest.max_by_key(|&&b| (case.counts[b].households, case.counts[b].persons));
        let (Some(&largest), Some((english, chinese))) =
            (largest, broken(counts, (case.levels, kind), above))
        else {
            continue;
        };
        let building = &case.layers.buildings[largest];
        if !told.insert(&building.id) {
            continue;
        }
        let (subject, subject_zh) = subject(case, largest, buildings.len() - 1);
        let mut issue = Issue::new("building_above_max", Severity::Warning, "buildings", &building.id)
            .says(
                format!("{subject} has {english}: more than a part may have; a part of its own will be above the bound"),
                format!("{subject_zh}有 {chinese}：超过单个部分的上限，将单独成为超限部分"),
            )
            .done("the plan will say unit_above_max")
            .counting(counts.households as u64, counts.persons as u64);
        issue.place = of_building(case.layers, building);
        issues.push(issue);
    }
}

/// What is above the bound, in words: the building, with so many that it overlaps, or a piece of it.
fn subject(case: &Case<'_>, building: usize, others: usize) -> (String, String) {
    let divided = &case.layers.divided;
    if divided.iter().any(|d| d.range().contains(&building)) {
        return (
            "a piece of the divided building".to_owned(),
            "该楼栋划分后的一部分".to_owned(),
        );
    }
    match others {
        0 => ("the building".to_owned(), "该楼栋".to_owned()),
        n => (
            format!("the building with the {n} it overlaps"),
            format!("该楼栋及与其重叠的 {n} 栋"),
        ),
    }
}

/// A connected piece of (community ∩ beat) with people, but with fewer than one part needs.
fn piece_below(case: &Case<'_>, piece: &Jurisdiction) -> Option<Issue> {
    let counts = |unit: &crate::id::UnitId| case.graph.counts[unit.index()];
    let total: Counts = piece.units.iter().map(counts).sum();
    if total.households + total.persons == 0 {
        return None;
    }
    let below = |value: i64, range: Range| range.min.filter(|&min| value < min);
    let community = &case.layers.communities[piece.community.index()];
    let (english, chinese) = broken(&total, (case.levels, community.kind), below)?;
    let community = &community.id;
    let beat = &case.layers.beats[piece.beat.index()].id;
    let most = |unit: &&crate::id::UnitId| (counts(unit).households, counts(unit).persons);
    let heart = piece.units.iter().rev().max_by_key(most)?;
    let issue = Issue::new("piece_below_min", Severity::Warning, "communities", community).says(
        format!("the piece of {community} / {beat} has {english}: fewer than one part needs; move the line, or accept the exception"),
        format!("{community} / {beat} 的此块只有 {chinese}：不足一个部分的下限；请调整界线或接受例外"),
    );
    let inside = case.coverage.faces[heart.index()].inside;
    Some(
        issue
            .done("the plan will say total_below_min")
            .counting(total.households as u64, total.persons as u64)
            .at(case.layers.lattice.absolute(inside)),
    )
}

/// Beats with more persons than their cap, by the rule and in the words of a run.
fn beats_above(case: &Case<'_>, issues: &mut Vec<Issue>) {
    let beats = &case.layers.beats;
    let mut sums = vec![Counts::default(); beats.len()];
    for foot in case.coverage.footprints.iter().filter(|f| f.part == 0) {
        let face = &case.coverage.faces[foot.face.index()];
        sums[face.beat.index()] += case.counts[foot.building.index()];
    }
    let leads = rural_leads(case.layers, case.coverage, case.counts);
    for ((beat, sum), lead) in beats.iter().zip(&sums).zip(leads) {
        let cap = BeatCap::of(case.caps, lead).filter(|cap| cap.is_below(sum));
        issues.extend(cap.map(|cap| above_cap_issue(&beat.id, sum, cap)));
    }
}
