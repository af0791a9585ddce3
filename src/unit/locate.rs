//! Where things lie: a point inside a polygon, the areas around a point, the nearest spot or outline.
//!
//! Inside is what an odd number of crossings says; a point on a line common to two areas lies in one of them only.

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::geometry::{Plane, Point, Polygon};
use crate::layer::BuildingShape;

/// A place between lattice points, in lattice units.
pub type Spot = [f64; 2];

/// The spot of a lattice point.
pub fn spot(point: Point) -> Spot {
    [f64::from(point.x), f64::from(point.y)]
}

/// A spot inside the polygon: the middle of its widest stretch half a unit above its middle height.
/// The ring's first point when the polygon is flat.
pub fn inner_spot(polygon: &Polygon) -> Spot {
    let Some((low, high)) = polygon.bounds() else {
        return [0.0, 0.0];
    };
    // Half a unit above a lattice row there is no vertex.
    let height = f64::from(low.y.midpoint(high.y)) + 0.5;
    let crossings = crossings(polygon, height);
    let width = |pair: &&[f64]| pair[1] - pair[0];
    let stretches = crossings.chunks_exact(2);
    let widest = stretches.max_by(|a, b| width(a).total_cmp(&width(b)).then(b[0].total_cmp(&a[0])));
    widest.map_or_else(
        || spot(polygon.rings[0][0]),
        |pair| [f64::midpoint(pair[0], pair[1]), height],
    )
}

/// Where the outline crosses `height`, from west to east.
fn crossings(polygon: &Polygon, height: f64) -> Vec<f64> {
    let crossing = |(a, b): (Point, Point)| {
        let ([ax, ay], [bx, by]) = (spot(a), spot(b));
        let crosses = (ay > height) != (by > height);
        crosses.then(|| ax + (height - ay) / (by - ay) * (bx - ax))
    };
    let mut crossings: Vec<f64> = polygon.segments().filter_map(crossing).collect();
    crossings.sort_by(f64::total_cmp);
    crossings
}

/// Whether `at` lies in the polygon.
fn contains(polygon: &Polygon, at: Spot) -> bool {
    let east = crossings(polygon, at[1]).into_iter().filter(|&x| x > at[0]);
    east.count() % 2 == 1
}

/// Areas, each of several polygons, to be asked what lies where.
pub struct Areas<'a> {
    areas: Vec<&'a [Polygon]>,
    tree: RTree<GeomWithData<Rectangle<Spot>, (usize, usize)>>,
}

impl<'a> Areas<'a> {
    /// The areas, known by their position.
    pub fn new(areas: impl Iterator<Item = &'a [Polygon]>) -> Self {
        let areas: Vec<&[Polygon]> = areas.collect();
        let mut boxes = Vec::new();
        for (area, polygons) in areas.iter().enumerate() {
            for (part, polygon) in polygons.iter().enumerate() {
                let corners = polygon.bounds().map(|(low, high)| (spot(low), spot(high)));
                boxes.extend(corners.map(|(low, high)| {
                    GeomWithData::new(Rectangle::from_corners(low, high), (area, part))
                }));
            }
        }
        Self {
            tree: RTree::bulk_load(boxes),
            areas,
        }
    }

    /// The lowest area that `at` lies in.
    pub fn around(&self, at: Spot) -> Option<usize> {
        let near = self
            .tree
            .locate_in_envelope_intersecting(&AABB::from_point(at));
        near.map(|found| found.data)
            .filter(|&(area, part)| contains(&self.areas[area][part], at))
            .map(|(area, _)| area)
            .min()
    }
}

/// Spots, to be asked for the nearest in metres.
pub struct Spots {
    plane: Plane,
    tree: RTree<GeomWithData<[f64; 2], usize>>,
}

impl Spots {
    /// Spots with the numbers they are known by.
    pub fn new(plane: Plane, spots: impl Iterator<Item = (usize, Spot)>) -> Self {
        let metres = |(n, at): (usize, Spot)| GeomWithData::new(in_metres(&plane, at), n);
        Self {
            tree: RTree::bulk_load(spots.map(metres).collect()),
            plane,
        }
    }

    /// The spot nearest to `at` among those that `may` allows; of equals the lowest number.
    pub fn nearest(&self, at: Spot, may: impl Fn(usize) -> bool) -> Option<usize> {
        let mut best: Option<(f64, usize)> = None;
        let from = in_metres(&self.plane, at);
        for (spot, distance) in self.tree.nearest_neighbor_iter_with_distance_2(&from) {
            if best.is_some_and(|(least, _)| distance > least) {
                break;
            }
            if may(spot.data) && best.is_none_or(|(_, n)| spot.data < n) {
                best = Some((distance, spot.data));
            }
        }
        best.map(|(_, n)| n)
    }
}

