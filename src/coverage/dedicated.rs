//! Dedicated areas in the coverage: their outlines are kept as drawn, but for where they nearly coincide with a line
//! of law or with an earlier outline; where two of them overlap the first one has the land.

use std::collections::BTreeMap;

use crate::geometry::{Plane, Point, Polygon, Ring};
use crate::issue::{Issue, Severity};
use crate::layer::{DedicatedArea, Layers};

use super::conflate::{STEP_M, Tree, divide, folds, near, onto, segment, tree_of};
use super::lines::is_parallel;
use super::terrain::{Covers, Terrain};

/// Share of the tolerance within which an outline beside a line is the same line drawn twice. The half of a street
/// between a campus and the line in the middle of the street is wider.
const SAME_LINE: f64 = 1.0 / 3.0;

/// A smaller overlap is repaired without a line of its own in the issues.
const SILENT_M2: f64 = 1.0;

/// A smaller share of an area outside all communities is rounding.
const OUTSIDE_SHARE: f64 = 0.01;

/// Draws the outlines onto the lines of communities and beats, and onto earlier outlines, where they run beside them.
pub(super) fn draw_onto_lines(layers: &mut Layers, tolerance_m: f64) {
    let reach_m = SAME_LINE * tolerance_m;
    let plane = layers.plane;
    let communities = layers.communities.iter().flat_map(|c| &c.polygons);
    let law = communities.chain(layers.beats.iter().flat_map(|b| &b.polygons));
    let mut tree = tree_of(law, &plane);
    for area in &mut layers.dedicated {
        for polygon in &mut area.polygons {
            let rings = polygon.rings.iter();
            let drawn = Polygon {
                rings: rings
                    .map(|ring| traced(ring, &tree, &plane, reach_m))
                    .collect(),
            };
            if !folds(&drawn, polygon) {
                *polygon = drawn;
            }
        }
        for line in area.polygons.iter().flat_map(Polygon::segments) {
            tree.insert(segment(line, &plane));
        }
    }
}

/// The ring with its stretches beside a line drawn onto that line; all other corners stay where they are.
fn traced(ring: &[Point], tree: &Tree, plane: &Plane, reach_m: f64) -> Ring {
    let steps = steps_of(ring, plane);
    let count = steps.len();
    let beside: Vec<Option<Beside>> = (0..count)
        .map(|i| Beside::find(steps[i].at, steps[(i + 1) % count].at, tree, plane, reach_m))
        .collect();
    // The steps before and after a point.
    let both = |i: usize| [&beside[(i + count - 1) % count], &beside[i % count]];
    let is_drawn = |i: usize| both(i).into_iter().any(Option::is_some);
    let mut drawn = Ring::new();
    for (i, step) in steps.iter().enumerate() {
        if step.is_corner || is_drawn(i) || is_drawn(i + 1) || is_drawn(i + count - 1) {
            // A corner between two lines goes onto the one and then onto the other.
            let lines = both(i).into_iter().flatten();
            drawn.push(lines.fold(step.at, |at, beside| beside.draw(at, tree, plane, reach_m)));
        }
    }
    drawn.dedup();
    while drawn.len() > 1 && drawn.first() == drawn.last() {
        drawn.pop();
    }
    drawn
}

/// That a step lies within reach of a line that is nearly parallel to it.
struct Beside {
    direction: [f64; 2],
}

impl Beside {
    fn find(a: Point, b: Point, tree: &Tree, plane: &Plane, reach_m: f64) -> Option<Self> {
        let half = |p: i32, q: i32| (p + q).div_euclid(2);
        let beside = Self {
            direction: plane.vector_m(a, b),
        };
        let middle = Point::new(half(a.x, b.x), half(a.y, b.y));
        beside.line(middle, tree, plane, reach_m)?;
        Some(beside)
    }

    /// The nearest line in this direction.
    fn line(&self, p: Point, tree: &Tree, plane: &Plane, reach_m: f64) -> Option<(Point, Point)> {
        let lines = near(p, tree, plane, reach_m);
        let lines = lines.filter(|&(c, d)| is_parallel(self.direction, plane.vector_m(c, d)));
        let ranked = lines.map(|(c, d)| (plane.distance_to_m(p, c, d), (c, d)));
        let nearest = ranked.min_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)));
        nearest.map(|(_, line)| line)
    }

    fn draw(&self, p: Point, tree: &Tree, plane: &Plane, reach_m: f64) -> Point {
        let line = self.line(p, tree, plane, reach_m);
        line.map_or(p, |line| onto(p, line, plane, reach_m))
    }
}

/// A point of a ring cut into short steps.
struct Step {
    at: Point,
    is_corner: bool,
}

