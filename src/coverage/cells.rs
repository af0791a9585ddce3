//! A uniform grid over segments: who is near whom.

use crate::geometry::Point;

/// Row starts and items: the segments that pass through each cell.
pub(super) struct Cells {
    size: i64,
    low: [i64; 2],
    count: [i64; 2],
    start: Vec<u32>,
    items: Vec<u32>,
}

/// Segments keep this distance, in lattice units, from the border of a cell that does not list them.
const MARGIN: i64 = 2;

impl Cells {
    /// Cells of about the size of the segments, at most four a segment.
    pub fn over(segments: &[(Point, Point)]) -> Self {
        let mut extent: i64 = 0;
        for (a, b) in segments {
            extent += i64::from((a.x - b.x).abs().max((a.y - b.y).abs()));
        }
        let mean = extent / (segments.len().max(1) as i64);
        Self::with_size(segments, (2 * mean).max(64))
    }

    /// Cells of at least `size` lattice units, enlarged where there would be too many.
    pub fn with_size(segments: &[(Point, Point)], size: i64) -> Self {
        let mut cells = Self::empty(segments, size);
        let mut counts = vec![0u32; (cells.count[0] * cells.count[1]) as usize + 1];
        for &(a, b) in segments {
            cells.each(a, b, |c| counts[c + 1] += 1);
        }
        for i in 1..counts.len() {
            counts[i] += counts[i - 1];
        }
        let mut items = vec![0; counts[counts.len() - 1] as usize];
        let mut next = counts.clone();
        for (i, &(a, b)) in segments.iter().enumerate() {
            cells.each(a, b, |c| {
                items[next[c] as usize] = i as u32;
                next[c] += 1;
            });
        }
        cells.items = items;
        cells.start = counts;
        cells
    }

    fn empty(segments: &[(Point, Point)], size: i64) -> Self {
        let (mut low, mut high) = ([i64::MAX; 2], [i64::MIN; 2]);
        for p in segments.iter().flat_map(|s| [s.0, s.1]) {
            for (axis, v) in [i64::from(p.x), i64::from(p.y)].into_iter().enumerate() {
                low[axis] = low[axis].min(v - MARGIN);
                high[axis] = high[axis].max(v + MARGIN);
            }
        }
        if segments.is_empty() {
            (low, high) = ([0; 2], [0; 2]);
        }
        let most = 4 * segments.len() as i64 + 16;
        let mut size = size;
        let across = |size: i64, axis: usize| (high[axis] - low[axis]) / size + 1;
        while across(size, 0) * across(size, 1) > most {
            size += size / 4 + 1;
        }
        Self {
            size,
            low,
            count: [across(size, 0), across(size, 1)],
            start: Vec::new(),
            items: Vec::new(),
        }
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        (self.count[0] * self.count[1]) as usize
    }

    /// The segments of one cell, ascending.
    pub fn items(&self, cell: usize) -> &[u32] {
        &self.items[self.start[cell] as usize..self.start[cell + 1] as usize]
    }

    fn column(&self, x: i64) -> i64 {
        ((x - self.low[0]).div_euclid(self.size)).clamp(0, self.count[0] - 1)
    }

    fn row(&self, y: i64) -> i64 {
        ((y - self.low[1]).div_euclid(self.size)).clamp(0, self.count[1] - 1)
    }

    /// Every cell that the segment passes, with a margin.
    pub fn each(&self, a: Point, b: Point, mut visit: impl FnMut(usize)) {
        let (ax, ay, bx, by) = (
            i64::from(a.x),
            i64::from(a.y),
            i64::from(b.x),
            i64::from(b.y),
        );
        let rows = (self.row(ay.min(by) - MARGIN), self.row(ay.max(by) + MARGIN));
        for row in rows.0..=rows.1 {
            let (mut from, mut to) = (ax.min(bx), ax.max(bx));
            // A level segment beside the border of two rows passes all its columns in both.
            if rows.0 != rows.1 && from != to && ay != by {
                let slope = (bx - ax) as f64 / (by - ay) as f64;
                let bottom = (self.low[1] + row * self.size - MARGIN) as f64;
                let top = bottom + (self.size + 2 * MARGIN) as f64;
                let at = |y: f64| {
                    let y = y.clamp(ay.min(by) as f64, ay.max(by) as f64);
                    ax as f64 + (y - ay as f64) * slope
                };
                let (one, two) = (at(bottom), at(top));
                from = from.max(one.min(two).floor() as i64 - 1);
                to = to.min(one.max(two).ceil() as i64 + 1);
            }
            for column in self.column(from - MARGIN)..=self.column(to + MARGIN) {
                visit((row * self.count[0] + column) as usize);
            }
        }
    }

    /// Every cell that meets the square of half side `reach` around a point.
    pub fn around(&self, p: Point, reach: i64, mut visit: impl FnMut(usize)) {
        let (x, y) = (i64::from(p.x), i64::from(p.y));
        for row in self.row(y - reach)..=self.row(y + reach) {
            for column in self.column(x - reach)..=self.column(x + reach) {
                visit((row * self.count[0] + column) as usize);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_that_cross_share_a_cell_at_any_height() {
        let point = |x, y| Point::new(x, y);
        for y in 1_000..1_200 {
            let level = (point(-900, y), point(-100, y));
            let falling = (point(-600, 2_000), point(-400, 0));
            let frame = (point(-900, 0), point(-900, 2_000));
            let cells = Cells::with_size(&[level, falling, frame], 64);
            let shared = (0..cells.len()).any(|c| cells.items(c).starts_with(&[0, 1]));
            assert!(shared, "at {y}");
        }
    }
}
