//! Which polygons of a layer hold a point: exact ray parity, rows of edges as index.

use crate::geometry::{Point, Polygon};

/// Edges of the rings of a layer, bucketed by rows of latitude.
pub(super) struct Parity {
    low: i64,
    height: i64,
    start: Vec<u32>,
    edges: Vec<RowEdge>,
    /// The feature of each polygon.
    owner: Vec<u32>,
}

#[derive(Clone, Copy)]
struct RowEdge {
    /// Lower end.
    a: Point,
    /// Higher end.
    b: Point,
    polygon: u32,
}

impl Parity {
    /// Index over `(owner, polygon)`.
    pub fn new<'a>(polygons: impl Iterator<Item = (u32, &'a Polygon)>) -> Self {
        let mut edges = Vec::new();
        let mut owners = Vec::new();
        for (owner, polygon) in polygons {
            let index = owners.len() as u32;
            owners.push(owner);
            let upward = polygon.segments().filter(|(a, b)| a.y != b.y);
            edges.extend(upward.map(|(a, b)| {
                let (a, b) = if a.y < b.y { (a, b) } else { (b, a) };
                RowEdge {
                    a,
                    b,
                    polygon: index,
                }
            }));
        }
        let low = edges.iter().map(|e| i64::from(e.a.y)).min().unwrap_or(0);
        let high = edges.iter().map(|e| i64::from(e.b.y)).max().unwrap_or(0);
        let height = ((high - low) / (edges.len() as i64 / 64 + 1)).max(256);
        let rows = ((high - low) / height + 1) as usize;
        let span = |e: &RowEdge| {
            let row = |y: i32| ((i64::from(y) - low) / height) as usize;
            row(e.a.y)..=row(e.b.y)
        };
        let mut start = vec![0u32; rows + 1];
        for r in edges.iter().flat_map(span) {
            start[r + 1] += 1;
        }
        for i in 1..start.len() {
            start[i] += start[i - 1];
        }
        let mut next = start.clone();
        let blank = RowEdge {
            a: Point::default(),
            b: Point::default(),
            polygon: 0,
        };
        let mut rowed = vec![blank; start[rows] as usize];
        for e in &edges {
            for r in span(e) {
                rowed[next[r] as usize] = *e;
                next[r] += 1;
            }
        }
        Self {
            low,
            height,
            start,
            edges: rowed,
            owner: owners,
        }
    }

    /// Owners, ascending, with a polygon whose rings the ray from the point to the west crosses an odd number of times.
    ///
    /// The point is given three times enlarged, as [`super::mesh::Mesh::centroid3`] gives it.
    pub fn owners_at(&self, point3: [i64; 2], owners: &mut Vec<u32>) {
        owners.clear();
        let [x, y] = point3;
        let row = (y.div_euclid(3) - self.low).div_euclid(self.height);
        if row < 0 || row as usize + 1 >= self.start.len() {
            return;
        }
        let row = row as usize;
        for e in &self.edges[self.start[row] as usize..self.start[row + 1] as usize] {
            let (ay, by) = (3 * i64::from(e.a.y), 3 * i64::from(e.b.y));
            if !(ay <= y && y < by) || 3 * i64::from(e.a.x.min(e.b.x)) > x {
                continue;
            }
            let (dx, dy) = (
                i64::from(e.b.x) - i64::from(e.a.x),
                i64::from(e.b.y) - i64::from(e.a.y),
            );
            if dx * (y - ay) - dy * (x - 3 * i64::from(e.a.x)) < 0 {
                owners.push(e.polygon);
            }
        }
        keep_odd(owners);
        for polygon in owners.iter_mut() {
            *polygon = self.owner[*polygon as usize];
        }
        owners.sort_unstable();
        owners.dedup();
    }
}

/// Keeps each polygon that stands an odd number of times, once.
fn keep_odd(owners: &mut Vec<u32>) {
    owners.sort_unstable();
    let mut kept = 0;
    let mut i = 0;
    while i < owners.len() {
        let run = owners[i..].iter().take_while(|&&o| o == owners[i]).count();
        if run % 2 == 1 {
            owners[kept] = owners[i];
            kept += 1;
        }
        i += run;
    }
    owners.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: i32, y: i32, side: i32) -> Polygon {
        let corner = |dx, dy| Point::new(x + dx, y + dy);
        Polygon {
            rings: vec![vec![
                corner(0, 0),
                corner(side, 0),
                corner(side, side),
                corner(0, side),
            ]],
        }
    }

    #[test]
    fn a_point_is_in_every_square_around_it() {
        let squares = [square(0, 0, 100), square(50, 50, 100)];
        let parity = Parity::new(squares.iter().enumerate().map(|(i, p)| (i as u32, p)));
        let mut owners = Vec::new();
        let mut at = |x: i64, y: i64| {
            parity.owners_at([3 * x, 3 * y], &mut owners);
            owners.clone()
        };
        assert_eq!(at(25, 25), [0]);
        assert_eq!(at(75, 75), [0, 1]);
        assert_eq!(at(125, 125), [1]);
        assert_eq!(at(200, 75), [0u32; 0]);
    }

    #[test]
    fn overlapping_parts_of_one_feature_do_not_cancel() {
        let parts = [square(0, 0, 100), square(50, 50, 100)];
        let parity = Parity::new(parts.iter().map(|p| (3, p)));
        let mut owners = Vec::new();
        parity.owners_at([225, 225], &mut owners);
        assert_eq!(owners, [3]);
    }

    #[test]
    fn a_hole_is_outside() {
        let mut ring = square(0, 0, 90);
        ring.rings.push(square(30, 30, 30).rings.remove(0));
        let parity = Parity::new([(7, &ring)].into_iter());
        let mut owners = Vec::new();
        parity.owners_at([135, 135], &mut owners);
        assert!(owners.is_empty());
        parity.owners_at([30, 135], &mut owners);
        assert_eq!(owners, [7]);
    }
}
