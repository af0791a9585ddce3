//! The lines of all sheets together: noded at each other's vertices, so that what coincides is compared edge for edge.
//!
//! A vertex that lies within a segment of another line splits it (a T-junction, noted); two segments that cross in
//! their middle are left as they are (an overlap or a line that crosses itself, noted).

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::audit::{Owned, conflicts};
use crate::geometry::{Point, Polygon, cross};

use super::sheet::Sheet;

/// A directed edge.
pub(super) type Segment = (Point, Point);

/// The noded lines of a plan.
pub(super) struct Lines {
    /// Directed edges of every sheet, sorted, land on their left; the owner is the position of the area.
    pub(super) of: Vec<Vec<Owned>>,
    /// Vertices within a segment of another line, with that segment's owners, sorted.
    pub(super) touches: Vec<(Point, Vec<Owner>)>,
    /// Pairs of owners in the same sheet whose lines cross, with a place near it, sorted.
    pub(super) crossings: Vec<(Owner, Owner, Segment)>,
}

/// Sheet and area.
pub(super) type Owner = (usize, u32);

/// Nodes the lines of all sheets. O(n log n) in edges.
pub(super) fn lines(sheets: &[Sheet]) -> Lines {
    let raw: Vec<Vec<Owned>> = sheets.par_iter().map(edges).collect();
    let mut owners: Vec<(Segment, Owner)> = Vec::new();
    for (sheet, edges) in raw.iter().enumerate() {
        owners.extend(edges.iter().map(|e| (undirected(e), (sheet, e.owner))));
    }
    owners.sort_unstable();
    owners.dedup();
    let mut segments: Vec<Segment> = owners.iter().map(|o| o.0).collect();
    segments.dedup();
    let mut splits: BTreeMap<Segment, Vec<Point>> = BTreeMap::new();
    let mut crossings = Vec::new();
    for (one, two) in conflicts(&segments) {
        let mut touched = false;
        for (segment, other) in [(one, two), (two, one)] {
            for end in [other.0, other.1]
                .into_iter()
                .filter(|&p| lies_within(p, segment))
            {
                splits.entry(segment).or_default().push(end);
                touched = true;
            }
        }
        if !touched {
            crossings.extend(crossing_owners(&owners, one, two));
        }
    }
    for points in splits.values_mut() {
        points.sort_unstable();
        points.dedup();
    }
    crossings.sort_unstable();
    crossings.dedup_by_key(|c| (c.0, c.1));
    Lines {
        touches: touches(&splits, &owners),
        of: raw.into_par_iter().map(|e| split(e, &splits)).collect(),
        crossings,
    }
}

fn edges(sheet: &Sheet) -> Vec<Owned> {
    let mut edges = Vec::new();
    for (owner, area) in sheet.areas.iter().enumerate() {
        let segments = area.polygons.iter().flat_map(Polygon::segments);
        let segments = segments.filter(|(from, to)| from != to);
        edges.extend(segments.map(|(from, to)| Owned {
            from,
            to,
            owner: owner as u32,
        }));
    }
    edges
}

fn undirected(edge: &Owned) -> Segment {
    (edge.from.min(edge.to), edge.from.max(edge.to))
}

/// Whether the point lies on the segment, but at none of its ends.
fn lies_within(p: Point, (a, b): Segment) -> bool {
    let between = |v: i32, a: i32, b: i32| a.min(b) <= v && v <= a.max(b);
    p != a && p != b && cross(a, b, p) == 0 && between(p.x, a.x, b.x) && between(p.y, a.y, b.y)
}

fn owners_of(owners: &[(Segment, Owner)], segment: Segment) -> &[(Segment, Owner)] {
    let start = owners.partition_point(|o| o.0 < segment);
    let length = owners[start..].partition_point(|o| o.0 == segment);
    &owners[start..start + length]
}

/// The pairs of owners within one sheet of two segments that cross.
fn crossing_owners(
    owners: &[(Segment, Owner)],
    one: Segment,
    two: Segment,
) -> Vec<(Owner, Owner, Segment)> {
    let mut pairs = Vec::new();
    for (_, a) in owners_of(owners, one) {
        for (_, b) in owners_of(owners, two).iter().filter(|o| o.1.0 == a.0) {
            pairs.push((*a.min(b), *a.max(b), one));
        }
    }
    pairs
}

fn touches(
    splits: &BTreeMap<Segment, Vec<Point>>,
    owners: &[(Segment, Owner)],
) -> Vec<(Point, Vec<Owner>)> {
    let mut touches: BTreeMap<Point, Vec<Owner>> = BTreeMap::new();
    for (&segment, points) in splits {
        for &point in points {
            let of = owners_of(owners, segment).iter().map(|o| o.1);
            touches.entry(point).or_default().extend(of);
        }
    }
    for owners in touches.values_mut() {
        owners.sort_unstable();
        owners.dedup();
    }
    touches.into_iter().collect()
}

/// The edges cut at the points on them, sorted.
fn split(edges: Vec<Owned>, splits: &BTreeMap<Segment, Vec<Point>>) -> Vec<Owned> {
    let mut cut = Vec::with_capacity(edges.len());
    for edge in edges {
        let Some(points) = splits.get(&undirected(&edge)) else {
            cut.push(edge);
            continue;
        };
        // The points are sorted, and so are they along the edge: one way or the other.
        let mut stops = vec![edge.from];
        if edge.from < edge.to {
            stops.extend(points.iter().copied());
        } else {
            stops.extend(points.iter().rev().copied());
        }
        stops.push(edge.to);
        cut.extend(stops.windows(2).map(|w| Owned {
            from: w[0],
            to: w[1],
            owner: edge.owner,
        }));
    }
    cut.sort_unstable();
    cut
}
