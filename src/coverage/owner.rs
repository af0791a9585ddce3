//! Who owns the corners of open land: the building behind the wall that closes a corner's fan of triangles.
//!
//! A corner owner belongs to a fan of triangles, not to a vertex: from a corner of a land triangle both ways round
//! to the first line; the owner is the footprint behind it, if it lies in the same land, else the corner is neutral.
//! Triangles with three neutral corners take the owner nearest through open edges.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use crate::geometry::{Plane, Point};

use super::label::{Label, Labels};
use super::mesh::{Mesh, NONE};
use super::segment::LabelIndex;

/// The second arrangement with the owner of every half of every triangle edge.
pub(super) struct Owners {
    /// Label of each triangle before open land is shared out.
    label: Vec<LabelIndex>,
    /// Owner's label at each corner of an open triangle, or [`NONE`] for a neutral corner.
    pub corner: Vec<[LabelIndex; 3]>,
    /// Label of the triangles with three neutral corners.
    rest: Vec<LabelIndex>,
}

impl Owners {
    /// Finds the owners of all open triangles; `label` holds one label a triangle.
    pub fn find(mesh: &Mesh, label: Vec<LabelIndex>, labels: &Labels, plane: &Plane) -> Self {
        let corner = (0..mesh.len())
            .into_par_iter()
            .map(|t| corners_of(mesh, &label, labels, t))
            .collect();
        let mut owners = Self {
            rest: label.clone(),
            label,
            corner,
        };
        owners.spread_to_neutral(mesh, labels, plane);
        owners
    }

    /// Whether the triangle lies on open land.
    pub fn is_open(&self, labels: &Labels, t: usize) -> bool {
        labels.at(self.label[t]).is_open()
    }

    /// Label of a triangle.
    pub fn label(&self, t: usize) -> LabelIndex {
        self.label[t]
    }

    /// The label of triangle `t` at the half of edge `i` next to its corner `near`.
    pub fn half(&self, t: usize, i: usize, near: usize) -> LabelIndex {
        match distinct(self.corner[t]) {
            (0, _) => self.rest[t],
            (1, only) => only,
            _ => {
                let owner = self.corner[t][near];
                let far = if near == i { (i + 1) % 3 } else { i };
                if owner == NONE {
                    self.corner[t][far]
                } else {
                    owner
                }
            }
        }
    }

    fn spread_to_neutral(&mut self, mesh: &Mesh, labels: &Labels, plane: &Plane) {
        let neutral: Vec<bool> = (0..mesh.len())
            .map(|t| self.is_open(labels, t) && self.corner[t] == [NONE; 3])
            .collect();
        let centre = |t: usize| {
            let [x, y] = mesh.centroid3(t);
            Point::new(x.div_euclid(3) as i32, y.div_euclid(3) as i32)
        };
        let step_cm = |t: usize, u: usize| (plane.distance_m(centre(t), centre(u)) * 100.0) as i64;
        let open_to = |t: usize, i: usize| {
            let u = mesh.across[t][i];
            let open = !is_closed(mesh, &self.label, t, i) && neutral[u as usize];
            open.then_some(u as usize)
        };
        let mut heap = BinaryHeap::new();
        for t in 0..mesh.len() {
            let (count, owner) = distinct(self.corner[t]);
            if count == 1 && self.is_open(labels, t) {
                let near = (0..3).filter_map(|i| open_to(t, i));
                heap.extend(near.map(|u| Reverse((step_cm(t, u), u, owner))));
            }
        }
        let mut done = vec![false; mesh.len()];
        while let Some(Reverse((far, t, owner))) = heap.pop() {
            if done[t] {
                continue;
            }
            done[t] = true;
            self.rest[t] = owner;
            for u in (0..3).filter_map(|i| open_to(t, i)).filter(|&u| !done[u]) {
                heap.push(Reverse((far + step_cm(t, u), u, owner)));
            }
        }
    }
}

/// How many different owners stand at the corners, and the first of them.
pub(super) fn distinct(corner: [LabelIndex; 3]) -> (usize, LabelIndex) {
    let [a, b, c] = corner;
    let new_b = b != NONE && b != a;
    let new_c = c != NONE && c != a && c != b;
    let count = usize::from(a != NONE) + usize::from(new_b) + usize::from(new_c);
    let first = [a, b, c].into_iter().find(|&o| o != NONE).unwrap_or(NONE);
    (count, first)
}

fn corners_of(mesh: &Mesh, label: &[LabelIndex], labels: &Labels, t: usize) -> [LabelIndex; 3] {
    let here = labels.at(label[t]);
    if !here.is_open() {
        return [NONE; 3];
    }
    let behind = |u: usize, i: usize| {
        let v = mesh.across[u][i];
        if v == NONE {
            return NONE;
        }
        let Label { land, group } = labels.at(label[v as usize]);
        if land == here.land && group != NONE {
            label[v as usize]
        } else {
            NONE
        }
    };
    let walls = [0, 1, 2].map(|corner| {
        [Turn::Right, Turn::Left].map(|turn| {
            let (u, i) = first_line(mesh, label, t, (corner, turn));
            behind(u, i)
        })
    });
    [0, 1, 2].map(|corner| {
        let [a, b] = walls[corner];
        if a == b || b == NONE {
            return a;
        }
        if a == NONE {
            return b;
        }
        // Between walls of two buildings: the owner more frequent on the other corners.
        let others = [walls[(corner + 1) % 3], walls[(corner + 2) % 3]];
        let frequent = |x| others.iter().filter(|w| w.contains(&x)).count();
        match frequent(a).cmp(&frequent(b)) {
            std::cmp::Ordering::Greater => a,
            std::cmp::Ordering::Less => b,
            std::cmp::Ordering::Equal if frequent(a) > 0 => NONE,
            std::cmp::Ordering::Equal => a.min(b),
        }
    })
}

#[derive(Clone, Copy)]
enum Turn {
    Right,
    Left,
}

/// From a corner round to the first line: the triangle and edge in front of it.
fn first_line(
    mesh: &Mesh,
    label: &[LabelIndex],
    t: usize,
    (corner, turn): (usize, Turn),
) -> (usize, usize) {
    let vertex = mesh.corners[t][corner];
    // Edge `corner` leaves the corner, edge `corner + 2` arrives at it.
    let edge_at = |corner: usize| match turn {
        Turn::Right => corner,
        Turn::Left => (corner + 2) % 3,
    };
    let (mut u, mut i) = (t, edge_at(corner));
    while !is_closed(mesh, label, u, i) {
        u = mesh.across[u][i] as usize;
        let corner = mesh.corners[u].iter().position(|&v| v == vertex);
        i = edge_at(corner.expect("triangles around a vertex share it"));
        if u == t {
            break;
        }
    }
    (u, i)
}

/// Whether land ends at an edge: at a line, at the hull, or where a bay begins.
fn is_closed(mesh: &Mesh, label: &[LabelIndex], t: usize, i: usize) -> bool {
    let u = mesh.across[t][i];
    u == NONE || mesh.line[t][i] != NONE || label[u as usize] != label[t]
}
