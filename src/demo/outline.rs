//! Outlines of groups of cells as two offices would digitise them: the same streets, each with its own error.
//!
//! Each office moves every place by a smooth random field, so its own areas still fit together exactly, but the
//! lines of two offices agree only within the error of both.

use super::board::{Board, Line, LineClass};
use super::land::Land;
use super::mesh::{Mesh, Vertex};
use super::shape::{Xy, add, inside};
use crate::layer::{Geometry, Position};
use crate::rng::mix;

/// How an office draws.
#[derive(Clone, Copy, Debug)]
pub struct Hand {
    /// Its own stream of errors.
    pub key: u64,
    /// Largest error east or north.
    pub error_m: f64,
    /// Metres from the middle of the street to the line on those arterials that it draws along the kerb.
    pub kerb_m: f64,
    /// Keeps one bend in this many.
    pub keep_one_in: u64,
}

/// Metres between the places where errors are drawn; between them they change smoothly.
const FIELD_M: f64 = 110.0;

/// Draws groups of cells in one hand.
pub struct Draughtsman<'a> {
    mesh: &'a Mesh,
    places: Vec<Xy>,
    hand: Hand,
    land: &'a Land,
}

impl<'a> Draughtsman<'a> {
    /// Looks at every vertex once.
    pub fn new(board: &Board, mesh: &'a Mesh, land: &'a Land, hand: Hand) -> Self {
        let lines = kerbs(board, mesh, hand);
        let places = (0..mesh.vertices.len()).map(|v| {
            let p = land.bend(mesh.at(v, &lines));
            add(p, 1.0, error(hand, p))
        });
        Self {
            mesh,
            places: places.collect(),
            hand,
            land,
        }
    }

    /// The outline of all cells with this label.
    pub fn draw(&self, label: usize, labels: &[usize], cells: &[usize]) -> Geometry {
        let mut used: Vec<usize> = Vec::new();
        let (mut outer, mut holes) = (Vec::new(), Vec::new());
        for &cell in cells {
            for start in self.edges(cell) {
                if !self.is_border(start, label, labels) || used.binary_search(&start).is_ok() {
                    continue;
                }
                let walk = self.walk(start, label, labels);
                used.extend(&walk);
                used.sort_unstable();
                let ring: Vec<Xy> = walk
                    .iter()
                    .filter(|&&e| self.keeps(e))
                    .map(|&e| self.places[self.mesh.edges[e].from])
                    .collect();
                if super::shape::area(&ring) > 0.0 {
                    outer.push(vec![ring]);
                } else {
                    holes.push(ring);
                }
            }
        }
        for hole in holes {
            let owner = outer.iter_mut().find(|rings| {
                hole.iter().filter(|&&p| inside(&rings[0], p)).count() * 2 > hole.len()
            });
            if let Some(rings) = owner {
                rings.push(hole);
            }
        }
        self.geometry(&outer)
    }

    fn edges(&self, cell: usize) -> std::ops::Range<usize> {
        let start = self.mesh.first[cell];
        start..start + self.mesh.around(cell).len()
    }

    fn is_border(&self, edge: usize, label: usize, labels: &[usize]) -> bool {
        let twin = self.mesh.edges[edge].twin;
        twin.is_none_or(|t| labels[self.mesh.edges[t].cell] != label)
    }

    /// Follows a border with the group on the left until it closes.
    fn walk(&self, start: usize, label: usize, labels: &[usize]) -> Vec<usize> {
        let mut walk = vec![start];
        loop {
            let last = walk[walk.len() - 1];
            let mut edge = self.mesh.edges[last].next;
            while !self.is_border(edge, label, labels) {
                let twin = self.mesh.edges[edge]
                    .twin
                    .expect("an edge without a twin is a border");
                edge = self.mesh.edges[twin].next;
            }
            if edge == start {
                return walk;
            }
            walk.push(edge);
        }
    }

    /// Junctions are kept, and some of the bends.
    fn keeps(&self, edge: usize) -> bool {
        let vertex = self.mesh.edges[edge].from;
        match self.mesh.vertices[vertex] {
            Vertex::Junction(_) => true,
            Vertex::Bend(..) => {
                mix(self.hand.key ^ vertex as u64).is_multiple_of(self.hand.keep_one_in)
            }
        }
    }

    fn geometry(&self, polygons: &[Vec<Vec<Xy>>]) -> Geometry {
        let mut drawn: Vec<Vec<Vec<Position>>> = polygons
            .iter()
            .map(|rings| {
                rings
                    .iter()
                    .map(|r| r.iter().map(|&p| self.land.place(p)).collect())
                    .collect()
            })
            .collect();
        if drawn.len() == 1 {
            Geometry::Polygon(drawn.remove(0))
        } else {
            Geometry::MultiPolygon(drawn)
        }
    }
}

/// The lines of a hand: every second arterial along its kerb, unless junctions would change their order there.
fn kerbs(board: &Board, mesh: &Mesh, hand: Hand) -> Vec<Line> {
    let mut lines = board.lines.clone();
    let arterials = board.through.iter();
    let arterials = arterials.filter(|&&id| board.lines[id].class == LineClass::Primary);
    for &id in arterials.step_by(2) {
        lines[id] = board.lines[id].moved(hand.kerb_m);
        if !in_order(mesh, &lines) {
            lines[id] = board.lines[id];
        }
    }
    lines
}

/// Whether the stops of every line come in their order, no pair at less than half its distance.
fn in_order(mesh: &Mesh, lines: &[Line]) -> bool {
    mesh.stops.iter().zip(lines).all(|(stops, line)| {
        stops.windows(2).all(|pair| {
            let [a, b] = [0, 1].map(|i| line.position(mesh.at(pair[i].1, lines)));
            b - a > 0.5 * (pair[1].0 - pair[0].0)
        })
    })
}

/// The error of a hand at a place: drawn on a square net, blended between its knots.
fn error(hand: Hand, p: Xy) -> Xy {
    let (x, y) = (p[0] / FIELD_M, p[1] / FIELD_M);
    let (i, j) = (x.floor(), y.floor());
    let ease = |t: f64| t * t * (3.0 - 2.0 * t);
    let (u, v) = (ease(x - i), ease(y - j));
    let knot = |di: f64, dj: f64, axis: u64| {
        let key = mix((i + di) as i64 as u64)
            .wrapping_add(mix(((j + dj) as i64 as u64) ^ 0x5851_F42D))
            ^ axis;
        (mix(hand.key ^ mix(key)) >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    };
    [0, 1].map(|axis| {
        let low = knot(0.0, 0.0, axis) * (1.0 - u) + knot(1.0, 0.0, axis) * u;
        let high = knot(0.0, 1.0, axis) * (1.0 - u) + knot(1.0, 1.0, axis) * u;
        hand.error_m * (low * (1.0 - v) + high * v)
    })
}
