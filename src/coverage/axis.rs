//! Parcel lines: the chordal axis of the open land between the owners of the corners.
//!
//! Source: Prasad 2007, "Rectification of the chordal axis transform skeleton", DOI 10.1016/j.imavis.2006.06.008.
//! One owner: the whole triangle. a, b and a neutral corner: the median from the neutral corner. a, a, b: the
//! segment between two midpoints. a, b, c: from the midpoints to the centre of the circle through the corners, or to
//! the midpoint of the longest edge where that centre lies outside: four owners at the corners of a rectangle meet in
//! its middle, whichever way it was cut. Where two triangles disagree across an edge, that half of the edge is a line.

use crate::geometry::{Plane, Point};

use super::label::Labels;
use super::mesh::{Mesh, NONE};
use super::owner::{Owners, distinct};
use super::segment::{LabelIndex, Segment, Tags};

/// A circle's centre nearer to an edge than this, as a weight of the opposite corner, is put on the edge.
const ON_EDGE: f64 = 0.02;

/// Lines between different owners.
#[derive(Default)]
pub(super) struct ParcelLines {
    /// On lines of the arrangement: they stay where they are.
    pub fixed: Vec<Segment>,
    /// Through open land: they may be smoothed.
    pub free: Vec<Segment>,
}

/// Draws the lines between owners.
pub(super) fn parcel_lines(
    mesh: &Mesh,
    owners: &Owners,
    labels: &Labels,
    plane: &Plane,
) -> ParcelLines {
    let mut lines = ParcelLines::default();
    for t in 0..mesh.len() {
        for i in 0..3 {
            let across = mesh.across[t][i];
            if across == NONE || t < across as usize {
                along_edge(mesh, owners, labels, (t, i), &mut lines);
            }
        }
        if owners.is_open(labels, t) {
            through_triangle(mesh, owners, t, plane, &mut lines.free);
        }
    }
    lines
}

fn along_edge(
    mesh: &Mesh,
    owners: &Owners,
    labels: &Labels,
    (t, i): (usize, usize),
    lines: &mut ParcelLines,
) {
    let (from, to) = mesh.edge(t, i);
    let near = |t: usize, i: usize, corner: usize| {
        if owners.is_open(labels, t) {
            owners.half(t, i, corner)
        } else {
            owners.label(t)
        }
    };
    let left = [near(t, i, i), near(t, i, (i + 1) % 3)];
    let across = mesh.across[t][i];
    let right = if across == NONE {
        [labels.outside(); 2]
    } else {
        let u = across as usize;
        let k = (0..3).find(|&k| mesh.corners[u][k] == mesh.corners[t][(i + 1) % 3]);
        let k = k.expect("triangles across an edge share it");
        [near(u, k, (k + 1) % 3), near(u, k, k)]
    };
    let (out, tags) = match mesh.line[t][i] {
        NONE => (&mut lines.free, Tags::default()),
        line => (&mut lines.fixed, mesh.segments[line as usize].tags),
    };
    let mut draw = |a: Point, b: Point, half: usize| {
        if left[half] != right[half] {
            out.push(Segment {
                a,
                b,
                left: left[half],
                right: right[half],
                tags,
            });
        }
    };
    if left[0] == left[1] && right[0] == right[1] {
        draw(from, to, 0);
    } else {
        let middle = midpoint(from, to);
        draw(from, middle, 0);
        draw(middle, to, 1);
    }
}

fn through_triangle(
    mesh: &Mesh,
    owners: &Owners,
    t: usize,
    plane: &Plane,
    lines: &mut Vec<Segment>,
) {
    let owner = owners.corner[t];
    let p = mesh.triangle(t);
    let middle = |i: usize| midpoint(p[i % 3], p[(i + 1) % 3]);
    let mut draw = |a: Point, b: Point, left: LabelIndex, right: LabelIndex| {
        if a != b {
            lines.push(Segment {
                left,
                right,
                ..Segment::plain(a, b, Tags::default())
            });
        }
    };
    match distinct(owner).0 {
        3 => {
            let centre = centre(p, plane);
            for i in 0..3 {
                draw(centre, middle(i), owner[(i + 1) % 3], owner[i]);
            }
        }
        2 => {
            if let Some(k) = (0..3).find(|&k| owner[k] == NONE) {
                draw(p[k], middle(k + 1), owner[(k + 2) % 3], owner[(k + 1) % 3]);
            } else if let Some(k) = (0..3).find(|&k| owner[(k + 1) % 3] == owner[(k + 2) % 3]) {
                draw(middle(k), middle(k + 2), owner[k], owner[(k + 1) % 3]);
            }
        }
        _ => {}
    }
}

/// The centre of the circle through three points where it lies inside their triangle, else the middle of the longest
/// edge.
fn centre(p: [Point; 3], plane: &Plane) -> Point {
    let square = |i: usize| {
        let [dx, dy] = plane.vector_m(p[(i + 1) % 3], p[(i + 2) % 3]);
        dx * dx + dy * dy
    };
    let side = [square(0), square(1), square(2)];
    let perimeter = side[0] + side[1] + side[2];
    let weight = [0, 1, 2].map(|i| side[i] * (perimeter - 2.0 * side[i]));
    let sum = weight[0] + weight[1] + weight[2];
    if let Some(i) = (0..3).find(|&i| weight[i] <= ON_EDGE * sum) {
        return midpoint(p[(i + 1) % 3], p[(i + 2) % 3]);
    }
    let mean = |at: [i32; 3]| {
        let total: f64 = (0..3).map(|i| weight[i] * f64::from(at[i])).sum();
        (total / sum).round() as i32
    };
    Point::new(mean(p.map(|q| q.x)), mean(p.map(|q| q.y)))
}

/// The same point whichever way the edge runs.
fn midpoint(a: Point, b: Point) -> Point {
    let half = |p: i32, q: i32| (p + q + 1).div_euclid(2);
    Point::new(half(a.x, b.x), half(a.y, b.y))
}
