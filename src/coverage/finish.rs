//! The finished coverage: scraps without their building join a neighbour, faces of one label become one face.

use std::cmp::Reverse;

use crate::geometry::{Plane, Point};
use crate::id::{BeatId, CommunityId, DedicatedId, FaceId};
use crate::layer::Layers;

use super::label::{Label, Labels, faces_from_sides};
use super::mesh::{Mesh, NONE};
use super::pieces::{Pieces, Shapes, areas_of, borders_of};
use super::schema::{AlignOptions, Authority, Coverage, Edge, Face, Footprint};
use super::segment::LabelIndex;
use super::sliver::{Relabelled, What};
use super::terrain::{Foot, Land};

/// Rounds after which joining stops.
const MOST_ROUNDS: usize = 20;
/// A point three times enlarged inside the footprints of each label, where it has any.
pub(super) type Anchors = Vec<Option<[i64; 2]>>;

/// For each label the centroid of its largest built triangle in the second arrangement.
pub(super) fn anchors_of(mesh: &Mesh, face: &[LabelIndex], labels: &Labels) -> Anchors {
    let mut best: Vec<(i64, usize)> = vec![(0, 0); labels.len()];
    for t in 0..mesh.len() {
        let label = face[mesh.face[t] as usize];
        let area = mesh.twice_area(t);
        if labels.at(label).group != NONE && area > best[label as usize].0 {
            best[label as usize] = (area, t);
        }
    }
    best.iter()
        .map(|&(area, t)| (area > 0).then(|| mesh.centroid3(t)))
        .collect()
}

/// The last arrangement with its labelled faces.
pub(super) struct Finished {
    mesh: Mesh,
    /// Piece (face of the coverage) of each mesh face, or [`NONE`] outside.
    pieces: Pieces,
    label: Vec<LabelIndex>,
}

/// Labels the faces of the last arrangement and joins scraps; says which went to another land.
pub(super) fn finish(
    mesh: Mesh,
    labels: &Labels,
    anchors: &Anchors,
    (plane, align): (&Plane, &AlignOptions),
) -> (Finished, Vec<Relabelled>) {
    let mut joined = Vec::new();
    let borders = borders_of(&mesh, plane);
    let areas = areas_of(&mesh);
    let mut label = faces_from_sides(&mesh, plane, labels);
    let key = |label: &[LabelIndex], f: usize| {
        (labels.at(label[f]).land != Land::OUTSIDE).then_some(label[f])
    };
    let homes = anchor_faces(&mesh, &label, anchors, &borders, &areas);
    for _ in 0..MOST_ROUNDS {
        let pieces = Pieces::new(mesh.faces, &borders, |f| key(&label, f));
        let shapes = pieces.shapes(&areas, &borders);
        let view = View::new(&mesh, &pieces, (&label, labels), &homes);
        let becomes: Vec<Option<LabelIndex>> = (0..pieces.count)
            .map(|p| {
                let thin = shapes.width_m(p, plane) < align.tolerance_m;
                view.joins(p, thin, &shapes, align.authority)
            })
            .collect();
        if becomes.iter().all(Option::is_none) {
            break;
        }
        joined.extend(view.changed_hands(&becomes, &shapes));
        for (label, &p) in label
            .iter_mut()
            .zip(&pieces.of)
            .filter(|(_, p)| **p != NONE)
        {
            *label = becomes[p as usize].unwrap_or(*label);
        }
    }
    let pieces = Pieces::new(mesh.faces, &borders, |f| key(&label, f));
    let finished = Finished {
        mesh,
        pieces,
        label,
    };
    (finished, joined)
}

/// Label of each piece, whether its building stands on it.
struct View<'a> {
    label: Vec<LabelIndex>,
    home: Vec<bool>,
    place: Vec<Point>,
    labels: &'a Labels,
}

