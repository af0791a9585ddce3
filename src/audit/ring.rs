//! Rings: simple, the right way round, holes inside their outer ring, the inside in one piece. Exact integers.

use crate::geometry::{Point, Polygon, Ring, twice_signed_area};

/// What is wrong with a polygon, given that its edges are noded; `None` when it is valid.
pub(crate) fn defect(polygon: &Polygon) -> Option<&'static str> {
    let (outer, holes) = polygon
        .rings
        .split_first()
        .map_or((None, &[][..]), |(o, h)| (Some(o), h));
    let Some(outer) = outer else {
        return Some("no ring");
    };
    if polygon.rings.iter().any(|ring| !is_simple(ring)) {
        return Some("ring with fewer than three points or with a repeated one");
    }
    if twice_signed_area(outer) <= 0 || holes.iter().any(|hole| twice_signed_area(hole) >= 0) {
        return Some("ring without area or running the wrong way");
    }
    if holes.iter().any(|hole| !holds(outer, hole)) {
        return Some("hole outside its outer ring");
    }
    let nested = |hole: &Ring| {
        holes
            .iter()
            .any(|other| other != hole && holds(other, hole))
    };
    if holes.iter().any(nested) {
        return Some("hole inside a hole");
    }
    is_cut_apart(&polygon.rings).then_some("inside cut apart by rings that touch")
}

fn is_simple(ring: &Ring) -> bool {
    let mut points = ring.clone();
    points.sort_unstable();
    points.dedup();
    points.len() == ring.len() && ring.len() >= 3
}

/// Whether `inner` lies inside `outer`; they share no edge and do not cross, so the middle of one edge tells.
fn holds(outer: &Ring, inner: &Ring) -> bool {
    let doubled = |p: Point| (2 * i64::from(p.x), 2 * i64::from(p.y));
    let middle = (
        i64::from(inner[0].x) + i64::from(inner[1].x),
        i64::from(inner[0].y) + i64::from(inner[1].y),
    );
    let mut inside = false;
    for i in 0..outer.len() {
        let (a, b) = (doubled(outer[i]), doubled(outer[(i + 1) % outer.len()]));
        if (a.1 <= middle.1) != (b.1 <= middle.1) {
            let turn = i128::from(b.0 - a.0) * i128::from(middle.1 - a.1)
                - i128::from(b.1 - a.1) * i128::from(middle.0 - a.0);
            inside ^= (turn > 0) == (b.1 > a.1);
        }
    }
    inside
}

/// Whether rings and the points where they touch close a circle: then they cut the inside apart.
fn is_cut_apart(rings: &[Ring]) -> bool {
    let mut visits: Vec<(Point, usize)> = Vec::new();
    if rings.len() < 2 {
        return false;
    }
    for (index, ring) in rings.iter().enumerate() {
        visits.extend(ring.iter().map(|&point| (point, index)));
    }
    visits.sort_unstable();
    let mut parent: Vec<usize> = (0..rings.len()).collect();
    for touch in visits.chunk_by(|a, b| a.0 == b.0) {
        for pair in touch.windows(2) {
            let (a, b) = (root(&parent, pair[0].1), root(&parent, pair[1].1));
            if a == b {
                return true;
            }
            parent[a] = b;
        }
    }
    false
}

fn root(parent: &[usize], mut ring: usize) -> usize {
    while parent[ring] != ring {
        ring = parent[ring];
    }
    ring
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(points: &[(i32, i32)]) -> Ring {
        points.iter().map(|&(x, y)| Point::new(x, y)).collect()
    }

    fn with_holes(holes: &[&[(i32, i32)]]) -> Polygon {
        let mut rings = vec![ring(&[(0, 0), (9, 0), (9, 9), (0, 9)])];
        rings.extend(holes.iter().map(|hole| ring(hole)));
        Polygon { rings }
    }

    #[test]
    fn sound_polygons_have_no_defect() {
        let holes: [&[&[(i32, i32)]]; 3] = [
            &[],
            &[&[(1, 1), (1, 2), (2, 1)], &[(2, 1), (3, 2), (3, 1)]],
            &[&[(0, 0), (3, 4), (4, 3)]],
        ];
        for holes in holes {
            assert_eq!(defect(&with_holes(holes)), None, "{holes:?}");
        }
    }

    #[test]
    fn every_defect_has_its_name() {
        type Holes<'a> = &'a [&'a [(i32, i32)]];
        let cases: [(Holes<'_>, &str); 6] = [
            (&[&[(1, 1), (2, 2)]], "fewer than three"),
            (&[&[(1, 1), (1, 3), (3, 3), (1, 1), (2, 1)]], "repeated"),
            (&[&[(1, 1), (3, 1), (1, 3)]], "wrong way"),
            (&[&[(11, 1), (11, 3), (13, 1)]], "outside its outer ring"),
            (
                &[&[(1, 1), (1, 8), (8, 1)], &[(2, 2), (2, 3), (3, 2)]],
                "hole inside a hole",
            ),
            (&[&[(0, 0), (1, 7), (9, 9), (7, 1)]], "cut apart"),
        ];
        for (holes, name) in cases {
            let found = defect(&with_holes(holes)).expect("a defect");
            assert!(found.contains(name), "{found}");
        }
    }
}
