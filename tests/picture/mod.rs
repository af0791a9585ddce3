//! Towns drawn as text: one character a square of about 11 m, north at the top.
//!
//! Letters of a picture are the features of its layer; `.` and blanks are nothing. The finished coverage is drawn
//! in the same way, from the label at the middle of every square.
#![allow(dead_code, reason = "each test file uses a part of it")]

use wangge::coverage::{AlignOptions, Coverage, build};
use wangge::geometry::{Lattice, Plane, Point, Polygon};
use wangge::id::FaceId;
use wangge::issue::Issue;
use wangge::layer::{
    Barrier, BarrierClass, Beat, Building, BuildingShape, Community, DedicatedArea, Layers,
};

/// Lattice units a square.
pub const SIDE: i32 = 1000;

/// A town as it is put together.
pub struct Town {
    pub layers: Layers,
    pub align: AlignOptions,
    rows: i32,
}

/// A town with its coverage.
pub struct Built {
    pub coverage: Coverage,
    pub issues: Vec<Issue>,
    pub layers: Layers,
    size: (i32, i32),
}

impl Town {
    /// A town whose communities are the letters of the picture; without more, each is a beat.
    pub fn of(communities: &str) -> Self {
        let lattice = Lattice::default();
        let communities: Vec<Community> = features(communities)
            .into_iter()
            .map(|(id, polygons)| Community {
                name: id.clone(),
                id,
                polygons,
                ..Community::default()
            })
            .collect();
        let rows = communities
            .iter()
            .flat_map(|c| &c.polygons)
            .flat_map(|p| &p.rings)
            .flatten();
        let rows = rows.map(|p| p.y).max().unwrap_or(0) / SIDE;
        let mut town = Self {
            layers: Layers {
                divided: Vec::new(),
                lattice,
                plane: Plane::at(lattice),
                communities,
                beats: Vec::new(),
                buildings: Vec::new(),
                dedicated: Vec::new(),
                compounds: Vec::new(),
                barriers: Vec::new(),
                population: Vec::new(),
                sources: Vec::new(),
            },
            align: AlignOptions::default(),
            rows,
        };
        town.layers.beats = town
            .layers
            .communities
            .iter()
            .map(|c| beat(&c.id, c.polygons.clone()))
            .collect();
        town
    }

    /// Beats as drawn.
    pub fn beats(mut self, picture: &str) -> Self {
        let drawn = features(picture).into_iter();
        self.layers.beats = drawn.map(|(id, polygons)| beat(&id, polygons)).collect();
        self
    }

    /// Dedicated areas as drawn.
    pub fn dedicated(mut self, picture: &str) -> Self {
        for (id, polygons) in features(picture) {
            self = self.dedicated_area(&id, polygons);
        }
        self
    }

    /// A dedicated area with any outline.
    pub fn dedicated_area(mut self, id: &str, polygons: Vec<Polygon>) -> Self {
        self.layers.dedicated.push(DedicatedArea {
            id: id.to_owned(),
            name: format!("{id}园"),
            polygons,
        });
        self
    }

    /// Buildings as drawn, each with 10 households; lower-case letters have none.
    pub fn buildings(mut self, picture: &str) -> Self {
        for (id, parts) in features(picture) {
            let households = if id.chars().all(char::is_lowercase) {
                0
            } else {
                10
            };
            self = self.building(&id, parts, households);
        }
        self
    }

    /// A building with any footprint.
    pub fn building(mut self, id: &str, mut parts: Vec<Polygon>, households: u32) -> Self {
        parts.sort_by_key(|p| std::cmp::Reverse(p.twice_area()));
        self.layers.buildings.push(Building {
            id: id.to_owned(),
            shape: BuildingShape::Footprint(parts),
            households: Some(households),
            persons: None,
            merchants: None,
            tasks: None,
            floors: 1.0,
            residential: true,
            compound: String::new(),
            entrances: Vec::new(),
            dedicated_use: String::new(),
        });
        self.layers.buildings.sort_by(|a, b| a.id.cmp(&b.id));
        self
    }

