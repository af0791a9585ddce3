//! From the numbers of a town to its layers.

use wangge::geometry::{Lattice, Plane, Point, Polygon, Ring};
use wangge::layer::{Barrier, BarrierClass, Beat, Building, BuildingShape, Community, Layers};

use super::{Beats, Cm, Form, House, Spec};

impl Spec {
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
            divided: Vec::new(),
            dedicated: Vec::new(),
            lattice,
            plane: site.plane,
            beats: self.beats(&site, &communities),
            communities,
            buildings: self.buildings(&site),
            compounds: Vec::new(),
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
            let mut ring = Self::cell_ring((x, y), (self.cell, self.cell), &[&self.knots]);
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
                let ring = Self::cell_ring(at, cell, moves);
                beat(&format!("{n:02}"), site.polygon(&[ring]))
            })
            .collect()
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
            merchants: None,
            tasks: None,
            floors: 1.0,
            residential: true,
            compound: String::new(),
            entrances: Vec::new(),
            dedicated_use: String::new(),
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
