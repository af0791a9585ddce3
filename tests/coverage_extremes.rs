//! Input at the edge of sense still gives a sound coverage.

mod coverage_oracle;

use coverage_oracle::{examine, topology};
use wangge::coverage::{AlignOptions, Coverage, build};
use wangge::geometry::{Lattice, Plane, Point, Polygon};
use wangge::issue::Issue;
use wangge::layer::{Beat, Building, BuildingShape, Community, Layers};
use wangge::unit::{Counts, Graph, jurisdictions};

/// Lattice units in about 11 m.
const SIDE: i32 = 1_000;

fn polygon(points: &[(i32, i32)]) -> Polygon {
    let ring = points.iter().map(|&(x, y)| Point::new(x * SIDE, y * SIDE));
    Polygon {
        rings: vec![ring.collect()],
    }
}

fn block(x: i32, y: i32, width: i32, height: i32) -> Polygon {
    polygon(&[
        (x, y),
        (x + width, y),
        (x + width, y + height),
        (x, y + height),
    ])
}

/// A town whose communities are its beats.
fn town(communities: Vec<Polygon>, buildings: Vec<Polygon>) -> Layers {
    let lattice = Lattice {
        origin: [1_187_000_000, 320_000_000],
    };
    let mut layers = Layers {
        divided: Vec::new(),
        lattice,
        plane: Plane::at(lattice),
        communities: Vec::new(),
        beats: Vec::new(),
        buildings: Vec::new(),
        dedicated: Vec::new(),
        compounds: Vec::new(),
        barriers: Vec::new(),
        population: Vec::new(),
        sources: Vec::new(),
    };
    for (n, polygon) in communities.into_iter().enumerate() {
        let id = format!("c{n}");
        layers.beats.push(beat(&id, polygon.clone()));
        layers.communities.push(Community {
            id,
            polygons: vec![polygon],
            ..Community::default()
        });
    }
    for (n, polygon) in buildings.into_iter().enumerate() {
        layers.buildings.push(Building {
            id: format!("b{n:04}"),
            shape: BuildingShape::Footprint(vec![polygon]),
            households: Some(3),
            persons: None,
            merchants: None,
            tasks: None,
            floors: 1.0,
            residential: true,
            compound: String::new(),
            entrances: Vec::new(),
            dedicated_use: String::new(),
        });
    }
    layers
}

fn beat(id: &str, polygon: Polygon) -> Beat {
    Beat {
        id: id.to_owned(),
        station: String::new(),
        polygons: vec![polygon],
    }
}

/// The coverage, examined.
fn sound(layers: &Layers) -> (Coverage, Vec<Issue>) {
    let mut issues = Vec::new();
    let coverage = build(layers, &AlignOptions::default(), &mut issues, &|_| {});
    let coverage = coverage.expect("any land can be built on");
    assert_eq!(examine(layers, &coverage, &issues), Ok(()));
    let counts = vec![Counts::default(); layers.buildings.len()];
    let graph = Graph::of(&coverage, &counts);
    let pieces = jurisdictions(&coverage, &graph, layers);
    assert_eq!(
        pieces.iter().map(|j| j.units.len()).sum::<usize>(),
        graph.len()
    );
    (coverage, issues)
}

fn outside(issues: &[Issue]) -> usize {
    issues
        .iter()
        .filter(|i| i.code == "building_outside")
        .count()
}

fn twice_area(coverage: &Coverage) -> i64 {
    coverage.faces.iter().map(|f| f.twice_area).sum()
}

#[test]
fn one_house_has_all_the_land() {
    let (coverage, _) = sound(&town(vec![block(0, 0, 9, 9)], vec![block(2, 2, 1, 1)]));
    assert_eq!(coverage.faces.len(), 1);
    assert_eq!(twice_area(&coverage), block(0, 0, 9, 9).twice_area());
}

#[test]
fn land_without_a_house_is_one_face_a_community() {
    let (coverage, issues) = sound(&town(vec![block(0, 0, 9, 9), block(9, 0, 9, 9)], vec![]));
    assert_eq!((coverage.faces.len(), coverage.footprints.len()), (2, 0));
    assert_eq!(issues, []);
}

#[test]
fn community_of_one_triangle_is_one_face() {
    let triangle = polygon(&[(0, 0), (5, 0), (0, 5)]);
    let (coverage, _) = sound(&town(vec![triangle.clone()], vec![]));
    assert_eq!(coverage.faces.len(), 1);
    assert_eq!(twice_area(&coverage), triangle.twice_area());
}

