//! Population points: houses on a row of cells, points on cells, the rule as the name.
//!
//! ```text
//! cell       0   4   8           20          48  49 | 50  52
//! house      a   b   c            d           e     |     f      a line between the communities W and E
//! ```

use proptest::prelude::*;
use wangge::geometry::{Lattice, Plane, Point, Polygon};
use wangge::id::CommunityId;
use wangge::issue::Issue;
use wangge::layer::{
    Building, BuildingShape, Community, Layers, PopulationFeature, PopulationShape,
};
use wangge::unit::{Counts, apportion};

/// Lattice units a cell: about 11 m.
const CELL: i32 = 1000;
/// A little more than four cells.
const REACH_M: f64 = 45.0;
/// The cells of the houses and the cell where E begins.
const HOUSES: [i32; 6] = [0, 4, 8, 20, 48, 52];
const EAST: i32 = 50;

fn land(from: i32, to: i32) -> Polygon {
    let corners = [(from, 0), (to, 0), (to, 1), (from, 1)];
    let ring = corners.map(|(x, y)| Point::new(x * CELL, y * CELL));
    Polygon {
        rings: vec![ring.to_vec()],
    }
}

fn house(at: i32) -> Building {
    Building {
        id: format!("{at:03}"),
        shape: BuildingShape::Footprint(vec![land(at, at + 1)]),
        households: None,
        persons: None,
        merchants: None,
        tasks: None,
        floors: 1.0,
        residential: true,
        compound: String::new(),
        entrances: Vec::new(),
        dedicated_use: String::new(),
    }
}

/// A point in the middle of a cell with households and nothing else.
fn point(id: &str, cell: i32, households: u32) -> PopulationFeature {
    PopulationFeature {
        id: id.to_owned(),
        shape: PopulationShape::Point(Point::new(cell * CELL + CELL / 2, CELL / 2)),
        households: Some(households),
        persons: None,
        merchants: None,
        tasks: None,
    }
}

fn town(buildings: Vec<Building>, population: Vec<PopulationFeature>) -> Layers {
    let lattice = Lattice::default();
    let community = |id: &str, from, to| Community {
        id: id.to_owned(),
        polygons: vec![land(from, to)],
        ..Community::default()
    };
    Layers {
        lattice,
        plane: Plane::at(lattice),
        communities: vec![community("W", 0, EAST), community("E", EAST, 100)],
        beats: Vec::new(),
        buildings,
        dedicated: Vec::new(),
        compounds: Vec::new(),
        barriers: Vec::new(),
        population,
        sources: Vec::new(),
        divided: Vec::new(),
    }
}

/// Households of every house, and the issues.
fn shared(layers: &Layers) -> (Vec<i64>, Vec<Issue>) {
    let (counts, issues) = counted(layers);
    (counts.iter().map(|c| c.households).collect(), issues)
}

fn counted(layers: &Layers) -> (Vec<Counts>, Vec<Issue>) {
    let community = |b: &Building| {
        let cell: i32 = b.id.parse().expect("the id of a house is its cell");
        Some(CommunityId::new(usize::from(cell >= EAST)))
    };
    let places: Vec<_> = layers.buildings.iter().map(community).collect();
    let mut issues = Vec::new();
    let counts = apportion(layers, &places, REACH_M, &mut issues);
    (counts, issues)
}

fn row(population: Vec<PopulationFeature>) -> Layers {
    town(HOUSES.map(house).to_vec(), population)
}

fn codes(issues: &[Issue]) -> Vec<(&str, &str)> {
    issues
        .iter()
        .map(|i| (i.code, i.feature.as_str()))
        .collect()
}

#[test]
fn a_point_belongs_to_the_building_it_lies_in_and_points_add_up() {
    let layers = row(vec![point("p", 4, 3), point("q", 4, 2), point("r", 52, 7)]);
    let (households, issues) = shared(&layers);
    assert_eq!(households, [0, 5, 0, 0, 0, 7]);
    assert_eq!(codes(&issues), []);
}

