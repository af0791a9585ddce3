//! Random towns from small numbers, so that a failing one shrinks to a few houses.
//!
//! Communities are a net of cells with shaken knots, beats the same net drifted by metres or a net of their own;
//! houses overlap, touch, nest and repeat one another. Everything is laid out in centimetres.
#![allow(dead_code, reason = "each test file uses a part of it")]

use proptest::collection::vec;
use proptest::prelude::*;
use wangge::coverage::{AlignOptions, Authority};
use wangge::geometry::{Lattice, Plane, Point, Polygon, Ring};
use wangge::layer::{Barrier, BarrierClass, Beat, Building, BuildingShape, Community, Layers};

/// A point in centimetres.
type Cm = (i32, i32);

/// A town in numbers.
#[derive(Clone, Debug)]
pub struct Spec {
    /// Latitude of the origin, in degrees.
    pub latitude: i32,
    /// Where the town starts, in lattice units from the origin.
    pub shift: (i32, i32),
    /// Cells of the net of communities, east and north.
    pub net: (usize, usize),
    /// Side of a cell, in centimetres.
    pub cell: i32,
    /// Moves of the knots that cells share.
    pub knots: Vec<Cm>,
    /// Moves of the corners of single cells: gaps and overlaps.
    pub corners: Vec<Cm>,
    /// How beats are drawn.
    pub beats: Beats,
    /// Moves of the knots of the beats.
    pub drift: Vec<Cm>,
    /// Houses.
    pub houses: Vec<House>,
    /// Streets and rivers.
    pub streets: Vec<(u8, Vec<Cm>)>,
    /// Tolerance in metres.
    pub tolerance_m: u8,
    /// Whose line wins.
    pub authority: bool,
}

/// How beats are drawn.
#[derive(Clone, Debug)]
pub enum Beats {
    /// Every community is a beat.
    None,
    /// The net of the communities, drifted.
    Drifted,
    /// A net of their own over the whole town.
    Own(usize, usize),
    /// A net of their own over the western part only.
    Part(usize, usize),
}

/// One house.
#[derive(Clone, Debug)]
pub struct House {
    pub form: Form,
    /// Centre, in thousandths of the town.
    pub at: (i32, i32),
    /// Half sides in centimetres.
    pub half: Cm,
    /// Turned by so many degrees.
    pub turn: i32,
    pub households: Option<u32>,
}

/// The outline of a house.
#[derive(Clone, Debug)]
pub enum Form {
    Block,
    Angle,
    Court,
    BowTie,
    TwoParts,
    Point,
    /// A triangle of a few lattice units.
    Tiny(i32, i32),
    /// The same outline as an earlier house.
    Copy(usize),
    /// A smaller house inside an earlier one.
    Inside(usize),
    /// An earlier house moved by so many lattice units.
    Moved(usize, i32, i32),
}

/// Towns of up to `houses` houses.
pub fn specs(houses: usize) -> impl Strategy<Value = Spec> {
    let frame = (
        prop::sample::select(vec![0, 32, -33, 60]),
        prop::sample::select(vec![(0, 0), (1_234_567, -7_654_321), (-40_000, 33_333)]),
        (1..4usize, 1..4usize),
        3_000..9_000i32,
    );
    let nets = (
        vec(within(900), 16),
        prop_oneof![2 => Just(Vec::new()), 1 => vec(within(800), 36)],
        beats(),
        vec(within(800), 16),
    );
    let things = (vec(house(), 0..houses), vec(street(), 0..4));
    let rules = (prop::sample::select(vec![15u8, 15, 5, 0]), any::<bool>());
    (frame, nets, things, rules).prop_map(|(frame, nets, things, rules)| Spec {
        latitude: frame.0,
        shift: frame.1,
        net: frame.2,
        cell: frame.3,
        knots: nets.0,
        corners: nets.1,
        beats: nets.2,
        drift: nets.3,
        houses: things.0,
        streets: things.1,
        tolerance_m: rules.0,
        authority: rules.1,
    })
}

