//! Counts onto buildings: towns of a few squares on a line, the rule as the name.

use proptest::prelude::*;
use wangge::geometry::{Lattice, Plane, Point, Polygon};
use wangge::id::CommunityId;
use wangge::issue::Issue;
use wangge::layer::{
    Building, BuildingShape, Community, Layers, PopulationFeature, PopulationShape,
};
use wangge::unit::{Counts, WorkloadWeights, apportion};

/// Points farther from a building than four cells belong to none.
const REACH_M: f64 = 45.0;

/// Lattice units a cell: about 11 m, so that a house of one cell has 123 m2.
const CELL: i32 = 1000;

fn land(from: i32, to: i32) -> Polygon {
    let corners = [(from, 0), (to, 0), (to, 1), (from, 1)];
    let ring = corners.map(|(x, y)| Point::new(x * CELL, y * CELL));
    Polygon {
        rings: vec![ring.to_vec()],
    }
}

/// A house on the cell `at` with one floor and no counts.
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

/// The cells `from..to` with households and persons.
fn area(
    id: &str,
    cells: (i32, i32),
    households: Option<u32>,
    persons: Option<u32>,
) -> PopulationFeature {
    PopulationFeature {
        id: id.to_owned(),
        shape: PopulationShape::Area(vec![land(cells.0, cells.1)]),
        households,
        persons,
        merchants: None,
        tasks: None,
    }
}

/// One community over the cells 0..50, a second over 50..100.
fn town(buildings: Vec<Building>, population: Vec<PopulationFeature>) -> Layers {
    let lattice = Lattice::default();
    let community = |id: &str, from, to| Community {
        id: id.to_owned(),
        polygons: vec![land(from, to)],
        ..Community::default()
    };
    Layers {
        divided: Vec::new(),
        lattice,
        plane: Plane::at(lattice),
        communities: vec![community("a", 0, 50), community("b", 50, 100)],
        beats: Vec::new(),
        buildings,
        dedicated: Vec::new(),
        compounds: Vec::new(),
        barriers: Vec::new(),
        population,
        sources: Vec::new(),
    }
}

/// Every building placed in the community that its cell lies in.
fn places(layers: &Layers) -> Vec<Option<CommunityId>> {
    let community = |b: &Building| {
        let cell: usize = b.id.parse().expect("the id of a house is its cell");
        Some(CommunityId::new(cell / 50))
    };
    layers.buildings.iter().map(community).collect()
}

fn shared(layers: &Layers) -> (Vec<Counts>, Vec<Issue>) {
    let mut issues = Vec::new();
    let counts = apportion(layers, &places(layers), REACH_M, &mut issues);
    (counts, issues)
}

fn households(counts: &[Counts]) -> Vec<i64> {
    counts.iter().map(|c| c.households).collect()
}

fn persons(counts: &[Counts]) -> Vec<i64> {
    counts.iter().map(|c| c.persons).collect()
}

fn codes(issues: &[Issue]) -> Vec<&str> {
    issues.iter().map(|issue| issue.code).collect()
}

#[test]
fn households_follow_the_floor_area_and_ties_go_to_the_lower_id() {
    let tall = Building {
        floors: 2.0,
        ..house(2)
    };
    let all = [house(0), house(1), tall];
    let layers = town(all.to_vec(), vec![area("p", (0, 10), Some(9), None)]);
    let (counts, issues) = shared(&layers);
    assert_eq!(households(&counts), [2, 2, 5]);
    assert!(issues.is_empty());
    let even = town(
        vec![house(0), house(1), house(2)],
        vec![area("p", (0, 10), Some(8), None)],
    );
    assert_eq!(households(&shared(&even).0), [3, 3, 2]);
}

#[test]
fn nobody_lives_in_an_office_unless_there_is_nothing_else() {
    let office = |at| Building {
        residential: false,
        floors: 9.0,
        ..house(at)
    };
    let mixed = town(
        vec![house(0), office(1)],
        vec![area("p", (0, 10), Some(8), Some(3))],
    );
    let (counts, _) = shared(&mixed);
    assert_eq!(
        (households(&counts), persons(&counts)),
        (vec![8, 0], vec![3, 0])
    );
    let offices = town(
        vec![office(0), office(1)],
        vec![area("p", (0, 10), Some(8), None)],
    );
    assert_eq!(households(&shared(&offices).0), [4, 4]);
}

