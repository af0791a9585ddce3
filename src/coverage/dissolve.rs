//! Dissolving: the polygons of every label, by walking the edges whose two sides carry different labels.
//!
//! At each head vertex the walk turns inside the label (the first kept edge clockwise from the edge it came by),
//! so two blobs that meet in a point are two polygons. A ring that comes back to a vertex is split there, so a
//! hole that touches the outer ring is a ring of its own. Integers only: the written polygons are exact.

use std::cmp::Ordering;

use crate::geometry::{Point, Polygon, Ring, cross};

use super::{Coverage, Edge};

/// The connected polygons of each of the labels `0..count`; faces labelled `None` belong to nobody.
///
/// One polygon a connected set of faces (a point contact does not connect). Outer rings run counter-clockwise,
/// holes clockwise; a ring starts at its lowest vertex (least x, then least y); holes and polygons are sorted by
/// their rings. When several labellings of one coverage are dissolved, share a [`Rotation`].
///
/// Where the sides of the edges around a vertex contradict each other (no coverage), the rings through it are open
/// ends or worse: an audit of the polygons finds them.
///
/// # Panics
/// When `labels` is shorter than the table of faces or a label is not below `count`.
#[must_use]
pub fn dissolve(coverage: &Coverage, labels: &[Option<u32>], count: usize) -> Vec<Vec<Polygon>> {
    Rotation::of(coverage).dissolve(labels, count)
}

/// The edges around every vertex of a coverage in counter-clockwise order.
///
/// Half-edge `2e` runs along edge `e` from its first to its second vertex, half-edge `2e + 1` back.
pub struct Rotation<'a> {
    coverage: &'a Coverage,
    /// Half-edges by the vertex they leave, counter-clockwise.
    spokes: Vec<u32>,
    /// Where the spokes of each vertex start; one more than vertices.
    offsets: Vec<u32>,
    /// Position of each half-edge in `spokes`.
    place: Vec<u32>,
}

impl<'a> Rotation<'a> {
    /// Sorts the edges of `coverage` around their vertices. O(edges · log degree).
    #[must_use]
    pub fn of(coverage: &'a Coverage) -> Self {
        let offsets = spoke_offsets(coverage);
        let mut next = offsets.clone();
        let mut spokes = vec![0; coverage.edges.len() * 2];
        for half in 0..spokes.len() as u32 {
            let slot = &mut next[origin(coverage, half) as usize];
            spokes[*slot as usize] = half;
            *slot += 1;
        }
        for pair in offsets.windows(2) {
            spokes[pair[0] as usize..pair[1] as usize].sort_unstable_by(|&a, &b| {
                turn_order(direction(coverage, a), direction(coverage, b))
            });
        }
        let mut place = vec![0; spokes.len()];
        for (position, &half) in spokes.iter().enumerate() {
            place[half as usize] = position as u32;
        }
        Self {
            coverage,
            spokes,
            offsets,
            place,
        }
    }

    /// [`dissolve`] with the work around the vertices done before. O(edges + faces).
    ///
    /// # Panics
    /// As [`dissolve`].
    #[must_use]
    pub fn dissolve(&self, labels: &[Option<u32>], count: usize) -> Vec<Vec<Polygon>> {
        let sides = Sides::of(self.coverage, labels);
        let component = components(self.coverage, &sides);
        let mut rings = self.rings(&sides, &component);
        rings.sort_unstable();
        let mut polygons = vec![Vec::new(); count];
        for group in rings.chunk_by(|a, b| (a.label, a.component) == (b.label, b.component)) {
            let rings = group.iter().map(|found| self.ring(&found.vertices));
            polygons[group[0].label as usize].push(Polygon {
                rings: rings.collect(),
            });
        }
        for parts in &mut polygons {
            parts.sort_unstable();
        }
        polygons
    }

    /// Every ring of every label, each half-edge walked once.
    fn rings(&self, sides: &Sides, component: &[u32]) -> Vec<FoundRing> {
        let mut walked = vec![false; self.spokes.len()];
        let mut splitter = Splitter::new(self.coverage.vertices.len());
        let mut rings = Vec::new();
        for start in 0..self.spokes.len() as u32 {
            let Some(label) = sides.border(start).filter(|_| !walked[start as usize]) else {
                continue;
            };
            let face = left(self.coverage, start).expect("a labelled side has a face");
            let mut half = start;
            while !walked[half as usize] {
                walked[half as usize] = true;
                splitter.pass(origin(self.coverage, half));
                half = self.next(sides, half, label);
            }
            for vertices in splitter.finish() {
                rings.push(FoundRing {
                    label,
                    component: component[face],
                    side: self.side(&vertices),
                    vertices,
                });
            }
        }
        rings
    }

    /// The first border half-edge of `label` clockwise from the way back at the head of `half`; the way back where
    /// there is none.
    fn next(&self, sides: &Sides, half: u32, label: u32) -> u32 {
        let back = half ^ 1;
        let vertex = origin(self.coverage, back) as usize;
        let (first, end) = (self.offsets[vertex], self.offsets[vertex + 1]);
        let mut position = self.place[back as usize];
        loop {
            position = if position == first { end } else { position } - 1;
            let candidate = self.spokes[position as usize];
            if candidate == back || sides.border(candidate) == Some(label) {
                return candidate;
            }
        }
    }