fn steps_of(ring: &[Point], plane: &Plane) -> Vec<Step> {
    let mut steps = Vec::new();
    for i in 0..ring.len() {
        let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
        // A line shared by two areas is cut at the same points: always from the lower end.
        let mut points = divide(a.min(b), a.max(b), plane, STEP_M);
        if a > b {
            points.reverse();
        }
        points.pop();
        let step = |(k, at)| Step {
            at,
            is_corner: k == 0,
        };
        steps.extend(points.into_iter().enumerate().map(step));
    }
    steps
}

/// Says where areas overlap and which of them reach outside the communities.
pub(super) fn name_overlaps(
    terrain: &Terrain,
    covers: &Covers,
    layers: &Layers,
    issues: &mut Vec<Issue>,
) {
    // Area and largest face of each set of claimants, and the area of each dedicated area inside the communities.
    let mut shared: BTreeMap<&[u32], (i64, usize)> = BTreeMap::new();
    let mut inside = vec![0i64; layers.dedicated.len()];
    for (face, cover) in covers.dedicated.iter().enumerate() {
        if !terrain.inside(face) {
            continue;
        }
        let size = terrain.areas[face];
        if cover.all.is_empty() {
            if let Some(sum) = inside.get_mut(cover.first as usize) {
                *sum += size;
            }
            continue;
        }
        for &area in &cover.all {
            inside[area as usize] += size;
        }
        let entry = shared.entry(&cover.all).or_insert((0, face));
        entry.0 += size;
        if size > terrain.areas[entry.1] {
            entry.1 = face;
        }
    }
    for (claimants, (twice_area, face)) in shared {
        let area_m2 = layers.plane.area_m2(twice_area);
        if area_m2 >= SILENT_M2 {
            let place = layers.lattice.absolute(terrain.place(face));
            issues.push(overlap(claimants, area_m2, layers).at(place));
        }
    }
    let areas = layers.dedicated.iter().zip(inside);
    issues.extend(areas.filter_map(|(area, inside)| outside(area, inside, layers)));
}

fn overlap(claimants: &[u32], area_m2: f64, layers: &Layers) -> Issue {
    let ids = claimants.iter();
    let ids: Vec<&str> = ids.map(|&c| &*layers.dedicated[c as usize].id).collect();
    Issue::new("dedicated_overlap", Severity::Warning, "dedicated", ids[0])
        .says(
            format!(
                "the dedicated areas {} overlap on {area_m2:.0} m2",
                ids.join(", ")
            ),
            format!("专属网格 {} 重叠 {area_m2:.0} 平方米", ids.join("、")),
        )
        .done(format!("given to {}", ids[0]))
}

/// The issue for an area that reaches outside; one that lies outside as a whole is without land.
fn outside(area: &DedicatedArea, inside: i64, layers: &Layers) -> Option<Issue> {
    let whole: i64 = area.polygons.iter().map(Polygon::twice_area).sum();
    let outside = whole - inside;
    if inside == 0 || (outside as f64) < OUTSIDE_SHARE * whole as f64 {
        return None;
    }
    let area_m2 = layers.plane.area_m2(outside);
    let id = area.id.as_str();
    let issue = Issue::new("dedicated_outside", Severity::Warning, "dedicated", id).says(
        format!("{area_m2:.0} m2 of the dedicated area {id} lie outside every community"),
        format!("专属网格 {id} 有 {area_m2:.0} 平方米不在任何社区内"),
    );
    Some(issue.done("only what lies inside makes a grid"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLANE: Plane = Plane {
        x_m: 0.01,
        y_m: 0.01,
    };

    fn square(low: (i32, i32), high: (i32, i32)) -> Polygon {
        let corners = [low, (high.0, low.1), high, (low.0, high.1)];
        Polygon {
            rings: vec![corners.map(|(x, y)| Point::new(x, y)).to_vec()],
        }
    }

    fn drawn(area: &Polygon, law: &Polygon) -> Ring {
        let tree = tree_of([law].into_iter(), &PLANE);
        traced(&area.rings[0], &tree, &PLANE, 5.0)
    }

    #[test]
    fn an_outline_away_from_lines_and_one_that_crosses_them_stay_exactly() {
        let law = square((0, 0), (10_000, 10_000));
        for (low, high) in [
            ((1000, 1000), (3000, 4000)),
            ((8000, 2000), (12_000, 5000)),
            ((9000, 9000), (11_000, 11_000)),
        ] {
            let area = square(low, high);
            assert_eq!(drawn(&area, &law), area.rings[0]);
        }
    }

    #[test]
    fn an_outline_beside_a_line_is_drawn_onto_it_and_keeps_its_other_sides() {
        let law = square((0, 0), (10_000, 10_000));
        let ring = drawn(&square((5000, 2000), (9700, 6000)), &law);
        assert!(
            ring.iter().all(|p| p.x <= 9300 || p.x == 10_000),
            "{ring:?}"
        );
        for corner in [(5000, 2000), (10_000, 2000), (10_000, 6000), (5000, 6000)] {
            assert!(ring.contains(&Point::new(corner.0, corner.1)), "{ring:?}");
        }
    }
}
