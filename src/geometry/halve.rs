//! A polygon cut in two by a straight line, on the lattice.
//!
//! The line lies half a unit beside a level of an integer functional, so it runs through no vertex: every vertex is on
//! one side, every crossing is proper. Where it crosses the outline the nearest lattice point becomes a vertex of
//! both pieces, so the pieces share their cut exactly and together have the area of the outline through these points.

use super::lattice::Point;
use super::ring::{Polygon, Ring, twice_signed_area};

/// Lines `east · x + north · y = level + 1/2`, for one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rank {
    pub east: i64,
    pub north: i64,
}

impl Rank {
    /// How far along a point lies.
    pub fn of(self, p: Point) -> i64 {
        self.east * i64::from(p.x) + self.north * i64::from(p.y)
    }

    /// How far across, to the left.
    fn across(self, p: Point) -> i64 {
        self.east * i64::from(p.y) - self.north * i64::from(p.x)
    }

    /// The lowest and highest rank of the polygon's vertices.
    pub fn span(self, polygon: &Polygon) -> (i64, i64) {
        let ranks = || polygon.rings.iter().flatten().map(|&p| self.of(p));
        (ranks().min().unwrap_or(0), ranks().max().unwrap_or(0))
    }

    /// The area below `level`, in a unit of this rank's own.
    pub fn area_below(self, polygon: &Polygon, level: i64) -> f64 {
        let zero = self.across(polygon.rings[0][0]);
        let place = |p: Point| {
            let depth = 0.5 + (level - self.of(p)) as f64;
            (depth, (self.across(p) - zero) as f64)
        };
        // The integral of the depth along the outline; on the cut itself the depth is nothing.
        let under = |(a, b): (Point, Point)| {
            let ((mut da, mut ca), (mut db, mut cb)) = (place(a), place(b));
            if da <= 0.0 && db <= 0.0 {
                return 0.0;
            }
            let crossing = ca + (cb - ca) * da / (da - db);
            if da < 0.0 {
                (da, ca) = (0.0, crossing);
            } else if db < 0.0 {
                (db, cb) = (0.0, crossing);
            }
            f64::midpoint(da, db) * (cb - ca)
        };
        let turned = |(index, ring): (usize, &Ring)| {
            let sides = (0..ring.len()).map(|i| (ring[i], ring[(i + 1) % ring.len()]));
            let area: f64 = sides.map(under).sum();
            // Depth falls where the rank grows.
            if (twice_signed_area(ring) > 0) == (index == 0) {
                -area
            } else {
                area
            }
        };
        polygon.rings.iter().enumerate().map(turned).sum()
    }
}

/// The pieces of the polygon below and above `level`; `None` unless each is in one piece.
pub(super) fn halve(polygon: &Polygon, rank: Rank, level: i64) -> Option<[Polygon; 2]> {
    let outline = Outline::crossed(polygon, rank, level)?;
    let mut seen = vec![false; outline.points.len()];
    let mut pieces = [Polygon::default(), Polygon::default()];
    let mut holes: [Vec<Ring>; 2] = [Vec::new(), Vec::new()];
    for start in 0..outline.points.len() {
        if seen[start] || outline.partner[start].is_some() {
            continue;
        }
        let side = usize::from(rank.of(outline.points[start]) > level);
        let ring = outline.walk(start, &mut seen);
        if twice_signed_area(&ring) <= 0 {
            holes[side].push(ring);
        } else if pieces[side].rings.is_empty() {
            pieces[side].rings.push(ring);
        } else {
            return None;
        }
    }
    for (piece, holes) in pieces.iter_mut().zip(holes) {
        piece.rings.extend(holes);
    }
    let sound = |p: &Polygon| p.rings.iter().all(|r| r.len() > 2) && p.twice_area() > 0;
    pieces.iter().all(sound).then_some(pieces)
}

/// All rings of a polygon with the inside on their left, as linked points; crossings of the line among them.
struct Outline {
    points: Vec<Point>,
    next: Vec<usize>,
    /// Where the line leads on from a crossing.
    partner: Vec<Option<usize>>,
}

impl Outline {
    /// `None` when the line misses the polygon, or crosses what is no outline.
    fn crossed(polygon: &Polygon, rank: Rank, level: i64) -> Option<Self> {
        let mut outline = Self {
            points: Vec::new(),
            next: Vec::new(),
            partner: Vec::new(),
        };
        // Place across, whether the ring goes up there, the point.
        let mut crossings: Vec<(i64, bool, usize)> = Vec::new();
        for (index, ring) in polygon.rings.iter().enumerate() {
            let first = outline.points.len();
            let mut ring = ring.clone();
            if (twice_signed_area(&ring) > 0) != (index == 0) {
                ring.reverse();
            }
            for (i, &p) in ring.iter().enumerate() {
                outline.push(p);
                let q = ring[(i + 1) % ring.len()];
                let (up, down) = (rank.of(p) <= level, rank.of(q) <= level);
                if up != down {
                    let middle = crossing(p, q, rank, level);
                    crossings.push((rank.across(middle), up, outline.points.len()));
                    outline.push(middle);
                }
            }
            if let Some(last) = outline.next.last_mut() {
                *last = first;
            }
        }
        crossings.sort_unstable_by_key(|&(across, _, at)| (across, at));
        for pair in crossings.chunks(2) {
            let [one, two] = pair else { return None };
            if one.1 == two.1 {
                return None;
            }
            outline.partner[one.2] = Some(two.2);
            outline.partner[two.2] = Some(one.2);
        }
        (!crossings.is_empty()).then_some(outline)
    }

