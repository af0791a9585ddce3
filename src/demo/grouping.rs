//! Dividing cells into connected groups of about equal weight whose lines run along large streets.
//!
//! Halves of halves by position, then small corrections: detached pieces go to a neighbour, and cells change
//! sides where that shortens lines along small streets.

use super::board::{Board, Line, LineClass};
use super::dice::between;
use super::mesh::Mesh;
use super::shape::{Xy, length, middle, sub};
use crate::rng::Rng;

/// A neighbour of a cell.
#[derive(Clone, Copy, Debug)]
pub struct Neighbour {
    /// The other cell.
    pub cell: usize,
    /// Metres of shared line; many times as much where the line is a street that nobody minds crossing.
    pub bond: f64,
}

/// The cells as a graph.
#[derive(Clone, Debug)]
pub struct CellGraph {
    /// Centres of the cells, on the board.
    pub centres: Vec<Xy>,
    /// What each cell counts in a balance.
    pub weights: Vec<u64>,
    /// Neighbours across anything but the river, in the order of their ids.
    pub neighbours: Vec<Vec<Neighbour>>,
}

impl CellGraph {
    /// The graph of a board.
    pub fn new(board: &Board, mesh: &Mesh, weights: Vec<u64>) -> Self {
        let neighbours = (0..board.cells.len())
            .map(|cell| neighbours(cell, &board.lines, mesh))
            .collect();
        Self {
            centres: board.cells.iter().map(|c| middle(&c.corners)).collect(),
            weights,
            neighbours,
        }
    }

    /// Weight of some cells.
    pub fn weight(&self, cells: &[usize]) -> u64 {
        cells.iter().map(|&c| self.weights[c]).sum()
    }

    /// Whether one can walk between any two of these cells without leaving them; true for none.
    pub fn is_connected(&self, cells: &[usize]) -> bool {
        pieces(self, cells, &vec![0; self.weights.len()]).len() < 2
    }

    /// Bonds from a cell to each of the labels around it, by label.
    pub fn bonds(&self, cell: usize, labels: &[usize]) -> Vec<(usize, f64)> {
        let mut bonds: Vec<(usize, f64)> = Vec::new();
        for n in &self.neighbours[cell] {
            match bonds.iter_mut().find(|(label, _)| *label == labels[n.cell]) {
                Some((_, bond)) => *bond += n.bond,
                None => bonds.push((labels[n.cell], n.bond)),
            }
        }
        bonds.sort_by_key(|&(label, _)| label);
        bonds
    }
}

/// How much a line ties the cells on its two sides together, a metre.
fn tie(line: &Line) -> f64 {
    match line.class {
        LineClass::Edge | LineClass::River => 0.0,
        LineClass::Rail => 0.2,
        LineClass::Primary => 0.5,
        LineClass::Secondary => 1.0,
        LineClass::Residential => 3.0,
    }
}

fn neighbours(cell: usize, lines: &[Line], mesh: &Mesh) -> Vec<Neighbour> {
    let mut all: Vec<Neighbour> = Vec::new();
    for edge in mesh.around(cell) {
        let Some(twin) = edge.twin else { continue };
        let metres = length(sub(mesh.at(edge.to, lines), mesh.at(edge.from, lines)));
        let bond = metres * tie(&lines[edge.line]);
        let other = mesh.edges[twin].cell;
        if bond == 0.0 {
            continue;
        }
        match all.iter_mut().find(|n| n.cell == other) {
            Some(n) => n.bond += bond,
            None => all.push(Neighbour { cell: other, bond }),
        }
    }
    all.sort_by_key(|n| n.cell);
    all
}

/// Shares `count` among weights in proportion, at least 1 for each that is not 0 (largest remainder).
pub fn share(count: usize, weights: &[u64]) -> Vec<usize> {
    let total: u64 = weights.iter().sum::<u64>().max(1);
    let exact = |w: u64| w * count as u64;
    let mut shares: Vec<usize> = weights
        .iter()
        .map(|&w| ((exact(w) / total) as usize).max(usize::from(w > 0)))
        .collect();
    let given: usize = shares.iter().sum();
    let mut order: Vec<usize> = (0..weights.len()).filter(|&i| weights[i] > 0).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(exact(weights[i]) % total), i));
    for &i in order.iter().cycle().take(count.saturating_sub(given)) {
        shares[i] += 1;
    }
    for _ in count..given {
        if let Some(most) = (0..shares.len()).max_by_key(|&i| shares[i]) {
            shares[most] -= 1;
        }
    }
    shares
}

/// Divides cells into `count` groups; gives the group of each, from 0.
pub fn divide(graph: &CellGraph, cells: &[usize], count: usize, rng: &mut Rng) -> Vec<usize> {
    let mut labels = vec![usize::MAX; graph.weights.len()];
    let mut next = 0;
    halve(graph, cells.to_vec(), count.max(1), rng, &mut |part| {
        for &cell in part {
            labels[cell] = next;
        }
        next += 1;
    });
    for _ in 0..3 {
        smooth(graph, cells, &mut labels);
        connect(graph, cells, &mut labels);
    }
    cells.iter().map(|&c| labels[c]).collect()
}

