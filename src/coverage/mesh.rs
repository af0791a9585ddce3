//! The constrained Delaunay triangulation of noded segments, flattened; faces by flood fill.

use spade::{ConstrainedDelaunayTriangulation, Point2, Triangulation as _};

use crate::error::{Error, Result};
use crate::geometry::{Plane, Point, cross};

use super::segment::{LabelIndex, Segment};

/// No triangle, no segment.
pub(super) const NONE: u32 = u32::MAX;

/// Triangles of an arrangement; edge `i` of a triangle runs from corner `i` to corner `i + 1`, counter-clockwise.
pub(super) struct Mesh {
    /// The noded segments, canonical.
    pub segments: Vec<Segment>,
    /// Vertices, sorted.
    pub points: Vec<Point>,
    /// Corners of each triangle.
    pub corners: Vec<[u32; 3]>,
    /// Triangle across each edge, or [`NONE`].
    pub across: Vec<[u32; 3]>,
    /// Segment along each edge, or [`NONE`].
    pub line: Vec<[u32; 3]>,
    /// Face of each triangle.
    pub face: Vec<u32>,
    /// Number of faces.
    pub faces: usize,
}

impl Mesh {
    /// Triangulates noded segments.
    ///
    /// # Errors
    /// [`Error::Broken`] when the triangulation refuses a segment.
    pub fn new(segments: Vec<Segment>, plane: &Plane) -> Result<Self> {
        let mut points: Vec<Point> = segments.iter().flat_map(|s| [s.a, s.b]).collect();
        points.sort_unstable();
        points.dedup();
        let index = |p: Point| points.binary_search(&p).expect("ends are vertices");
        let ends: Vec<[usize; 2]> = segments.iter().map(|s| [index(s.a), index(s.b)]).collect();
        let flat = triangulate(&points, &ends, plane)?;
        let starts = starts_of(&ends, points.len());
        let line_at = |from: u32, to: u32| {
            let (low, high) = (from.min(to) as usize, from.max(to) as usize);
            (starts[low]..starts[low + 1]).find(|&s| ends[s as usize][1] == high)
        };
        let mut line = vec![[NONE; 3]; flat.corners.len()];
        for (t, corners) in flat.corners.iter().enumerate() {
            for i in 0..3 {
                if flat.bound[t][i] {
                    line[t][i] = line_at(corners[i], corners[(i + 1) % 3]).unwrap_or(NONE);
                }
            }
        }
        let mut mesh = Self {
            segments,
            points,
            corners: flat.corners,
            across: flat.across,
            line,
            face: Vec::new(),
            faces: 0,
        };
        (mesh.face, mesh.faces) = mesh.flood(|_| true, |m, t, i| m.line[t][i] == NONE);
        Ok(mesh)
    }

    /// Number of triangles.
    pub fn len(&self) -> usize {
        self.corners.len()
    }

    /// Numbers the pieces of the `member` triangles that hang together through edges where `open` holds; [`NONE`]
    /// for the other triangles.
    pub fn flood(
        &self,
        member: impl Fn(usize) -> bool,
        open: impl Fn(&Self, usize, usize) -> bool,
    ) -> (Vec<u32>, usize) {
        let mut piece = vec![NONE; self.len()];
        let mut stack = Vec::new();
        let mut count = 0;
        for first in 0..self.len() {
            if piece[first] != NONE || !member(first) {
                continue;
            }
            piece[first] = count;
            stack.push(first);
            while let Some(t) = stack.pop() {
                for i in 0..3 {
                    let u = self.across[t][i];
                    let enters = u != NONE && piece[u as usize] == NONE && member(u as usize);
                    if enters && open(self, t, i) {
                        piece[u as usize] = count;
                        stack.push(u as usize);
                    }
                }
            }
            count += 1;
        }
        (piece, count as usize)
    }

    /// Whether each face reaches the hull without a line between: such a face lies outside everything drawn.
    pub fn open_faces(&self) -> Vec<bool> {
        let mut open = vec![false; self.faces];
        for t in 0..self.len() {
            let bare = |i: usize| self.across[t][i] == NONE && self.line[t][i] == NONE;
            open[self.face[t] as usize] |= (0..3).any(bare);
        }
        open
    }

