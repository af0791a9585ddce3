//! Counts onto buildings: what a building states stays, what an area states is shared out, nothing is lost.
//!
//! A building belongs to the population area that a point inside its main part lies in, of several to the one with
//! the lowest id. The total of an area, less what its buildings state themselves, is shared out by largest remainder
//! (Hamilton; of equal remainders the lower building id) over its buildings that state nothing: households by
//! residential floor area, persons by households where there are any. An area without buildings gives to the
//! nearest building of the community around it. Points give theirs to their building (see `points`). Merchants and
//! tasks are shared out like households.

use crate::geometry::{Lattice, Polygon};
use crate::id::CommunityId;
use crate::issue::{Issue, Severity};
use crate::layer::{Building, BuildingShape, Layers, PopulationFeature, PopulationShape};

use super::Counts;
use super::locate::{Areas, Spot, Spots, inner_spot, spot};
use super::points::{Points, lost};

/// Floor area a floor of a building without footprint, in square metres.
const POINT_AREA_M2: f64 = 100.0;

/// The counts of every building, in the order of `layers.buildings`.
///
/// `community_of` says for each building where it was placed; one without a place keeps the counts it states and
/// gets none from areas. A point outside all buildings belongs to one at most `reach_m` metres away. The sum over all
/// buildings is what the buildings state plus what remains of every area and point, exactly; workloads are left 0.
/// Adds issues `counts_contradict`, `population_without_building`, `point_without_building`, `population_lost`,
/// `points_beside_buildings` and `buildings_without_area`.
///
/// Takes O(n log n) for n buildings and areas.
///
/// # Panics
/// When `community_of` has not one entry a building.
#[must_use]
pub fn apportion(
    layers: &Layers,
    community_of: &[Option<CommunityId>],
    reach_m: f64,
    issues: &mut Vec<Issue>,
) -> Vec<Counts> {
    let join = Join::new(layers, community_of);
    join.report(layers, issues);
    let points = Points::new(layers, community_of, reach_m);
    points.report(issues);
    let floor_area: Vec<u64> = layers
        .buildings
        .iter()
        .map(|b| join.floor_area(b))
        .collect();
    let by_floor_area =
        |members: &[usize]| residential_first(&layers.buildings, members, &floor_area);
    let mut share = |measure: &Measure, weigh: &dyn Fn(&[usize]) -> Vec<u64>| {
        let mut shared = join.share(measure, weigh, issues);
        points.share(measure, &mut shared, issues);
        shared
    };
    let households = share(&HOUSEHOLDS, &by_floor_area);
    let by_households = |members: &[usize]| {
        let there: Vec<u64> = members.iter().map(|&b| households[b]).collect();
        if there.iter().any(|&n| n > 0) {
            there
        } else {
            by_floor_area(members)
        }
    };
    let persons = share(&PERSONS, &by_households);
    let merchants = share(&MERCHANTS, &by_floor_area);
    let tasks = share(&TASKS, &by_floor_area);
    let counts = |b: usize| Counts {
        households: households[b] as i64,
        persons: persons[b] as i64,
        merchants: merchants[b] as i64,
        tasks: tasks[b] as i64,
        workload_e7: 0,
    };
    (0..layers.buildings.len()).map(counts).collect()
}

/// A count that buildings and population features may both state.
pub struct Measure {
    /// Its name.
    pub english: &'static str,
    /// Its name in Chinese.
    pub chinese: &'static str,
    /// What a building states.
    pub of_building: fn(&Building) -> Option<u32>,
    /// What a population feature states.
    pub of_feature: fn(&PopulationFeature) -> Option<u32>,
    /// Says in an issue how many are concerned, where issues have a place for it.
    pub counting: fn(Issue, u64) -> Issue,
}

const HOUSEHOLDS: Measure = Measure {
    english: "households",
    chinese: "户数",
    of_building: |building| building.households,
    of_feature: |feature| feature.households,
    counting: |issue, n| issue.counting(n, 0),
};

const PERSONS: Measure = Measure {
    english: "persons",
    chinese: "人数",
    of_building: |building| building.persons,
    of_feature: |feature| feature.persons,
    counting: |issue, n| issue.counting(0, n),
};

const MERCHANTS: Measure = Measure {
    english: "merchants",
    chinese: "商户数",
    of_building: |building| building.merchants,
    of_feature: |feature| feature.merchants,
    counting: |issue, _| issue,
};

const TASKS: Measure = Measure {
    english: "tasks",
    chinese: "任务数",
    of_building: |building| building.tasks,
    of_feature: |feature| feature.tasks,
    counting: |issue, _| issue,
};

