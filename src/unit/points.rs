//! Population points: each belongs to one building, points of one building add up.
//!
//! The building is the one that the point lies in, of several the lowest id; else the nearest of the same community
//! within the reach (its outline counts, in metres). A point farther off keeps its counts too: they go to the nearest
//! building of its community, else of all, and an issue names it.

use std::collections::BTreeMap;

use crate::geometry::Point;
use crate::id::CommunityId;
use crate::issue::{Issue, Severity};
use crate::layer::{BuildingShape, Layers, PopulationFeature, PopulationShape};

use super::apportion::Measure;
use super::locate::{Areas, Outlines, spot};

/// The points of a population layer and their buildings.
pub struct Points<'a> {
    layers: &'a Layers,
    found: Vec<Found<'a>>,
}

/// A point.
struct Found<'a> {
    feature: &'a PopulationFeature,
    at: Point,
    home: Home,
}

/// Where the counts of a point go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Home {
    /// To the building that it lies in.
    Inside(usize),
    /// To a building within reach.
    Beside(usize),
    /// To a building beyond reach, because nothing may be lost.
    Far(usize),
    /// There is no building.
    Nowhere,
}

impl<'a> Points<'a> {
    /// Finds the building of every point; `community_of` is none for a building without a place, which gets nothing.
    pub fn new(layers: &'a Layers, community_of: &[Option<CommunityId>], reach_m: f64) -> Self {
        let points = layers
            .population
            .iter()
            .filter_map(|feature| match feature.shape {
                PopulationShape::Point(at) => Some((feature, at)),
                PopulationShape::Area(_) => None,
            });
        let mut points = points.peekable();
        if points.peek().is_none() {
            return Self {
                layers,
                found: Vec::new(),
            };
        }
        let finder = Finder::new(layers, community_of, reach_m);
        let found = points.map(|(feature, at)| Found {
            feature,
            at,
            home: finder.home(at),
        });
        Self {
            layers,
            found: found.collect(),
        }
    }

    /// Adds one count of every point to that of its building in `shared`. A building that states the count itself
    /// keeps its own; where its points say otherwise that is an issue.
    pub fn share(&self, measure: &Measure, shared: &mut [u64], issues: &mut Vec<Issue>) {
        let mut of_building: BTreeMap<usize, (u64, &Found<'_>)> = BTreeMap::new();
        for found in &self.found {
            let Some(count) = (measure.of_feature)(found.feature).map(u64::from) else {
                continue;
            };
            match found.home {
                Home::Inside(b) | Home::Beside(b) => {
                    of_building.entry(b).or_insert((0, found)).0 += count;
                }
                Home::Far(b) => shared[b] += count,
                Home::Nowhere => {}
            }
        }
        for (b, (total, first)) in of_building {
            match (measure.of_building)(&self.layers.buildings[b]).map(u64::from) {
                None => shared[b] += total,
                Some(own) if own != total => {
                    issues.push(self.contradiction(measure, (b, own), (first, total)));
                }
                Some(_) => {}
            }
        }
    }

    fn contradiction(
        &self,
        measure: &Measure,
        (b, own): (usize, u64),
        (first, total): (&Found<'_>, u64),
    ) -> Issue {
        let building = &self.layers.buildings[b].id;
        let (english, chinese) = (measure.english, measure.chinese);
        let id = &first.feature.id;
        let issue = Issue::new("counts_contradict", Severity::Warning, "population", id)
            .says(
                format!("the points of building {building} state {total} {english}, the building states {own}; correct one of the layers"),
                format!("建筑 {building} 的人口点{chinese}合计为 {total}，建筑图层为 {own}；请核对两个图层"),
            )
            .done("the building's count kept")
            .at(self.layers.lattice.absolute(first.at));
        (measure.counting)(issue, own.abs_diff(total))
    }

    /// Points that lie in no building.
    pub fn report(&self, issues: &mut Vec<Issue>) {
        let mut beside = (0, 0, 0);
        for found in &self.found {
            let count = |n: Option<u32>| u64::from(n.unwrap_or(0));
            let feature = found.feature;
            let (households, persons) = (count(feature.households), count(feature.persons));
            let issue = match found.home {
                Home::Inside(_) => continue,
                Home::Beside(_) => {
                    beside = (beside.0 + 1, beside.1 + households, beside.2 + persons);
                    continue;
                }
                Home::Far(heir) => self.far(found, heir),
                Home::Nowhere => lost(&feature.id),
            };
            let place = self.layers.lattice.absolute(found.at);
            issues.push(issue.counting(households, persons).at(place));
        }
        let (n, households, persons) = beside;
        if n > 0 {
            let issue = Issue::new("points_beside_buildings", Severity::Info, "population", "");
            let issue = issue.says(
                format!("{n} points lie in no building, but near one of their community"),
                format!("{n} 个点不在建筑内，但邻近本社区的建筑"),
            );
            let issue = issue.done("each given to the nearest building of its community");
            issues.push(issue.counting(households, persons));
        }
    }

    fn far(&self, found: &Found<'_>, heir: usize) -> Issue {
        let heir = &self.layers.buildings[heir].id;
        let id = &found.feature.id;
        Issue::new("point_without_building", Severity::Warning, "population", id)
            .says(
                "no building of the point's community is near it; complete the building layer or move the point",
                "该点附近没有本社区的建筑；请补充建筑图层或移动该点",
            )
            .done(format!("given to building {heir}"))
    }
}

/// The issue for people whom no building can take.
pub fn lost(id: &str) -> Issue {
    Issue::new("population_lost", Severity::Error, "population", id)
        .says(
            "no building of the project has a place, so nobody can be placed",
            "没有可用的建筑，人口无法落位",
        )
        .done("dropped")
}

/// Finds buildings for points.
struct Finder<'a> {
    community_of: &'a [Option<CommunityId>],
    communities: Areas<'a>,
    footprints: Areas<'a>,
    outlines: Outlines<'a>,
    reach_m: f64,
}

impl<'a> Finder<'a> {
    fn new(layers: &'a Layers, community_of: &'a [Option<CommunityId>], reach_m: f64) -> Self {
        let buildings = || layers.buildings.iter().zip(community_of).enumerate();
        let footprints = buildings().map(|(_, (building, placed))| match &building.shape {
            BuildingShape::Footprint(parts) if placed.is_some() => &parts[..],
            _ => &[],
        });
        let placed = buildings().filter(|(_, (_, placed))| placed.is_some());
        let placed = placed.map(|(b, (building, _))| (b, &building.shape));
        Self {
            community_of,
            communities: Areas::new(layers.communities.iter().map(|c| &c.polygons[..])),
            footprints: Areas::new(footprints),
            outlines: Outlines::new(layers.plane, placed),
            reach_m,
        }
    }

    fn home(&self, at: Point) -> Home {
        if let Some(b) = self.footprints.around(spot(at)) {
            return Home::Inside(b);
        }
        let here = self.communities.around(spot(at)).map(CommunityId::new);
        let own = here.and_then(|here| {
            self.outlines
                .nearest(at, |b| self.community_of[b] == Some(here))
        });
        match own.or_else(|| self.outlines.nearest(at, |_| true)) {
            Some((b, metres)) if own.is_some() && metres <= self.reach_m => Home::Beside(b),
            Some((b, _)) => Home::Far(b),
            None => Home::Nowhere,
        }
    }
}