#[test]
fn a_point_in_a_yard_belongs_to_the_nearest_outline() {
    // Two cells from a, one from b.
    let layers = row(vec![point("p", 2, 3), point("q", 3, 4)]);
    let long = Building {
        shape: BuildingShape::Footprint(vec![land(14, 21)]),
        ..house(20)
    };
    assert_eq!(
        shared(&layers).0,
        [3, 4, 0, 0, 0, 0],
        "equals: the lower id"
    );
    let (_, issues) = shared(&layers);
    assert_eq!(codes(&issues), [("points_beside_buildings", "")]);
    assert_eq!((issues[0].households, issues[0].persons), (7, 0));
    assert!(
        issues[0].message.contains("2 points"),
        "{}",
        issues[0].message
    );
    // Its middle is farther from the point than that of c, its outline is not.
    let layers = town(vec![house(8), long], vec![point("p", 12, 1)]);
    assert_eq!(shared(&layers).0, [0, 1]);
}

#[test]
fn the_nearest_building_across_a_community_line_is_not_the_own() {
    // E's house stands one cell away, W's two.
    let layers = row(vec![point("p", 51, 1), point("q", 49, 2)]);
    assert_eq!(shared(&layers).0, [0, 0, 0, 0, 2, 1]);
    let east = town(vec![house(46), house(50)], vec![point("q", 49, 2)]);
    assert_eq!(shared(&east).0, [2, 0]);
}

#[test]
fn a_point_beyond_reach_keeps_its_counts_and_is_named_with_its_place() {
    let layers = row(vec![point("far", 33, 9), point("near", 16, 1)]);
    let (households, issues) = shared(&layers);
    assert_eq!(households, [0, 0, 0, 10, 0, 0]);
    let told = [
        ("point_without_building", "far"),
        ("points_beside_buildings", ""),
    ];
    assert_eq!(codes(&issues), told);
    assert_eq!(issues[0].place, Some([33 * CELL + CELL / 2, CELL / 2]));
    assert_eq!(
        (issues[0].households, &*issues[0].action),
        (9, "given to building 020")
    );
    assert!(!issues[0].message_zh.is_empty());
    // Outside all communities, ten cells from the last house.
    let (households, issues) = shared(&row(vec![point("out", 101, 4)]));
    assert_eq!(households, [0, 0, 0, 0, 0, 4]);
    assert_eq!(codes(&issues), [("point_without_building", "out")]);
}

#[test]
fn without_any_building_people_are_lost_and_told() {
    let layers = row(vec![point("p", 4, 3)]);
    let mut issues = Vec::new();
    let counts = apportion(&layers, &[None; 6], REACH_M, &mut issues);
    assert_eq!(counts, [Counts::default(); 6]);
    assert_eq!(codes(&issues), [("population_lost", "p")]);
    assert_eq!(issues[0].households, 3);
}

#[test]
fn a_building_without_a_place_gets_nothing() {
    let layers = row(vec![point("p", 4, 3)]);
    let places: Vec<_> = (0..6)
        .map(|b| (b != 1).then(|| CommunityId::new(0)))
        .collect();
    let mut issues = Vec::new();
    let counts = apportion(&layers, &places, REACH_M, &mut issues);
    let households: Vec<i64> = counts.iter().map(|c| c.households).collect();
    assert_eq!(households, [3, 0, 0, 0, 0, 0]);
}

#[test]
fn what_a_building_states_itself_stays_and_a_contradiction_is_told() {
    let mut layers = row(vec![point("p", 0, 3), point("q", 4, 6), point("r", 4, 1)]);
    layers.buildings[0].households = Some(3);
    layers.buildings[1].households = Some(5);
    let (households, issues) = shared(&layers);
    assert_eq!(households, [3, 5, 0, 0, 0, 0]);
    assert_eq!(codes(&issues), [("counts_contradict", "q")]);
    assert!(
        issues[0]
            .message
            .contains("state 7 households, the building states 5")
    );
    assert_eq!(issues[0].households, 2);
}

