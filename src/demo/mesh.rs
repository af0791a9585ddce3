//! The lines between cells as a graph: both sides of a line share its vertices, so outlines of any union of
//! cells fit together without gap or overlap.
//!
//! A vertex is named by the two lines that meet there, never by its coordinates.

use super::board::{Board, Line, meet};
use super::shape::{Xy, add};

/// Longest stretch of a line without a vertex, so that it bends smoothly.
const STEP_M: f64 = 45.0;

/// A place on the board where lines meet, or where a line bends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Vertex {
    /// Two lines meet.
    Junction([usize; 2]),
    /// A line bends, so many metres from its start.
    Bend(usize, f64),
}

/// One side of a stretch of line.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    /// Vertex where it starts.
    pub from: usize,
    /// Vertex where it ends.
    pub to: usize,
    /// The line that it lies on.
    pub line: usize,
    /// The cell to its left.
    pub cell: usize,
    /// The edge that follows around the cell.
    pub next: usize,
    /// The other side; none at the edge of the district.
    pub twin: Option<usize>,
}

/// The graph.
#[derive(Clone, Debug)]
pub struct Mesh {
    /// Vertices: junctions first.
    pub vertices: Vec<Vertex>,
    /// Vertices of each line in order, with their position along it.
    pub stops: Vec<Vec<(f64, usize)>>,
    /// Edges, cell by cell.
    pub edges: Vec<Edge>,
    /// First edge of each cell.
    pub first: Vec<usize>,
}

impl Mesh {
    /// The graph of a board.
    pub fn new(board: &Board) -> Self {
        let junctions = junctions(board);
        let mut mesh = Self {
            vertices: junctions.iter().map(|&j| Vertex::Junction(j)).collect(),
            stops: vec![Vec::new(); board.lines.len()],
            edges: Vec::new(),
            first: Vec::new(),
        };
        for (id, &[a, b]) in junctions.iter().enumerate() {
            let p = meet(&board.lines[a], &board.lines[b]);
            for line in [a, b] {
                mesh.stops[line].push((board.lines[line].position(p), id));
            }
        }
        for line in 0..board.lines.len() {
            mesh.bend(line);
        }
        for (cell, shape) in board.cells.iter().enumerate() {
            mesh.outline(cell, &shape.lines, &junctions);
        }
        mesh.pair();
        mesh
    }

    /// Where a vertex is when the lines are those given (which may have been moved a little).
    pub fn at(&self, vertex: usize, lines: &[Line]) -> Xy {
        match self.vertices[vertex] {
            Vertex::Junction([a, b]) => meet(&lines[a], &lines[b]),
            Vertex::Bend(line, t) => add(lines[line].at, t, lines[line].along),
        }
    }

    /// The edges around a cell.
    pub fn around(&self, cell: usize) -> &[Edge] {
        let end = self
            .first
            .get(cell + 1)
            .copied()
            .unwrap_or(self.edges.len());
        &self.edges[self.first[cell]..end]
    }

    /// Sorts the stops of a line and puts bends between those that are far apart.
    fn bend(&mut self, line: usize) {
        let mut stops = std::mem::take(&mut self.stops[line]);
        stops.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for pair in stops.clone().windows(2) {
            let gap = pair[1].0 - pair[0].0;
            let pieces = (gap / STEP_M).ceil();
            let mut k = 1.0;
            while k < pieces {
                let t = pair[0].0 + gap * k / pieces;
                stops.push((t, self.vertices.len()));
                self.vertices.push(Vertex::Bend(line, t));
                k += 1.0;
            }
        }
        stops.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        self.stops[line] = stops;
    }

    /// Adds the edges around a cell.
    fn outline(&mut self, cell: usize, lines: &[usize], junctions: &[[usize; 2]]) {
        let start = self.edges.len();
        self.first.push(start);
        let corner = |i: usize| {
            let key = sorted([
                lines[(i + lines.len() - 1) % lines.len()],
                lines[i % lines.len()],
            ]);
            junctions
                .binary_search(&key)
                .expect("every corner is a junction")
        };
        for (i, &line) in lines.iter().enumerate() {
            let path = between(&self.stops[line], corner(i), corner(i + 1));
            for pair in path.windows(2) {
                self.edges.push(Edge {
                    from: pair[0],
                    to: pair[1],
                    line,
                    cell,
                    next: self.edges.len() + 1,
                    twin: None,
                });
            }
        }
        if let Some(last) = self.edges.last_mut() {
            last.next = start;
        }
    }

    /// Finds the other side of every edge.
    fn pair(&mut self) {
        let mut ends: Vec<(usize, usize, usize)> = self
            .edges
            .iter()
            .enumerate()
            .map(|(i, e)| (e.from, e.to, i))
            .collect();
        ends.sort_unstable();
        for edge in &mut self.edges {
            edge.twin = ends
                .binary_search_by_key(&(edge.to, edge.from), |&(f, t, _)| (f, t))
                .ok()
                .map(|found| ends[found].2);
        }
    }
}

/// All pairs of lines that meet at the corner of a cell, sorted.
fn junctions(board: &Board) -> Vec<[usize; 2]> {
    let mut all: Vec<[usize; 2]> = board
        .cells
        .iter()
        .flat_map(|cell| {
            let count = cell.lines.len();
            (0..count).map(move |i| sorted([cell.lines[i], cell.lines[(i + 1) % count]]))
        })
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn sorted([a, b]: [usize; 2]) -> [usize; 2] {
    [a.min(b), a.max(b)]
}

/// The vertices of a line from one vertex to another, whichever way that is.
fn between(stops: &[(f64, usize)], from: usize, to: usize) -> Vec<usize> {
    let place = |v| {
        let found = stops.iter().position(|&(_, stop)| stop == v);
        found.expect("a junction is a stop of both its lines")
    };
    let (a, b) = (place(from), place(to));
    let path = stops[a.min(b)..=a.max(b)].iter().map(|&(_, v)| v);
    if a <= b {
        path.collect()
    } else {
        path.rev().collect()
    }
}
