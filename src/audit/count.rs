//! Counts: every layer's tallies are the sums of the building layer, every building is there, bounds or a reason.

use crate::layer::{Kind, Layers};
use crate::output::{Basemap, PartArea, PlacedBuilding, Tally};
use crate::plan::{Bounds, LevelRule, Range};
use crate::unit::Counts;

use super::layer::Layer;
use super::report::{AuditReport, Rule};

/// Ids unique, tallies the sums of the rows that name the feature, totals equal at every level.
pub(super) fn check_tallies(map: &Basemap, tables: &[Layer<'_>], report: &mut AuditReport) {
    let land_m2 = |table: &Layer<'_>| table.features.iter().map(|f| f.tally.area_m2).sum();
    let mut total = Tally::default();
    map.buildings.iter().for_each(|b| total += b.tally());
    let total = with_land(total, tables.last().map_or(0, land_m2), map);
    check_pieces(map, report);
    for (index, table) in tables.iter().enumerate() {
        let twice = table.features.windows(2).filter(|f| f[0].id == f[1].id);
        let twice: Vec<String> = twice.map(|f| f[0].id.to_owned()).collect();
        report.note(
            Rule::NothingLost,
            &format!("{}: id used twice", table.name),
            &twice,
        );
        let mut sums = vec![Tally::default(); table.features.len()];
        let mut unknown = Vec::new();
        for building in &map.buildings {
            for (id, share) in shares(building, index, map.levels.len()) {
                match table.position(id) {
                    Some(at) => sums[at] += share,
                    None => unknown.push(building.id.clone()),
                }
            }
        }
        for (sum, feature) in sums.iter_mut().zip(&table.features) {
            *sum = with_land(*sum, feature.tally.area_m2, map);
        }
        let what = format!("{}: building that names no feature of it", table.name);
        report.note(Rule::NothingLost, &what, &unknown);
        let wrong = table
            .features
            .iter()
            .zip(&sums)
            .filter(|(f, sum)| f.tally != **sum);
        let wrong: Vec<String> = wrong
            .map(|(f, sum)| {
                format!(
                    "{} says {}, its buildings {}",
                    f.id,
                    words(&f.tally),
                    words(sum)
                )
            })
            .collect();
        report.note(
            Rule::NothingLost,
            &format!("{}: wrong count", table.name),
            &wrong,
        );
        let mut own = Tally::default();
        table.features.iter().for_each(|f| own += f.tally);
        // A divided building is one of every part that it lies in: rows, and what they weigh, do not add up.
        if (counted(own.counts), own.area_m2) != (counted(total.counts), total.area_m2) {
            let case = format!("{}, the buildings {}", words(&own), words(&total));
            report.note(
                Rule::NothingLost,
                &format!("{}: unequal totals", table.name),
                &[case],
            );
        }
    }
}

/// Every input building is in the output once with its own counts, or an issue names it.
pub(super) fn check_buildings(map: &Basemap, layers: &Layers, report: &mut AuditReport) {
    let mut rows: Vec<&PlacedBuilding> = map.buildings.iter().collect();
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    let twice = rows.windows(2).filter(|r| r[0].id == r[1].id);
    let twice: Vec<String> = twice.map(|r| r[0].id.clone()).collect();
    report.note(Rule::NothingLost, "buildings: id used twice", &twice);
    let mut named: Vec<&str> = map.issues.iter().map(|i| i.feature.as_str()).collect();
    named.sort_unstable();
    let (mut lost, mut changed) = (Vec::new(), Vec::new());
    for building in &layers.buildings {
        let Ok(at) = rows.binary_search_by(|r| r.id.cmp(&building.id)) else {
            if named.binary_search(&building.id.as_str()).is_err() {
                lost.push(building.id.clone());
            }
            continue;
        };
        let read = |count: Option<u32>| i64::from(count.unwrap_or(0));
        let counts = &rows[at].counts;
        let kept = counts.households == read(building.households)
            && counts.persons == read(building.persons)
            && counts.merchants == read(building.merchants)
            && counts.tasks == read(building.tasks);
        if layers.population.is_empty() && !kept {
            changed.push(building.id.clone());
        }
    }
    report.note(
        Rule::NothingLost,
        "buildings: lost without an issue that names it",
        &lost,
    );
    report.note(
        Rule::NothingLost,
        "buildings: other counts than in the input",
        &changed,
    );
}

/// A part outside its bounds states a reason, a part inside claims none.
pub(super) fn check_bounds(
    map: &Basemap,
    layers: &Layers,
    rules: &[LevelRule],
    report: &mut AuditReport,
) {
    for level in &map.levels {
        let Some(rule) = rules.iter().find(|rule| rule.name == level.name) else {
            let what = "level without a rule".to_owned();
            report.note(Rule::Bounds, &what, std::slice::from_ref(&level.name));
            continue;
        };
        let bounds = |part: &PartArea| rule.bounds_of(kind_of(part, layers));
        let judged = || level.parts.iter().filter(|p| p.kind != "dedicated");
        let silent = judged().filter(|p| p.exceptions.is_empty() && !is_within(p, bounds(p)));
        let silent: Vec<String> = silent
            .map(|p| format!("{} with {}", p.code, words(&p.tally)))
            .collect();
        let what = format!("{}s: outside its bounds without a reason", level.name);
        report.note(Rule::Bounds, &what, &silent);
        let claimed = judged().filter(|p| claims_too_much(p) && is_within(p, bounds(p)));
        let claimed: Vec<String> = claimed
            .map(|p| {
                format!(
                    "{} with {}: {}",
                    p.code,
                    words(&p.tally),
                    p.exceptions.join(";")
                )
            })
            .collect();
        let what = format!("{}s: within its bounds, yet with a reason", level.name);
        report.note(Rule::Bounds, &what, &claimed);
    }
}

/// Reasons that speak of bounds, not of the state of the part.
fn claims_too_much(part: &PartArea) -> bool {
    let state = ["detached_piece", "no_households", "dedicated"];
    part.exceptions.iter().any(|code| !state.contains(code))
}

/// The kind of the part's community; that of an unknown one does not matter, since it is another breach.
fn kind_of(part: &PartArea, layers: &Layers) -> Kind {
    let communities = &layers.communities;
    let at = communities.binary_search_by(|c| c.id.cmp(&part.community));
    at.map_or(Kind::Urban, |at| communities[at].kind)
}

fn is_within(part: &PartArea, bounds: &Bounds) -> bool {
    let counts = &part.tally.counts;
    let holds = |range: Range, value: i64| {
        range.min.is_none_or(|min| min <= value) && range.max.is_none_or(|max| value <= max)
    };
    holds(bounds.households, counts.households)
        && holds(bounds.persons, counts.persons)
        && holds(bounds.merchants, counts.merchants)
        && holds(bounds.tasks, counts.tasks)
        && holds(bounds.workload_e7, counts.workload_e7)
}

/// The ids that a building gives for the table at `index`, and what of it lies there: levels first, then beats, then
/// communities. A divided building is one building of every part that it lies in.
fn shares(building: &PlacedBuilding, index: usize, levels: usize) -> Vec<(&str, Tally)> {
    let one = |counts| Tally {
        buildings: 1,
        counts,
        area_m2: 0,
    };
    match index.checked_sub(levels) {
        None if building.pieces.is_empty() => {
            let code = building.parts.get(index).map_or("", String::as_str);
            vec![(code, one(building.counts))]
        }
        None => {
            let mut shares: Vec<(&str, Tally)> = Vec::new();
            for piece in &building.pieces {
                let code = piece.parts.get(index).map_or("", String::as_str);
                match shares.iter_mut().find(|(known, _)| *known == code) {
                    Some((_, tally)) => tally.counts += piece.counts,
                    None => shares.push((code, one(piece.counts))),
                }
            }
            shares
        }
        Some(0) => vec![(&building.beat, one(building.counts))],
        Some(_) => vec![(&building.community, one(building.counts))],
    }
}

/// Counts without the workload: a divided building is one row, its pieces are several.
fn counted(counts: Counts) -> Counts {
    Counts {
        workload_e7: 0,
        ..counts
    }
}

/// The pieces of a divided building make up its counts, and lie in different parts.
fn check_pieces(map: &Basemap, report: &mut AuditReport) {
    let divided = || map.buildings.iter().filter(|row| !row.pieces.is_empty());
    let sum = |row: &PlacedBuilding| row.pieces.iter().map(|p| p.counts).sum::<Counts>();
    let wrong = divided().filter(|row| counted(sum(row)) != counted(row.counts));
    let wrong: Vec<String> = wrong.map(|row| row.id.clone()).collect();
    let what = "buildings: pieces that do not add up to the building";
    report.note(Rule::NothingLost, what, &wrong);
    let apart = |row: &PlacedBuilding| row.pieces.iter().any(|p| p.parts != row.pieces[0].parts);
    let whole = divided().filter(|row| !apart(row));
    let whole: Vec<String> = whole.map(|row| row.id.clone()).collect();
    report.note(
        Rule::Buildings,
        "buildings: divided, yet in one part",
        &whole,
    );
    let mut named: Vec<&str> = map
        .issues
        .iter()
        .filter(|issue| issue.code == "divided_building")
        .map(|issue| issue.feature.as_str())
        .collect();
    named.sort_unstable();
    let unnamed = divided().filter(|row| named.binary_search(&row.id.as_str()).is_err());
    let unnamed: Vec<String> = unnamed.map(|row| row.id.clone()).collect();
    let what = "buildings: divided without an issue that names it";
    report.note(Rule::Buildings, what, &unnamed);
}

/// The sum over rows with land: its workload is weighed anew, from the numbers that a reader has.
fn with_land(rows: Tally, area_m2: i64, map: &Basemap) -> Tally {
    let workload_e7 = map.workload.index_e7(&rows.counts, rows.buildings, area_m2);
    Tally {
        counts: Counts {
            workload_e7,
            ..rows.counts
        },
        area_m2,
        ..rows
    }
}

fn words(tally: &Tally) -> String {
    let Counts {
        households,
        persons,
        merchants,
        tasks,
        workload_e7,
    } = tally.counts;
    let Tally {
        buildings, area_m2, ..
    } = tally;
    format!(
        "{buildings} buildings {households} households {persons} persons {merchants} merchants {tasks} tasks {area_m2} m2 {workload_e7} workload/10000000"
    )
}
