//! Lines of the overview: each side that several parts share is drawn once, and only at the coarsest level it is in.

use crate::geometry::Polygon;

use super::svg::{Dot, Projection};

/// A side from its lower dot to its higher one.
type Side = [Dot; 2];

/// The sides of areas, sorted, each once.
pub fn sides<'a>(areas: impl Iterator<Item = &'a [Polygon]>, projection: &Projection) -> Vec<Side> {
    let mut sides: Vec<Side> = Vec::new();
    for ring in areas.flatten().flat_map(|polygon| &polygon.rings) {
        let dots = projection.ring(ring);
        for (index, &dot) in dots.iter().enumerate() {
            let next = dots[(index + 1) % dots.len()];
            if dot != next {
                sides.push([dot.min(next), dot.max(next)]);
            }
        }
    }
    sides.sort_unstable();
    sides.dedup();
    sides
}

/// The sides that are not among `others`; both are sorted.
pub fn without(sides: &[Side], others: &[Side]) -> Vec<Side> {
    let own = |side: &&Side| others.binary_search(side).is_err();
    sides.iter().filter(own).copied().collect()
}

/// The sides as long lines: every side is in just one of them.
pub fn joined(sides: &[Side]) -> Vec<Vec<Dot>> {
    let mut ends: Vec<(Dot, Dot, usize)> = Vec::with_capacity(2 * sides.len());
    for (index, &[a, b]) in sides.iter().enumerate() {
        ends.push((a, b, index));
        ends.push((b, a, index));
    }
    ends.sort_unstable();
    let mut used = vec![false; sides.len()];
    let mut lines = Vec::new();
    for (index, &[a, b]) in sides.iter().enumerate() {
        if used[index] {
            continue;
        }
        used[index] = true;
        let mut line = vec![b, a];
        extend(&mut line, &ends, &mut used);
        line.reverse();
        extend(&mut line, &ends, &mut used);
        lines.push(line);
    }
    lines
}

/// Goes on from the end of a line as long as there are sides left.
fn extend(line: &mut Vec<Dot>, ends: &[(Dot, Dot, usize)], used: &mut [bool]) {
    let mut at = *line.last().expect("a line has dots");
    loop {
        let first = ends.partition_point(|end| end.0 < at);
        let here = ends[first..].iter().take_while(|end| end.0 == at);
        let Some(&(_, next, index)) = here.into_iter().find(|end| !used[end.2]) else {
            return;
        };
        used[index] = true;
        line.push(next);
        at = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_side_is_in_one_line_and_lines_are_long() {
        // Two squares side by side: seven sides.
        let dots: [[Dot; 2]; 7] = [
            [[0, 0], [0, 10]],
            [[0, 0], [10, 0]],
            [[0, 10], [10, 10]],
            [[10, 0], [10, 10]],
            [[10, 0], [20, 0]],
            [[10, 10], [20, 10]],
            [[20, 0], [20, 10]],
        ];
        let lines = joined(&dots);
        assert_eq!(lines.len(), 2, "around one square, then around the rest");
        let mut found: Vec<Side> = lines
            .iter()
            .flat_map(|line| line.windows(2).map(|w| [w[0].min(w[1]), w[0].max(w[1])]))
            .collect();
        found.sort_unstable();
        assert_eq!(found, dots);
        assert_eq!(without(&dots, &dots[1..]), dots[..1]);
    }
}
