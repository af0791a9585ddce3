//! The district as the inputs draw it: whether land beyond the outline of a plan should have been in it.

use rstar::primitives::{GeomWithData, Line, Rectangle};
use rstar::{AABB, RTree};

use crate::audit::covers;
use crate::geometry::{Plane, Point, Polygon};
use crate::layer::{BuildingShape, Layers};

use super::Measure;
use super::lines::Segment;

/// A metre more than the tolerance: reconciled slivers end there.
const MARGIN_M: f64 = 1.0;

type Boxed = GeomWithData<Rectangle<[f64; 2]>, usize>;

/// The lines of the input communities in metres, their land, and the footprints that a line steps round.
pub(super) struct Outline {
    plane: Plane,
    reach_m: f64,
    lines: RTree<Line<[f64; 2]>>,
    land: Lands,
    footprints: Lands,
}

impl Outline {
    pub(super) fn of(measure: &Measure<'_>) -> Self {
        let layers = measure.layers;
        let plane = layers.plane;
        let polygons = || layers.communities.iter().flat_map(|c| &c.polygons);
        let lines = polygons().flat_map(Polygon::segments);
        let lines = lines.map(|(a, b)| Line::new(metres(&plane, a), metres(&plane, b)));
        Self {
            plane,
            reach_m: measure.tolerance_m + MARGIN_M,
            lines: RTree::bulk_load(lines.collect()),
            land: Lands::of(polygons()),
            footprints: Lands::of(footprints(layers)),
        }
    }

    /// Whether the place just right of the middle of `edge` is well within a community, and no footprint.
    pub(super) fn is_land_right_of(&self, (a, b): Segment) -> bool {
        // Two units to the right: off the line, and less than a tenth of a metre.
        let step = |d: i32| -> i32 { 2 * d.signum() };
        let beside = Point::new(
            a.x.midpoint(b.x) + step(b.y - a.y),
            a.y.midpoint(b.y) - step(b.x - a.x),
        );
        let at = metres(&self.plane, beside);
        let near = self.lines.nearest_neighbor(&at);
        let reach = self.reach_m * self.reach_m;
        let inner = near.is_some_and(|line| rstar::PointDistance::distance_2(line, &at) > reach);
        inner && self.land.covers(beside) && !self.footprints.covers(beside)
    }
}

fn footprints(layers: &Layers) -> impl Iterator<Item = &Polygon> {
    layers.buildings.iter().flat_map(|b| match &b.shape {
        BuildingShape::Footprint(parts) => &parts[..],
        BuildingShape::Point(_) => &[],
    })
}

fn metres(plane: &Plane, point: Point) -> [f64; 2] {
    plane.vector_m(Point::default(), point)
}

/// Polygons, to be asked whether any covers a point.
struct Lands {
    polygons: Vec<Vec<Segment>>,
    tree: RTree<Boxed>,
}

impl Lands {
    fn of<'a>(polygons: impl Iterator<Item = &'a Polygon>) -> Self {
        let polygons: Vec<&Polygon> = polygons.collect();
        let spot = |p: Point| [f64::from(p.x), f64::from(p.y)];
        let boxed = |(index, polygon): (usize, &&Polygon)| {
            let (low, high) = polygon.bounds()?;
            Some(GeomWithData::new(
                Rectangle::from_corners(spot(low), spot(high)),
                index,
            ))
        };
        let boxes = polygons.iter().enumerate().filter_map(boxed).collect();
        Self {
            tree: RTree::bulk_load(boxes),
            polygons: polygons.iter().map(|p| p.segments().collect()).collect(),
        }
    }

    fn covers(&self, point: Point) -> bool {
        let at = AABB::from_point([f64::from(point.x), f64::from(point.y)]);
        let mut near = self.tree.locate_in_envelope_intersecting(&at);
        near.any(|boxed| covers(&self.polygons[boxed.data], point))
    }
}
