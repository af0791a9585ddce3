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