/// Floor areas of `members`; those that are not residential weigh nothing unless none is.
fn residential_first(buildings: &[Building], members: &[usize], floor_area: &[u64]) -> Vec<u64> {
    let lived_in = |&&b: &&usize| buildings[b].residential;
    let any = members.iter().any(|b| lived_in(&b));
    let weight = |b: &usize| {
        if any && !lived_in(&b) {
            0
        } else {
            floor_area[*b]
        }
    };
    members.iter().map(weight).collect()
}

/// Which building lies in which area.
struct Join<'a> {
    layers: &'a Layers,
    areas: Vec<(&'a PopulationFeature, &'a [Polygon])>,
    /// Buildings of each area, ascending, with a place or without.
    inside: Vec<Vec<usize>>,
    /// Whether each building has a place.
    placed: Vec<bool>,
    /// Buildings with a place that lie in no area.
    outside: Vec<usize>,
    /// For each area without a placed building the one that gets its counts.
    heir: Vec<Option<usize>>,
    /// A spot inside each area.
    spots: Vec<Spot>,
}

impl<'a> Join<'a> {
    fn new(layers: &'a Layers, community_of: &[Option<CommunityId>]) -> Self {
        let buildings = &layers.buildings;
        assert_eq!(community_of.len(), buildings.len(), "one entry a building");
        let land = |feature: &'a PopulationFeature| match &feature.shape {
            PopulationShape::Area(polygons) => Some((feature, &polygons[..])),
            PopulationShape::Point(_) => None,
        };
        let areas: Vec<_> = layers.population.iter().filter_map(land).collect();
        let mut join = Self {
            layers,
            inside: vec![Vec::new(); areas.len()],
            placed: community_of.iter().map(Option::is_some).collect(),
            outside: Vec::new(),
            heir: vec![None; areas.len()],
            spots: areas.iter().map(|(_, land)| area_spot(land)).collect(),
            areas,
        };
        if join.areas.is_empty() {
            return join;
        }
        let areas = Areas::new(join.areas.iter().map(|(_, land)| *land));
        let spots: Vec<Spot> = buildings.iter().map(building_spot).collect();
        for (b, &at) in spots.iter().enumerate() {
            match areas.around(at) {
                Some(area) => join.inside[area].push(b),
                None if join.placed[b] => join.outside.push(b),
                None => {}
            }
        }
        join.find_heirs(&spots, community_of);
        join
    }

    fn find_heirs(&mut self, spots: &[Spot], community_of: &[Option<CommunityId>]) {
        let communities = &self.layers.communities;
        let communities = Areas::new(communities.iter().map(|c| &c.polygons[..]));
        let placed = spots.iter().copied().enumerate();
        let placed = placed.filter(|&(b, _)| self.placed[b]);
        let placed = Spots::new(self.layers.plane, placed);
        let mut peopled: Vec<CommunityId> = community_of.iter().flatten().copied().collect();
        peopled.sort_unstable();
        peopled.dedup();
        for (area, members) in self.inside.iter().enumerate() {
            if members.iter().any(|&b| self.placed[b]) {
                continue;
            }
            let at = self.spots[area];
            let here = communities.around(at).map(CommunityId::new);
            let here = here.filter(|c| peopled.binary_search(c).is_ok());
            self.heir[area] =
                placed.nearest(at, |b| here.is_none_or(|c| community_of[b] == Some(c)));
        }
    }

    /// Floor area in square decimetres, at least 1.
    fn floor_area(&self, building: &Building) -> u64 {
        let area_m2 = match &building.shape {
            BuildingShape::Point(_) => POINT_AREA_M2,
            BuildingShape::Footprint(parts) => {
                let twice: i64 = parts.iter().map(|part| part.twice_area().max(0)).sum();
                self.layers.plane.area_m2(twice)
            }
        };
        ((area_m2 * building.floors * 100.0).round() as u64).max(1)
    }

    /// What every building has of one measure, by the weights that `weigh` gives the receivers in an area.
    fn share(
        &self,
        measure: &Measure,
        weigh: &dyn Fn(&[usize]) -> Vec<u64>,
        issues: &mut Vec<Issue>,
    ) -> Vec<u64> {
        let buildings = &self.layers.buildings;
        let own = |b: usize| (measure.of_building)(&buildings[b]);
        let mut shared: Vec<u64> = (0..buildings.len())
            .map(|b| u64::from(own(b).unwrap_or(0)))
            .collect();
        for (a, (area, _)) in self.areas.iter().enumerate() {
            let Some(total) = (measure.of_feature)(area).map(u64::from) else {
                continue;
            };
            let members = &self.inside[a];
            let stated: u64 = members.iter().filter_map(|&b| own(b)).map(u64::from).sum();
            let rest = total.saturating_sub(stated);
            let receives = |b: &usize| self.placed[*b] && own(*b).is_none();
            let receivers: Vec<usize> = members.iter().copied().filter(receives).collect();
            let all_stated = receivers.is_empty() && members.iter().any(|&b| self.placed[b]);
            if stated > total || (rest > 0 && all_stated) {
                issues.push(self.contradiction(a, measure, stated, total));
            }
            if let Some(heir) = self.heir[a] {
                shared[heir] += rest;
                continue;
            }
            let parts = largest_remainder(rest, &weigh(&receivers));
            for (b, part) in receivers.into_iter().zip(parts) {
                shared[b] += part;
            }
        }
        shared
    }

    fn contradiction(&self, area: usize, measure: &Measure, stated: u64, total: u64) -> Issue {
        let id = &self.areas[area].0.id;
        let Measure {
            english, chinese, ..
        } = measure;
        let issue = Issue::new("counts_contradict", Severity::Warning, "population", id)
            .says(
                format!("the area states {total} {english}, its buildings state {stated}; correct one of the layers"),
                format!("区域{chinese}为 {total}，其中建筑合计为 {stated}；请核对两个图层"),
            )
            .done("the buildings' counts kept")
            .at(place(self.layers.lattice, self.spots[area]));
        (measure.counting)(issue, stated.abs_diff(total))
    }

    /// Areas without buildings and buildings without area.
    fn report(&self, layers: &Layers, issues: &mut Vec<Issue>) {
        for (a, (area, _)) in self.areas.iter().enumerate() {
            if self.inside[a].iter().any(|&b| self.placed[b]) {
                continue;
            }
            let count = |n: Option<u32>| u64::from(n.unwrap_or(0));
            let (households, persons) = (count(area.households), count(area.persons));
            let others = count(area.merchants) + count(area.tasks);
            if households + persons + others > 0 {
                issues.push(
                    self.without_building(a)
                        .counting(households, persons)
                        .at(place(layers.lattice, self.spots[a])),
                );
            }
        }
        let shared = [HOUSEHOLDS, PERSONS, MERCHANTS, TASKS]
            .into_iter()
            .filter(|m| self.areas.iter().any(|(a, _)| (m.of_feature)(a).is_some()));
        let shared: Vec<Measure> = shared.collect();
        let lacks = |&&b: &&usize| {
            let building = &layers.buildings[b];
            shared.iter().any(|m| (m.of_building)(building).is_none())
        };
        let without = self.outside.iter().filter(lacks).count();
        if without > 0 {
            issues.push(
                Issue::new("buildings_without_area", Severity::Info, "population", "")
                    .says(
                        format!("{without} buildings lie in no population area"),
                        format!("{without} 栋建筑不在任何人口区域内"),
                    )
                    .done("they get no counts from areas"),
            );
        }
    }

    fn without_building(&self, area: usize) -> Issue {
        let id = &self.areas[area].0.id;
        let Some(heir) = self.heir[area] else {
            return lost(id);
        };
        let heir = &self.layers.buildings[heir].id;
        Issue::new(
            "population_without_building",
            Severity::Warning,
            "population",
            id,
        )
        .says(
            "people live in the area but no building stands in it; complete the building layer",
            "区域内有人口但没有建筑；请补充建筑图层",
        )
        .done(format!("given to building {heir}"))
    }
}

