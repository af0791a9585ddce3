//! What dedicated grids keep, on random towns with random areas.

mod coverage_oracle;
mod dedicated_plan;
mod random_town;

use std::cell::Cell;

use coverage_oracle::examine;
use dedicated_plan::planned;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use random_town::{Spec, specs};
use wangge::coverage::{Coverage, Rotation, build};
use wangge::geometry::{Plane, Point, Polygon, cross};
use wangge::issue::Issue;
use wangge::layer::{BuildingShape, DedicatedArea, Layers};

fn config(cases: u32) -> Config {
    let asked = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|v| v.parse().ok());
    Config {
        cases: asked.unwrap_or(cases),
        failure_persistence: None,
        max_shrink_iters: 2_000,
        ..Config::default()
    }
}

/// An area: where it lies in thousandths of the town, its half sides in metres, its turn in degrees.
type Plot = ((i32, i32), (i32, i32), i32);

fn plots() -> impl Strategy<Value = Vec<Plot>> {
    let turn = prop_oneof![Just(0), 0..90i32];
    let plot = ((-50..1050i32, -50..1050i32), (3..60i32, 3..60i32), turn);
    vec(plot, 1..4)
}

/// The layers of a town with its plots as dedicated areas.
fn layers(spec: &Spec, plots: &[Plot]) -> Layers {
    let mut layers = spec.layers();
    let corners = layers.communities.iter().flat_map(|c| &c.polygons);
    let bounds = corners.filter_map(Polygon::bounds);
    let (low, high) = bounds
        .reduce(|(lo, hi), (a, b)| {
            let low = Point::new(lo.x.min(a.x), lo.y.min(a.y));
            (low, Point::new(hi.x.max(b.x), hi.y.max(b.y)))
        })
        .expect("a town has communities");
    for (n, (at, half, turn)) in plots.iter().enumerate() {
        let share = |low: i32, high: i32, share: i32| low + (high - low) / 1000 * share;
        let centre = Point::new(share(low.x, high.x, at.0), share(low.y, high.y, at.1));
        layers.dedicated.push(DedicatedArea {
            id: format!("d{n}"),
            name: String::new(),
            polygons: vec![turned_rectangle(centre, *half, *turn, &layers.plane)],
        });
    }
    layers
}

fn turned_rectangle(centre: Point, (a, b): (i32, i32), turn: i32, plane: &Plane) -> Polygon {
    let (sin, cos) = f64::from(turn).to_radians().sin_cos();
    let corner = |(x, y): (i32, i32)| {
        let (x, y) = (f64::from(x), f64::from(y));
        Point::new(
            centre.x + ((x * cos - y * sin) / plane.x_m).round() as i32,
            centre.y + ((x * sin + y * cos) / plane.y_m).round() as i32,
        )
    };
    Polygon {
        rings: vec![[(-a, -b), (a, -b), (a, b), (-a, b)].map(corner).to_vec()],
    }
}

fn built(layers: &Layers, spec: &Spec) -> Result<(Coverage, Vec<Issue>), TestCaseError> {
    let mut issues = Vec::new();
    let coverage = build(layers, &spec.align(), &mut issues, &|_| {});
    let coverage = coverage.map_err(|e| TestCaseError::fail(e.to_string()))?;
    Ok((coverage, issues))
}

/// The land of an area in the coverage.
fn land_of(coverage: &Coverage, area: usize) -> Vec<Polygon> {
    let label = |face: &wangge::coverage::Face| {
        let mine = face.dedicated.is_some_and(|d| d.index() == area);
        mine.then_some(0)
    };
    let labels: Vec<Option<u32>> = coverage.faces.iter().map(label).collect();
    Rotation::of(coverage).dissolve(&labels, 1).remove(0)
}

/// Whether an outline stays this far from the lines of law, of other areas, and from all footprints.
fn is_alone(layers: &Layers, area: usize, clear_m: f64) -> bool {
    let plane = &layers.plane;
    let own = &layers.dedicated[area].polygons[0];
    let others = layers.dedicated.iter().enumerate();
    let others = others
        .filter(|(n, _)| *n != area)
        .flat_map(|(_, d)| &d.polygons);
    let law = layers.communities.iter().flat_map(|c| &c.polygons);
    let law = law.chain(layers.beats.iter().flat_map(|b| &b.polygons));
    let houses = layers.buildings.iter().flat_map(|b| match &b.shape {
        BuildingShape::Footprint(parts) => parts.clone(),
        BuildingShape::Point(p) => vec![turned_rectangle(*p, (2, 2), 0, plane)],
    });
    let houses: Vec<Polygon> = houses.collect();
    let is_clear = |line: (Point, Point), clear_m: f64| {
        own.segments()
            .all(|side| distance_m(side, line, plane) > clear_m)
    };
    law.chain(others)
        .flat_map(Polygon::segments)
        .all(|line| is_clear(line, clear_m))
        && houses
            .iter()
            .flat_map(Polygon::segments)
            .all(|line| is_clear(line, 0.1))
}