fn within(most: i32) -> impl Strategy<Value = Cm> {
    (-most..=most, -most..=most)
}

fn beats() -> impl Strategy<Value = Beats> {
    prop_oneof![
        1 => Just(Beats::None),
        3 => Just(Beats::Drifted),
        2 => (1..4usize, 1..4usize).prop_map(|(x, y)| Beats::Own(x, y)),
        1 => (1..4usize, 1..4usize).prop_map(|(x, y)| Beats::Part(x, y)),
    ]
}

/// A house whose outline crosses itself.
pub fn crossing_house() -> impl Strategy<Value = House> {
    house().prop_map(|house| House {
        form: Form::BowTie,
        ..house
    })
}

fn house() -> impl Strategy<Value = House> {
    let form = prop_oneof![
        8 => Just(Form::Block),
        3 => Just(Form::Angle),
        1 => Just(Form::Court),
        2 => Just(Form::TwoParts),
        1 => Just(Form::Point),
        1 => (1..6i32, 1..6i32).prop_map(|(x, y)| Form::Tiny(x, y)),
        1 => (0..40usize).prop_map(Form::Copy),
        1 => (0..40usize).prop_map(Form::Inside),
        3 => (0..40usize, -40..40i32, -40..40i32).prop_map(|(i, x, y)| Form::Moved(i, x, y)),
        1 => (0..40usize, -900..900i32, -900..900i32).prop_map(|(i, x, y)| Form::Moved(i, x, y)),
    ];
    let half = prop_oneof![6 => (150..900i32, 150..900i32), 1 => (900..4_000i32, 300..4_000i32)];
    let turn = prop_oneof![Just(0), 0..90i32];
    let households = prop::option::of(0..60u32);
    let at = (-60..1_060i32, -60..1_060i32);
    (form, at, half, turn, households).prop_map(|(form, at, half, turn, households)| House {
        form,
        at,
        half,
        turn,
        households,
    })
}

fn street() -> impl Strategy<Value = (u8, Vec<Cm>)> {
    (0..5u8, vec((-100..1_100i32, -100..1_100i32), 2..5))
}

impl Spec {
    /// The same town with larger tiny houses.
    pub fn with_tiny_houses_enlarged(mut self, times: i32) -> Self {
        for house in &mut self.houses {
            if let Form::Tiny(x, y) = &mut house.form {
                (*x, *y) = (*x * times, *y * times);
            }
        }
        self
    }

    /// The options of the alignment.
    pub fn align(&self) -> AlignOptions {
        AlignOptions {
            authority: if self.authority {
                Authority::Beat
            } else {
                Authority::Community
            },
            tolerance_m: f64::from(self.tolerance_m),
        }
    }

    /// The layers, in the order that the reader gives.
    pub fn layers(&self) -> Layers {
        let lattice = Lattice {
            origin: [1_187_000_000, self.latitude * 10_000_000],
        };
        let site = Site {
            plane: Plane::at(lattice),
            shift: self.shift,
        };
        let communities = self.communities(&site);
        let mut barriers = self.barriers(&site);
        barriers.sort();
        Layers {
            lattice,
            plane: site.plane,
            beats: self.beats(&site, &communities),
            communities,
            buildings: self.buildings(&site),
            barriers,
            population: Vec::new(),
            sources: Vec::new(),
        }
    }

    fn size(&self) -> Cm {
        (self.net.0 as i32 * self.cell, self.net.1 as i32 * self.cell)
    }

    fn communities(&self, site: &Site) -> Vec<Community> {
        let (columns, rows) = self.net;
        let mut communities = Vec::new();
        for (n, (x, y)) in cells(columns, rows).enumerate() {
            let mut ring = cell_ring((x, y), (self.cell, self.cell), &[&self.knots]);
            for (k, corner) in ring.iter_mut().enumerate() {
                let (dx, dy) = self.corners.get(4 * n + k).copied().unwrap_or_default();
                *corner = (corner.0 + dx, corner.1 + dy);
            }
            communities.push(Community {
                id: format!("c{n:02}"),
                polygons: vec![site.polygon(&[ring])],
                ..Community::default()
            });
        }
        communities
    }

