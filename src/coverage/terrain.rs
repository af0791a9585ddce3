//! The first arrangement and what lies on each of its faces: communities, beats, footprints.

use rayon::prelude::*;

use crate::geometry::{Plane, Point, Polygon};
use crate::id::BuildingId;
use crate::layer::{Building, BuildingShape, Layers};

use super::mesh::{Mesh, NONE};
use super::parity::Parity;
use super::pieces::{Border, areas_of, borders_of};

/// Community and beat of a face, as indices into the layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Land {
    pub community: u32,
    pub beat: u32,
}

impl Land {
    /// Outside all communities.
    pub const OUTSIDE: Self = Self {
        community: NONE,
        beat: NONE,
    };
}

/// One part of a building's footprint.
pub(super) struct Foot {
    pub building: BuildingId,
    /// 0 carries the counts.
    pub part: u32,
    pub polygon: Polygon,
}

/// Half the side of the square that stands for a building without footprint.
const POINT_HALF_SIDE_M: f64 = 1.5;

/// All footprint parts, by building, largest first.
pub(super) fn feet_of(buildings: &[Building], plane: &Plane) -> Vec<Foot> {
    let mut feet = Vec::new();
    for (i, building) in buildings.iter().enumerate() {
        let square;
        let parts = match &building.shape {
            BuildingShape::Footprint(parts) => parts.as_slice(),
            BuildingShape::Point(p) => {
                square = [square_around(*p, plane)];
                &square
            }
        };
        feet.extend(parts.iter().enumerate().map(|(part, polygon)| Foot {
            building: BuildingId::new(i),
            part: part as u32,
            polygon: polygon.clone(),
        }));
    }
    feet
}

fn square_around(p: Point, plane: &Plane) -> Polygon {
    let (dx, dy) = (
        (POINT_HALF_SIDE_M / plane.x_m) as i32,
        (POINT_HALF_SIDE_M / plane.y_m) as i32,
    );
    let corner = |sx: i32, sy: i32| Point::new(p.x + sx * dx, p.y + sy * dy);
    Polygon {
        rings: vec![vec![
            corner(-1, -1),
            corner(1, -1),
            corner(1, 1),
            corner(-1, 1),
        ]],
    }
}

/// What covers a face in one layer: nothing, one feature, or several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cover {
    /// The lowest feature, or [`NONE`].
    pub first: u32,
    /// All of them, when there are several.
    pub all: Vec<u32>,
}

/// Faces of the first arrangement with everything that is known of them.
pub(super) struct Terrain {
    pub mesh: Mesh,
    pub borders: Vec<Border>,
    pub areas: Vec<i64>,
    /// Largest triangle of each face.
    pub heart: Vec<usize>,
    /// Community and beat; [`Land::OUTSIDE`] outside all communities.
    pub land: Vec<Land>,
    /// Group of fused footprints, or [`NONE`] on open land.
    pub group: Vec<u32>,
    /// For each group the first one of its divided building, else itself: a family has one home.
    pub family: Vec<u32>,
}

/// Which features of the three polygon layers cover each face.
pub(super) struct Covers {
    pub community: Vec<Cover>,
    pub beat: Vec<Cover>,
    pub foot: Vec<Cover>,
}

impl Terrain {
    /// Measures the faces and looks up what covers them.
    pub fn survey(mesh: Mesh, layers: &Layers, feet: &[Foot]) -> (Self, Covers) {
        let borders = borders_of(&mesh, &layers.plane);
        let areas = areas_of(&mesh);
        let heart = mesh.largest(&mesh.face, mesh.faces);
        let communities = layers.communities.iter().map(|c| c.polygons.as_slice());
        let beats = layers.beats.iter().map(|b| b.polygons.as_slice());
        let family = (0..feet.len() as u32).collect();
        let feet = feet.iter().map(|f| std::slice::from_ref(&f.polygon));
        let covers = Covers {
            community: covers(&mesh, &heart, communities),
            beat: covers(&mesh, &heart, beats),
            foot: covers(&mesh, &heart, feet),
        };
        let faces = mesh.faces;
        let terrain = Self {
            mesh,
            borders,
            areas,
            heart,
            land: vec![Land::OUTSIDE; faces],
            group: vec![NONE; faces],
            family,
        };
        (terrain, covers)
    }

    /// Number of faces.
    pub fn faces(&self) -> usize {
        self.areas.len()
    }

    /// Whether the face belongs to a community.
    pub fn inside(&self, face: usize) -> bool {
        self.land[face] != Land::OUTSIDE
    }

    /// The family of the footprints on a face, or [`NONE`] on open land.
    pub fn family_on(&self, face: usize) -> u32 {
        let group = self.group[face];
        if group == NONE {
            NONE
        } else {
            self.family[group as usize]
        }
    }

    /// A point inside the face (rounded to the lattice).
    pub fn place(&self, face: usize) -> Point {
        let [x, y] = self.mesh.centroid3(self.heart[face]);
        Point::new(x.div_euclid(3) as i32, y.div_euclid(3) as i32)
    }
}

fn covers<'a>(
    mesh: &Mesh,
    heart: &[usize],
    features: impl Iterator<Item = &'a [Polygon]>,
) -> Vec<Cover> {
    let parity = Parity::new(
        features
            .enumerate()
            .flat_map(|(i, polygons)| polygons.iter().map(move |p| (i as u32, p))),
    );
    let open = mesh.open_faces();
    heart
        .par_iter()
        .zip(&open)
        .map_init(Vec::new, |owners, (&t, &open)| {
            parity.owners_at(mesh.centroid3(t), owners);
            // Rounding may leave a hair of a polygon beyond its last line: it counts as outside.
            if open {
                owners.clear();
            }
            Cover {
                first: owners.first().copied().unwrap_or(NONE),
                all: if owners.len() > 1 {
                    owners.clone()
                } else {
                    Vec::new()
                },
            }
        })
        .collect()
}
