//! Issues of compounds: those in several parts of a level and why, and those across lines.

use std::collections::BTreeMap;

use crate::geometry::Polygon;
use crate::id::{CompoundId, JurisdictionId};
use crate::issue::{Issue, Severity};
use crate::plan::{CompoundReport, CompoundState};
use crate::unit::Counts;

use super::basemap::BasemapInput;
use super::wholeness::{codes, reports};

/// An issue for every compound in several parts of a level, and for every one across lines.
pub(super) fn compound_issues(input: &BasemapInput<'_>) -> Vec<Issue> {
    let plan = input.plan;
    let mut issues = Vec::new();
    for level in 0..plan.levels.len() {
        let several = reports(plan, level).filter(|(_, r)| r.state != CompoundState::Whole);
        issues.extend(several.map(|(_, report)| in_several_parts(input, level, report)));
    }
    let mut homes: BTreeMap<CompoundId, Vec<(JurisdictionId, &CompoundReport)>> = BTreeMap::new();
    for (at, report) in reports(plan, 0) {
        homes.entry(report.compound).or_default().push((at, report));
    }
    let across = homes.into_values().filter(|homes| homes.len() > 1);
    issues.extend(across.map(|homes| across_lines(input, &homes)));
    issues
}

fn in_several_parts(input: &BasemapInput<'_>, level: usize, report: &CompoundReport) -> Issue {
    let name = &input.layers.compounds[report.compound.index()].name;
    let level_name = &input.plan.levels[level].name;
    let parts = codes(input.plan, level, report).join(", ");
    let (households, persons) = (report.counts.households, report.counts.persons);
    let counts = format!("{households} households, {persons} persons");
    let counts_zh = format!("{households} 户、{persons} 人");
    let issue = if report.state == CompoundState::Divided {
        issue(input, report, "compound_divided", Severity::Info)
            .says(
                format!("compound {name} ({counts}) is above the upper bound of {level_name}"),
                format!("小区 {name}（{counts_zh}）超过 {level_name} 的上限"),
            )
            .done(format!("divided into {parts}"))
    } else {
        issue(input, report, "compound_split", Severity::Warning)
            .says(
                format!("compound {name} ({counts}) fits the bounds of {level_name}, but no plan that keeps it whole and all parts within their bounds was found"),
                format!("小区 {name}（{counts_zh}）未超过 {level_name} 的上限，但未找到既保持其完整又使各部分均符合上下限的方案"),
            )
            .done(format!("lies in {parts}"))
    };
    issue.counting(households as u64, persons as u64)
}

fn across_lines(input: &BasemapInput<'_>, homes: &[(JurisdictionId, &CompoundReport)]) -> Issue {
    let layers = input.layers;
    let report = homes[0].1;
    let name = &layers.compounds[report.compound.index()].name;
    let place = |at: JurisdictionId| {
        let jurisdiction = &input.jurisdictions[at.index()];
        let community = &layers.communities[jurisdiction.community.index()].id;
        let beat = &layers.beats[jurisdiction.beat.index()].id;
        (community, beat)
    };
    let shares = homes.iter().map(|(at, report)| {
        let ((community, beat), households) = (place(*at), report.counts.households);
        (
            format!("{households} households in {community} / {beat}"),
            format!("{community} / {beat} {households} 户"),
        )
    });
    let (shares, shares_zh): (Vec<String>, Vec<String>) = shares.unzip();
    let counts: Counts = homes.iter().map(|(_, report)| report.counts).sum();
    issue(input, report, "compound_across_lines", Severity::Info)
        .says(
            format!(
                "compound {name} lies across lines of communities or beats: {}",
                shares.join(", ")
            ),
            format!("小区 {name} 跨社区或警格边界：{}", shares_zh.join("，")),
        )
        .done("kept whole on each side of the line where the bounds allow")
        .counting(counts.households as u64, counts.persons as u64)
}

/// An issue about a compound, placed inside its outline or at its first building.
fn issue(
    input: &BasemapInput<'_>,
    report: &CompoundReport,
    code: &'static str,
    severity: Severity,
) -> Issue {
    let compound = &input.layers.compounds[report.compound.index()];
    let largest = compound.polygons.iter().max_by_key(|p| p.twice_area());
    let inside = largest.and_then(Polygon::inner_point);
    let place = inside.or_else(|| {
        let mut units = input.compounds.of_unit.iter();
        let unit = units.position(|of| *of == Some(report.compound))?;
        Some(input.coverage.faces[unit].inside)
    });
    let layer = if compound.polygons.is_empty() {
        "buildings"
    } else {
        "compounds"
    };
    let issue = Issue::new(code, severity, layer, compound.id.as_str());
    match place {
        Some(place) => issue.at(input.coverage.lattice.absolute(place)),
        None => issue,
    }
}
