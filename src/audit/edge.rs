//! Lines compared edge for edge: who owns an edge, who its reverse, and what is left is an outline.

use crate::geometry::Point;

use super::layer::Layer;

/// A directed edge with its owner on the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Owned {
    pub(crate) from: Point,
    pub(crate) to: Point,
    pub(crate) owner: u32,
}

/// Every directed edge of a layer, sorted; the owner is the position of the feature.
pub(super) fn edges(layer: &Layer<'_>) -> Vec<Owned> {
    let mut edges = Vec::new();
    for (owner, feature) in layer.features.iter().enumerate() {
        let segments = feature
            .polygons
            .iter()
            .flat_map(crate::geometry::Polygon::segments);
        edges.extend(segments.map(|(from, to)| Owned {
            from,
            to,
            owner: owner as u32,
        }));
    }
    edges.sort_unstable();
    edges
}

/// Directed edges that stand more than once.
pub(crate) fn doubled(edges: &[Owned]) -> Vec<Owned> {
    let twice = edges
        .windows(2)
        .filter(|e| (e[0].from, e[0].to) == (e[1].from, e[1].to));
    twice.map(|e| e[0]).collect()
}

/// Edges whose reverse nobody owns.
pub(crate) fn boundary(edges: &[Owned]) -> Vec<(Point, Point)> {
    let alone = |e: &&Owned| reverse(edges, e).is_empty();
    edges.iter().filter(alone).map(|e| (e.from, e.to)).collect()
}

/// The outlines of unions of features: edges whose reverse does not belong to the same group, with their group as
/// owner, sorted. `group_of` gives the group of each feature.
pub(crate) fn outlines(edges: &[Owned], group_of: &[u32]) -> Vec<Owned> {
    let group = |e: &Owned| group_of[e.owner as usize];
    let outer = |e: &&Owned| reverse(edges, e).iter().all(|r| group(r) != group(e));
    let mut outlines: Vec<Owned> = edges
        .iter()
        .filter(outer)
        .map(|e| Owned {
            owner: group(e),
            ..*e
        })
        .collect();
    outlines.sort_unstable();
    outlines
}

/// Owners of edges that stand in one of two sorted lists only, sorted, once each.
pub(super) fn owners_of_difference(a: &[Owned], b: &[Owned]) -> Vec<u32> {
    let only = |here: &[Owned], there: &[Owned]| -> Vec<u32> {
        let missing = here.iter().filter(|e| there.binary_search(e).is_err());
        missing.map(|e| e.owner).collect()
    };
    let mut owners = only(a, b);
    owners.extend(only(b, a));
    owners.sort_unstable();
    owners.dedup();
    owners
}

/// The owned edges that run the other way.
fn reverse<'a>(edges: &'a [Owned], e: &Owned) -> &'a [Owned] {
    let ends = (e.to, e.from);
    let start = edges.partition_point(|r| (r.from, r.to) < ends);
    let length = edges[start..].partition_point(|r| (r.from, r.to) == ends);
    &edges[start..start + length]
}
