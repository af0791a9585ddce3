//! The bounds of the project: outside only with a reason, a reason only outside; figures of land that are true.

use crate::audit::is_within;
use crate::layer::Kind;
use crate::output::{BeatCap, Size};
use crate::plan::{Bounds, Exception};
use crate::unit::Counts;

use super::Measure;
use super::building::Buildings;
use super::count::{Scale, Sum};
use super::finding::{Fault, Finding};
use super::sheet::{Area, Sheet, counts_of};

/// Known reasons of parts; those that speak of the state of a part, not of its bounds, come last.
const REASONS: [Exception; 10] = [
    Exception::UnitAboveMax,
    Exception::TotalBelowMin,
    Exception::TotalInGap,
    Exception::EnclosedUnit,
    Exception::NoDisjointCover,
    Exception::PersonsCapConflict,
    Exception::NotFound,
    Exception::NoHouseholds,
    Exception::Dedicated,
    Exception::DetachedPiece,
];
/// Number of reasons that claim that bounds do not hold.
const OF_BOUNDS: usize = 7;
/// The only reason of a beat.
const ABOVE_CAP: &str = "beat_above_cap";

/// Part by which an area or a perimeter may differ: other programs measure on the ellipsoid or in a projection.
const SIZE_PART: f64 = 0.02;
/// A compactness may differ by this much besides.
const COMPACTNESS: f64 = 0.02;

/// Checks the bounds of all levels and the caps of the beats.
pub(super) fn check(
    (sheets, buildings): (&[Sheet], &Buildings),
    (sums, scale): (&[Vec<Sum>], &Scale),
    measure: &Measure<'_>,
    findings: &mut Vec<Finding>,
) {
    let levels = sheets.len() - 2;
    for ((sheet, rule), sums) in sheets.iter().zip(measure.levels).zip(sums) {
        for (area, sum) in sheet.areas.iter().zip(sums) {
            let counts = if buildings.found {
                sum.weighed(&area.stated, scale).counts
            } else {
                counts_of(&area.stated)
            };
            let bounds = rule.bounds_of(kind_of(&area.community, measure));
            findings.extend(part(sheet, area, &counts, bounds));
            findings.extend(unknown(sheet, area, &REASONS.map(Exception::code)));
        }
    }
    let beats = &sheets[levels];
    for area in &beats.areas {
        findings.extend(unknown(beats, area, &[ABOVE_CAP]));
    }
    if buildings.found {
        caps(beats, buildings, measure, findings);
    }
}

fn part(sheet: &Sheet, area: &Area, counts: &Counts, bounds: &Bounds) -> Option<Finding> {
    let has = |reasons: &[Exception]| {
        let mut codes = reasons.iter().map(|r| r.code());
        codes.any(|code| area.exceptions.iter().any(|e| e == code))
    };
    let finding = |fault| Finding::new(fault, &sheet.layer, &area.code).at(area.place);
    let (households, persons) = (counts.households, counts.persons);
    if area.kind == Exception::Dedicated.code() || has(&[Exception::Dedicated]) {
        return None;
    }
    let inside = is_within(counts, bounds);
    if !inside && !has(&REASONS[..OF_BOUNDS]) && !has(&[Exception::NoHouseholds]) {
        return Some(finding(Fault::OutOfBounds).says(
            format!("{households} households and {persons} persons are outside the bounds of the level, and no exception says why"),
            format!("{households} 户、{persons} 人超出本级上下限，且未注明原因"),
        ));
    }
    if inside && has(&REASONS[..OF_BOUNDS]) {
        let reasons = area.exceptions.join(", ");
        return Some(finding(Fault::NeedlessException).says(
            format!("says {reasons}, yet {households} households and {persons} persons are within the bounds"),
            format!("注明 {reasons}，但 {households} 户、{persons} 人在上下限之内"),
        ));
    }
    (households > 0 && has(&[Exception::NoHouseholds])).then(|| {
        finding(Fault::NeedlessException).says(
            format!("says no_households, yet has {households}"),
            format!("注明 no_households，但有 {households} 户"),
        )
    })
}