    fn beats(&self, site: &Site, communities: &[Community]) -> Vec<Beat> {
        let (width, height) = self.size();
        let (columns, rows, cell) = match self.beats {
            Beats::None => {
                let beat = |c: &Community| beat(&c.id, c.polygons[0].clone());
                return communities.iter().map(beat).collect();
            }
            Beats::Drifted => (self.net.0, self.net.1, (self.cell, self.cell)),
            Beats::Own(x, y) => (x, y, (width / x as i32, height / y as i32)),
            Beats::Part(x, y) => (x, y, (width / (x as i32 + 1), height / y as i32)),
        };
        let moves: &[&[Cm]] = match self.beats {
            Beats::Drifted => &[&self.knots, &self.drift],
            _ => &[&self.drift],
        };
        cells(columns, rows)
            .enumerate()
            .map(|(n, at)| {
                let ring = cell_ring(at, cell, moves);
                beat(&format!("{n:02}"), site.polygon(&[ring]))
            })
            .collect()
    }

    fn barriers(&self, site: &Site) -> Vec<Barrier> {
        let classes = [
            BarrierClass::Wall,
            BarrierClass::Minor,
            BarrierClass::Major,
            BarrierClass::River,
            BarrierClass::Rail,
        ];
        let street = |(class, line): &(u8, Vec<Cm>)| {
            let mut line: Ring = line.iter().map(|&p| site.at(self.of_town(p))).collect();
            line.dedup();
            (line.len() > 1).then(|| Barrier {
                class: classes[*class as usize % 5],
                line,
            })
        };
        self.streets.iter().filter_map(street).collect()
    }

    fn of_town(&self, (x, y): (i32, i32)) -> Cm {
        let (width, height) = self.size();
        (x * (width / 1_000), y * (height / 1_000))
    }

    fn buildings(&self, site: &Site) -> Vec<Building> {
        let mut shapes: Vec<BuildingShape> = Vec::new();
        for house in &self.houses {
            let shape = self.shape(house, &shapes, site);
            shapes.push(shape);
        }
        let building = |(n, (shape, house)): (usize, (BuildingShape, &House))| Building {
            id: format!("b{n:03}"),
            shape,
            households: house.households,
            persons: None,
            merchants: 0,
            floors: 1.0,
            residential: true,
            compound: String::new(),
        };
        let pairs = shapes.into_iter().zip(&self.houses);
        pairs.enumerate().map(building).collect()
    }

    fn shape(&self, house: &House, earlier: &[BuildingShape], site: &Site) -> BuildingShape {
        let centre = self.of_town(house.at);
        let (a, b) = house.half;
        let turned = |ring: &[Cm]| -> Vec<Cm> {
            let (sin, cos) = f64::from(house.turn).to_radians().sin_cos();
            let turn = |&(x, y): &Cm| {
                let (x, y) = (f64::from(x), f64::from(y));
                (
                    centre.0 + (x * cos - y * sin).round() as i32,
                    centre.1 + (x * sin + y * cos).round() as i32,
                )
            };
            ring.iter().map(turn).collect()
        };
        let block = |a: i32, b: i32| turned(&[(-a, -b), (a, -b), (a, b), (-a, b)]);
        let mut parts = match house.form {
            Form::Block => vec![site.polygon(&[block(a, b)])],
            Form::Angle => {
                let ring = [(-a, -b), (a, -b), (a, 0), (0, 0), (0, b), (-a, b)];
                vec![site.polygon(&[turned(&ring)])]
            }
            Form::Court => vec![site.polygon(&[block(a, b), block(a / 2, b / 2)])],
            Form::BowTie => {
                let ring = [(-a, -b), (a, b), (a, -b), (-a, b)];
                vec![site.polygon(&[turned(&ring)])]
            }
            Form::TwoParts => {
                let annex = turned(&[(2 * a, 0), (3 * a, 0), (3 * a, b), (2 * a, b)]);
                vec![site.polygon(&[block(a, b)]), site.polygon(&[annex])]
            }
            Form::Point => return BuildingShape::Point(site.at(centre)),
            Form::Tiny(x, y) => vec![site.tiny(centre, (x, y))],
            Form::Copy(i) => copied(earlier, i, |p| p),
            Form::Moved(i, x, y) => copied(earlier, i, |p| Point::new(p.x + x, p.y + y)),
            Form::Inside(i) => {
                let middle = middle_of(earlier, i);
                copied(earlier, i, |p| half_way(p, middle))
            }
        };
        // As the reader does: what has no area is no house.
        parts.retain(|p| p.twice_area() > 0);
        if parts.is_empty() {
            parts.push(site.polygon(&[block(a, b)]));
        }
        parts.sort_by(|p, q| q.twice_area().cmp(&p.twice_area()).then(p.cmp(q)));
        BuildingShape::Footprint(parts)
    }
}

