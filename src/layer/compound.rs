//! Compounds in the other layers: those that only buildings name, and their outlines among the barriers.

use std::collections::BTreeMap;

use crate::issue::{Issue, Severity};

use super::inputs::CompoundsInput;
use super::schema::{Barrier, BarrierClass, Building, Compound};

/// Adds the compounds that only buildings name, without outline; an issue for each when there is a layer (`input`)
/// that should have them.
pub fn complete(
    compounds: &mut Vec<Compound>,
    buildings: &[Building],
    input: Option<&CompoundsInput>,
    issues: &mut Vec<Issue>,
) {
    let mut missing: BTreeMap<&str, Vec<&Building>> = BTreeMap::new();
    for building in buildings.iter().filter(|b| !b.compound.is_empty()) {
        let known = compounds.binary_search_by(|c| c.id.cmp(&building.compound));
        if known.is_err() {
            missing
                .entry(&building.compound)
                .or_default()
                .push(building);
        }
    }
    for (id, named_by) in missing {
        if input.is_some() {
            issues.push(unknown(id, &named_by));
        }
        compounds.push(Compound {
            id: id.to_owned(),
            name: id.to_owned(),
            polygons: Vec::new(),
        });
    }
    compounds.sort_by(|a, b| a.id.cmp(&b.id));
}

fn unknown(id: &str, named_by: &[&Building]) -> Issue {
    let sum = |count: fn(&Building) -> Option<u32>| {
        let counts = named_by.iter().filter_map(|b| count(b));
        counts.map(u64::from).sum()
    };
    let buildings = named_by.len();
    let first = &named_by[0].id;
    Issue::new("unknown_compound", Severity::Warning, "buildings", first)
        .says(
            format!("{buildings} buildings state the compound `{id}`, which the compound layer does not have; correct them or draw it"),
            format!("{buildings} 栋楼的小区编号为 `{id}`，小区图层中没有该小区；请改正或补绘"),
        )
        .done("taken as a compound without outline")
        .counting(sum(|b| b.households), sum(|b| b.persons))
}

/// The outlines of compounds, as barriers: a boundary should run along them.
pub fn walls(compounds: &[Compound]) -> impl Iterator<Item = Barrier> {
    let polygons = compounds.iter().flat_map(|compound| &compound.polygons);
    let rings = polygons.flat_map(|polygon| &polygon.rings);
    rings.map(|ring| Barrier {
        class: BarrierClass::Wall,
        line: ring.iter().chain(ring.first()).copied().collect(),
    })
}
