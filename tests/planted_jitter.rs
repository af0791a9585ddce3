//! Lines that were one line before each layer was digitised by an office of its own: they are one line again.
//!
//! Twelve communities in four columns, each of one compound, beats of two communities each, a vertex every 30 m. Every vertex of every layer
//! is moved by up to a few metres. What comes back is the town as it was drawn: twelve pieces, every house at home.

use std::collections::BTreeMap;

use wangge::coverage::{AlignOptions, Coverage, build};
use wangge::geometry::{Lattice, Plane, Point, Polygon};
use wangge::issue::Issue;
use wangge::layer::{
    Barrier, BarrierClass, Beat, Building, BuildingShape, Community, Compound, Layers,
};
use wangge::rng::Rng;
use wangge::unit::{Compounds, Counts, Graph, jurisdictions, reconcile};

/// Nodes along a side of a community.
const SIDE: i32 = 6;
const COLUMNS: i32 = 4;
const ROWS: i32 = 3;
/// Lattice units between two nodes, about 30 m at the equator.
const STEP: i32 = 2_695;
const UNIT_M: f64 = 0.011_132;

/// The nodes of one layer, moved by up to `most_m` metres.
struct Nodes(BTreeMap<(i32, i32), Point>);

impl Nodes {
    fn moved(most_m: f64, rng: &mut Rng) -> Self {
        let most = (most_m / UNIT_M / std::f64::consts::SQRT_2) as usize;
        let mut shift = || rng.below(2 * most + 1) as i32 - most as i32;
        let all = (0..=COLUMNS * SIDE).flat_map(|c| (0..=ROWS * SIDE).map(move |r| (c, r)));
        Self(
            all.map(|(c, r)| ((c, r), Point::new(c * STEP + shift(), r * STEP + shift())))
                .collect(),
        )
    }

    /// The outline of the communities in these columns of this row.
    fn outline(&self, columns: std::ops::Range<i32>, row: i32) -> Polygon {
        let (west, east) = (columns.start * SIDE, columns.end * SIDE);
        let (south, north) = (row * SIDE, (row + 1) * SIDE);
        let ring = (west..east)
            .map(|c| (c, south))
            .chain((south..north).map(|r| (east, r)))
            .chain((west + 1..=east).rev().map(|c| (c, north)))
            .chain((south + 1..=north).rev().map(|r| (west, r)));
        Polygon {
            rings: vec![ring.map(|node| self.0[&node]).collect()],
        }
    }
}

/// A house of 10 m whose middle lies `x`, `y` steps east and north.
fn house(id: String, x: f64, y: f64) -> Building {
    let at = |v: f64, metres: f64| (v * f64::from(STEP) + metres / UNIT_M).round() as i32;
    let corner = |dx: f64, dy: f64| Point::new(at(x, dx), at(y, dy));
    let ring = vec![
        corner(-5., -5.),
        corner(5., -5.),
        corner(5., 5.),
        corner(-5., 5.),
    ];
    Building {
        id,
        shape: BuildingShape::Footprint(vec![Polygon { rings: vec![ring] }]),
        households: Some(10),
        persons: Some(30),
        merchants: None,
        tasks: None,
        floors: 1.0,
        residential: true,
        compound: String::new(),
        dedicated_use: String::new(),
        entrances: Vec::new(),
    }
}

/// The outline of a compound among the barriers.
fn wall(outline: &Polygon) -> Barrier {
    let ring = &outline.rings[0];
    Barrier {
        class: BarrierClass::Wall,
        line: ring.iter().chain(&ring[..1]).copied().collect(),
    }
}

/// The town, with the column and row of every house; some houses stand 9 m off a line.
fn town(communities: &Nodes, beats: &Nodes, compounds: &Nodes) -> (Layers, Vec<(i32, i32)>) {
    let lattice = Lattice::default();
    let mut layers = Layers {
        lattice,
        plane: Plane::at(lattice),
        communities: Vec::new(),
        beats: Vec::new(),
        buildings: Vec::new(),
        compounds: Vec::new(),
        barriers: Vec::new(),
        population: Vec::new(),
        sources: Vec::new(),
        divided: Vec::new(),
        dedicated: Vec::new(),
    };
    let mut homes = Vec::new();
    for column in 0..COLUMNS {
        for row in 0..ROWS {
            layers.communities.push(Community {
                id: format!("C{column}{row}"),
                polygons: vec![communities.outline(column..column + 1, row)],
                ..Community::default()
            });
            let outline = compounds.outline(column..column + 1, row);
            layers.barriers.push(wall(&outline));
            layers.compounds.push(Compound {
                id: format!("C{column}{row}"),
                name: String::new(),
                polygons: vec![outline],
            });
            for c in 0..SIDE {
                for r in 0..SIDE {
                    let near = if c == 0 && r % 2 == 0 { 0.3 } else { 0.5 };
                    let (x, y) = (f64::from(column * SIDE + c), f64::from(row * SIDE + r));
                    let id = format!("B{column}{row}{c}{r}");
                    layers.buildings.push(house(id, x + near, y + 0.5));
                    homes.push((column, row));
                }
            }
        }
    }
    for column in (0..COLUMNS).step_by(2) {
        for row in 0..ROWS {
            layers.beats.push(Beat {
                id: format!("P{column}{row}"),
                station: String::new(),
                polygons: vec![beats.outline(column..column + 2, row)],
            });
        }
    }
    (layers, homes)
}