impl<'a> View<'a> {
    fn new(
        mesh: &Mesh,
        pieces: &Pieces,
        (label, labels): (&[LabelIndex], &'a Labels),
        homes: &[u32],
    ) -> Self {
        let mut of = vec![0; pieces.count];
        let mut home = vec![false; pieces.count];
        for (f, &p) in pieces.of.iter().enumerate() {
            if p != NONE {
                of[p as usize] = label[f];
                home[p as usize] |= homes[label[f] as usize] == f as u32;
            }
        }
        let mut place = vec![Point::default(); pieces.count];
        for t in 0..mesh.len() {
            let p = pieces.of[mesh.face[t] as usize];
            if p != NONE {
                place[p as usize] = mesh.triangle(t)[0];
            }
        }
        Self {
            label: of,
            home,
            place,
            labels,
        }
    }

    /// The pieces that go to another land.
    fn changed_hands(&self, becomes: &[Option<LabelIndex>], shapes: &Shapes) -> Vec<Relabelled> {
        let changed = becomes.iter().enumerate().filter_map(|(p, label)| {
            let (from, to) = (self.of(p).land, self.labels.at((*label)?).land);
            (from != to).then(|| Relabelled {
                what: What::Sliver,
                from,
                to,
                twice_area: shapes.twice_area[p],
                place: self.place[p],
            })
        });
        changed.collect()
    }

    fn of(&self, piece: usize) -> Label {
        self.labels.at(self.label[piece])
    }

    /// Whether a larger piece has the same community: what is all of a community is never left out.
    fn has_larger(&self, p: usize, shapes: &Shapes) -> bool {
        let size = |q: usize| (shapes.twice_area[q], q);
        let same = |q: usize| self.of(q).land.community == self.of(p).land.community;
        (0..self.label.len()).any(|q| size(q) > size(p) && same(q))
    }

    /// The label that a piece takes on: scraps of a parcel join a neighbour of the same land, thin ones any or none.
    fn joins(
        &self,
        p: usize,
        thin: bool,
        shapes: &Shapes,
        authority: Authority,
    ) -> Option<LabelIndex> {
        let here = self.of(p);
        let empty = here.group == NONE;
        if self.home[p] || (empty && !thin) {
            return None;
        }
        if thin && shapes.neighbours(p).next().is_none() && self.has_larger(p, shapes) {
            return Some(self.labels.outside());
        }
        let stays = |n: usize| self.home[n] || self.of(n).group == NONE;
        let same_land = shapes
            .neighbours(p)
            .filter(|&(n, _)| self.of(n).land == here.land && stays(n))
            .max_by_key(|&(n, length)| (length, Reverse(n)));
        let fitness = |n: usize| self.of(n).land.fitness(here.land, authority);
        let chosen = same_land.or_else(|| {
            let near = shapes.neighbours(p).filter(|_| thin);
            near.max_by_key(|&(n, length)| (fitness(n), length, Reverse(n)))
        });
        let open = || {
            let open = Label {
                land: here.land,
                group: NONE,
            };
            self.labels.index(open)
        };
        let becomes = chosen.map_or_else(open, |(n, _)| self.label[n]);
        (becomes != self.label[p]).then_some(becomes)
    }
}

/// The mesh face on which the footprints of each label stand, or [`NONE`].
///
/// Where a label has one piece, any of its faces will do; else the anchor decides, else the largest piece.
fn anchor_faces(
    mesh: &Mesh,
    label: &[LabelIndex],
    anchors: &Anchors,
    borders: &[super::pieces::Border],
    areas: &[i64],
) -> Vec<u32> {
    let pieces = Pieces::new(mesh.faces, borders, |f| Some(label[f]));
    let mut count = vec![0u32; anchors.len()];
    let mut home = vec![NONE; anchors.len()];
    let mut first = vec![true; pieces.count];
    let mut largest = vec![-1; anchors.len()];
    for f in 0..mesh.faces {
        let l = label[f] as usize;
        count[l] += u32::from(std::mem::take(&mut first[pieces.of[f] as usize]));
        if anchors[l].is_some() && areas[f] > largest[l] {
            largest[l] = areas[f];
            home[l] = f as u32;
        }
    }
    for t in 0..mesh.len() {
        let face = mesh.face[t];
        let l = label[face as usize] as usize;
        let here = |anchor| count[l] > 1 && contains3(mesh, t, anchor);
        if anchors[l].is_some_and(here) {
            home[l] = face;
        }
    }
    home
}

/// Whether a triangle holds a point that is given three times enlarged.
fn contains3(mesh: &Mesh, t: usize, [x, y]: [i64; 2]) -> bool {
    (0..3).all(|i| {
        let (a, b) = mesh.edge(t, i);
        let (dx, dy) = (i64::from(b.x - a.x), i64::from(b.y - a.y));
        dx * (y - 3 * i64::from(a.y)) - dy * (x - 3 * i64::from(a.x)) >= 0
    })
}

impl Finished {
    /// The coverage with a place for every footprint of `placed`.
    pub fn coverage(&self, layers: &Layers, labels: &Labels, placed: Vec<Placed>) -> Coverage {
        let faces = self.faces(labels);
        let (vertices, edges) = self.edges();
        Coverage {
            lattice: layers.lattice,
            plane: layers.plane,
            vertices,
            edges,
            faces,
            footprints: self.footprints(labels, placed),
            slivers: 0,
        }
    }

