//! Beats: unions of grids, and which of them hold more persons than they should.
//!
//! A beat has the cap of the kind of community that most of its persons live in; where as many live in either, the
//! urban one.

use crate::coverage::Coverage;
use crate::geometry::{Lattice, Polygon};
use crate::issue::{Issue, Severity};
use crate::layer::{BeatCaps, Kind, Layers};
use crate::unit::{Counts, Jurisdiction};

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
    let rural = rural_leads(layers, input.coverage, input.counts);
    let caps = BeatCaps {
        urban_max: options.urban_max,
        rural_max: options.rural_max,
    };
    let area = |(beat, area): (usize, Area)| {
        let cap = BeatCap::of(caps, rural[beat]);
        let above = cap.is_some_and(|cap| cap.is_below(&area.tally.counts));
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

impl BeatCap {
    /// The cap of a beat with this lead of persons in rural communities over those in urban ones.
    #[must_use]
    pub fn of(caps: BeatCaps, rural_lead: i64) -> Option<Self> {
        let (kind, persons) = if rural_lead > 0 {
            (Kind::Rural, caps.rural_max)
        } else {
            (Kind::Urban, caps.urban_max)
        };
        persons.map(|persons| Self { kind, persons })
    }

    /// Whether these are more persons than a beat should hold.
    #[must_use]
    pub fn is_below(self, counts: &Counts) -> bool {
        counts.persons > self.persons
    }
}

/// For each beat, persons in rural communities less persons in urban ones; `counts` are those of the buildings of
/// `layers`.
#[must_use]
pub fn rural_leads(layers: &Layers, coverage: &Coverage, counts: &[Counts]) -> Vec<i64> {
    let mut lead = vec![0; layers.beats.len()];
    for footprint in &coverage.footprints {
        let face = &coverage.faces[footprint.face.index()];
        let persons = match footprint.part {
            0 => counts[footprint.building.index()].persons,
            _ => 0,
        };
        lead[face.beat.index()] += match layers.communities[face.community.index()].kind {
            Kind::Rural => persons,
            Kind::Urban => -persons,
        };
    }
    lead
}

/// Beats with more persons than their cap.
pub(super) fn above_cap(beats: &[BeatArea]) -> impl Iterator<Item = (&BeatArea, BeatCap)> {
    let above = |beat: &BeatArea, cap: &BeatCap| cap.is_below(&beat.tally.counts);
    beats
        .iter()
        .filter_map(move |beat| Some((beat, beat.cap.filter(|cap| above(beat, cap))?)))
}

/// An issue for each beat with more persons than its cap.
pub(super) fn above_caps(beats: &[BeatArea], lattice: Lattice) -> Vec<Issue> {
    let issue = |(beat, cap): (&BeatArea, BeatCap)| {
        let issue = above_cap_issue(&beat.id, &beat.tally.counts, cap);
        let largest = beat.polygons.iter().max_by_key(|land| land.twice_area());
        match largest.and_then(Polygon::inner_point) {
            Some(place) => issue.at(lattice.absolute(place)),
            None => issue,
        }
    };
    above_cap(beats).map(issue).collect()
}

/// The issue of a beat with these counts, more than its cap; without a place.
#[must_use]
pub fn above_cap_issue(beat: &str, counts: &Counts, cap: BeatCap) -> Issue {
    let (persons, most) = (counts.persons, cap.persons);
    let (english, chinese) = match cap.kind {
        Kind::Urban => ("urban", "城市"),
        Kind::Rural => ("rural", "农村"),
    };
    Issue::new(ABOVE_CAP, Severity::Warning, "beats", beat)
        .says(
            format!("the beat has {persons} persons, {english} beats should have at most {most}; draw it smaller"),
            format!("该警格有 {persons} 人，超过{chinese}警格上限 {most} 人；请缩小其范围"),
        )
        .done("kept")
        .counting(counts.households.unsigned_abs(), persons.unsigned_abs())
}
