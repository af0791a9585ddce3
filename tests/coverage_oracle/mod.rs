//! What every coverage must keep, checked by brute force and with another library's overlays.
#![allow(dead_code, reason = "each test file uses a part of it")]

use geo::{Area as _, BooleanOps as _, Coord, LineString, MultiPolygon};
use wangge::coverage::{Coverage, Edge, Footprint, Rotation};
use wangge::geometry::{Plane, Point, Polygon, cross};
use wangge::id::FaceId;
use wangge::issue::Issue;
use wangge::layer::{BuildingShape, Layers};

/// A breach in words, or nothing.
pub type Verdict = Result<(), String>;

/// Everything that holds for outlines that do not cross themselves.
pub fn examine(layers: &Layers, coverage: &Coverage, issues: &[Issue]) -> Verdict {
    let polygons = topology(layers, coverage, issues)?;
    footprints_are_whole(coverage, &polygons)?;
    strangers_have_parcels_of_their_own(coverage)
}

/// Everything that holds for any input; returns the polygon of every face.
pub fn topology(
    layers: &Layers,
    coverage: &Coverage,
    issues: &[Issue],
) -> Result<Vec<Polygon>, String> {
    tables_are_in_order(coverage)?;
    no_lines_cross(coverage)?;
    sides_agree_around_vertices(coverage)?;
    let polygons = faces_dissolve(coverage)?;
    labels_dissolve(layers, coverage)?;
    inner_points_are_inside(coverage, &polygons)?;
    buildings_have_a_place(layers, coverage, issues)?;
    Ok(polygons)
}

fn ensure(holds: bool, words: impl Fn() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(words()) }
}

fn ends(coverage: &Coverage, edge: &Edge) -> (Point, Point) {
    let at = |v: u32| coverage.vertices[v as usize];
    (at(edge.from), at(edge.to))
}

fn tables_are_in_order(coverage: &Coverage) -> Verdict {
    let vertices = coverage.vertices.windows(2).all(|w| w[0] < w[1]);
    ensure(vertices, || "vertices are not sorted".into())?;
    let key = |e: &Edge| (e.from, e.to);
    let edges = coverage.edges.windows(2).all(|w| key(&w[0]) < key(&w[1]));
    ensure(edges, || "edges are not sorted, or doubled".into())?;
    let mut used = vec![false; coverage.vertices.len()];
    for e in &coverage.edges {
        ensure(e.from < e.to, || format!("{e:?} runs backwards"))?;
        ensure(e.left != e.right, || format!("{e:?} divides nothing"))?;
        used[e.from as usize] = true;
        used[e.to as usize] = true;
    }
    ensure(used.iter().all(|u| *u), || "a vertex has no edge".into())?;
    let key = |f: &Footprint| (f.building, f.part);
    let feet = coverage
        .footprints
        .windows(2)
        .all(|w| key(&w[0]) < key(&w[1]));
    ensure(feet, || "footprints are not sorted".into())
}

/// Every pair of edges: common ends only.
fn no_lines_cross(coverage: &Coverage) -> Verdict {
    for (k, one) in coverage.edges.iter().enumerate() {
        let (a, b) = ends(coverage, one);
        for two in &coverage.edges[k + 1..] {
            let (c, d) = ends(coverage, two);
            if c.x > b.x {
                break;
            }
            ensure(!conflict((a, b), (c, d)), || {
                format!("{a:?} {b:?} and {c:?} {d:?} cross or touch")
            })?;
        }
    }
    Ok(())
}

