//! Street, railway and river as lines and areas on the ground.

use super::board::{Board, Cut, LineClass, meet};
use super::land::{Land, wave};
use super::mesh::Mesh;
use super::names::Names;
use super::shape::{Xy, add, cross, left};
use crate::layer::{Geometry, Position};

/// A street or a railway.
#[derive(Clone, Debug)]
pub struct Street {
    /// Its class.
    pub class: LineClass,
    /// Its name; lanes have none.
    pub name: Option<String>,
    /// Its middle line.
    pub path: Vec<Position>,
}

/// A street that ends at the river keeps so far from its middle line, over half the river's width.
const QUAY_M: f64 = 6.0;
/// A street that ends at the railway keeps so far from its middle line.
const SIDING_M: f64 = 8.0;
/// Metres between corners of the river bank.
const BANK_STEP_M: f64 = 60.0;
/// How much the river's width changes, and over which length.
const BANK_SWAY: f64 = 0.14;
const BANK_SWAY_M: f64 = 900.0;

/// All streets and the railway: arterials first.
pub fn streets(board: &Board, mesh: &Mesh, land: &Land, seed: u64) -> Vec<Street> {
    let mut names = Names::new(seed, "demo street names");
    let mut streets = Vec::new();
    for &line in &board.through {
        let class = board.lines[line].class;
        if class == LineClass::River {
            continue;
        }
        let stops = &mesh.stops[line];
        let (Some(first), Some(last)) = (stops.first(), stops.last()) else {
            continue;
        };
        streets.push(Street {
            class,
            name: name(class, &mut names),
            path: path(board, mesh, land, line, [first.0, last.0]),
        });
    }
    for cut in &board.cuts {
        let class = board.lines[cut.line].class;
        let range = range(board, cut);
        if range[0] < range[1] {
            streets.push(Street {
                class,
                name: name(class, &mut names),
                path: path(board, mesh, land, cut.line, range),
            });
        }
    }
    streets
}

fn name(class: LineClass, names: &mut Names) -> Option<String> {
    let suffix = match class {
        LineClass::Primary => "大道",
        LineClass::Secondary => "路",
        LineClass::Rail => "铁路",
        _ => return None,
    };
    Some(format!("{}{suffix}", names.pair()))
}

/// Where a street starts and ends along its line.
fn range(board: &Board, cut: &Cut) -> [f64; 2] {
    let line = &board.lines[cut.line];
    let [start, end] = cut.ends.map(|other| {
        let other = &board.lines[other];
        let back = match other.class {
            LineClass::River => other.half_m + QUAY_M,
            LineClass::Rail => SIDING_M,
            _ => 0.0,
        };
        let sine = cross(line.along, other.along).abs();
        (line.position(meet(line, other)), back / sine.max(0.2))
    });
    [start.0 + start.1, end.0 - end.1]
}

fn path(
    board: &Board,
    mesh: &Mesh,
    land: &Land,
    line: usize,
    [from, to]: [f64; 2],
) -> Vec<Position> {
    let shape = &board.lines[line];
    let at = |t: f64| land.place(land.bend(add(shape.at, t, shape.along)));
    let between = mesh.stops[line]
        .iter()
        .filter(|s| s.0 > from + 0.5 && s.0 < to - 0.5);
    let mut path = vec![at(from)];
    path.extend(between.map(|&(_, v)| land.place(land.bend(mesh.at(v, &board.lines)))));
    path.push(at(to));
    path.dedup();
    path
}

/// The river as an area.
pub fn river(board: &Board, mesh: &Mesh, land: &Land) -> Option<Geometry> {
    let id = board
        .through
        .iter()
        .copied()
        .find(|&l| board.lines[l].class == LineClass::River)?;
    let line = &board.lines[id];
    let (first, last) = (mesh.stops[id].first()?.0, mesh.stops[id].last()?.0);
    let steps = ((last - first) / BANK_STEP_M).ceil();
    let bank = |k: f64, side: f64| -> Xy {
        let t = first + (last - first) * k / steps;
        let sway = 1.0 - BANK_SWAY * (0.5 + 0.5 * wave(t / BANK_SWAY_M + 0.25 * side));
        let middle = add(line.at, t, line.along);
        land.bend(add(middle, side * line.half_m * sway, left(line.along)))
    };
    let mut ring = Vec::new();
    let mut k = 0.0;
    while k <= steps {
        ring.push(land.place(bank(k, -1.0)));
        k += 1.0;
    }
    while k > 0.0 {
        k -= 1.0;
        ring.push(land.place(bank(k, 1.0)));
    }
    Some(Geometry::Polygon(vec![ring]))
}
