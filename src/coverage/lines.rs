//! The lines that still mean something once every face has its label, cut finely enough for good parcels.
//!
//! Densified here and on kept lines only: walls that face open land every 6 m, streets and jurisdiction lines every
//! 3 m, wall against wall never. Longer steps let a row of houses fan to one street vertex.

use crate::geometry::{Plane, Point};

use super::cells::Cells;
use super::conflate::divide;
use super::label::{Label, Labels};
use super::mesh::NONE;
use super::segment::{LabelIndex, Segment, Tags};
use super::terrain::{Land, Terrain};

/// Longest step along walls that face open land.
const WALL_STEP_M: f64 = 6.0;
/// Longest step along streets and jurisdiction lines.
const LINE_STEP_M: f64 = 3.0;
/// A barrier within this distance of a jurisdiction line, and nearly parallel to it, would be a double road.
const DOUBLE_ROAD_M: f64 = 12.0;
/// How far past the end of a jurisdiction line a barrier still lies beside it.
const OVERHANG_M: f64 = 3.0;
/// Cosine of the largest angle between nearly parallel lines (25 degrees).
const PARALLEL: f64 = 0.906;

/// Lines of the second arrangement.
pub(super) struct Lines {
    /// With labels on both sides.
    pub segments: Vec<Segment>,
    /// Vertices that only densify, sorted.
    pub inserted: Vec<Point>,
}

struct Kept {
    a: Point,
    b: Point,
    left: LabelIndex,
    right: LabelIndex,
    tags: Tags,
    step_m: f64,
    barrier: bool,
}

/// Keeps the lines between different labels and the barriers on open land.
pub(super) fn meaningful_lines(terrain: &Terrain, labels: &Labels, plane: &Plane) -> Lines {
    let mut kept = kept_lines(terrain, labels);
    drop_double_roads(&mut kept, labels, plane);
    let mut lines = Lines {
        segments: Vec::new(),
        inserted: Vec::new(),
    };
    for k in &kept {
        // Both sides of a shared wall must be cut at the same points: from the lower end.
        let (a, b) = (k.a.min(k.b), k.a.max(k.b));
        let (left, right) = if k.a == a {
            (k.left, k.right)
        } else {
            (k.right, k.left)
        };
        let steps = divide(a, b, plane, k.step_m);
        for pair in steps.windows(2) {
            lines.segments.push(Segment {
                a: pair[0],
                b: pair[1],
                left,
                right,
                tags: k.tags,
            });
        }
        lines.inserted.extend_from_slice(&steps[1..steps.len() - 1]);
    }
    lines.inserted.sort_unstable();
    lines.inserted.dedup();
    lines
}

fn kept_lines(terrain: &Terrain, labels: &Labels) -> Vec<Kept> {
    let mesh = &terrain.mesh;
    let face_label: Vec<LabelIndex> = (0..terrain.faces())
        .map(|f| {
            let group = if terrain.inside(f) {
                terrain.group[f]
            } else {
                NONE
            };
            labels.index(Label {
                land: terrain.land[f],
                group,
            })
        })
        .collect();
    let mut kept = Vec::new();
    for t in 0..mesh.len() {
        for i in 0..3 {
            let across = mesh.across[t][i];
            if mesh.line[t][i] == NONE || (across != NONE && (across as usize) < t) {
                continue;
            }
            let left = face_label[mesh.face[t] as usize];
            let right = if across == NONE {
                labels.outside()
            } else {
                face_label[mesh.face[across as usize] as usize]
            };
            let (one, two) = (labels.at(left), labels.at(right));
            let tags = mesh.segments[mesh.line[t][i] as usize].tags;
            let barrier = left == right && one.is_open() && tags != Tags::default();
            if left == right && !barrier {
                continue;
            }
            let (a, b) = mesh.edge(t, i);
            let step_m = step_of(one, two);
            kept.push(Kept {
                a,
                b,
                left,
                right,
                tags,
                step_m,
                barrier,
            });
        }
    }
    kept
}

fn step_of(one: Label, two: Label) -> f64 {
    match (one.group != NONE, two.group != NONE) {
        (true, true) => f64::INFINITY,
        (false, false) => LINE_STEP_M,
        _ => WALL_STEP_M,
    }
}

fn drop_double_roads(kept: &mut Vec<Kept>, labels: &Labels, plane: &Plane) {
    let jurisdiction: Vec<(Point, Point)> = kept
        .iter()
        .filter(|k| labels.at(k.left).land != labels.at(k.right).land)
        .filter(|k| {
            labels.at(k.left).land != Land::OUTSIDE && labels.at(k.right).land != Land::OUTSIDE
        })
        .map(|k| (k.a, k.b))
        .collect();
    let reach = (DOUBLE_ROAD_M / plane.x_m).ceil() as i64;
    let cells = Cells::with_size(&jurisdiction, 2 * reach);
    let beside_line = |k: &Kept| {
        let half = |p: i32, q: i32| (p + q).div_euclid(2);
        let middle = Point::new(half(k.a.x, k.b.x), half(k.a.y, k.b.y));
        let mut found = false;
        cells.around(middle, reach, |cell| {
            found = found
                || cells.items(cell).iter().any(|&j| {
                    let (c, d) = jurisdiction[j as usize];
                    let line = plane.vector_m(c, d);
                    is_parallel(plane.vector_m(k.a, k.b), line)
                        && overhang(plane.vector_m(c, middle), line) <= OVERHANG_M
                        && plane.distance_to_m(middle, c, d) < DOUBLE_ROAD_M
                });
        });
        found
    };
    kept.retain(|k| !k.barrier || !beside_line(k));
}

/// Whether two directions differ by less than 25 degrees.
pub(super) fn is_parallel([ux, uy]: [f64; 2], [vx, vy]: [f64; 2]) -> bool {
    (ux * vx + uy * vy).abs() > PARALLEL * ux.hypot(uy) * vx.hypot(vy)
}

/// How far the foot of the perpendicular from `p` lies past the ends of the line from the origin to `to`.
fn overhang([px, py]: [f64; 2], [x, y]: [f64; 2]) -> f64 {
    let length = x.hypot(y);
    let along = (px * x + py * y) / length;
    (along - length).max(-along)
}