/// A spot inside the building, or its point.
pub(super) fn building_spot(building: &Building) -> Spot {
    match &building.shape {
        BuildingShape::Point(point) => spot(*point),
        BuildingShape::Footprint(parts) => inner_spot(&parts[0]),
    }
}

/// A spot inside the largest polygon of the area; of equals the first.
fn area_spot(land: &[Polygon]) -> Spot {
    let polygons = land.iter().rev();
    let largest = polygons.max_by_key(|polygon| polygon.twice_area());
    largest.map_or([0.0, 0.0], inner_spot)
}

fn place(lattice: Lattice, [x, y]: Spot) -> [i32; 2] {
    lattice.absolute(crate::geometry::Point::new(
        x.floor() as i32,
        y.floor() as i32,
    ))
}

/// Shares `total` out in proportion to `weights`; what rounding leaves goes to the largest remainders, of equals to
/// the first. Equal weights when all are 0.
pub(super) fn largest_remainder(total: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u128 = weights.iter().map(|&w| u128::from(w)).sum();
    if sum == 0 {
        return if weights.is_empty() {
            Vec::new()
        } else {
            largest_remainder(total, &vec![1; weights.len()])
        };
    }
    let exact = |w: u64| u128::from(total) * u128::from(w);
    let mut shares: Vec<u64> = weights.iter().map(|&w| (exact(w) / sum) as u64).collect();
    let left = total - shares.iter().sum::<u64>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(exact(weights[i]) % sum), i));
    for &i in order.iter().take(left as usize) {
        shares[i] += 1;
    }
    shares
}
