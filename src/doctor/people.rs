//! People: households without persons, sizes of households that cannot be, buildings that weigh one floor only.

use crate::issue::{Issue, Severity};
use crate::layer::{Building, Community, PopulationShape};
use crate::unit::{Counts, of_whole};

use super::Case;
use super::place::of_building;

/// Most persons a household of a community; above it one of the counts is of something else.
const MOST_PERSONS: i64 = 15;
/// Twice the least persons a household of a community.
const LEAST_PERSONS_TWICE: i64 = 1;
/// Fewer people than this say nothing about a community.
const FEWEST: i64 = 20;

/// The buildings as read, divided ones whole.
struct Homes {
    counts: Vec<Counts>,
    /// The community of every building with a place.
    community: Vec<Option<usize>>,
}

pub(super) fn examine(case: &Case<'_>, issues: &mut Vec<Issue>) {
    let homes = homes(case);
    let total: Counts = homes.counts.iter().copied().sum();
    let mut odd = vec![false; case.layers.communities.len()];
    if total.households > 0 && total.persons > 0 {
        for (index, sum) in by_community(case, &homes).into_iter().enumerate() {
            let implausible = implausible(&case.layers.communities[index], sum);
            odd[index] = implausible.is_some();
            issues.extend(implausible);
        }
        let buildings = case.read.buildings.iter().zip(&homes.counts);
        for ((building, &counts), home) in buildings.zip(&homes.community) {
            if home.is_some_and(|community| !odd[community]) {
                issues.extend(one_sided(building, counts));
            }
        }
    }
    no_floors(case, &homes, total, issues);
    issues.extend(nobody_at_home(case));
}

fn homes(case: &Case<'_>) -> Homes {
    let mut community = vec![None; case.layers.buildings.len()];
    for foot in case.coverage.footprints.iter().filter(|f| f.part == 0) {
        let face = &case.coverage.faces[foot.face.index()];
        community[foot.building.index()] = Some(face.community.index());
    }
    let mut counts = case.counts.to_vec();
    for divided in &case.layers.divided {
        counts[divided.first.index()] = case.counts[divided.range()].iter().copied().sum();
    }
    Homes {
        counts: of_whole(case.layers, &counts),
        community: of_whole(case.layers, &community),
    }
}

fn by_community(case: &Case<'_>, homes: &Homes) -> Vec<Counts> {
    let mut sums = vec![Counts::default(); case.layers.communities.len()];
    for (counts, home) in homes.counts.iter().zip(&homes.community) {
        if let Some(community) = home {
            sums[*community] += *counts;
        }
    }
    sums
}

fn implausible(community: &Community, sum: Counts) -> Option<Issue> {
    let Counts {
        households,
        persons,
        ..
    } = sum;
    let many = persons > MOST_PERSONS * households;
    let few = 2 * persons < LEAST_PERSONS_TWICE * households;
    if households == 0 || households + persons < FEWEST || !(many || few) {
        return None;
    }
    let each = persons as f64 / households as f64;
    Some(
        Issue::new(
            "implausible_household_size",
            Severity::Warning,
            "communities",
            &community.id,
        )
        .says(
            format!("{persons} persons in {households} households are {each:.1} each; is one of the fields another count?"),
            format!("{households} 户共 {persons} 人，户均 {each:.1} 人；请核对户数与人数字段"),
        )
        .done("counts kept")
        .counting(households as u64, persons as u64),
    )
}

/// Households without persons, or persons without households, in a project that counts both.
fn one_sided(building: &Building, counts: Counts) -> Option<Issue> {
    let (households, persons) = (counts.households, counts.persons);
    let issue = |code, severity| Issue::new(code, severity, "buildings", &building.id);
    let issue = match (households > 0, persons > 0) {
        (true, false) => issue("households_without_persons", Severity::Warning).says(
            format!("{households} households without a person; complete the persons"),
            format!("有 {households} 户但无人口；请补充人数"),
        ),
        (false, true) => issue("persons_without_households", Severity::Info).says(
            format!(
                "{persons} persons without a household: a dormitory, or households are missing"
            ),
            format!("有 {persons} 人但无户数：集体宿舍，或户数缺失"),
        ),
        _ => return None,
    };
    let issue = issue.done("counts kept");
    Some(issue.counting(households as u64, persons as u64))
}

/// Residential buildings without floors that take part in the sharing by floor area.
fn no_floors(case: &Case<'_>, homes: &Homes, total: Counts, issues: &mut Vec<Issue>) {
    let areas = &case.layers.population;
    let areas = || {
        areas
            .iter()
            .filter(|f| matches!(f.shape, PopulationShape::Area(_)))
    };
    let households = areas().any(|a| a.households.is_some());
    let persons = total.households == 0 && areas().any(|a| a.persons.is_some());
    let silent = &case.survey.without_floors;
    let weighs = |b: &Building| {
        let waits = households && b.households.is_none() || persons && b.persons.is_none();
        waits && b.residential && silent.contains(&b.id)
    };
    let all = case.read.buildings.len();
    let found: Vec<usize> = (0..all)
        .filter(|&b| homes.community[b].is_some() && weighs(&case.read.buildings[b]))
        .collect();
    if found.len() > 1 && found.len() == all {
        issues.push(floors_issue("").says(
            format!("none of the {all} buildings states floors or height; name the field in the project file"),
            format!("全部 {all} 栋建筑均无层数或高度；请在项目文件中指定字段"),
        ));
        return;
    }
    for b in found {
        let building = &case.read.buildings[b];
        let issue = floors_issue(&building.id).says(
            "neither floors nor height, yet people are shared out by floor area; complete one of them",
            "缺少层数和高度，而人口按建筑面积分配；请补充其一",
        );
        let counts = homes.counts[b];
        let mut issue = issue.counting(counts.households as u64, counts.persons as u64);
        issue.place = of_building(case.layers, building);
        issues.push(issue);
    }
}

fn floors_issue(feature: &str) -> Issue {
    Issue::new("no_floors", Severity::Warning, "buildings", feature).done("taken as 1 floor")
}

fn nobody_at_home(case: &Case<'_>) -> Option<Issue> {
    let buildings = &case.read.buildings;
    let nobody = !buildings.iter().any(|b| b.residential);
    nobody.then(|| {
        Issue::new("no_residential_building", Severity::Warning, "buildings", "")
            .says(
                "no building has one of the residential_uses of the project file; correct the list or the field",
                "没有建筑的用途属于项目文件中的 residential_uses；请核对列表或字段",
            )
            .done("people are shared out over all buildings")
    })
}
