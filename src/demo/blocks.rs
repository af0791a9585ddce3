//! The ground of each block that may be built on, after its streets have taken their width.

use super::board::{Board, Cell, LineClass, Zone};
use super::land::Land;
use super::shape::{Xy, add, area, cross, left, length, sub};

/// Land beside a line, over half its width, that stays free: pavement, bank, slope.
const FREE_EDGE_M: f64 = 14.0;
const FREE_RIVER_M: f64 = 22.0;
const FREE_RAIL_M: f64 = 14.0;
const FREE_STREET_M: f64 = 6.0;

/// Longest stretch of an outline without a corner.
const STEP_M: f64 = 30.0;

/// The ground of a block.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Outline on the ground in metres, counter-clockwise; empty when streets take everything.
    pub ring: Vec<Xy>,
    /// Stretches of the outline along each line around it, in the order of the ring.
    pub fronts: Vec<Front>,
    /// Area of the outline.
    pub area_m2: f64,
}

/// The side of a block along a line.
#[derive(Clone, Debug)]
pub struct Front {
    /// Its line.
    pub line: usize,
    /// The outline along it, in metres.
    pub path: Vec<Xy>,
}

/// The ground of a cell; `extra` gives further metres to leave free along a line.
pub fn ground(cell: &Cell, board: &Board, land: &Land, extra: impl Fn(usize) -> f64) -> Block {
    let mut corners = cell.corners.clone();
    let mut lines = cell.lines.clone();
    for (i, &line) in cell.lines.iter().enumerate() {
        let next = cell.corners[(i + 1) % cell.corners.len()];
        let wanted = free_m(board, line) + extra(line);
        let by = on_board(cell.corners[i], next, wanted, land);
        trim(
            (&mut corners, &mut lines),
            (cell.corners[i], next),
            line,
            by,
        );
        if corners.len() < 3 {
            return Block::default();
        }
    }
    let mut block = Block::default();
    for (i, &line) in lines.iter().enumerate() {
        let (a, b) = (corners[i], corners[(i + 1) % corners.len()]);
        let mut path = bent(a, b, land);
        block.ring.extend(&path);
        path.push(land.bend(b));
        block.fronts.push(Front { line, path });
    }
    block.area_m2 = area(&block.ring);
    block
}

/// Whether a cell is a block of a town.
pub fn in_town(cell: &Cell) -> bool {
    matches!(cell.zone, Zone::Town(_))
}

/// What a line takes from the blocks beside it.
fn free_m(board: &Board, line: usize) -> f64 {
    let line = &board.lines[line];
    line.half_m
        + match line.class {
            LineClass::Edge => FREE_EDGE_M,
            LineClass::River => FREE_RIVER_M,
            LineClass::Rail => FREE_RAIL_M,
            _ => FREE_STREET_M,
        }
}

/// How far to move an edge on the board so that it moves at least `wanted` metres on the ground.
fn on_board(a: Xy, b: Xy, wanted: f64, land: &Land) -> f64 {
    let along = sub(b, a);
    let l = length(along).max(1.0);
    let side = left([along[0] / l, along[1] / l]);
    let least = [0.05, 0.25, 0.5, 0.75, 0.95].iter().map(|&t| {
        let p = add(a, t, along);
        let (before, after) = (
            land.bend(add(p, -5.0 / l, along)),
            land.bend(add(p, 5.0 / l, along)),
        );
        let street = sub(after, before);
        let moved = sub(land.bend(add(p, wanted, side)), land.bend(p));
        cross(street, moved) / length(street)
    });
    let least = least.fold(f64::MAX, f64::min).max(wanted * 0.3);
    wanted * wanted / least
}

/// Cuts away what is less than `by` to the left of the line from `a` to `b`.
fn trim((corners, lines): (&mut Vec<Xy>, &mut Vec<usize>), (a, b): (Xy, Xy), line: usize, by: f64) {
    let along = sub(b, a);
    let l = length(along);
    let side = |p: Xy| cross(along, sub(p, a)) / l - by;
    let (mut kept, mut labels) = (Vec::new(), Vec::new());
    for i in 0..corners.len() {
        let j = (i + 1) % corners.len();
        let (here, there) = (side(corners[i]), side(corners[j]));
        if here >= 0.0 {
            kept.push(corners[i]);
            labels.push(lines[i]);
        }
        if (here >= 0.0) != (there >= 0.0) {
            let p = add(
                corners[i],
                here / (here - there),
                sub(corners[j], corners[i]),
            );
            kept.push(p);
            labels.push(if here >= 0.0 { line } else { lines[i] });
        }
    }
    *corners = kept;
    *lines = labels;
}

/// The bent path from `a` up to but without `b`.
fn bent(a: Xy, b: Xy, land: &Land) -> Vec<Xy> {
    let along = sub(b, a);
    let pieces = (length(along) / STEP_M).ceil().max(1.0);
    let mut path = Vec::new();
    let mut k = 0.0;
    while k < pieces {
        path.push(land.bend(add(a, k / pieces, along)));
        k += 1.0;
    }
    path
}