    /// Which side of the ring its label lies on; the lowest vertex, the first, is always convex.
    fn side(&self, ring: &[u32]) -> Side {
        let at = |i: usize| self.coverage.vertices[ring[i % ring.len()] as usize];
        if cross(at(ring.len() - 1), at(0), at(1)) > 0 {
            Side::Outer
        } else {
            Side::Hole
        }
    }

    fn ring(&self, vertices: &[u32]) -> Ring {
        let point = |&v: &u32| self.coverage.vertices[v as usize];
        vertices.iter().map(point).collect()
    }
}

/// A ring of a label; sorts by label, then connected piece, outer ring first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct FoundRing {
    label: u32,
    component: u32,
    side: Side,
    vertices: Vec<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Outer,
    Hole,
}

/// The label on the left of every half-edge.
struct Sides(Vec<Option<u32>>);

impl Sides {
    fn of(coverage: &Coverage, labels: &[Option<u32>]) -> Self {
        let label = |half| left(coverage, half).and_then(|face| labels[face]);
        Self((0..coverage.edges.len() as u32 * 2).map(label).collect())
    }

    /// The label whose border the half-edge is: on its left and not on its right.
    fn border(&self, half: u32) -> Option<u32> {
        let (here, there) = (self.0[half as usize], self.0[(half ^ 1) as usize]);
        here.filter(|_| here != there)
    }
}

/// Cuts a walk into rings without repeated vertices.
struct Splitter {
    path: Vec<u32>,
    /// Position of each vertex in `path`.
    seen: Vec<Option<u32>>,
    rings: Vec<Vec<u32>>,
}

impl Splitter {
    fn new(vertices: usize) -> Self {
        Self {
            path: Vec::new(),
            seen: vec![None; vertices],
            rings: Vec::new(),
        }
    }

    fn pass(&mut self, vertex: u32) {
        if let Some(position) = self.seen[vertex as usize] {
            self.cut(position as usize);
        }
        self.seen[vertex as usize] = Some(self.path.len() as u32);
        self.path.push(vertex);
    }

    /// The path from `position` on becomes a ring that starts at its lowest vertex.
    fn cut(&mut self, position: usize) {
        let mut ring = self.path.split_off(position);
        for &vertex in &ring {
            self.seen[vertex as usize] = None;
        }
        let lowest = (0..ring.len()).min_by_key(|&i| ring[i]).unwrap_or(0);
        ring.rotate_left(lowest);
        self.rings.push(ring);
    }

    fn finish(&mut self) -> Vec<Vec<u32>> {
        self.cut(0);
        std::mem::take(&mut self.rings)
    }
}

/// The connected piece (through edges between equal labels) of every face, named by its lowest face.
fn components(coverage: &Coverage, sides: &Sides) -> Vec<u32> {
    let mut parent: Vec<u32> = (0..coverage.faces.len() as u32).collect();
    for (edge, side) in coverage.edges.iter().zip(sides.0.chunks_exact(2)) {
        if let (Some(a), Some(b)) = (edge.left, edge.right)
            && side[0].is_some()
            && side[0] == side[1]
        {
            let (a, b) = (
                root(&mut parent, a.index() as u32),
                root(&mut parent, b.index() as u32),
            );
            parent[a.max(b) as usize] = a.min(b);
        }
    }
    (0..coverage.faces.len() as u32)
        .map(|face| root(&mut parent, face))
        .collect()
}

fn root(parent: &mut [u32], mut face: u32) -> u32 {
    while parent[face as usize] != face {
        parent[face as usize] = parent[parent[face as usize] as usize];
        face = parent[face as usize];
    }
    face
}

fn spoke_offsets(coverage: &Coverage) -> Vec<u32> {
    let mut offsets = vec![0; coverage.vertices.len() + 1];
    for Edge { from, to, .. } in &coverage.edges {
        offsets[*from as usize + 1] += 1;
        offsets[*to as usize + 1] += 1;
    }
    for i in 1..offsets.len() {
        offsets[i] += offsets[i - 1];
    }
    offsets
}

fn origin(coverage: &Coverage, half: u32) -> u32 {
    let edge = &coverage.edges[(half >> 1) as usize];
    if half & 1 == 0 { edge.from } else { edge.to }
}

/// Index of the face on the left of a half-edge.
fn left(coverage: &Coverage, half: u32) -> Option<usize> {
    let edge = &coverage.edges[(half >> 1) as usize];
    let face = if half & 1 == 0 { edge.left } else { edge.right };
    face.map(crate::id::FaceId::index)
}

fn direction(coverage: &Coverage, half: u32) -> Point {
    let from = coverage.vertices[origin(coverage, half) as usize];
    let to = coverage.vertices[origin(coverage, half ^ 1) as usize];
    Point::new(to.x - from.x, to.y - from.y)
}

/// Counter-clockwise order of directions, starting east.
fn turn_order(a: Point, b: Point) -> Ordering {
    let lower_half = |d: Point| d.y < 0 || (d.y == 0 && d.x < 0);
    lower_half(a)
        .cmp(&lower_half(b))
        .then_with(|| cross(Point::default(), b, a).cmp(&0))
}
