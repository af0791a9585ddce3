//! A synthetic town of any size: blocks of houses between streets, communities and beats that nearly coincide.

use wangge::geometry::{Lattice, Plane, Point, Polygon};
use wangge::layer::{
    Barrier, BarrierClass, Beat, Building, BuildingShape, Community, Layers, PopulationFeature,
    PopulationShape,
};
use wangge::rng::Rng;

/// Metres from house to house.
const PLOT_M: f64 = 18.0;
/// Houses along a block.
const BLOCK: usize = 8;
/// Width of the streets between blocks, in metres.
const STREET_M: f64 = 14.0;
/// Blocks along a community; beats are 6 blocks wide and 2 high.
const BLOCKS: usize = 3;
const BEAT: (usize, usize) = (6, 2);
/// Most that a knot of the beats lies off the street, in metres.
const DRIFT_M: f64 = 8.0;

/// A town of about `buildings` buildings, the same for the same number.
pub fn town(buildings: usize) -> Layers {
    let lattice = Lattice {
        origin: [1_187_000_000, 320_000_000],
    };
    let side = buildings.isqrt();
    let site = Site {
        plane: Plane::at(lattice),
        blocks: side.div_ceil(BLOCK),
    };
    let mut rng = Rng::new(1, buildings as u64);
    let communities = site.net((BLOCKS, BLOCKS), 0.0, &mut rng);
    let beats = site.net(BEAT, DRIFT_M, &mut rng);
    let buildings: Vec<Building> = (0..side * side)
        .filter_map(|n| site.building(n, (n % side, n / side), &mut rng))
        .collect();
    Layers {
        divided: Vec::new(),
        dedicated: Vec::new(),
        lattice,
        plane: site.plane,
        population: areas(&communities, &mut rng),
        communities: named(communities, |id, polygon| Community {
            name: id.clone(),
            id,
            polygons: vec![polygon],
            ..Community::default()
        }),
        beats: named(beats, |id, polygon| Beat {
            id,
            station: String::new(),
            polygons: vec![polygon],
        }),
        buildings,
        compounds: Vec::new(),
        barriers: site.streets(),
        sources: Vec::new(),
    }
}

fn named<T>(polygons: Vec<Polygon>, make: impl Fn(String, Polygon) -> T) -> Vec<T> {
    let named = polygons.into_iter().enumerate();
    named.map(|(n, p)| make(format!("{n:06}"), p)).collect()
}

fn areas(communities: &[Polygon], rng: &mut Rng) -> Vec<PopulationFeature> {
    let area = |(n, polygon): (usize, &Polygon)| PopulationFeature {
        id: format!("{n:06}"),
        shape: PopulationShape::Area(vec![polygon.clone()]),
        households: Some(800 + rng.below(3_000) as u32),
        persons: Some(2_000 + rng.below(8_000) as u32),
        merchants: None,
        tasks: None,
    };
    communities.iter().enumerate().map(area).collect()
}

struct Site {
    plane: Plane,
    blocks: usize,
}

impl Site {
    fn at(&self, x_m: f64, y_m: f64) -> Point {
        Point::new(
            (x_m / self.plane.x_m).round() as i32,
            (y_m / self.plane.y_m).round() as i32,
        )
    }

    /// Where the street before a block runs.
    fn street_m(block: usize) -> f64 {
        block as f64 * (BLOCK as f64 * PLOT_M + STREET_M)
    }

    /// Cells of so many blocks, with their knots moved.
    fn net(&self, (width, height): (usize, usize), drift_m: f64, rng: &mut Rng) -> Vec<Polygon> {
        let knots = |step: usize| self.blocks.div_ceil(step) + 1;
        let (columns, rows) = (knots(width), knots(height));
        let mut knot = Vec::with_capacity(columns * rows);
        for (y, x) in (0..rows).flat_map(|y| (0..columns).map(move |x| (y, x))) {
            let mut off = || (rng.unit() - 0.5) * 2.0 * drift_m;
            let block = |i: usize, step: usize| Self::street_m((i * step).min(self.blocks));
            knot.push(self.at(block(x, width) + off(), block(y, height) + off()));
        }
        let cell = |(x, y): (usize, usize)| {
            let corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)];
            let ring = corners.map(|(x, y)| knot[y * columns + x]);
            Polygon {
                rings: vec![ring.to_vec()],
            }
        };
        let cells = (0..rows - 1).flat_map(|y| (0..columns - 1).map(move |x| (x, y)));
        cells.map(cell).collect()
    }

    /// One plot in twelve is empty, one house in four stands wall to wall with the next.
    fn building(&self, n: usize, (x, y): (usize, usize), rng: &mut Rng) -> Option<Building> {
        let middle = |i: usize| {
            let in_block = (i % BLOCK) as f64 + 0.5;
            Self::street_m(i / BLOCK) + STREET_M / 2.0 + in_block * PLOT_M
        };
        let (empty, tower) = (rng.below(12) == 0, rng.below(40) == 0);
        let half_x = if rng.below(4) == 0 {
            PLOT_M / 2.0
        } else {
            4.0 + 3.0 * rng.unit()
        };
        let half_y = 4.0 + 3.0 * rng.unit();
        let turn = if half_x < PLOT_M / 2.0 {
            rng.unit() - 0.5
        } else {
            0.0
        };
        let (sin, cos) = (turn * 0.5).sin_cos();
        let corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)];
        let corner = |(sx, sy): (f64, f64)| {
            let (dx, dy) = (sx * half_x, sy * half_y);
            self.at(
                middle(x) + dx * cos - dy * sin,
                middle(y) + dx * sin + dy * cos,
            )
        };
        let floors = if tower { 18 } else { 1 + rng.below(6) };
        let ring = corners.map(corner).to_vec();
        (!empty).then(|| Building {
            id: format!("{n:06}"),
            shape: BuildingShape::Footprint(vec![Polygon { rings: vec![ring] }]),
            households: None,
            persons: None,
            merchants: None,
            tasks: None,
            floors: floors as f64,
            residential: true,
            compound: String::new(),
            entrances: Vec::new(),
            dedicated_use: String::new(),
        })
    }

    /// A street between all blocks; every fourth is a major road.
    fn streets(&self) -> Vec<Barrier> {
        let end = Self::street_m(self.blocks);
        let mut streets: Vec<Barrier> = (0..=self.blocks)
            .flat_map(|block| {
                let at = Self::street_m(block);
                let class = if block % 4 == 0 {
                    BarrierClass::Major
                } else {
                    BarrierClass::Minor
                };
                let line = |a: (f64, f64), b: (f64, f64)| Barrier {
                    class,
                    line: vec![self.at(a.0, a.1), self.at(b.0, b.1)],
                };
                [line((at, 0.0), (at, end)), line((0.0, at), (end, at))]
            })
            .collect();
        streets.sort();
        streets
    }
}