#[test]
fn persons_follow_the_households_where_there_are_any() {
    let lived_in = |at, n| Building {
        households: Some(n),
        ..house(at)
    };
    let areas = vec![
        area("p", (0, 10), None, Some(10)),
        area("q", (10, 20), None, Some(10)),
    ];
    let layers = town(
        vec![lived_in(0, 1), lived_in(1, 4), house(10), house(11)],
        areas,
    );
    let (counts, _) = shared(&layers);
    assert_eq!(persons(&counts), [2, 8, 5, 5]);
}

#[test]
fn a_point_counts_as_100_square_metres() {
    let point = Building {
        shape: BuildingShape::Point(Point::new(500, 500)),
        ..house(0)
    };
    let layers = town(
        vec![point, house(1)],
        vec![area("p", (0, 10), Some(2239), None)],
    );
    // 100 m2 against 1000 x 1000 units of 0.0111 m, 123.92 m2.
    assert_eq!(households(&shared(&layers).0), [1000, 1239]);
}

#[test]
fn what_a_building_states_stays_and_the_rest_is_shared() {
    let stated = Building {
        households: Some(6),
        ..house(0)
    };
    let layers = town(
        vec![stated, house(1), house(2)],
        vec![area("p", (0, 10), Some(10), None)],
    );
    let (counts, issues) = shared(&layers);
    assert_eq!(households(&counts), [6, 2, 2]);
    assert!(issues.is_empty());
}

#[test]
fn a_contradiction_is_an_issue_and_the_buildings_win() {
    let stated = |at, n| Building {
        households: Some(n),
        ..house(at)
    };
    let areas = vec![
        area("p", (0, 10), Some(4), None),
        area("q", (10, 20), Some(9), None),
    ];
    let layers = town(vec![stated(0, 6), house(1), stated(10, 7)], areas);
    let (counts, issues) = shared(&layers);
    assert_eq!(households(&counts), [6, 0, 7]);
    assert_eq!(codes(&issues), ["counts_contradict", "counts_contradict"]);
    let told: Vec<_> = issues
        .iter()
        .map(|i| (i.feature.as_str(), i.households))
        .collect();
    assert_eq!(told, [("p", 2), ("q", 2)]);
}

#[test]
fn of_overlapping_areas_the_lowest_id_has_the_building() {
    let areas = vec![
        area("p", (0, 2), Some(5), None),
        area("q", (1, 4), Some(7), None),
    ];
    let layers = town(vec![house(1), house(3)], areas);
    assert_eq!(households(&shared(&layers).0), [5, 7]);
}

#[test]
fn an_area_without_building_gives_to_the_nearest_of_its_community() {
    // The house on cell 50 is nearer to the area on cell 49, but in the other community.
    let layers = town(
        vec![house(40), house(45), house(50)],
        vec![area("p", (49, 50), Some(3), Some(8))],
    );
    let (counts, issues) = shared(&layers);
    assert_eq!(households(&counts), [0, 3, 0]);
    assert_eq!(persons(&counts), [0, 8, 0]);
    assert_eq!(
        codes(&issues),
        ["population_without_building", "buildings_without_area"]
    );
    assert_eq!((issues[0].households, issues[0].persons), (3, 8));
    assert!(issues[0].action.contains("045"));
}

#[test]
fn without_a_building_in_its_community_the_nearest_of_all_gets_it() {
    let layers = town(
        vec![house(60), house(70)],
        vec![area("p", (0, 1), Some(3), None)],
    );
    assert_eq!(households(&shared(&layers).0), [3, 0]);
}

#[test]
fn a_building_without_a_place_keeps_its_counts_and_gets_none() {
    let stated = Building {
        households: Some(4),
        ..house(0)
    };
    let layers = town(
        vec![stated, house(1), house(2)],
        vec![area("p", (0, 10), Some(10), None)],
    );
    let mut places = places(&layers);
    (places[0], places[1]) = (None, None);
    let mut issues = Vec::new();
    let counts = apportion(&layers, &places, REACH_M, &mut issues);
    assert_eq!(households(&counts), [4, 0, 6]);
    let nowhere = vec![None; 3];
    let counts = apportion(&layers, &nowhere, REACH_M, &mut issues);
    assert_eq!(households(&counts), [4, 0, 0]);
    assert_eq!(codes(&issues), ["population_lost"]);
}