fn cells(columns: usize, rows: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..rows).flat_map(move |y| (0..columns).map(move |x| (x, y)))
}

fn beat(id: &str, polygon: Polygon) -> Beat {
    Beat {
        id: id.to_owned(),
        station: String::new(),
        polygons: vec![polygon],
    }
}

fn parts_of(earlier: &[BuildingShape], index: usize) -> &[Polygon] {
    let found = (!earlier.is_empty()).then(|| &earlier[index % earlier.len()]);
    match found {
        Some(BuildingShape::Footprint(parts)) => parts,
        _ => &[],
    }
}

fn copied(earlier: &[BuildingShape], index: usize, to: impl Fn(Point) -> Point) -> Vec<Polygon> {
    let ring = |r: &Ring| r.iter().map(|&p| to(p)).collect();
    let polygon = |p: &Polygon| Polygon {
        rings: p.rings.iter().map(ring).collect(),
    };
    parts_of(earlier, index).iter().map(polygon).collect()
}

fn middle_of(earlier: &[BuildingShape], index: usize) -> Point {
    let bounds = parts_of(earlier, index).first().and_then(Polygon::bounds);
    let (low, high) = bounds.unwrap_or_default();
    half_way(low, high)
}

/// Rounded down, so that it moves with the points.
fn half_way(p: Point, q: Point) -> Point {
    Point::new((p.x + q.x).div_euclid(2), (p.y + q.y).div_euclid(2))
}

/// From centimetres to the lattice.
struct Site {
    plane: Plane,
    shift: (i32, i32),
}

impl Site {
    fn at(&self, (x, y): Cm) -> Point {
        let units = |cm: i32, m: f64| (f64::from(cm) / 100.0 / m).round() as i32;
        Point::new(
            self.shift.0 + units(x, self.plane.x_m),
            self.shift.1 + units(y, self.plane.y_m),
        )
    }

    fn polygon(&self, rings: &[Vec<Cm>]) -> Polygon {
        let ring = |r: &Vec<Cm>| r.iter().map(|&p| self.at(p)).collect();
        Polygon {
            rings: rings.iter().map(ring).collect(),
        }
    }

    fn tiny(&self, centre: Cm, (x, y): (i32, i32)) -> Polygon {
        let p = self.at(centre);
        let ring = vec![p, Point::new(p.x + x, p.y), Point::new(p.x, p.y + y)];
        Polygon { rings: vec![ring] }
    }
}

/// The corners of a cell, moved as their knots are.
fn cell_ring((x, y): (usize, usize), cell: Cm, moves: &[&[Cm]]) -> Vec<Cm> {
    [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]
        .map(|(x, y)| {
            let moved = moves.iter().map(|m| m[(4 * y + x) % m.len()]);
            moved.fold((x as i32 * cell.0, y as i32 * cell.1), |at, by| {
                (at.0 + by.0, at.1 + by.1)
            })
        })
        .to_vec()
}
