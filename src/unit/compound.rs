//! Which compound (小区) buildings and units belong to.
//!
//! A building belongs to the compound that its field states, else to the one whose outline holds a point inside its
//! largest part. A unit belongs to the compound of most of its households; land without a building to the one whose
//! outline holds it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::coverage::Coverage;
use crate::id::CompoundId;
use crate::layer::{Building, BuildingShape, Layers};

use super::Counts;
use super::locate::{Areas, inner_spot, spot};

/// Compounds of the buildings and units of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compounds {
    /// The compound of each building.
    pub of_building: Vec<Option<CompoundId>>,
    /// The compound of each unit.
    pub of_unit: Vec<Option<CompoundId>>,
}

impl Compounds {
    /// Looks the compounds up; `counts` are those of the buildings.
    #[must_use]
    pub fn of(layers: &Layers, coverage: &Coverage, counts: &[Counts]) -> Self {
        if layers.compounds.is_empty() {
            return Self {
                of_building: vec![None; layers.buildings.len()],
                of_unit: vec![None; coverage.faces.len()],
            };
        }
        let areas = Areas::new(layers.compounds.iter().map(|c| &c.polygons[..]));
        let building = |building| of_building(building, layers, &areas);
        let of_building: Vec<_> = layers.buildings.iter().map(building).collect();
        // Households and buildings of each compound (or none) on each unit.
        let mut votes: Vec<BTreeMap<Option<CompoundId>, (i64, u32)>> =
            vec![BTreeMap::new(); coverage.faces.len()];
        let mains = coverage.footprints.iter();
        for foot in mains.filter(|foot| foot.part == 0 && !foot.ground) {
            let b = foot.building.index();
            let vote = votes[foot.face.index()].entry(of_building[b]).or_default();
            *vote = (vote.0 + counts[b].households, vote.1 + 1);
        }
        let units = coverage.faces.iter().zip(&votes).map(|(face, votes)| {
            let most = votes
                .iter()
                .max_by_key(|(id, vote)| (**vote, id.is_some(), Reverse(**id)));
            most.map_or_else(
                || areas.around(spot(face.inside)).map(CompoundId::new),
                |(id, _)| *id,
            )
        });
        Self {
            of_unit: units.collect(),
            of_building,
        }
    }
}

fn of_building(building: &Building, layers: &Layers, areas: &Areas) -> Option<CompoundId> {
    if !building.compound.is_empty() {
        let named = layers
            .compounds
            .binary_search_by(|c| c.id.cmp(&building.compound));
        return named.ok().map(CompoundId::new);
    }
    let at = match &building.shape {
        BuildingShape::Point(point) => spot(*point),
        BuildingShape::Footprint(parts) => inner_spot(&parts[0]),
    };
    areas.around(at).map(CompoundId::new)
}
