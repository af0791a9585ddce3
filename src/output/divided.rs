//! Divided buildings in the building layer: one row with a list of the parts that its pieces lie in.

use crate::issue::{Issue, Severity};
use crate::layer::{DividedBuilding, place_of};
use crate::unit::{Counts, WorkloadWeights};

use super::basemap::BasemapInput;
use super::tally::pieces_of;
use super::{PlacedBuilding, PlacedPiece, Spot};

/// Makes one row of those of the pieces: the first keeps the sum of the counts and the whole footprint, the others
/// go. Pieces that share all their parts are one building again.
pub(super) fn unite(
    rows: &mut [Option<PlacedBuilding>],
    divided: &DividedBuilding,
    (input, weights): (&BasemapInput<'_>, &WorkloadWeights),
) {
    let footprints = &input.coverage.footprints;
    let from = footprints.partition_point(|f| f.building < divided.first);
    let mut pieces: Vec<PlacedPiece> = Vec::new();
    let mut first: Option<usize> = None;
    for footprint in pieces_of(input.coverage, divided) {
        let key = |f: &crate::coverage::Footprint| (f.building, f.part);
        let at = from + footprints[from..].partition_point(|f| key(f) < key(footprint));
        let row = rows[at].as_ref().expect("a piece has a row of its own");
        let building = &input.layers.buildings[footprint.building.index()];
        pieces.push(PlacedPiece {
            parts: row.parts.clone(),
            counts: row.counts,
            entrances: building.entrances.iter().map(|e| e.number).collect(),
        });
        if first.is_none() {
            first = Some(at);
        } else {
            rows[at] = None;
        }
    }
    let Some(row) = first.and_then(|at| rows[at].as_mut()) else {
        return;
    };
    row.counts = weights.of_building(pieces.iter().map(|piece| piece.counts).sum());
    row.spot = Spot::Footprint(divided.footprint.clone());
    let largest = pieces.iter().rev().max_by_key(|p| p.counts.households);
    row.parts
        .clone_from(&largest.expect("it has a piece").parts);
    if pieces.iter().any(|piece| piece.parts != pieces[0].parts) {
        row.pieces = pieces;
    }
}

/// The issue that names a divided building, its entrances and the counts of each piece.
pub(super) fn divided_issue(row: &PlacedBuilding, input: &BasemapInput<'_>) -> Option<Issue> {
    if row.pieces.is_empty() {
        return None;
    }
    let (mut told, mut told_zh) = (Vec::new(), Vec::new());
    for piece in &row.pieces {
        let Counts {
            households,
            persons,
            ..
        } = piece.counts;
        let (entrances, entrances_zh) = in_words(&piece.entrances);
        told.push(format!(
            "{entrances}{households} households and {persons} persons"
        ));
        told_zh.push(format!("{entrances_zh}{households} 户 {persons} 人"));
    }
    let known: usize = row.pieces.iter().map(|piece| piece.entrances.len()).sum();
    let (by, by_zh) = if known > 0 {
        (
            format!("by its {known} entrances"),
            format!("按 {known} 个单元"),
        )
    } else {
        (
            "evenly, its entrances are not known".to_owned(),
            "（单元数未知）平均".to_owned(),
        )
    };
    let (id, count) = (&row.id, row.pieces.len());
    let counts = [row.counts.households, row.counts.persons].map(|n| u64::try_from(n).unwrap_or(0));
    let issue = Issue::new("divided_building", Severity::Info, "buildings", id)
        .says(
            format!(
                "building {id} is divided in {count} {by}: {}",
                told.join("; ")
            ),
            format!(
                "楼栋 {id} {by_zh}划分为 {count} 部分：{}",
                told_zh.join("；")
            ),
        )
        .done("the parts of each piece are listed in the building layer")
        .counting(counts[0], counts[1]);
    let buildings = &input.layers.buildings;
    let first = &buildings[buildings.partition_point(|b| b.id < *id)];
    Some(match place_of(first) {
        Some(place) => issue.at(input.layers.lattice.absolute(place)),
        None => issue,
    })
}

/// The numbers of a run of entrances; nothing when they are not known.
fn in_words(entrances: &[u32]) -> (String, String) {
    match entrances {
        [] => (String::new(), String::new()),
        [one] => (format!("entrance {one}: "), format!("{one} 单元 ")),
        [first, .., last] => (
            format!("entrances {first} to {last}: "),
            format!("{first} 至 {last} 单元 "),
        ),
    }
}