    /// A street through the points, in squares from the lower left.
    pub fn street(mut self, points: &[(f64, f64)]) -> Self {
        self.layers.barriers.push(Barrier {
            class: BarrierClass::Minor,
            line: points.iter().map(|&p| at(p)).collect(),
        });
        self
    }

    /// Builds the coverage.
    pub fn build(self) -> Built {
        let mut issues = Vec::new();
        let coverage =
            build(&self.layers, &self.align, &mut issues, &|_| {}).expect("the town can be built");
        let columns = coverage.vertices.iter().map(|p| p.x).max().unwrap_or(0);
        let columns = (columns + SIDE - 1) / SIDE;
        Built {
            coverage,
            issues,
            layers: self.layers,
            size: (columns, self.rows),
        }
    }
}

impl Built {
    /// The face at a point, in squares from the lower left.
    pub fn face_at(&self, (x, y): (f64, f64)) -> Option<FaceId> {
        let (x, y) = (x * f64::from(SIDE) + 0.25, y * f64::from(SIDE) + 0.25);
        let mut nearest: Option<(f64, Option<FaceId>)> = None;
        for edge in &self.coverage.edges {
            let [a, b] = [edge.from, edge.to].map(|v| self.coverage.vertices[v as usize]);
            let [ay, by] = [f64::from(a.y), f64::from(b.y)];
            if (ay <= y) == (by <= y) {
                continue;
            }
            let cut = f64::from(a.x) + (y - ay) / (by - ay) * f64::from(b.x - a.x);
            let east = if by > ay { edge.right } else { edge.left };
            if cut < x && nearest.is_none_or(|n| cut > n.0) {
                nearest = Some((cut, east));
            }
        }
        nearest.and_then(|n| n.1)
    }

