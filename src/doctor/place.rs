//! One report a defect, and a place for every issue whose feature has one.

use crate::geometry::{Point, Polygon};
use crate::issue::Issue;
use crate::layer::{Building, BuildingShape, Layers, PopulationShape};

/// What a feature with exchanged coordinates is reported as by the stages, which do not know why.
const CONSEQUENCES: [&str; 6] = [
    "bad_coordinate",
    "building_outside",
    "far_feature",
    "no_land",
    "point_without_building",
    "population_without_building",
];

/// The issues of the stages and those of the survey; a cause takes the place of its consequence.
pub(super) fn first_report(stages: &[Issue], survey: &[Issue]) -> Vec<Issue> {
    let exchanged = survey
        .iter()
        .filter(|issue| issue.code == "exchanged_coordinates");
    let mut causes: Vec<(&str, &str)> = exchanged
        .map(|issue| (issue.layer, issue.feature.as_str()))
        .collect();
    causes.sort_unstable();
    let follows = |issue: &&Issue| {
        let feature = (issue.layer, issue.feature.as_str());
        CONSEQUENCES.contains(&issue.code) && causes.binary_search(&feature).is_ok()
    };
    let own = stages.iter().filter(|issue| !follows(issue));
    own.chain(survey).cloned().collect()
}

/// Gives issues without a place that of their feature.
pub(super) fn fill(layers: &Layers, issues: &mut [Issue]) {
    for issue in issues.iter_mut().filter(|issue| issue.place.is_none()) {
        issue.place = of(layers, issue.layer, &issue.feature);
    }
}

fn of(layers: &Layers, layer: &str, id: &str) -> Option<[i32; 2]> {
    let polygons = match layer {
        "buildings" => {
            let at = layers.buildings.binary_search_by(|b| b.id.as_str().cmp(id));
            return of_building(layers, &layers.buildings[at.ok()?]);
        }
        "communities" => {
            let communities = &layers.communities;
            let at = communities.binary_search_by(|c| c.id.as_str().cmp(id));
            &communities[at.ok()?].polygons
        }
        "beats" => {
            let at = layers.beats.binary_search_by(|b| b.id.as_str().cmp(id));
            &layers.beats[at.ok()?].polygons
        }
        "dedicated" => {
            let areas = &layers.dedicated;
            let at = areas.binary_search_by(|d| d.id.as_str().cmp(id));
            &areas[at.ok()?].polygons
        }
        "population" => {
            let features = &layers.population;
            let at = features.binary_search_by(|f| f.id.as_str().cmp(id));
            match &features[at.ok()?].shape {
                PopulationShape::Area(polygons) => polygons,
                PopulationShape::Point(point) => return Some(layers.lattice.absolute(*point)),
            }
        }
        _ => return None,
    };
    of_land(layers, polygons)
}

/// A place in the largest of the polygons.
pub(super) fn of_land(layers: &Layers, polygons: &[Polygon]) -> Option<[i32; 2]> {
    let largest = polygons.iter().rev().max_by_key(|p| p.twice_area())?;
    Some(layers.lattice.absolute(largest.inner_point()?))
}

/// A place in the building.
pub(super) fn of_building(layers: &Layers, building: &Building) -> Option<[i32; 2]> {
    let point: Option<Point> = match &building.shape {
        BuildingShape::Point(point) => Some(*point),
        BuildingShape::Footprint(parts) => parts.first().and_then(Polygon::inner_point),
    };
    Some(layers.lattice.absolute(point?))
}