#[test]
fn points_and_areas_add_up() {
    let area = PopulationFeature {
        shape: PopulationShape::Area(vec![land(0, 10)]),
        ..point("area", 0, 9)
    };
    let (households, issues) = shared(&row(vec![area, point("p", 4, 2)]));
    assert_eq!(households, [3, 5, 3, 0, 0, 0]);
    assert_eq!(codes(&issues), [("buildings_without_area", "")]);
}

#[test]
fn merchants_and_tasks_come_from_areas_and_points_and_are_kept_on_buildings() {
    let things = |feature: PopulationFeature, merchants, tasks| PopulationFeature {
        households: None,
        merchants: Some(merchants),
        tasks: Some(tasks),
        ..feature
    };
    let area = PopulationFeature {
        shape: PopulationShape::Area(vec![land(0, 10)]),
        ..point("area", 0, 0)
    };
    let mut layers = row(vec![things(area, 8, 7), things(point("p", 20, 0), 5, 4)]);
    layers.buildings[0].merchants = Some(2);
    layers.buildings[2].floors = 2.0;
    let (counts, issues) = counted(&layers);
    let merchants: Vec<i64> = counts.iter().map(|c| c.merchants).collect();
    let tasks: Vec<i64> = counts.iter().map(|c| c.tasks).collect();
    assert_eq!(
        merchants,
        [2, 2, 4, 5, 0, 0],
        "6 are left for one and two floors"
    );
    assert_eq!(
        tasks,
        [2, 2, 3, 4, 0, 0],
        "by floor area; of equal remainders the lower id"
    );
    assert!(
        counts
            .iter()
            .all(|c| c.households == 0 && c.workload_e7 == 0)
    );
    assert_eq!(codes(&issues), [("buildings_without_area", "")]);
}

proptest! {
    /// Whatever points and areas there are: the whole is the sum of what they state, count by count.
    #[test]
    fn totals_are_conserved(
        points in prop::collection::vec((0..110i32, 0..50u32, 0..90u32, 0..9u32, 0..9u32), 1..30),
        areas in prop::collection::vec((0..90i32, 1..20i32, 0..500u32, 0..90u32), 0..4),
        floors in prop::collection::vec(1..30u32, 6),
    ) {
        let mut population: Vec<PopulationFeature> = Vec::new();
        for (i, &(cell, households, persons, merchants, tasks)) in points.iter().enumerate() {
            population.push(PopulationFeature {
                persons: Some(persons),
                merchants: Some(merchants),
                tasks: Some(tasks),
                ..point(&format!("p{i:02}"), cell, households)
            });
        }
        for (i, &(from, length, households, tasks)) in areas.iter().enumerate() {
            population.push(PopulationFeature {
                shape: PopulationShape::Area(vec![land(from, from + length)]),
                tasks: Some(tasks),
                ..point(&format!("a{i}"), 0, households)
            });
        }
        let houses = HOUSES.iter().zip(&floors);
        let houses = houses.map(|(&at, &floors)| Building { floors: f64::from(floors), ..house(at) });
        let layers = town(houses.collect(), population);
        let (counts, _) = counted(&layers);
        let total: Counts = counts.iter().copied().sum();
        let stated = |of: fn(&PopulationFeature) -> Option<u32>| -> i64 {
            layers.population.iter().filter_map(of).map(i64::from).sum()
        };
        prop_assert_eq!(total.households, stated(|f| f.households));
        prop_assert_eq!(total.persons, stated(|f| f.persons));
        prop_assert_eq!(total.merchants, stated(|f| f.merchants));
        prop_assert_eq!(total.tasks, stated(|f| f.tasks));
    }
}