    /// The corners of a triangle as points.
    pub fn triangle(&self, t: usize) -> [Point; 3] {
        self.corners[t].map(|v| self.points[v as usize])
    }

    /// Ends of edge `i` of triangle `t`.
    pub fn edge(&self, t: usize, i: usize) -> (Point, Point) {
        let [from, to] = [self.corners[t][i], self.corners[t][(i + 1) % 3]];
        (self.points[from as usize], self.points[to as usize])
    }

    /// Twice the area of a triangle.
    pub fn twice_area(&self, t: usize) -> i64 {
        let [a, b, c] = self.triangle(t);
        cross(a, b, c)
    }

    /// Three times the centroid of a triangle: exact.
    pub fn centroid3(&self, t: usize) -> [i64; 2] {
        let [a, b, c] = self.triangle(t);
        [
            i64::from(a.x) + i64::from(b.x) + i64::from(c.x),
            i64::from(a.y) + i64::from(b.y) + i64::from(c.y),
        ]
    }

    /// The largest triangle of every piece; ties go to the first.
    pub fn largest(&self, piece: &[u32], count: usize) -> Vec<usize> {
        let mut best = vec![(-1, 0); count];
        for (t, &p) in piece.iter().enumerate() {
            let area = self.twice_area(t);
            if p != NONE && area > best[p as usize].0 {
                best[p as usize] = (area, t);
            }
        }
        best.into_iter().map(|b| b.1).collect()
    }

    /// The label on the near side of edge `i` of triangle `t`, as its segment carries it.
    pub fn side(&self, t: usize, i: usize) -> LabelIndex {
        let segment = self.segments[self.line[t][i] as usize];
        let (from, to) = self.edge(t, i);
        if from < to {
            segment.left
        } else {
            segment.right
        }
    }
}

struct Flat {
    corners: Vec<[u32; 3]>,
    across: Vec<[u32; 3]>,
    bound: Vec<[bool; 3]>,
}

/// A triangulation wants isotropic coordinates: x is scaled by a multiple of 1/64, which is exact.
fn triangulate(points: &[Point], ends: &[[usize; 2]], plane: &Plane) -> Result<Flat> {
    let broken = |message: String| Error::Broken {
        stage: "triangulation",
        message,
    };
    let scale = ((64.0 * plane.x_m / plane.y_m).round() / 64.0).max(1.0 / 64.0);
    let vertices = points
        .iter()
        .map(|p| Point2::new(f64::from(p.x) * scale, f64::from(p.y)))
        .collect();
    let mut refused = 0;
    let mesh = ConstrainedDelaunayTriangulation::<Point2<f64>>::try_bulk_load_cdt(
        vertices,
        ends.to_vec(),
        |_| refused += 1,
    )
    .map_err(|e| broken(e.to_string()))?;
    if refused > 0 || mesh.num_vertices() != points.len() {
        return Err(broken(format!("{refused} lines were refused")));
    }
    let count = mesh.num_inner_faces();
    let mut flat = Flat {
        corners: vec![[NONE; 3]; count],
        across: vec![[NONE; 3]; count],
        bound: vec![[false; 3]; count],
    };
    for face in mesh.inner_faces() {
        // Index 0 is the outer face.
        let t = face.index() - 1;
        for (i, edge) in face.adjacent_edges().into_iter().enumerate() {
            flat.corners[t][i] = edge.from().index() as u32;
            flat.bound[t][i] = edge.is_constraint_edge();
            if let Some(other) = edge.rev().face().as_inner() {
                flat.across[t][i] = other.index() as u32 - 1;
            }
        }
    }
    Ok(flat)
}

/// Where the segments of each lower end start; segments are sorted by it.
fn starts_of(ends: &[[usize; 2]], points: usize) -> Vec<u32> {
    let mut starts = vec![0u32; points + 1];
    for e in ends {
        starts[e[0] + 1] += 1;
    }
    for i in 1..starts.len() {
        starts[i] += starts[i - 1];
    }
    starts
}
