//! Faces, the borders they share, and the connected pieces of faces that carry one label.

use crate::geometry::Plane;

use super::mesh::{Mesh, NONE};

/// A border between two faces, `a < b`; `b` is [`NONE`] at the hull.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Border {
    pub a: u32,
    pub b: u32,
    pub length_mm: i64,
}

impl Border {
    /// Both ways to look at the border: (this face, other face).
    pub fn ways(self) -> [(u32, u32); 2] {
        [(self.a, self.b), (self.b, self.a)]
    }
}

/// The borders of all faces of a mesh, sorted, every pair once.
pub(super) fn borders_of(mesh: &Mesh, plane: &Plane) -> Vec<Border> {
    use rayon::slice::ParallelSliceMut as _;
    let mut borders = Vec::new();
    for t in 0..mesh.len() {
        for i in 0..3 {
            let u = mesh.across[t][i];
            if u != NONE && (mesh.line[t][i] == NONE || (u as usize) < t) {
                continue;
            }
            let face = mesh.face[t];
            let other = if u == NONE {
                NONE
            } else {
                mesh.face[u as usize]
            };
            if face != other {
                let (from, to) = mesh.edge(t, i);
                borders.push(Border {
                    a: face.min(other),
                    b: face.max(other),
                    length_mm: (plane.distance_m(from, to) * 1000.0).round() as i64,
                });
            }
        }
    }
    borders.par_sort_unstable();
    borders.dedup_by(|next, kept| {
        let same = (next.a, next.b) == (kept.a, kept.b);
        if same {
            kept.length_mm += next.length_mm;
        }
        same
    });
    borders
}

/// Twice the area of every face.
pub(super) fn areas_of(mesh: &Mesh) -> Vec<i64> {
    let mut areas = vec![0; mesh.faces];
    for t in 0..mesh.len() {
        areas[mesh.face[t] as usize] += mesh.twice_area(t);
    }
    areas
}

/// Sets that unite; the lowest member stands for its set.
pub(super) struct Sets(Vec<u32>);

impl Sets {
    pub fn new(count: usize) -> Self {
        Self((0..count as u32).collect())
    }

    pub fn find(&mut self, mut x: u32) -> u32 {
        while self.0[x as usize] != x {
            let up = self.0[self.0[x as usize] as usize];
            self.0[x as usize] = up;
            x = up;
        }
        x
    }

    pub fn unite(&mut self, x: u32, y: u32) {
        let (x, y) = (self.find(x), self.find(y));
        self.0[x.max(y) as usize] = x.min(y);
    }
}

/// Connected pieces of faces with the same key.
pub(super) struct Pieces {
    /// Piece of each face, or [`NONE`] where the face has no key.
    pub of: Vec<u32>,
    /// Number of pieces, numbered by their lowest face.
    pub count: usize,
}

impl Pieces {
    /// Unites faces that share a border and a key.
    pub fn new<K: PartialEq>(
        faces: usize,
        borders: &[Border],
        key: impl Fn(usize) -> Option<K>,
    ) -> Self {
        let keys: Vec<Option<K>> = (0..faces).map(key).collect();
        let mut sets = Sets::new(faces);
        for border in borders.iter().filter(|b| b.b != NONE) {
            let (a, b) = (&keys[border.a as usize], &keys[border.b as usize]);
            if a.is_some() && a == b {
                sets.unite(border.a, border.b);
            }
        }
        let mut of = vec![NONE; faces];
        let mut count = 0;
        for f in 0..faces {
            if keys[f].is_some() {
                let root = sets.find(f as u32) as usize;
                // The root is the lowest face of its piece, so it has its number already.
                if root == f {
                    of[f] = count;
                    count += 1;
                } else {
                    of[f] = of[root];
                }
            }
        }
        Self {
            of,
            count: count as usize,
        }
    }

    /// Area, perimeter and neighbours of every piece.
    pub fn shapes(&self, areas: &[i64], borders: &[Border]) -> Shapes {
        let mut twice_area = vec![0; self.count];
        for (f, &p) in self.of.iter().enumerate() {
            if p != NONE {
                twice_area[p as usize] += areas[f];
            }
        }
        let piece = |face: u32| {
            if face == NONE {
                NONE
            } else {
                self.of[face as usize]
            }
        };
        let mut perimeter_mm = vec![0; self.count];
        let mut contacts = Vec::new();
        for border in borders {
            for (face, other) in border.ways() {
                let (mine, theirs) = (piece(face), piece(other));
                if mine == NONE || mine == theirs {
                    continue;
                }
                perimeter_mm[mine as usize] += border.length_mm;
                if theirs != NONE {
                    contacts.push((mine, theirs, border.length_mm));
                }
            }
        }
        contacts.sort_unstable();
        contacts.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            if same {
                kept.2 += next.2;
            }
            same
        });
        let mut start = vec![0; self.count + 1];
        for c in &contacts {
            start[c.0 as usize + 1] += 1;
        }
        for i in 1..start.len() {
            start[i] += start[i - 1];
        }
        Shapes {
            twice_area,
            perimeter_mm,
            start,
            contacts,
        }
    }
}

/// Measures of pieces.
pub(super) struct Shapes {
    /// Twice the area in square lattice units.
    pub twice_area: Vec<i64>,
    /// Length of the outline.
    pub perimeter_mm: Vec<i64>,
    start: Vec<usize>,
    contacts: Vec<(u32, u32, i64)>,
}

impl Shapes {
    /// Neighbours of a piece with the length of the shared border, ascending.
    pub fn neighbours(&self, piece: usize) -> impl Iterator<Item = (usize, i64)> + '_ {
        let row = &self.contacts[self.start[piece]..self.start[piece + 1]];
        row.iter().map(|c| (c.1 as usize, c.2))
    }

    /// Mean width of a piece: twice its area through its perimeter.
    pub fn width_m(&self, piece: usize, plane: &Plane) -> f64 {
        let perimeter_m = self.perimeter_mm[piece] as f64 / 1000.0;
        2.0 * plane.area_m2(self.twice_area[piece]) / perimeter_m.max(1e-3)
    }
}
