//! The rules of a preset and how they are written to the project file: levels, caps of beats, workload, staff.

use std::fmt::Write as _;

use serde::Deserialize;

/// A level of the plan.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelBounds {
    /// Its name.
    pub name: String,
    /// Bounds of the households.
    pub households: Option<Range>,
    /// Bounds of the persons.
    pub persons: Option<Range>,
    /// Bounds in urban communities.
    pub urban: Option<KindBounds>,
    /// Bounds in villages.
    pub rural: Option<KindBounds>,
}

/// Bounds in communities of one kind.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindBounds {
    /// Bounds of the households.
    pub households: Option<Range>,
    /// Bounds of the persons.
    pub persons: Option<Range>,
}

/// Bounds of a count.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// Least.
    pub min: Option<u32>,
    /// Best.
    pub target: Option<u32>,
    /// Most.
    pub max: Option<u32>,
}

/// Most persons a beat should have.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeatCaps {
    /// In town.
    pub urban_max: u32,
    /// In the country.
    pub rural_max: u32,
}

/// Weights of the workload.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workload {
    /// Of a household.
    pub households: Option<f64>,
    /// Of a person.
    pub persons: Option<f64>,
    /// Of a hectare.
    pub area_ha: Option<f64>,
    /// Of a building.
    pub buildings: Option<f64>,
    /// Of a task.
    pub tasks: Option<f64>,
    /// Of a merchant.
    pub merchants: Option<f64>,
}

/// People of each role.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Staff {
    /// Those of a grid.
    pub per_grid: Officers,
}

/// Officers of a part.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Officers {
    /// Who answers for it.
    pub head: u32,
    /// Who do nothing else.
    pub full_time: u32,
    /// Who do it beside other work.
    pub part_time: u32,
}

/// The tables of the levels, the caps, the workload and the staff.
pub fn tables(
    levels: &[LevelBounds],
    caps: BeatCaps,
    workload: Option<&Workload>,
    staff: Option<&Staff>,
) -> String {
    let mut text: String = levels.iter().map(level).collect();
    let BeatCaps {
        urban_max,
        rural_max,
    } = caps;
    let _ = writeln!(
        text,
        "\n[beats]\npersons = {{ urban_max = {urban_max}, rural_max = {rural_max} }}"
    );
    if let Some(workload) = workload {
        let _ = write!(text, "\n[workload]\n{}", weights(workload));
    }
    if let Some(Staff { per_grid }) = staff {
        let Officers {
            head,
            full_time,
            part_time,
        } = per_grid;
        let _ = writeln!(
            text,
            "\n[staff]\nper_grid = {{ head = {head}, full_time = {full_time}, part_time = {part_time} }}"
        );
    }
    text
}

fn level(level: &LevelBounds) -> String {
    let mut text = format!("[[level]]\nname = \"{}\"\n", level.name);
    for bounds in counts(level.households, level.persons) {
        let _ = writeln!(text, "{bounds}");
    }
    for (kind, bounds) in [("urban", level.urban), ("rural", level.rural)] {
        if let Some(KindBounds {
            households,
            persons,
        }) = bounds
        {
            let _ = writeln!(
                text,
                "{kind} = {{ {} }}",
                counts(households, persons).join(", ")
            );
        }
    }
    text
}

fn counts(households: Option<Range>, persons: Option<Range>) -> Vec<String> {
    let counts = [("households", households), ("persons", persons)];
    counts
        .iter()
        .filter_map(|(name, bounds)| bounds.map(|b| format!("{name} = {}", range(b))))
        .collect()
}

fn range(range: Range) -> String {
    let bounds = [
        ("min", range.min),
        ("target", range.target),
        ("max", range.max),
    ];
    let said = bounds
        .iter()
        .filter_map(|(name, value)| value.map(|v| format!("{name} = {v}")));
    format!("{{ {} }}", said.collect::<Vec<_>>().join(", "))
}

fn weights(workload: &Workload) -> String {
    let weights = [
        ("households", workload.households),
        ("persons", workload.persons),
        ("area_ha", workload.area_ha),
        ("buildings", workload.buildings),
        ("tasks", workload.tasks),
        ("merchants", workload.merchants),
    ];
    let stated = weights
        .iter()
        .filter_map(|(name, weight)| weight.map(|w| format!("{name} = {w:?}\n")));
    stated.collect::<Vec<_>>().concat()
}