fn built(layers: &Layers) -> (Coverage, Graph, Vec<Issue>) {
    let mut issues = Vec::new();
    let align = AlignOptions::default();
    let coverage = build(layers, &align, &mut issues, &|_| {}).expect("a coverage");
    let ten = Counts {
        households: 10,
        persons: 30,
        ..Counts::default()
    };
    let graph = Graph::of(&coverage, &vec![ten; layers.buildings.len()]);
    (coverage, graph, issues)
}

/// Houses that are not where they were drawn and that no issue names.
fn silently_moved(
    layers: &Layers,
    homes: &[(i32, i32)],
    coverage: &Coverage,
    issues: &[Issue],
) -> Vec<String> {
    let moved = coverage.footprints.iter().filter(|foot| {
        let (column, row) = homes[foot.building.index()];
        let face = coverage.faces[foot.face.index()];
        let community = &layers.communities[face.community.index()].id;
        let beat = &layers.beats[face.beat.index()].id;
        *community != format!("C{column}{row}") || *beat != format!("P{}{row}", column / 2 * 2)
    });
    let ids = moved.map(|foot| layers.buildings[foot.building.index()].id.clone());
    ids.filter(|id| !issues.iter().any(|issue| issue.feature == *id))
        .collect()
}

/// Units that are not in the compound that is their community.
fn strays(layers: &Layers, coverage: &Coverage) -> Vec<String> {
    let counts = vec![Counts::default(); layers.buildings.len()];
    let compounds = Compounds::of(layers, coverage, &counts);
    let units = coverage.faces.iter().zip(&compounds.of_unit);
    let strays = units.filter_map(|(face, compound)| {
        let community = &layers.communities[face.community.index()].id;
        let compound = compound.map(|id| &layers.compounds[id.index()].id);
        (compound != Some(community)).then(|| format!("{community} {compound:?}"))
    });
    strays.collect()
}

#[test]
fn lines_moved_by_up_to_seven_metres_a_layer_are_one_line_again() {
    for (at, most_m) in [0.1, 1.0, 3.0, 5.0, 7.0].into_iter().enumerate() {
        for seed in 0..6 {
            let mut rng = Rng::new(seed, at as u64);
            let mut nodes = || Nodes::moved(most_m, &mut rng);
            let (layers, homes) = town(&nodes(), &nodes(), &nodes());
            let (coverage, graph, issues) = built(&layers);
            let pieces = jurisdictions(&coverage, &graph, &layers);
            let case = format!("{most_m} m, seed {seed}");
            assert_eq!(pieces.len(), layers.communities.len(), "{case}");
            assert_eq!(
                coverage.footprints.len(),
                homes.len(),
                "{case}: a house is lost"
            );
            let moved = silently_moved(&layers, &homes, &coverage, &issues);
            assert!(moved.is_empty(), "{case}: {moved:?}");
            let strays = strays(&layers, &coverage);
            assert!(strays.is_empty(), "{case}: {strays:?}");
        }
    }
}

#[test]
fn a_line_beyond_the_tolerance_is_a_conflict_that_names_its_residents() {
    let mut rng = Rng::new(1, 1);
    let communities = Nodes::moved(0.1, &mut rng);
    let mut beats = Nodes::moved(0.1, &mut rng);
    // The beat line between the second and the third column lies 40 m too far east in the lowest row.
    for r in 0..SIDE {
        let node = beats.0.get_mut(&(2 * SIDE, r)).expect("a node");
        node.x += (40.0 / UNIT_M) as i32;
    }
    let compounds = Nodes::moved(0.1, &mut rng);
    let (layers, _) = town(&communities, &beats, &compounds);
    let (mut coverage, graph, mut issues) = built(&layers);
    let align = AlignOptions::default();
    let came_to = reconcile(&mut coverage, &graph, &layers, &align, &mut issues);
    assert_eq!(came_to.conflicts, 1);
    assert_eq!(came_to.slivers_after, 0);
    let conflict = issues.iter().find(|issue| issue.code == "line_conflict");
    let conflict = conflict.expect("the residents in between are named");
    // One column of six houses.
    assert_eq!(
        (conflict.feature.as_str(), conflict.households),
        ("C20", 60)
    );
}