fn halve(
    graph: &CellGraph,
    mut cells: Vec<usize>,
    count: usize,
    rng: &mut Rng,
    done: &mut impl FnMut(&[usize]),
) {
    if count == 1 || cells.len() < 2 {
        done(&cells);
        return;
    }
    let range = |i: usize| {
        let values = cells.iter().map(|&c| graph.centres[c][i]);
        values.clone().fold(f64::MIN, f64::max) - values.fold(f64::MAX, f64::min)
    };
    let axis = usize::from(range(1) > range(0));
    let slant = between(rng, -0.25, 0.25);
    let key = |c: usize| graph.centres[c][axis] + slant * graph.centres[c][1 - axis];
    cells.sort_by(|&a, &b| key(a).total_cmp(&key(b)).then(a.cmp(&b)));
    let first = count / 2;
    let wanted = graph.weight(&cells) * first as u64;
    let mut sum = 0;
    let at = cells.iter().position(|&c| {
        sum += graph.weights[c];
        sum * count as u64 >= wanted
    });
    let at = (at.unwrap_or(0) + 1).clamp(first.min(cells.len() - 1), cells.len() - 1);
    let rest = cells.split_off(at.max(1));
    halve(graph, cells, first, rng, done);
    halve(graph, rest, count - first, rng, done);
}

/// A group may grow or shrink to these parts of 100 of the usual weight while lines are shortened.
const BALANCE: [u64; 2] = [72, 128];

/// Moves single cells where that lets lines run along larger streets.
fn smooth(graph: &CellGraph, cells: &[usize], labels: &mut [usize]) {
    let groups = cells.iter().map(|&c| labels[c]).max().map_or(0, |m| m + 1);
    let (mut sums, mut sizes) = (vec![0u64; groups], vec![0u32; groups]);
    for &cell in cells {
        sums[labels[cell]] += graph.weights[cell];
        sizes[labels[cell]] += 1;
    }
    let usual = sums.iter().sum::<u64>() / groups.max(1) as u64;
    let within = |sum: u64| sum * 100 >= usual * BALANCE[0] && sum * 100 <= usual * BALANCE[1];
    for &cell in cells {
        let (own, weight) = (labels[cell], graph.weights[cell]);
        let bonds = graph.bonds(cell, labels);
        let here = bonds.iter().find(|b| b.0 == own).map_or(0.0, |b| b.1);
        let best = bonds
            .iter()
            .filter(|b| b.0 != own && b.0 != usize::MAX && b.1 > here)
            .max_by(|a, b| a.1.total_cmp(&b.1));
        let Some(&(other, _)) = best.filter(|_| sizes[own] > 1) else {
            continue;
        };
        let light = weight * 50 < usual;
        if light || (within(sums[own] - weight) && within(sums[other] + weight)) {
            sums[own] -= weight;
            sums[other] += weight;
            sizes[own] -= 1;
            sizes[other] += 1;
            labels[cell] = other;
        }
    }
}

/// Gives detached pieces to the neighbour that they are tied to most.
pub fn connect(graph: &CellGraph, cells: &[usize], labels: &mut [usize]) {
    let pieces = pieces(graph, cells, labels);
    let mut largest = std::collections::BTreeMap::new();
    for (i, piece) in pieces.iter().enumerate() {
        let size = (graph.weight(piece), std::cmp::Reverse(i));
        let best = largest.entry(labels[piece[0]]).or_insert((size, i));
        if size > best.0 {
            *best = (size, i);
        }
    }
    for (i, piece) in pieces.iter().enumerate() {
        let own = labels[piece[0]];
        if largest[&own].1 == i {
            continue;
        }
        let mut bonds = std::collections::BTreeMap::new();
        for (label, bond) in piece.iter().flat_map(|&c| graph.bonds(c, labels)) {
            if label != own && label != usize::MAX {
                *bonds.entry(label).or_insert(0.0) += bond;
            }
        }
        let best = bonds.iter().max_by(|a, b| f64::total_cmp(a.1, b.1));
        if let Some((&label, _)) = best {
            for &cell in piece {
                labels[cell] = label;
            }
        }
    }
}

/// Connected pieces of equal label.
fn pieces(graph: &CellGraph, cells: &[usize], labels: &[usize]) -> Vec<Vec<usize>> {
    let mut seen = vec![true; labels.len()];
    for &cell in cells {
        seen[cell] = false;
    }
    let mut pieces = Vec::new();
    for &start in cells {
        if seen[start] {
            continue;
        }
        seen[start] = true;
        let mut piece = vec![start];
        let mut at = 0;
        while at < piece.len() {
            for n in &graph.neighbours[piece[at]] {
                if !seen[n.cell] && labels[n.cell] == labels[start] {
                    seen[n.cell] = true;
                    piece.push(n.cell);
                }
            }
            at += 1;
        }
        pieces.push(piece);
    }
    pieces
}