    fn faces(&self, labels: &Labels) -> Vec<Face> {
        let mesh = &self.mesh;
        let piece: Vec<u32> = mesh
            .face
            .iter()
            .map(|&f| self.pieces.of[f as usize])
            .collect();
        let mut twice_area = vec![0; self.pieces.count];
        for (t, &p) in piece.iter().enumerate() {
            if p != NONE {
                twice_area[p as usize] += mesh.twice_area(t);
            }
        }
        let heart = mesh.largest(&piece, self.pieces.count);
        let face = |p: usize| {
            let land = labels.at(self.label[mesh.face[heart[p]] as usize]).land;
            let [x, y] = mesh.centroid3(heart[p]);
            Face {
                community: CommunityId::new(land.community as usize),
                beat: BeatId::new(land.beat as usize),
                dedicated: (land.dedicated != NONE)
                    .then(|| DedicatedId::new(land.dedicated as usize)),
                twice_area: twice_area[p],
                inside: Point::new(x.div_euclid(3) as i32, y.div_euclid(3) as i32),
            }
        };
        (0..self.pieces.count).map(face).collect()
    }

    /// Edges between different faces, and the vertices they use.
    fn edges(&self) -> (Vec<Point>, Vec<Edge>) {
        let mesh = &self.mesh;
        let piece = |t: u32| {
            if t == NONE {
                NONE
            } else {
                self.pieces.of[mesh.face[t as usize] as usize]
            }
        };
        let id = |p: u32| (p != NONE).then(|| FaceId::new(p as usize));
        let mut drawn = Vec::new();
        for t in 0..mesh.len() as u32 {
            for i in 0..3 {
                let line = mesh.line[t as usize][i];
                let (left, right) = (piece(t), piece(mesh.across[t as usize][i]));
                let [from, to] = [
                    mesh.corners[t as usize][i],
                    mesh.corners[t as usize][(i + 1) % 3],
                ];
                // Each edge is seen from both sides; the hull from one only.
                let other_way = from > to && mesh.across[t as usize][i] != NONE;
                if line == NONE || left == right || other_way {
                    continue;
                }
                let barrier = mesh.segments[line as usize].tags.strongest_barrier();
                let (from, to, left, right) = if from < to {
                    (from, to, left, right)
                } else {
                    (to, from, right, left)
                };
                drawn.push((from, to, id(left), id(right), barrier));
            }
        }
        drawn.sort_unstable();
        let mut used: Vec<u32> = drawn.iter().flat_map(|e| [e.0, e.1]).collect();
        used.sort_unstable();
        used.dedup();
        let index = |v: u32| used.binary_search(&v).expect("the vertex is used") as u32;
        let edges = drawn
            .iter()
            .map(|&(from, to, left, right, barrier)| Edge {
                from: index(from),
                to: index(to),
                left,
                right,
                barrier,
            })
            .collect();
        (
            used.iter().map(|&v| mesh.points[v as usize]).collect(),
            edges,
        )
    }

    fn footprints(&self, labels: &Labels, placed: Vec<Placed>) -> Vec<Footprint> {
        let mesh = &self.mesh;
        let piece_of = |t: usize| self.pieces.of[mesh.face[t] as usize];
        // A label's home piece, when it has exactly one.
        let mut home = vec![(NONE, false); labels.len()];
        for (f, &p) in self.pieces.of.iter().enumerate() {
            let entry = &mut home[self.label[f] as usize];
            if p != NONE {
                *entry = (p, entry.1 || (entry.0 != NONE && entry.0 != p));
            }
        }
        let open: Vec<usize> = (0..placed.len())
            .filter(|&i| {
                let known = placed[i].label.is_some_and(|l| {
                    let (p, several) = home[l as usize];
                    p != NONE && !several
                });
                !known
            })
            .collect();
        let mut found = vec![NONE; placed.len()];
        for t in 0..mesh.len() {
            for &i in &open {
                if piece_of(t) != NONE && contains3(mesh, t, placed[i].inside3) {
                    found[i] = piece_of(t);
                }
            }
        }
        let face_of = |(i, foot): (usize, &Placed)| match foot.label.map(|l| home[l as usize]) {
            Some((p, false)) if p != NONE => p,
            _ => found[i],
        };
        let faces: Vec<u32> = placed.iter().enumerate().map(face_of).collect();
        placed
            .into_iter()
            .zip(faces)
            .filter(|(_, face)| *face != NONE)
            .map(|(foot, face)| foot.footprint(FaceId::new(face as usize)))
            .collect()
    }
}

/// A footprint that has a home.
pub(super) struct Placed {
    pub foot: Foot,
    pub ground: bool,
    /// Whether the polygon only stands for a point.
    pub point: bool,
    /// Label of its home; `None` for ground, whose inner point decides.
    pub label: Option<LabelIndex>,
    /// A point inside the footprint, three times enlarged.
    pub inside3: [i64; 2],
}

impl Placed {
    fn footprint(self, face: FaceId) -> Footprint {
        Footprint {
            building: self.foot.building,
            part: self.foot.part,
            face,
            ground: self.ground,
            polygon: (!self.point).then_some(self.foot.polygon),
        }
    }
}