fn distance_m((a, b): (Point, Point), (c, d): (Point, Point), plane: &Plane) -> f64 {
    let side = |o, p, q| cross(o, p, q).signum();
    if side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0 {
        return 0.0;
    }
    let to = |p, a, b| plane.distance_to_m(p, a, b);
    to(a, c, d)
        .min(to(b, c, d))
        .min(to(c, a, b))
        .min(to(d, a, b))
}

/// Whether an area lies in one community and in no other area, which might have its land.
fn is_inside(layers: &Layers, area: usize) -> bool {
    let corner = layers.dedicated[area].polygons[0].rings[0][0];
    let polygons = layers.communities.iter().flat_map(|c| &c.polygons);
    let others = layers.dedicated.iter().enumerate();
    let mut others = others
        .filter(|(n, _)| *n != area)
        .flat_map(|(_, d)| &d.polygons);
    polygons.filter(|p| holds(p, corner)).count() == 1 && !others.any(|p| holds(p, corner))
}

fn holds(polygon: &Polygon, p: Point) -> bool {
    let crossings = polygon.segments().filter(|&(a, b)| {
        let (low, high) = if a.y < b.y { (a, b) } else { (b, a) };
        low.y <= p.y && p.y < high.y && cross(low, high, p) > 0
    });
    crossings.count() % 2 == 1
}

proptest! {
    #![proptest_config(config(80))]

    #[test]
    fn a_town_with_dedicated_areas_is_sound_audited_and_loses_nobody(spec in specs(25), plots in plots()) {
        let spec = spec.with_tiny_houses_enlarged(100);
        let layers = layers(&spec, &plots);
        let (coverage, issues) = built(&layers, &spec)?;
        examine(&layers, &coverage, &issues).map_err(TestCaseError::fail)?;
        let planned = planned(&layers, &coverage);
        prop_assert!(planned.breaches.is_empty(), "{}", planned.breaches.join("; "));
        for level in &planned.map.levels {
            let households = level.parts.iter().map(|p| p.tally.counts.households);
            prop_assert_eq!(households.sum::<i64>(), planned.placed.households);
        }
        let pieces = planned.jurisdictions.iter().filter(|j| j.dedicated.is_some()).count();
        for level in 0..2 {
            prop_assert_eq!(planned.dedicated(level).len(), pieces);
        }
        for (grid, micro) in planned.dedicated(0).iter().zip(planned.dedicated(1)) {
            prop_assert_eq!(&grid.polygons, &micro.polygons);
        }
    }
}

#[test]
fn the_outline_of_an_area_away_from_lines_and_walls_is_kept() {
    let compared = Cell::new(0);
    let result = TestRunner::new(config(80)).run(&(specs(6), plots()), |(spec, plots)| {
        // Communities wide enough to have areas away from all lines.
        let spec = Spec {
            cell: 4 * spec.cell,
            ..spec
        };
        compared.set(compared.get() + outlines_are_kept(&spec, &plots)?);
        Ok(())
    });
    result.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(compared.get() > 10, "only {} compared", compared.get());
}

/// How many areas of the town were compared with their outline.
fn outlines_are_kept(spec: &Spec, plots: &[Plot]) -> Result<usize, TestCaseError> {
    let tolerance_m = spec.align().tolerance_m;
    let layers = layers(spec, plots);
    let (coverage, _) = built(&layers, spec)?;
    let mut compared = 0;
    for (area, (_, (a, b), _)) in plots.iter().enumerate() {
        let is_narrow = f64::from(2 * a * b) / f64::from(a + b) <= tolerance_m;
        if is_narrow || !is_inside(&layers, area) || !is_alone(&layers, area, tolerance_m + 1.0) {
            continue;
        }
        compared += 1;
        let drawn = &layers.dedicated[area].polygons[0];
        let land = land_of(&coverage, area);
        prop_assert_eq!(land.len(), 1, "area {}", area);
        let outline = &land[0].rings[0];
        for corner in &drawn.rings[0] {
            prop_assert!(outline.contains(corner), "{:?} of area {}", corner, area);
        }
        let units = Plane { x_m: 1.0, y_m: 1.0 };
        for point in outline {
            let off = drawn
                .segments()
                .map(|(p, q)| units.distance_to_m(*point, p, q));
            let off = off.fold(f64::INFINITY, f64::min);
            prop_assert!(off < 1.5, "{:?} of area {}", point, area);
        }
    }
    Ok(compared)
}