fn conflict((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let side = |o, p, q| cross(o, p, q).signum();
    let crossed = side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
    let on = |p: Point, a: Point, b: Point| p != a && p != b && lies_on(p, a, b);
    crossed || on(a, c, d) || on(b, c, d) || on(c, a, b) || on(d, a, b)
}

fn lies_on(p: Point, a: Point, b: Point) -> bool {
    let between = |v: i32, one: i32, two: i32| (one.min(two)..=one.max(two)).contains(&v);
    between(p.x, a.x, b.x) && between(p.y, a.y, b.y) && cross(a, b, p) == 0
}

/// Direction of an edge from a vertex, face on its left, face on its right.
type Spoke = (f64, Option<FaceId>, Option<FaceId>);

/// Around every vertex: the face left of a spoke is the face right of the next one, counter-clockwise.
fn sides_agree_around_vertices(coverage: &Coverage) -> Verdict {
    let mut spokes: Vec<Vec<Spoke>> = vec![Vec::new(); coverage.vertices.len()];
    for e in &coverage.edges {
        let (a, b) = ends(coverage, e);
        let (dx, dy) = (
            f64::from(b.x) - f64::from(a.x),
            f64::from(b.y) - f64::from(a.y),
        );
        spokes[e.from as usize].push((dy.atan2(dx), e.left, e.right));
        spokes[e.to as usize].push(((-dy).atan2(-dx), e.right, e.left));
    }
    for (v, around) in spokes.iter_mut().enumerate() {
        around.sort_by(|x, y| x.0.total_cmp(&y.0));
        let place = coverage.vertices[v];
        ensure(around.len() > 1, || format!("{place:?} is a dead end"))?;
        for k in 0..around.len() {
            let next = &around[(k + 1) % around.len()];
            ensure(around[k].1 == next.2, || {
                format!(
                    "faces disagree at {place:?}: {:?} {:?}",
                    around[k].1, next.2
                )
            })?;
        }
    }
    Ok(())
}

/// The polygon of every face.
fn faces_dissolve(coverage: &Coverage) -> Result<Vec<Polygon>, String> {
    let own: Vec<Option<u32>> = (0..coverage.faces.len() as u32).map(Some).collect();
    let rotation = Rotation::of(coverage);
    let faces = rotation.dissolve(&own, own.len());
    for (f, parts) in faces.iter().enumerate() {
        let face = coverage.faces[f];
        ensure(parts.len() == 1, || {
            format!("face {f} at {:?} has {} polygons", face.inside, parts.len())
        })?;
        ensure(
            parts[0].twice_area() == face.twice_area && face.twice_area > 0,
            || {
                format!(
                    "face {f} has area {} and not {}",
                    parts[0].twice_area(),
                    face.twice_area
                )
            },
        )?;
    }
    let whole = rotation.dissolve(&vec![Some(0); own.len()], 1);
    let outline: i64 = whole.iter().flatten().map(Polygon::twice_area).sum();
    let sum: i64 = coverage.faces.iter().map(|f| f.twice_area).sum();
    ensure(outline == sum, || {
        format!("faces sum to {sum}, the outline to {outline}")
    })?;
    Ok(faces.into_iter().flatten().collect())
}

/// Beats and communities: the area of their polygons is that of their faces.
fn labels_dissolve(layers: &Layers, coverage: &Coverage) -> Verdict {
    let beat = |f: usize| coverage.faces[f].beat.index();
    let community = |f: usize| coverage.faces[f].community.index();
    let tables: [(&dyn Fn(usize) -> usize, usize); 2] = [
        (&beat, layers.beats.len()),
        (&community, layers.communities.len()),
    ];
    for (label, count) in tables {
        let mut area = vec![0; count];
        for (f, face) in coverage.faces.iter().enumerate() {
            area[label(f)] += face.twice_area;
        }
        let labels: Vec<_> = (0..coverage.faces.len())
            .map(|f| Some(label(f) as u32))
            .collect();
        let parts = Rotation::of(coverage).dissolve(&labels, count);
        for (i, polygons) in parts.iter().enumerate() {
            let sum: i64 = polygons.iter().map(Polygon::twice_area).sum();
            ensure(sum == area[i], || {
                format!("label {i} has area {sum} and not {}", area[i])
            })?;
        }
    }
    Ok(())
}

/// Inside, or beside a face that is thinner than the lattice is fine.
fn inner_points_are_inside(coverage: &Coverage, polygons: &[Polygon]) -> Verdict {
    for (face, polygon) in coverage.faces.iter().zip(polygons) {
        let place = place_in(face.inside, polygon);
        let beside = || {
            polygon
                .segments()
                .any(|(a, b)| is_beside(face.inside, a, b))
        };
        ensure(place == Place::Inside || beside(), || {
            format!(
                "{:?} is {place:?} its face of {}",
                face.inside, face.twice_area
            )
        })?;
    }
    Ok(())
}

/// Less than one lattice unit away.
fn is_beside(p: Point, a: Point, b: Point) -> bool {
    let plane = Plane { x_m: 1.0, y_m: 1.0 };
    plane.distance_to_m(p, a, b) < 1.0
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Inside,
    Line,
    Outside,
}

fn place_in(p: Point, polygon: &Polygon) -> Place {
    if polygon.segments().any(|(a, b)| lies_on(p, a, b)) {
        return Place::Line;
    }
    let west = polygon.segments().filter(|&(a, b)| {
        let (low, high) = if a.y < b.y { (a, b) } else { (b, a) };
        low.y <= p.y && p.y < high.y && cross(low, high, p) < 0
    });
    if west.count() % 2 == 1 {
        Place::Inside
    } else {
        Place::Outside
    }
}

fn buildings_have_a_place(layers: &Layers, coverage: &Coverage, issues: &[Issue]) -> Verdict {
    for (i, building) in layers.buildings.iter().enumerate() {
        let id = &building.id;
        let feet = |part: u32| {
            let mine = |f: &&Footprint| f.building.index() == i && f.part == part;
            coverage.footprints.iter().filter(mine).count()
        };
        let named = |issue: &&Issue| issue.code == "building_outside" && issue.feature == *id;
        let missing = issues.iter().filter(named).count();
        ensure(feet(0) + missing == 1, || {
            format!("{id} has {} places and {missing} issues", feet(0))
        })?;
        let parts = match &building.shape {
            BuildingShape::Footprint(parts) => parts.as_slice(),
            BuildingShape::Point(_) => &[],
        };
        for foot in coverage
            .footprints
            .iter()
            .filter(|f| f.building.index() == i)
        {
            ensure(
                foot.polygon.as_ref() == parts.get(foot.part as usize),
                || format!("part {} of {id} has another outline", foot.part),
            )?;
        }
    }
    Ok(())
}

/// Nothing but lattice rounding of a footprint lies outside its face, unless it is ground.
fn footprints_are_whole(coverage: &Coverage, polygons: &[Polygon]) -> Verdict {
    for foot in coverage.footprints.iter().filter(|f| !f.ground) {
        let Some(polygon) = &foot.polygon else {
            continue;
        };
        let origin = polygon.rings[0][0];
        let parcel = in_metres(&polygons[foot.face.index()], origin, &coverage.plane);
        let cut_m2 = in_metres(polygon, origin, &coverage.plane)
            .difference(&parcel)
            .unsigned_area();
        let length = |(a, b)| coverage.plane.distance_m(a, b);
        let perimeter_m: f64 = polygon.segments().map(length).sum();
        ensure(cut_m2 <= (0.01 * perimeter_m).max(0.5), || {
            let (b, part) = (foot.building.index(), foot.part);
            format!("building {b} part {part} is cut by {cut_m2:.2} m2")
        })?;
    }
    Ok(())
}

fn in_metres(polygon: &Polygon, origin: Point, plane: &Plane) -> MultiPolygon {
    let ring = |r: &Vec<Point>| {
        let at = |p: &Point| plane.vector_m(origin, *p);
        LineString::new(r.iter().map(at).map(|[x, y]| Coord { x, y }).collect())
    };
    let mut rings = polygon.rings.iter().map(ring);
    let outer = rings.next().unwrap_or_else(|| LineString::new(Vec::new()));
    MultiPolygon::new(vec![geo::Polygon::new(outer, rings.collect())])
}

/// Footprints that share a face overlap one another, directly or through others, or are hardly visible.
fn strangers_have_parcels_of_their_own(coverage: &Coverage) -> Verdict {
    let mut feet: Vec<&Footprint> = coverage.footprints.iter().collect();
    feet.retain(|f| !f.ground);
    feet.sort_by_key(|f| f.face);
    for run in feet.chunk_by(|a, b| a.face == b.face) {
        // The square that stands for a point may join its neighbours.
        if run.iter().any(|f| f.polygon.is_none()) {
            continue;
        }
        let shapes: Vec<(&Footprint, MultiPolygon)> = run
            .iter()
            .filter_map(|f| {
                let polygon = f.polygon.as_ref()?;
                let shape = in_metres(
                    polygon,
                    coverage.faces[f.face.index()].inside,
                    &coverage.plane,
                );
                (shape.unsigned_area() > 1.0).then_some((*f, shape))
            })
            .collect();
        let mut reached = vec![false; shapes.len()];
        let mut next: Vec<usize> = (0..shapes.len().min(1)).collect();
        while let Some(i) = next.pop() {
            if std::mem::replace(&mut reached[i], true) {
                continue;
            }
            let meets = |j: &usize| shapes[i].1.intersection(&shapes[*j].1).unsigned_area() > 0.1;
            next.extend((0..shapes.len()).filter(|&j| !reached[j]).filter(meets));
        }
        ensure(reached.iter().all(|r| *r), || {
            let names: Vec<usize> = shapes.iter().map(|s| s.0.building.index()).collect();
            format!("strangers {names:?} share a parcel")
        })?;
    }
    Ok(())
}