fn unknown(sheet: &Sheet, area: &Area, known: &[&str]) -> Vec<Finding> {
    let strange = area
        .exceptions
        .iter()
        .filter(|code| !known.contains(&code.as_str()));
    strange
        .map(|code| {
            Finding::new(Fault::UnknownException, &sheet.layer, &area.code)
                .says(
                    format!("the exception `{code}` is none of the known codes"),
                    format!("例外代码“{code}”未定义"),
                )
                .at(area.place)
        })
        .collect()
}

/// The kind of a community; that of an unknown one does not matter, since it is another finding.
fn kind_of(community: &str, measure: &Measure<'_>) -> Kind {
    let communities = &measure.layers.communities;
    let at = communities.binary_search_by(|c| c.id.as_str().cmp(community));
    at.map_or(Kind::Urban, |at| communities[at].kind)
}

/// Persons of beats against their caps.
fn caps(beats: &Sheet, buildings: &Buildings, measure: &Measure<'_>, findings: &mut Vec<Finding>) {
    let mut persons = vec![0; beats.areas.len()];
    let mut rural_lead = vec![0; beats.areas.len()];
    for row in &buildings.rows {
        let Some(at) = beats.position(&row.beat) else {
            continue;
        };
        let own = row.counts().persons;
        let kind = kind_of(&row.community, measure);
        persons[at] += own;
        rural_lead[at] += if kind == Kind::Rural { own } else { -own };
    }
    for ((area, persons), lead) in beats.areas.iter().zip(persons).zip(rural_lead) {
        let cap = BeatCap::of(measure.caps, lead).map(|cap| cap.persons);
        let above = cap.is_some_and(|cap| persons > cap);
        let said = area.exceptions.iter().any(|code| code == ABOVE_CAP);
        let cap = cap.map_or("-".to_owned(), |cap| cap.to_string());
        let (fault, english, chinese) = match (above, said) {
            (true, false) => (
                Fault::OutOfBounds,
                "without saying beat_above_cap",
                "未注明 beat_above_cap",
            ),
            (false, true) => (
                Fault::NeedlessException,
                "yet it says beat_above_cap",
                "却注明 beat_above_cap",
            ),
            _ => continue,
        };
        findings.push(
            Finding::new(fault, &beats.layer, &area.code)
                .says(
                    format!("{persons} persons, {cap} are allowed, {english}"),
                    format!("{persons} 人，上限 {cap} 人，{chinese}"),
                )
                .at(area.place),
        );
    }
}

/// Compares the stated area, perimeter and compactness with the polygons.
pub(super) fn sizes(sheets: &[Sheet], measure: &Measure<'_>, findings: &mut Vec<Finding>) {
    for sheet in sheets {
        for area in sheet.areas.iter().filter(|area| !area.polygons.is_empty()) {
            let size = Size::of(&area.polygons, &measure.layers.plane);
            let stated = &area.stated;
            let off = |said: Option<f64>, own: f64, slack: f64| {
                said.filter(|said| (said - own).abs() > slack)
            };
            let part = |own: f64| (SIZE_PART * own).max(1.0);
            let wrong = [
                (
                    Fault::WrongArea,
                    "area_m2",
                    off(stated.area_m2, size.area_m2, part(size.area_m2)),
                    size.area_m2,
                ),
                (
                    Fault::WrongArea,
                    "area_ha, in square metres,",
                    off(
                        stated.land_m2.map(|m2| m2 as f64),
                        size.area_m2,
                        part(size.area_m2),
                    ),
                    size.area_m2,
                ),
                (
                    Fault::WrongPerimeter,
                    "perimeter_m",
                    off(stated.perimeter_m, size.perimeter_m, part(size.perimeter_m)),
                    size.perimeter_m,
                ),
                (
                    Fault::WrongCompactness,
                    "compactness",
                    off(stated.compactness, size.compactness, COMPACTNESS),
                    size.compactness,
                ),
            ];
            for (fault, name, said, own) in wrong {
                let Some(said) = said else { continue };
                findings.push(
                    Finding::new(fault, &sheet.layer, &area.code)
                        .says(
                            format!("{name} is {said}, the polygons have {own}"),
                            format!("{name} 为 {said}，按多边形计算为 {own}"),
                        )
                        .at(area.place),
                );
            }
        }
    }
}
