//! Depth: how many features cover a place. Where every edge is matched by its reverse the depth cannot change, so
//! it is looked at beyond the edges without reverse only: there nothing may lie.

use crate::geometry::{Point, cross};

type Segment = (Point, Point);

/// Boundary edges with land on their outer side: a feature lies over another, or a hole holds itself. One a chain.
///
/// `boundary` are the directed edges of a layer whose reverse nobody owns, land on their left. O(chains · edges).
pub(super) fn buried(boundary: &[Segment]) -> Vec<Segment> {
    let beyond = |edge: &&Segment| depth_right_of(**edge, boundary) != 0;
    chain_heads(boundary)
        .iter()
        .map(|&edge| &boundary[edge as usize])
        .filter(beyond)
        .copied()
        .collect()
}

/// One edge of every chain.
fn chain_heads(boundary: &[Segment]) -> Vec<u32> {
    let chain = chains(boundary);
    let is_head = |&edge: &u32| chain[edge as usize] == edge;
    (0..boundary.len() as u32).filter(is_head).collect()
}

/// The first edge of the chain of every edge; a chain runs on through points where just two boundary edges meet.
pub(crate) fn chains(boundary: &[Segment]) -> Vec<u32> {
    let mut ends: Vec<(Point, u32)> = Vec::with_capacity(boundary.len() * 2);
    for (index, &(from, to)) in boundary.iter().enumerate() {
        ends.extend([(from, index as u32), (to, index as u32)]);
    }
    ends.sort_unstable();
    let mut chain: Vec<u32> = (0..boundary.len() as u32).collect();
    for meeting in ends.chunk_by(|a, b| a.0 == b.0).filter(|m| m.len() == 2) {
        let (a, b) = (
            root(&mut chain, meeting[0].1),
            root(&mut chain, meeting[1].1),
        );
        chain[a.max(b) as usize] = a.min(b);
    }
    let edges = 0..boundary.len() as u32;
    edges.map(|edge| root(&mut chain, edge)).collect()
}

fn root(chain: &mut [u32], mut edge: u32) -> u32 {
    while chain[edge as usize] != edge {
        chain[edge as usize] = chain[chain[edge as usize] as usize];
        edge = chain[edge as usize];
    }
    edge
}

/// Number of features over the place just right of the middle of `edge`, by the edges above it.
pub(crate) fn depth_right_of(edge: Segment, boundary: &[Segment]) -> i64 {
    if edge.0.x == edge.1.x {
        let quarter_turn = |p: Point| Point::new(p.y, -p.x);
        let turned = |&(a, b): &Segment| (quarter_turn(a), quarter_turn(b));
        return depth_below(turned(&edge), boundary.iter().map(turned));
    }
    depth_below(edge, boundary.iter().copied())
}

/// `edge` is not vertical. An edge that runs west has its land below it.
fn depth_below(edge: Segment, boundary: impl Iterator<Item = Segment>) -> i64 {
    let double = |p: Point| Point::new(2 * p.x, 2 * p.y);
    let middle = Point::new(edge.0.x + edge.1.x, edge.0.y + edge.1.y);
    let mut depth = 0;
    for (from, to) in boundary {
        let (from2, to2) = (double(from), double(to));
        if (from2.x <= middle.x) == (to2.x <= middle.x) {
            continue;
        }
        let eastward = to.x > from.x;
        let above = if (from, to) == edge {
            eastward
        } else {
            (cross(from2, to2, middle) < 0) == eastward
        };
        if above {
            depth += if eastward { -1 } else { 1 };
        }
    }
    depth
}
