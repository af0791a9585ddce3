//! Rule 6: every tally is the sum of the building rows, totals are equal at every level, children are counted.

use std::collections::BTreeSet;

use crate::unit::{Counts, WorkloadWeights};

use super::Measure;
use super::building::{Buildings, Placed};
use super::finding::{Fault, Finding};
use super::sheet::{Area, Sheet, Stated};

/// Rows and counts summed over the building rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) buildings: i64,
    pub(super) counts: Counts,
}

impl Sum {
    fn add(&mut self, counts: Counts) {
        self.buildings += 1;
        self.counts += counts;
    }

    /// The sum with the workload of its counts, its rows and the land that the area states; what the area states itself
    /// where the project weighs nothing.
    pub(super) fn weighed(mut self, stated: &Stated, weights: &WorkloadWeights) -> Self {
        let counts = &self.counts;
        let whole: i128 = [
            (counts.households, weights.households_milli),
            (counts.persons, weights.persons_milli),
            (counts.merchants, weights.merchants_milli),
            (counts.tasks, weights.tasks_milli),
            (self.buildings, weights.buildings_milli),
        ]
        .iter()
        .map(|&(count, milli)| i128::from(count) * i128::from(milli))
        .sum();
        let land = i128::from(stated.land_m2.unwrap_or(0)) * i128::from(weights.area_ha_milli);
        let unknown = *weights == WorkloadWeights::default()
            || weights.area_ha_milli > 0 && stated.land_m2.is_none();
        // Wide: the counts are whatever the file says.
        self.counts.workload_e7 = if unknown {
            stated.workload_e7.unwrap_or(0)
        } else {
            i64::try_from(whole * 10_000 + land).unwrap_or(i64::MAX)
        };
        self
    }
}

/// The sums of every area of every sheet; `None` where a divided building keeps them from being known.
pub(super) fn sums(sheets: &[Sheet], buildings: &Buildings) -> Vec<Vec<Option<Sum>>> {
    let levels = sheets.len() - 2;
    let each = sheets.iter().enumerate().map(|(index, sheet)| {
        let mut sums = vec![Some(Sum::default()); sheet.areas.len()];
        for row in &buildings.rows {
            let shares = row.shares.get(index).filter(|shares| !shares.is_empty());
            if let Some(shares) = shares {
                for share in shares {
                    if let Some(at) = sheet.position(&share.code) {
                        sums[at].iter_mut().for_each(|sum| sum.add(share.counts));
                    }
                }
            } else if row.divided && index + 1 == levels {
                forget(sheet, row, &mut sums);
            } else if let Some(at) = sheet.position(named(row, index, levels)) {
                sums[at].iter_mut().for_each(|sum| sum.add(row.counts()));
            }
        }
        sums
    });
    each.collect()
}

/// The parts among which a building may be divided: those of its part of the coarser level.
fn forget(sheet: &Sheet, row: &Placed, sums: &mut [Option<Sum>]) {
    let coarser = row.parts.len().checked_sub(2).map(|at| &row.parts[at]);
    for (area, sum) in sheet.areas.iter().zip(sums) {
        if coarser.is_none_or(|code| area.parent == *code) {
            *sum = None;
        }
    }
}

/// The code that a building gives for a sheet: levels first, then beats, then communities.
fn named(row: &Placed, index: usize, levels: usize) -> &str {
    match index.checked_sub(levels) {
        None => &row.parts[index],
        Some(0) => &row.beat,
        Some(_) => &row.community,
    }
}

/// Compares what is stated with the sums.
pub(super) fn check(
    sheets: &[Sheet],
    buildings: &Buildings,
    sums: &[Vec<Option<Sum>>],
    measure: &Measure<'_>,
    findings: &mut Vec<Finding>,
) {
    if buildings.found {
        let mut total = Sum::default();
        let rows = buildings.rows.iter();
        rows.for_each(|row| total.add(row.counts()));
        for (sheet, sums) in sheets.iter().zip(sums).filter(|(sheet, _)| sheet.found) {
            for (area, sum) in sheet.areas.iter().zip(sums) {
                let sum = sum.map(|sum| sum.weighed(&area.stated, &measure.workload));
                let wrong = sum.and_then(|sum| unequal(&area.stated, &sum));
                findings.extend(wrong.map(|(english, chinese)| {
                    Finding::new(Fault::WrongCount, &sheet.layer, &area.code)
                        .says(
                            format!("{english} by the rows of its buildings"),
                            format!("与所含楼栋合计不符：{chinese}"),
                        )
                        .at(area.place)
                }));
            }
            let divided = buildings.rows.iter().any(|row| row.divided);
            let counted = if divided { Rows::Several } else { Rows::One };
            findings.extend(wrong_total(sheet, &total, counted));
        }
    }
    children(sheets, findings);
}

