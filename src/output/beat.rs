//! Beats: unions of grids, and which of them hold more persons than they should.
//!
//! A beat has the cap of the kind of community that most of its persons live in; where as many live in either, the
//! urban one.

use crate::geometry::{Lattice, Polygon};
use crate::issue::{Issue, Severity};
use crate::layer::Kind;
use crate::unit::Jurisdiction;

use super::basemap::{Area, grid_counts, partners};
use super::{BasemapInput, BasemapOptions, BeatArea, BeatCap};

/// Code of the exception and of the issue.
const ABOVE_CAP: &str = "beat_above_cap";

/// The beats with land, by id.
pub(super) fn beats(
    input: &BasemapInput<'_>,
    options: &BasemapOptions,
    areas: Vec<Area>,
) -> Vec<BeatArea> {
    let layers = input.layers;
    let pairs = |j: &Jurisdiction| (j.beat.index(), j.community.index());
    let communities = partners(areas.len(), input.jurisdictions.iter().map(pairs));
    let grids = grid_counts(input, areas.len(), |j| j.beat.index());
    let rural = rural_lead(input, areas.len());
    let area = |(beat, area): (usize, Area)| {
        let cap = cap(options, rural[beat]);
        let above = cap.is_some_and(|cap| area.tally.counts.persons > cap.persons);
        BeatArea {
            id: layers.beats[beat].id.clone(),
            station: layers.beats[beat].station.clone(),
            communities: communities[beat],
            grids: grids[beat],
            tally: area.tally,
            polygons: area.polygons,
            size: area.size,
            cap,
            exceptions: above.then_some(ABOVE_CAP).into_iter().collect(),
        }
    };
    let with_land = |(_, area): &(usize, Area)| !area.polygons.is_empty();
    areas
        .into_iter()
        .enumerate()
        .filter(with_land)
        .map(area)
        .collect()
}

/// The cap of a beat with this lead of persons in rural communities over those in urban ones.
fn cap(options: &BasemapOptions, rural_lead: i64) -> Option<BeatCap> {
    let (kind, persons) = if rural_lead > 0 {
        (Kind::Rural, options.rural_max)
    } else {
        (Kind::Urban, options.urban_max)
    };
    persons.map(|persons| BeatCap { kind, persons })
}

/// For each beat, persons in rural communities less persons in urban ones.
fn rural_lead(input: &BasemapInput<'_>, beats: usize) -> Vec<i64> {
    let mut lead = vec![0; beats];
    for footprint in &input.coverage.footprints {
        let face = &input.coverage.faces[footprint.face.index()];
        let persons = match footprint.part {
            0 => input.counts[footprint.building.index()].persons,
            _ => 0,
        };
        lead[face.beat.index()] += match input.layers.communities[face.community.index()].kind {
            Kind::Rural => persons,
            Kind::Urban => -persons,
        };
    }
    lead
}

/// Beats with more persons than their cap.
pub(super) fn above_cap(beats: &[BeatArea]) -> impl Iterator<Item = (&BeatArea, BeatCap)> {
    let above = |beat: &BeatArea, cap: &BeatCap| beat.tally.counts.persons > cap.persons;
    beats
        .iter()
        .filter_map(move |beat| Some((beat, beat.cap.filter(|cap| above(beat, cap))?)))
}

/// An issue for each beat with more persons than its cap.
pub(super) fn above_caps(beats: &[BeatArea], lattice: Lattice) -> Vec<Issue> {
    let issue = |(beat, cap): (&BeatArea, BeatCap)| {
        let (persons, most) = (beat.tally.counts.persons, cap.persons);
        let (english, chinese) = match cap.kind {
            Kind::Urban => ("urban", "城市"),
            Kind::Rural => ("rural", "农村"),
        };
        let issue = Issue::new(ABOVE_CAP, Severity::Warning, "beats", &beat.id)
            .says(
                format!("the beat has {persons} persons, {english} beats should have at most {most}; draw it smaller"),
                format!("该警格有 {persons} 人，超过{chinese}警格上限 {most} 人；请缩小其范围"),
            )
            .done("kept")
            .counting(
                beat.tally.counts.households.unsigned_abs(),
                persons.unsigned_abs(),
            );
        let largest = beat.polygons.iter().max_by_key(|land| land.twice_area());
        match largest.and_then(Polygon::inner_point) {
            Some(place) => issue.at(lattice.absolute(place)),
            None => issue,
        }
    };
    above_cap(beats).map(issue).collect()
}