#[test]
fn weights_have_three_decimals_and_land_counts_in_square_metres() {
    let milli = |weight| WorkloadWeights::milli(weight).expect("a weight");
    let weights = WorkloadWeights {
        households_milli: milli(1.5),
        persons_milli: milli(2.0),
        merchants_milli: milli(0.0004),
        tasks_milli: milli(0.001),
        buildings_milli: milli(10.0),
        area_ha_milli: milli(0.5),
    };
    let counts = Counts {
        households: 3,
        persons: 5,
        merchants: 2,
        tasks: 7,
        workload_e7: 0,
    };
    let index = 3.0 * 1.5 + 5.0 * 2.0 + 7.0 * 0.001 + 2.0 * 10.0 + 1.2345 * 0.5;
    assert_eq!(
        weights.index_e7(&counts, 2, 12_345),
        (index * 1e7_f64).round() as i64
    );
    for wrong in [f64::NAN, -1.0, WorkloadWeights::MOST + 1.0] {
        assert_eq!(WorkloadWeights::milli(wrong), None);
    }
}

prop_compose! {
    fn any_area()(from in 0..100i32, length in 1..30i32, households in 0..5000u32, persons in 0..9000u32)
        -> (i32, i32, u32, u32) {
        (from, (from + length).min(100), households, persons)
    }
}

proptest! {
    #[test]
    fn totals_are_conserved(
        cells in prop::collection::btree_map(0..100, (1..40u32, any::<bool>()), 1..40),
        areas in prop::collection::vec(any_area(), 1..9),
    ) {
        let buildings = cells.iter().map(|(&at, &(floors, residential))| Building {
            floors: f64::from(floors),
            residential,
            ..house(at)
        });
        let areas = areas.iter().enumerate().map(|(i, &(from, to, households, persons))| {
            area(&i.to_string(), (from, to), Some(households), Some(persons))
        });
        let layers = town(buildings.collect(), areas.collect());
        let (counts, _) = shared(&layers);
        let total: Counts = counts.iter().copied().sum();
        let stated = |of: fn(&PopulationFeature) -> Option<u32>| -> i64 {
            layers.population.iter().filter_map(of).map(i64::from).sum()
        };
        prop_assert_eq!(total.households, stated(|a| a.households));
        prop_assert_eq!(total.persons, stated(|a| a.persons));
        prop_assert!(counts.iter().all(|c| c.households >= 0 && c.persons >= 0));
    }

    #[test]
    fn the_whole_is_the_buildings_own_and_the_rest_of_the_areas(
        cells in prop::collection::btree_map(0..100, prop::option::of(0..200u32), 1..40),
        areas in prop::collection::vec(any_area(), 1..9),
    ) {
        let buildings = cells.iter().map(|(&at, &own)| Building { households: own, ..house(at) });
        let population: Vec<_> = areas.iter().enumerate().map(|(i, &(from, to, households, _))| {
            area(&i.to_string(), (from, to), Some(households), None)
        }).collect();
        let layers = town(buildings.collect(), population);
        let (counts, issues) = shared(&layers);
        let mut expected: i64 = cells.values().flatten().map(|&n| i64::from(n)).sum();
        for (i, &(from, to, households, _)) in areas.iter().enumerate() {
            let first = |at: i32| areas.iter().position(|a| a.0 <= at && at < a.1) == Some(i);
            let inside: Vec<_> = cells.iter().filter(|c| from <= *c.0 && *c.0 < to && first(*c.0)).collect();
            let own: i64 = inside.iter().filter_map(|c| *c.1).map(i64::from).sum();
            if inside.is_empty() || inside.iter().any(|c| c.1.is_none()) {
                expected += (i64::from(households) - own).max(0);
            }
            let told = issues.iter().any(|t| t.code == "counts_contradict" && t.feature == i.to_string());
            let contradicts = own > i64::from(households)
                || !inside.is_empty() && inside.iter().all(|c| c.1.is_some()) && own != i64::from(households);
            prop_assert_eq!(told, contradicts);
        }
        prop_assert_eq!(counts.iter().map(|c| c.households).sum::<i64>(), expected);
    }
}