/// The counts that are stated otherwise: "says 30 households, but 31".
fn unequal(stated: &Stated, sum: &Sum) -> Option<(String, String)> {
    let all = [
        ("buildings", "楼栋", stated.buildings, sum.buildings),
        ("households", "户", stated.households, sum.counts.households),
        ("persons", "人", stated.persons, sum.counts.persons),
        ("merchants", "商户", stated.merchants, sum.counts.merchants),
        ("tasks", "任务", stated.tasks, sum.counts.tasks),
        (
            "ten-millionths of workload",
            "工作量（千万分之一）",
            stated.workload_e7,
            sum.counts.workload_e7,
        ),
    ];
    let wrong = all
        .iter()
        .filter(|(_, _, said, sum)| said.is_some_and(|n| n != *sum));
    let (english, chinese): (Vec<String>, Vec<String>) = wrong
        .map(|(name, zh, said, sum)| {
            let said = said.unwrap_or(0);
            (
                format!("says {said} {name}, but {sum}"),
                format!("{zh} {said}，应为 {sum}"),
            )
        })
        .unzip();
    (!english.is_empty()).then(|| (english.join("; "), chinese.join("；")))
}

/// In how many parts of a level a building may be counted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rows {
    One,
    Several,
}

fn wrong_total(sheet: &Sheet, total: &Sum, rows: Rows) -> Option<Finding> {
    let add = |value: fn(&Stated) -> Option<i64>| -> Option<i64> {
        sheet.areas.iter().map(|area| value(&area.stated)).sum()
    };
    let own = Stated {
        // A divided building is one of every part that it lies in.
        buildings: add(|s| s.buildings).filter(|_| rows == Rows::One),
        households: add(|s| s.households),
        persons: add(|s| s.persons),
        merchants: add(|s| s.merchants),
        tasks: add(|s| s.tasks),
        ..Stated::default()
    };
    let (english, chinese) = unequal(&own, total)?;
    Some(Finding::new(Fault::WrongTotal, &sheet.layer, "").says(
        format!(
            "all {} together: {english} in buildings.geojson",
            sheet.layer
        ),
        format!("{} 合计与 buildings.geojson 不符：{chinese}", sheet.layer),
    ))
}

/// Numbers of children, of grids, of beats and of communities.
fn children(sheets: &[Sheet], findings: &mut Vec<Finding>) {
    let levels = sheets.len() - 2;
    for coarser in 0..levels.saturating_sub(1) {
        let finer = &sheets[coarser + 1];
        let parents = |area: &Area| area.parent.clone();
        compare(
            &sheets[coarser],
            finer,
            |s| s.children,
            &tally(finer, parents),
            findings,
        );
    }
    let grids = sheets[..levels].iter().position(|s| s.layer == "grids");
    let (beats, communities) = (&sheets[levels], &sheets[levels + 1]);
    let Some(grids) = sheets[..levels].get(grids.unwrap_or(0)) else {
        return;
    };
    let by_beat = tally(grids, |area| area.beat.clone());
    compare(beats, grids, |s| s.grids, &by_beat, findings);
    let by_community = tally(grids, |area| area.community.clone());
    compare(communities, grids, |s| s.grids, &by_community, findings);
    let pairs: BTreeSet<(&str, &str)> = grids
        .areas
        .iter()
        .map(|area| (area.beat.as_str(), area.community.as_str()))
        .collect();
    let mut of_beat: Vec<String> = pairs.iter().map(|p| p.0.to_owned()).collect();
    let mut of_community: Vec<String> = pairs.iter().map(|p| p.1.to_owned()).collect();
    of_beat.sort_unstable();
    of_community.sort_unstable();
    if grids.found && beats.found && communities.found {
        compare(beats, communities, |s| s.communities, &of_beat, findings);
        compare(communities, beats, |s| s.beats, &of_community, findings);
    }
}

/// What each area names, sorted.
fn tally(sheet: &Sheet, name: impl Fn(&Area) -> String) -> Vec<String> {
    let mut names: Vec<String> = sheet.areas.iter().map(name).collect();
    names.sort_unstable();
    names
}

/// Compares the stated numbers with how often each code stands in `names`.
fn compare(
    sheet: &Sheet,
    counted: &Sheet,
    stated: fn(&Stated) -> Option<i64>,
    names: &[String],
    findings: &mut Vec<Finding>,
) {
    if !counted.found {
        return;
    }
    for area in &sheet.areas {
        let start = names.partition_point(|name| *name < area.code);
        let number = names[start..].partition_point(|name| *name == area.code) as i64;
        let Some(said) = stated(&area.stated).filter(|&said| said != number) else {
            continue;
        };
        findings.push(
            Finding::new(Fault::WrongChildren, &sheet.layer, &area.code)
                .says(
                    format!("says {said} {}, but has {number}", counted.layer),
                    format!("{} 数为 {said}，实际为 {number}", counted.layer),
                )
                .at(area.place),
        );
    }
}
