//! Rings and polygons on the lattice.

use super::lattice::Point;

/// A closed ring; the first point is not repeated at the end.
pub type Ring = Vec<Point>;

/// A polygon: the outer ring first, then its holes. What is inside is what an even number of crossings says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Polygon {
    /// Outer ring, then holes.
    pub rings: Vec<Ring>,
}

impl Polygon {
    /// Every segment of every ring, closing segments included.
    pub fn segments(&self) -> impl Iterator<Item = (Point, Point)> + '_ {
        self.rings
            .iter()
            .flat_map(|ring| (0..ring.len()).map(move |i| (ring[i], ring[(i + 1) % ring.len()])))
    }

    /// Twice the area: the outer ring less its holes, whichever way they turn.
    #[must_use]
    pub fn twice_area(&self) -> i64 {
        let mut rings = self.rings.iter().map(|r| twice_signed_area(r).abs());
        rings.next().unwrap_or(0) - rings.sum::<i64>()
    }

    /// Smallest box around the outer ring: lowest and highest corner.
    #[must_use]
    pub fn bounds(&self) -> Option<(Point, Point)> {
        let outer = self.rings.first()?;
        let first = *outer.first()?;
        Some(outer.iter().fold((first, first), |(lo, hi), p| {
            (
                Point::new(lo.x.min(p.x), lo.y.min(p.y)),
                Point::new(hi.x.max(p.x), hi.y.max(p.y)),
            )
        }))
    }
}

/// Twice the signed area of a ring, positive when it runs counter-clockwise.
#[must_use]
pub fn twice_signed_area(ring: &[Point]) -> i64 {
    let Some(&o) = ring.first() else { return 0 };
    (1..ring.len().saturating_sub(1))
        .map(|i| super::cross(o, ring[i], ring[i + 1]))
        .sum()
}

impl Polygon {
    /// A point inside (on the lattice, so it may lie on the line of a very thin polygon): the middle of the widest
    /// stretch of the row that runs between the vertices next to half the height.
    #[must_use]
    pub fn inner_point(&self) -> Option<Point> {
        let (low, high) = self.bounds()?;
        let middle = f64::midpoint(f64::from(low.y), f64::from(high.y));
        let vertices = || self.rings.iter().flatten().map(|p| f64::from(p.y));
        let below = vertices()
            .filter(|&y| y <= middle)
            .fold(f64::from(low.y), f64::max);
        let above = vertices()
            .filter(|&y| y > middle)
            .fold(f64::from(high.y), f64::min);
        let y = f64::midpoint(below, above);
        let mut crossings: Vec<f64> = self
            .segments()
            .filter(|(a, b)| (f64::from(a.y) <= y) != (f64::from(b.y) <= y))
            .map(|(a, b)| {
                let along = (y - f64::from(a.y)) / (f64::from(b.y) - f64::from(a.y));
                f64::from(a.x) + along * (f64::from(b.x) - f64::from(a.x))
            })
            .collect();
        crossings.sort_by(f64::total_cmp);
        let widest = crossings
            .chunks_exact(2)
            .fold(None, |best: Option<[f64; 2]>, c| match best {
                Some(b) if b[1] - b[0] >= c[1] - c[0] => best,
                _ => Some([c[0], c[1]]),
            });
        let x = widest.map_or(f64::from(low.x), |[from, to]| f64::midpoint(from, to));
        Some(Point::new(x.round() as i32, y.round() as i32))
    }
}
