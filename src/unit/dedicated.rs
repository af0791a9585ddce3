//! Dedicated grids (专属网格): what is a grid of its own, by its outline or by the use of its buildings.

use crate::coverage::Coverage;
use crate::id::{BuildingId, DedicatedId, UnitId};
use crate::issue::{Issue, Severity};
use crate::layer::Layers;

use super::graph::Jurisdiction;

/// Why a jurisdiction is a grid of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dedicated {
    /// It lies in an area of the dedicated layer.
    Area(DedicatedId),
    /// All its buildings have this use.
    Use(String),
}

impl Dedicated {
    /// Id of the area, or the use.
    #[must_use]
    pub fn id<'a>(&'a self, layers: &'a Layers) -> &'a str {
        match self {
            Self::Area(area) => &layers.dedicated[area.index()].id,
            Self::Use(text) => text,
        }
    }

    /// Name of the area; empty when the layer gives none.
    #[must_use]
    pub fn name<'a>(&self, layers: &'a Layers) -> &'a str {
        match self {
            Self::Area(area) => &layers.dedicated[area.index()].name,
            Self::Use(_) => "",
        }
    }
}

/// What every unit is dedicated to: its area, else the use of its buildings where all of them have a dedicated one
/// (of several uses that of the first building).
pub(super) fn dedicated_of(coverage: &Coverage, layers: &Layers) -> Vec<Option<Dedicated>> {
    let mut first: Vec<Option<BuildingId>> = vec![None; coverage.faces.len()];
    let mut is_general = vec![false; coverage.faces.len()];
    for foot in &coverage.footprints {
        first[foot.face.index()].get_or_insert(foot.building);
        let building = &layers.buildings[foot.building.index()];
        is_general[foot.face.index()] |= building.dedicated_use.is_empty();
    }
    let by_use = |face: usize| {
        let building = first[face].filter(|_| !is_general[face])?;
        let text = &layers.buildings[building.index()].dedicated_use;
        Some(Dedicated::Use(text.clone()))
    };
    let of = |(face, land): (usize, &crate::coverage::Face)| {
        land.dedicated.map(Dedicated::Area).or_else(|| by_use(face))
    };
    coverage.faces.iter().enumerate().map(of).collect()
}

/// Names the areas that make no grid, and those that make several.
#[must_use]
pub fn dedicated_issues(
    coverage: &Coverage,
    jurisdictions: &[Jurisdiction],
    layers: &Layers,
) -> Vec<Issue> {
    let mut pieces: Vec<Vec<&Jurisdiction>> = vec![Vec::new(); layers.dedicated.len()];
    for jurisdiction in jurisdictions {
        if let Some(Dedicated::Area(area)) = jurisdiction.dedicated {
            pieces[area.index()].push(jurisdiction);
        }
    }
    let issue = |(area, pieces): (usize, &Vec<&Jurisdiction>)| {
        let id = layers.dedicated[area].id.as_str();
        match pieces.len() {
            0 => Some(no_land(id)),
            1 => None,
            _ => Some(divided(id, pieces, coverage, layers)),
        }
    };
    pieces.iter().enumerate().filter_map(issue).collect()
}

fn no_land(id: &str) -> Issue {
    Issue::new("no_land", Severity::Warning, "dedicated", id)
        .says(
            "the dedicated area has no land: it lies outside all communities, within others, or is narrower than the tolerance and without a building; correct its outline if it should have",
            "该专属网格没有土地：位于所有社区之外、被其他专属网格覆盖，或宽度小于容差且无楼栋；如有误请改正其边界",
        )
        .done("no dedicated grid")
}

fn divided(id: &str, pieces: &[&Jurisdiction], coverage: &Coverage, layers: &Layers) -> Issue {
    let words = |piece: &&Jurisdiction| {
        let community = &layers.communities[piece.community.index()].id;
        let beat = &layers.beats[piece.beat.index()].id;
        let area = |unit: &UnitId| coverage.faces[unit.index()].twice_area;
        let area_m2 = coverage.plane.area_m2(piece.units.iter().map(area).sum());
        (format!("{community} / {beat}"), area_m2)
    };
    let pieces_of: Vec<(String, f64)> = pieces.iter().map(words).collect();
    let list = |unit: &str, between: &str| {
        let piece = |(land, area_m2): &(String, f64)| format!("{land} ({area_m2:.0} {unit})");
        let pieces: Vec<String> = pieces_of.iter().map(piece).collect();
        pieces.join(between)
    };
    let count = pieces.len();
    let inside = coverage.faces[pieces[0].units[0].index()].inside;
    Issue::new("dedicated_divided", Severity::Warning, "dedicated", id)
        .says(
            format!(
                "the dedicated area {id} falls into {count} pieces: {}",
                list("m2", ", ")
            ),
            format!("专属网格 {id} 被分为 {count} 片：{}", list("平方米", "、")),
        )
        .done("each piece is a dedicated grid; where a line of a community or beat divides it, correct that line")
        .at(layers.lattice.absolute(inside))
}
