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
    /// where that cannot be known.
    pub(super) fn weighed(mut self, stated: &Stated, scale: &Scale) -> Self {
        let weights = &scale.weights;
        let lacks_land = weights.area_ha_milli > 0 && stated.land_m2.is_none();
        self.counts.workload_e7 = if lacks_land || !scale.known {
            stated.workload_e7.unwrap_or(0)
        } else {
            let land_m2 = stated.land_m2.unwrap_or(0);
            index_e7(&self.counts, self.buildings, land_m2, weights)
        };
        self
    }
}

/// The workload index in ten-millionths, wide: the counts are whatever the file says.
pub(super) fn index_e7(
    counts: &Counts,
    buildings: i64,
    land_m2: i64,
    weights: &WorkloadWeights,
) -> i64 {
    let whole: i128 = [
        (counts.households, weights.households_milli),
        (counts.persons, weights.persons_milli),
        (counts.merchants, weights.merchants_milli),
        (counts.tasks, weights.tasks_milli),
        (buildings, weights.buildings_milli),
    ]
    .iter()
    .map(|&(count, milli)| i128::from(count) * i128::from(milli))
    .sum();
    let land = i128::from(land_m2) * i128::from(weights.area_ha_milli);
    i64::try_from(whole * 10_000 + land).unwrap_or(i64::MAX)
}

/// The weights of the project, and whether the folder has what they weigh.
pub(super) struct Scale {
    weights: WorkloadWeights,
    known: bool,
}

impl Scale {
    pub(super) fn of(buildings: &Buildings, measure: &Measure<'_>) -> Self {
        let Measure {
            layers, workload, ..
        } = measure;
        let told = |count: fn(&Stated) -> Option<i64>| {
            let mut rows = buildings.rows.iter();
            rows.any(|row| count(&row.stated).is_some())
        };
        let merchants = layers.buildings.iter().any(|b| b.merchants.is_some())
            || layers.population.iter().any(|p| p.merchants.is_some());
        let tasks = layers.buildings.iter().any(|b| b.tasks.is_some())
            || layers.population.iter().any(|p| p.tasks.is_some());
        let lacks_merchants = workload.merchants_milli > 0 && merchants && !told(|s| s.merchants);
        let lacks_tasks = workload.tasks_milli > 0 && tasks && !told(|s| s.tasks);
        Self {
            weights: *workload,
            known: *workload != WorkloadWeights::default() && !lacks_merchants && !lacks_tasks,
        }
    }
}

/// The sums of every area of every sheet. A divided building is one building of every part that it lies in.
pub(super) fn sums(sheets: &[Sheet], buildings: &Buildings) -> Vec<Vec<Sum>> {
    let levels = sheets.len() - 2;
    let each = sheets.iter().enumerate().map(|(index, sheet)| {
        let mut sums = vec![Sum::default(); sheet.areas.len()];
        for row in &buildings.rows {
            for (code, counts) in named(row, index, levels) {
                if let Some(at) = sheet.position(code) {
                    sums[at].add(counts);
                }
            }
        }
        sums
    });
    each.collect()
}

/// The codes that a building gives for a sheet, with what of it lies there: levels first, then beats, then communities.
fn named(row: &Placed, index: usize, levels: usize) -> Vec<(&str, Counts)> {
    match index.checked_sub(levels) {
        None => row.shares(index),
        Some(0) => vec![(&row.beat, row.counts())],
        Some(_) => vec![(&row.community, row.counts())],
    }
}

/// Compares what is stated with the sums.
pub(super) fn check(
    sheets: &[Sheet],
    buildings: &Buildings,
    (sums, scale): (&[Vec<Sum>], &Scale),
    findings: &mut Vec<Finding>,
) {
    if buildings.found {
        let counts: Counts = buildings.rows.iter().map(Placed::counts).sum();
        for (index, (sheet, sums)) in sheets.iter().zip(sums).enumerate() {
            if !sheet.found {
                continue;
            }
            for (area, sum) in sheet.areas.iter().zip(sums) {
                let wrong = unequal(&area.stated, &sum.weighed(&area.stated, scale));
                findings.extend(wrong.map(|(english, chinese)| {
                    Finding::new(Fault::WrongCount, &sheet.layer, &area.code)
                        .says(
                            format!("{english} by the rows of its buildings"),
                            format!("与所含楼栋合计不符：{chinese}"),
                        )
                        .at(area.place)
                }));
            }
            let named = |row: &Placed| named(row, index, sheets.len() - 2).len() as i64;
            let total = Sum {
                buildings: buildings.rows.iter().map(named).sum(),
                counts,
            };
            findings.extend(wrong_total(sheet, &total));
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

fn wrong_total(sheet: &Sheet, total: &Sum) -> Option<Finding> {
    let add = |value: fn(&Stated) -> Option<i64>| -> Option<i64> {
        sheet.areas.iter().map(|area| value(&area.stated)).sum()
    };
    let own = Stated {
        buildings: add(|s| s.buildings),
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
