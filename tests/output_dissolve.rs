//! Dissolving, as pictures: one letter a square face, the same letter the same label.

mod output_town;

use output_town::{SIDE, coverage, labels};
use proptest::collection::vec;
use proptest::prelude::*;
use wangge::coverage::{Rotation, dissolve};
use wangge::geometry::{Polygon, Ring, cross};

/// The polygons of the label `a`.
fn label_a(picture: &[&str]) -> Vec<Polygon> {
    dissolve(&coverage(picture), &labels(picture), 26).swap_remove(0)
}

/// First point of every ring, in sides of a face.
fn starts(polygons: &[Polygon]) -> Vec<Vec<(i32, i32)>> {
    let start = |ring: &Ring| (ring[0].x / SIDE, ring[0].y / SIDE);
    polygons
        .iter()
        .map(|polygon| polygon.rings.iter().map(start).collect())
        .collect()
}

/// Area in faces, negative for a ring that runs clockwise.
fn signed_faces(ring: &Ring) -> i64 {
    let twice: i64 = (1..ring.len() - 1)
        .map(|i| cross(ring[0], ring[i], ring[i + 1]))
        .sum();
    twice / (2 * i64::from(SIDE) * i64::from(SIDE))
}

fn areas(polygons: &[Polygon]) -> Vec<Vec<i64>> {
    polygons
        .iter()
        .map(|polygon| polygon.rings.iter().map(signed_faces).collect())
        .collect()
}

#[test]
fn label_of_the_whole_universe_is_its_outline() {
    let polygons = label_a(&["aaa", "aaa"]);
    assert_eq!(areas(&polygons), [[6]]);
    assert_eq!(starts(&polygons), [[(0, 0)]]);
    assert_eq!(polygons[0].rings[0].len(), 10);
}

#[test]
fn blobs_that_meet_in_a_point_are_two_polygons() {
    let polygons = label_a(&["ab", "ba"]);
    assert_eq!(areas(&polygons), [[1], [1]]);
    assert_eq!(starts(&polygons), [[(0, 1)], [(1, 0)]]);
}

#[test]
fn hole_that_touches_the_outer_ring_in_a_vertex_is_a_ring_of_its_own() {
    let polygons = label_a(&["baaa", "abaa", "aaaa"]);
    assert_eq!(areas(&polygons), [[11, -1]]);
    assert_eq!(starts(&polygons), [[(0, 0), (1, 1)]]);
}

#[test]
fn arms_that_close_in_a_point_enclose_a_hole() {
    let closed = label_a(&["aaa", "aba", "aab"]);
    assert_eq!(
        areas(&closed),
        [[8, -1]],
        "the point (2, 1) closes the arms"
    );
}

#[test]
fn island_inside_a_hole_is_a_polygon_of_its_own() {
    let polygons = label_a(&["aaaaa", "abbba", "ababa", "abbba", "aaaaa"]);
    assert_eq!(areas(&polygons), [vec![25, -9], vec![1]]);
}

#[test]
fn holes_that_meet_in_a_point_are_two_rings() {
    let polygons = label_a(&["aaaa", "abaa", "aaba", "aaaa"]);
    assert_eq!(areas(&polygons), [[16, -1, -1]]);
}

#[test]
fn faces_without_label_and_outside_belong_to_nobody() {
    let polygons = label_a(&["a-a", "a.a"]);
    assert_eq!(areas(&polygons), [[2], [2]]);
}

#[test]
fn labels_share_edges_in_opposite_directions() {
    let picture = ["abbc", "aabc", "dbbb"];
    let coverage = coverage(&picture);
    let parts = Rotation::of(&coverage).dissolve(&labels(&picture), 4);
    let mut edges: Vec<_> = parts.iter().flatten().flat_map(Polygon::segments).collect();
    edges.sort_unstable();
    let owned_twice = edges.windows(2).filter(|pair| pair[0] == pair[1]).count();
    assert_eq!(owned_twice, 0);
    let outside = |(a, b): &&(_, _)| edges.binary_search(&(*b, *a)).is_err();
    assert_eq!(edges.iter().filter(outside).count(), 14);
}

/// Sizes of the pieces of label `a` that hang together through sides, sorted.
fn pieces(cells: &[Vec<char>]) -> Vec<i64> {
    let mut left: Vec<(usize, usize)> = (0..cells.len())
        .flat_map(|r| (0..cells[r].len()).map(move |c| (r, c)))
        .filter(|&(r, c)| cells[r][c] == 'a')
        .collect();
    let mut sizes = Vec::new();
    while let Some(first) = left.pop() {
        let mut piece = vec![first];
        let mut next = 0;
        while next < piece.len() {
            let (r, c) = piece[next];
            let near = |&(s, d): &(usize, usize)| r.abs_diff(s) + c.abs_diff(d) == 1;
            piece.extend(left.iter().copied().filter(near));
            left.retain(|cell| !near(cell));
            next += 1;
        }
        sizes.push(piece.len() as i64);
    }
    sizes.sort_unstable();
    sizes
}

proptest! {
    #[test]
    fn any_labels_give_their_pieces_as_simple_rings(cells in vec(vec(prop::sample::select(vec!['a', 'a', 'b', '-', '.']), 7), 6)) {
        let rows: Vec<String> = cells.iter().map(|row| row.iter().collect()).collect();
        let picture: Vec<&str> = rows.iter().map(String::as_str).collect();
        let polygons = label_a(&picture);
        let mut sizes: Vec<i64> = Vec::new();
        for rings in areas(&polygons) {
            prop_assert!(rings[0] > 0 && rings[1..].iter().all(|&hole| hole < 0), "{rings:?}");
            sizes.push(rings.iter().sum::<i64>());
        }
        sizes.sort_unstable();
        prop_assert_eq!(sizes, pieces(&cells));
        for ring in polygons.iter().flat_map(|polygon| &polygon.rings) {
            let mut points = ring.clone();
            points.sort_unstable();
            points.dedup();
            prop_assert_eq!(points.len(), ring.len());
            prop_assert_eq!(points[0], ring[0]);
        }
    }
}