/// The box around a part of a building's outline, with the building's number.
type Boxed<'a> = GeomWithData<Rectangle<[f64; 2]>, (usize, &'a BuildingShape)>;

/// Outlines of buildings, to be asked for the nearest in metres.
pub struct Outlines<'a> {
    plane: Plane,
    tree: RTree<Boxed<'a>>,
}

impl<'a> Outlines<'a> {
    /// Outlines with the numbers they are known by.
    pub fn new(plane: Plane, shapes: impl Iterator<Item = (usize, &'a BuildingShape)>) -> Self {
        let boxes = shapes.flat_map(|(n, shape)| {
            let corners = match shape {
                BuildingShape::Point(point) => vec![(*point, *point)],
                BuildingShape::Footprint(parts) => {
                    parts.iter().filter_map(Polygon::bounds).collect()
                }
            };
            corners.into_iter().map(move |(low, high)| {
                let [low, high] = [low, high].map(|corner| in_metres(&plane, spot(corner)));
                GeomWithData::new(Rectangle::from_corners(low, high), (n, shape))
            })
        });
        Self {
            tree: RTree::bulk_load(boxes.collect()),
            plane,
        }
    }

    /// The outline nearest to `at`, which lies in none, among those that `may` allows, and its distance; of equals
    /// the lowest number.
    pub fn nearest(&self, at: Point, may: impl Fn(usize) -> bool) -> Option<(usize, f64)> {
        let mut best: Option<(usize, f64)> = None;
        let from = in_metres(&self.plane, spot(at));
        for (outline, square) in self.tree.nearest_neighbor_iter_with_distance_2(&from) {
            if best.is_some_and(|(_, least)| square.sqrt() > least) {
                break;
            }
            let (n, shape) = outline.data;
            if !may(n) {
                continue;
            }
            let metres = self.distance_m(at, shape);
            if best.is_none_or(|(lowest, least)| (metres, n) < (least, lowest)) {
                best = Some((n, metres));
            }
        }
        best
    }

    fn distance_m(&self, at: Point, shape: &BuildingShape) -> f64 {
        match shape {
            BuildingShape::Point(point) => self.plane.distance_m(at, *point),
            BuildingShape::Footprint(parts) => {
                let sides = parts.iter().flat_map(Polygon::segments);
                let distances = sides.map(|(a, b)| self.plane.distance_to_m(at, a, b));
                distances.fold(f64::INFINITY, f64::min)
            }
        }
    }
}

fn in_metres(plane: &Plane, [x, y]: Spot) -> [f64; 2] {
    [x * plane.x_m, y * plane.y_m]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Lattice;

    fn ring(points: &[(i32, i32)]) -> Vec<Point> {
        points.iter().map(|&(x, y)| Point::new(x, y)).collect()
    }

    fn square(x: i32, size: i32) -> Polygon {
        Polygon {
            rings: vec![ring(&[(x, 0), (x + size, 0), (x + size, size), (x, size)])],
        }
    }

    #[test]
    fn the_inner_spot_avoids_the_courtyard() {
        let mut court = square(0, 100);
        court
            .rings
            .push(ring(&[(10, 10), (60, 10), (60, 90), (10, 90)]));
        assert_eq!(inner_spot(&court).map(|v| (v * 2.0) as i32), [160, 101]);
        assert!(contains(&court, inner_spot(&court)));
        assert!(!contains(&court, [30.0, 50.0]));
    }

    #[test]
    fn a_spot_on_a_common_line_lies_in_one_area() {
        let (west, east) = ([square(0, 10)], [square(10, 10)]);
        let areas = Areas::new([&west[..], &east[..]].into_iter());
        assert_eq!(areas.around([10.0, 5.0]), Some(1));
        assert_eq!(areas.around([0.0, 5.0]), Some(0));
        assert_eq!(areas.around([20.0, 5.0]), None);
    }

    #[test]
    fn of_overlapping_areas_the_lowest_counts_and_of_equal_spots_too() {
        let (small, large) = ([square(2, 4)], [square(0, 10)]);
        let areas = Areas::new([&large[..], &small[..]].into_iter());
        assert_eq!(areas.around([3.0, 3.0]), Some(0));
        let plane = Plane::at(Lattice::default());
        let spots = Spots::new(
            plane,
            [(7, [0.0, 0.0]), (3, [2.0, 0.0]), (1, [9.0, 0.0])].into_iter(),
        );
        assert_eq!(spots.nearest([1.0, 0.0], |_| true), Some(3));
        assert_eq!(spots.nearest([1.0, 0.0], |n| n != 3), Some(7));
        assert_eq!(spots.nearest([1.0, 0.0], |_| false), None);
    }
}