    /// Draws the town, one character a square.
    fn draw(&self, letter: impl Fn(FaceId) -> char) -> String {
        let row = |r: i32| {
            let square = |c: i32| {
                let face = self.face_at((f64::from(c) + 0.5, f64::from(r) + 0.5));
                face.map_or('.', &letter)
            };
            (0..self.size.0).map(square).collect::<String>()
        };
        (0..self.size.1)
            .rev()
            .map(row)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Which beat every square belongs to.
    pub fn beats(&self) -> String {
        let letter = |f: FaceId| {
            self.layers.beats[self.coverage.faces[f.index()].beat.index()]
                .id
                .chars()
                .next()
        };
        self.draw(|f| letter(f).unwrap_or('?'))
    }

    /// Which community every square belongs to.
    pub fn communities(&self) -> String {
        let faces = &self.coverage.faces;
        let letter = |f: FaceId| {
            self.layers.communities[faces[f.index()].community.index()]
                .id
                .chars()
                .next()
        };
        self.draw(|f| letter(f).unwrap_or('?'))
    }

    /// Which dedicated area every square belongs to; `-` is general land.
    pub fn dedicated(&self) -> String {
        let areas = &self.layers.dedicated;
        let letter = |f: FaceId| {
            let area = self.coverage.faces[f.index()].dedicated?;
            areas[area.index()].id.chars().next()
        };
        self.draw(|f| letter(f).unwrap_or('-'))
    }

    /// Whose parcel every square belongs to; `-` is land without a building.
    pub fn parcels(&self) -> String {
        self.draw(|f| {
            let foot = self.coverage.footprints.iter().find(|p| p.face == f);
            let id = foot.and_then(|p| self.layers.buildings[p.building.index()].id.chars().next());
            id.unwrap_or('-')
        })
    }

    /// Codes of the issues, sorted, once each.
    pub fn codes(&self) -> Vec<&'static str> {
        let mut codes: Vec<_> = self.issues.iter().map(|i| i.code).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// The face of a building's main part.
    pub fn home(&self, id: &str) -> Option<FaceId> {
        let named = |f: &&wangge::coverage::Footprint| {
            f.part == 0 && self.layers.buildings[f.building.index()].id == id
        };
        self.coverage.footprints.iter().find(named).map(|f| f.face)
    }
}

fn beat(id: &str, polygons: Vec<Polygon>) -> Beat {
    Beat {
        id: id.to_owned(),
        station: String::new(),
        polygons,
    }
}

/// A point in squares from the lower left.
pub fn at((x, y): (f64, f64)) -> Point {
    let units = |v: f64| (v * f64::from(SIDE)).round() as i32;
    Point::new(units(x), units(y))
}

/// A polygon through points in squares from the lower left.
pub fn polygon(points: &[(f64, f64)]) -> Polygon {
    Polygon {
        rings: vec![points.iter().map(|&p| at(p)).collect()],
    }
}

/// The letters of a picture with their connected blocks of squares, as outlines.
fn features(picture: &str) -> Vec<(String, Vec<Polygon>)> {
    let lines: Vec<Vec<char>> = picture
        .lines()
        .map(|l| l.trim().chars().collect::<Vec<_>>())
        .filter(|l| !l.is_empty())
        .collect();
    let mut letters: Vec<char> = lines
        .iter()
        .flatten()
        .copied()
        .filter(|c| c.is_alphanumeric())
        .collect();
    letters.sort_unstable();
    letters.dedup();
    let rows = lines.len() as i32;
    let holds = |letter: char, x: i32, y: i32| {
        let line = usize::try_from(rows - 1 - y)
            .ok()
            .and_then(|r| lines.get(r));
        let cell = line.and_then(|l| usize::try_from(x).ok().and_then(|c| l.get(c)));
        cell == Some(&letter)
    };
    let width = lines.iter().map(Vec::len).max().unwrap_or(0) as i32;
    letters
        .into_iter()
        .map(|letter| {
            let outline = outline(width, rows, |x, y| holds(letter, x, y));
            (letter.to_string(), outline)
        })
        .collect()
}

/// Outlines of a set of squares: walk the sides with the set on the left; holes become rings of their polygon.
fn outline(width: i32, height: i32, holds: impl Fn(i32, i32) -> bool) -> Vec<Polygon> {
    let mut sides: Vec<((i32, i32), (i32, i32))> = Vec::new();
    for (x, y) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
        if !holds(x, y) {
            continue;
        }
        let ring = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)];
        let beside = [(x, y - 1), (x + 1, y), (x, y + 1), (x - 1, y)];
        for k in 0..4 {
            if !holds(beside[k].0, beside[k].1) {
                sides.push((ring[k], ring[(k + 1) % 4]));
            }
        }
    }
    let mut rings: Vec<Vec<Point>> = Vec::new();
    while let Some((start, mut end)) = sides.pop() {
        let mut ring = vec![start];
        let mut from = start;
        while end != start {
            ring.push(end);
            // Turn left first, so that blobs meeting in a point stay apart.
            let (dx, dy) = (end.0 - from.0, end.1 - from.1);
            let turns = [(-dy, dx), (dx, dy), (dy, -dx)];
            let next = turns.iter().find_map(|t| {
                let to = (end.0 + t.0, end.1 + t.1);
                sides.iter().position(|s| *s == (end, to))
            });
            let (a, b) = sides.remove(next.expect("outlines are closed"));
            (from, end) = (a, b);
        }
        let ring = ring
            .iter()
            .map(|&(x, y)| Point::new(x * SIDE, y * SIDE))
            .collect();
        rings.push(ring);
    }
    let turns_left = |ring: &Vec<Point>| wangge::geometry::twice_signed_area(ring) > 0;
    let (outer, holes): (Vec<_>, Vec<_>) = rings.into_iter().partition(turns_left);
    let mut polygons: Vec<Polygon> = outer
        .into_iter()
        .map(|ring| Polygon { rings: vec![ring] })
        .collect();
    if let Some(first) = polygons.first_mut() {
        first.rings.extend(holes);
    }
    polygons
}