    fn push(&mut self, point: Point) {
        self.points.push(point);
        self.next.push(self.points.len());
        self.partner.push(None);
    }

    /// The ring of the piece that `start` lies on: along the outline, and across at every crossing.
    fn walk(&self, start: usize, seen: &mut [bool]) -> Ring {
        let mut ring = Ring::new();
        let mut at = start;
        loop {
            seen[at] = true;
            ring.push(self.points[at]);
            at = self.next[at];
            while let Some(partner) = self.partner[at] {
                ring.extend([self.points[at], self.points[partner]]);
                at = self.next[partner];
            }
            if at == start {
                break;
            }
        }
        ring.dedup();
        while ring.len() > 1 && ring.first() == ring.last() {
            ring.pop();
        }
        ring
    }
}

/// The lattice point nearest to where the line meets the edge, the same from either end.
fn crossing(p: Point, q: Point, rank: Rank, level: i64) -> Point {
    let (p, q) = (p.min(q), p.max(q));
    let depth = |p: Point| i128::from(2 * (rank.of(p) - level) - 1).abs();
    let (from, whole) = (depth(p), depth(p) + depth(q));
    let at = |a: i32, b: i32| {
        let step = i128::from(b - a) * from;
        a + (2 * step + whole).div_euclid(2 * whole) as i32
    };
    Point::new(at(p.x, q.x), at(p.y, q.y))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EAST: Rank = Rank { east: 1, north: 0 };
    const NORTH: Rank = Rank { east: 0, north: 1 };

    fn polygon(rings: &[&[(i32, i32)]]) -> Polygon {
        let ring = |r: &&[(i32, i32)]| r.iter().map(|&(x, y)| Point::new(x, y)).collect();
        Polygon {
            rings: rings.iter().map(ring).collect(),
        }
    }

    fn court() -> Polygon {
        polygon(&[
            &[(0, 0), (90, 0), (90, 90), (0, 90)],
            &[(30, 30), (30, 60), (60, 60), (60, 30)],
        ])
    }

    fn areas(polygon: &Polygon, rank: Rank, level: i64) -> Option<[i64; 2]> {
        halve(polygon, rank, level).map(|both| both.map(|p| p.twice_area() / 2))
    }

    #[test]
    fn a_bar_falls_in_two_and_they_share_the_cut() {
        let bar = polygon(&[&[(0, 0), (100, 0), (100, 10), (0, 10)]]);
        let [west, east] = halve(&bar, EAST, 39).expect("two pieces");
        assert_eq!((west.twice_area(), east.twice_area()), (800, 1200));
        let shared = west.rings[0].iter().filter(|p| east.rings[0].contains(p));
        assert_eq!(shared.count(), 2);
        assert_eq!(areas(&bar, EAST, 100), None, "beyond its end");
    }

    #[test]
    fn a_cut_through_a_court_leaves_two_brackets_and_one_beside_it_a_hole() {
        assert_eq!(areas(&court(), EAST, 44), Some([3600, 3600]));
        let [west, east] = halve(&court(), EAST, 69).expect("two pieces");
        assert_eq!((west.rings.len(), east.rings.len()), (2, 1));
        assert_eq!((west.twice_area(), east.twice_area()), (10_800, 3600));
    }

    #[test]
    fn a_cut_through_both_legs_of_a_u_is_none() {
        let u = polygon(&[&[
            (0, 0),
            (90, 0),
            (90, 90),
            (60, 90),
            (60, 30),
            (30, 30),
            (30, 90),
            (0, 90),
        ]]);
        assert_eq!(areas(&u, NORTH, 60), None);
        assert_eq!(areas(&u, NORTH, 20), Some([1890, 4410]), "below the legs");
        assert_eq!(areas(&u, EAST, 44), Some([3150, 3150]));
    }

    #[test]
    fn the_area_below_is_that_of_the_lower_piece() {
        for level in [10, 29, 44, 59, 80] {
            for rank in [EAST, NORTH, Rank { east: 3, north: 2 }] {
                let level = level * (rank.east + rank.north);
                let unit = (rank.east * rank.east + rank.north * rank.north) as f64;
                let below = rank.area_below(&court(), level) / unit;
                let Some([low, high]) = areas(&court(), rank, level) else {
                    continue;
                };
                assert!((below - low as f64).abs() < 91.0, "{below} {low}");
                assert!((low + high - 7200).abs() <= 1, "{low} {high}");
            }
        }
    }

    #[test]
    fn the_way_that_rings_turn_does_not_matter() {
        let mut turned = court();
        turned.rings.iter_mut().for_each(|ring| ring.reverse());
        assert_eq!(areas(&turned, EAST, 44), Some([3600, 3600]));
        let same = EAST.area_below(&turned, 44) - EAST.area_below(&court(), 44);
        assert!(same.abs() < 1e-9);
    }
}
