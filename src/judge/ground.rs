//! What lies beside an edge: the areas of a sheet over the place just right of its middle. Exact.

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::audit::{Owned, depth_right_of};
use crate::geometry::Point;

use super::lines::Segment;

type Boxed = GeomWithData<Rectangle<[f64; 2]>, usize>;

/// The noded edges of every area of a sheet, to be asked what lies where.
pub(super) struct Ground {
    edges: Vec<Vec<Segment>>,
    tree: RTree<Boxed>,
}

impl Ground {
    /// The ground of `areas` areas with these edges.
    pub(super) fn of(areas: usize, lines: &[Owned]) -> Self {
        let mut edges: Vec<Vec<Segment>> = vec![Vec::new(); areas];
        for edge in lines {
            edges[edge.owner as usize].push((edge.from, edge.to));
        }
        let boxes = edges.iter().enumerate().filter_map(|(area, edges)| {
            let around = edges.iter().map(|e| spot(e.0));
            let aabb = around.fold(None::<AABB<[f64; 2]>>, |aabb, at| {
                let mut aabb = aabb.unwrap_or(AABB::from_point(at));
                rstar::Envelope::merge(&mut aabb, &AABB::from_point(at));
                Some(aabb)
            })?;
            let rectangle = Rectangle::from_corners(aabb.lower(), aabb.upper());
            Some(GeomWithData::new(rectangle, area))
        });
        Self {
            tree: RTree::bulk_load(boxes.collect()),
            edges,
        }
    }

    /// The areas over the place just right of the middle of `edge`, ascending.
    pub(super) fn right_of(&self, edge: Segment) -> Vec<usize> {
        let (a, b) = (spot(edge.0), spot(edge.1));
        let middle = [f64::midpoint(a[0], b[0]), f64::midpoint(a[1], b[1])];
        let near = self
            .tree
            .locate_in_envelope_intersecting(&AABB::from_point(middle));
        let over = |&area: &usize| depth_right_of(edge, &self.edges[area]) != 0;
        let mut areas: Vec<usize> = near.map(|boxed| boxed.data).filter(over).collect();
        areas.sort_unstable();
        areas
    }

    /// The edges of an area.
    pub(super) fn edges(&self, area: usize) -> &[Segment] {
        &self.edges[area]
    }
}

fn spot(point: Point) -> [f64; 2] {
    [f64::from(point.x), f64::from(point.y)]
}