#[test]
fn community_of_ten_lattice_units_is_one_face_and_a_smaller_one_none() {
    let speck = |side: i32| {
        let ring = [(0, 0), (side, 0), (0, side)].map(|(x, y)| Point::new(x, y));
        Polygon {
            rings: vec![ring.to_vec()],
        }
    };
    let (coverage, _) = sound(&town(vec![speck(10)], vec![]));
    assert_eq!(twice_area(&coverage), 100);
    // Its long side passes through the pixel of the opposite corner.
    let (coverage, _) = sound(&town(vec![speck(1)], vec![]));
    assert_eq!(coverage.faces.len(), 0);
}

#[test]
fn houses_that_all_lie_outside_are_all_named() {
    let far = (0..5).map(|k| block(20 + 2 * k, 3, 1, 1)).collect();
    let (coverage, issues) = sound(&town(vec![block(0, 0, 9, 9)], far));
    assert_eq!((coverage.footprints.len(), outside(&issues)), (0, 5));
    assert_eq!(coverage.faces.len(), 1);
}

#[test]
fn beats_that_cover_nothing_still_give_every_face_a_beat() {
    let mut layers = town(vec![block(0, 0, 9, 9)], vec![block(2, 2, 1, 1)]);
    layers.beats = vec![
        beat("far", block(900, 900, 9, 9)),
        beat("near", block(20, 0, 9, 9)),
    ];
    let (coverage, _) = sound(&layers);
    assert_eq!(coverage.faces.len(), 1);
}

#[test]
fn a_thousand_identical_houses_share_one_face() {
    let houses = vec![block(2, 2, 1, 1); 1_000];
    let (coverage, _) = sound(&town(vec![block(0, 0, 9, 9)], houses));
    assert_eq!(
        (coverage.faces.len(), coverage.footprints.len()),
        (1, 1_000)
    );
}

#[test]
fn spiral_community_keeps_its_arms() {
    let mut ring = Vec::new();
    let corner = |turn: i32, k: i32, inset: i32| {
        let r = 40 - 6 * turn - inset;
        [(-r, -r), (r, -r), (r, r), (-r, r - 6)][k as usize]
    };
    let arms = || (0..5).flat_map(|turn| (0..4).map(move |k| (turn, k)));
    ring.extend(arms().map(|(turn, k)| corner(turn, k, 0)));
    ring.extend(
        arms()
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .map(|(turn, k)| corner(turn, k, 3)),
    );
    let spiral = polygon(&ring);
    let houses = (0..8).map(|k| block(-36 + 9 * k, -39, 2, 1)).collect();
    let (coverage, _) = sound(&town(vec![spiral.clone()], houses));
    // Slanted lines are cut at points of the lattice: half a unit beside them.
    let off = (twice_area(&coverage) - spiral.twice_area()).abs();
    assert!(off < spiral.twice_area() / 100_000, "{off}");
    assert_eq!(coverage.faces.len(), 8);
}

#[test]
fn house_as_large_as_the_district_is_its_only_face() {
    let (coverage, _) = sound(&town(vec![block(0, 0, 9, 9)], vec![block(0, 0, 9, 9)]));
    assert_eq!(coverage.faces.len(), 1);
    assert_eq!(twice_area(&coverage), block(0, 0, 9, 9).twice_area());
}

#[test]
fn house_larger_than_the_district_is_outside() {
    let (coverage, issues) = sound(&town(vec![block(0, 0, 9, 9)], vec![block(-9, -9, 40, 40)]));
    assert_eq!(outside(&issues), 1);
    assert_eq!(twice_area(&coverage), block(0, 0, 9, 9).twice_area());
}

#[test]
fn communities_far_apart_are_each_built() {
    let apart = vec![block(0, 0, 9, 9), block(9_000, 9_000, 9, 9)];
    let houses = vec![block(2, 2, 1, 1), block(9_002, 9_002, 1, 1)];
    let (coverage, issues) = sound(&town(apart, houses));
    assert_eq!((coverage.faces.len(), outside(&issues)), (2, 0));
}

#[test]
fn identical_communities_overlap_without_losing_land() {
    let (coverage, issues) = sound(&town(vec![block(0, 0, 9, 9); 3], vec![block(2, 2, 1, 1)]));
    assert_eq!(twice_area(&coverage), block(0, 0, 9, 9).twice_area());
    assert!(issues.iter().any(|i| i.code == "community_overlap"));
}

#[test]
fn community_that_is_a_figure_of_eight_has_two_lobes() {
    let eight = polygon(&[(0, 0), (8, 8), (8, 0), (0, 8)]);
    let layers = town(vec![eight], vec![block(7, 4, 1, 1), block(0, 4, 1, 1)]);
    let mut issues = Vec::new();
    let coverage = build(&layers, &AlignOptions::default(), &mut issues, &|_| {});
    let coverage = coverage.expect("any land can be built on");
    assert!(topology(&layers, &coverage, &issues).is_ok());
    assert_eq!(coverage.faces.len(), 2);
    assert_eq!(
        twice_area(&coverage),
        64 * i64::from(SIDE) * i64::from(SIDE)
    );
}
