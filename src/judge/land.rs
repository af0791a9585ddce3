//! The land of a feature on the lattice: rings closed, turned the right way round, each defect noted.

use crate::audit::defect;
use crate::geometry::{
    Lattice, Point, Polygon, Ring, UNITS_PER_DEGREE, parse_degrees, twice_signed_area,
};
use crate::layer::{Degrees, Shapes};

use super::finding::{Fault, Finding};
use super::sheet::Area;

/// A coordinate off the lattice by more than this part of a unit has more than 7 decimals.
const OFF: f64 = 0.01;

/// Twice the area that the rings of a feature may sum to: a ring that winds around again and again has more, and its
/// area would leave 64 bits.
const MOST_TWICE_AREA: i128 = 1 << 60;

/// What is wrong with the land of a feature.
#[derive(Default)]
pub(super) struct Notes {
    /// Whether a coordinate has more than 7 decimals.
    pub(super) off_lattice: bool,
    turned: bool,
    far: Option<[i32; 2]>,
    nowhere: bool,
    kind: Option<String>,
    defects: Vec<&'static str>,
}

/// The polygons of `shapes`, outer rings counter-clockwise, holes clockwise. A polygon without usable coordinates is
/// left out; one with a defect is kept as far as it has an area.
pub(super) fn land(shapes: &Shapes, lattice: Lattice) -> (Vec<Polygon>, Notes) {
    let mut notes = Notes::default();
    let mut polygons = Vec::new();
    let mut twice_area = 0;
    for rings in &shapes.polygons {
        let placed: Option<Vec<Ring>> = rings
            .iter()
            .map(|ring| placed(ring, lattice, &mut notes))
            .collect();
        let Some(rings) = placed else { continue };
        twice_area += rings.iter().map(|r| wide_area(r).abs()).sum::<i128>();
        if twice_area > MOST_TWICE_AREA {
            notes.defects.push("ring that winds around again and again");
            continue;
        }
        let polygon = Polygon {
            rings: turned(rings, &mut notes),
        };
        notes.defects.extend(defect(&polygon));
        if polygon.twice_area() > 0 {
            polygons.push(polygon);
        }
    }
    if shapes.polygons.is_empty() {
        notes.kind = Some(shapes.kind.clone());
    }
    (polygons, notes)
}

fn placed(ring: &[Degrees], lattice: Lattice, notes: &mut Notes) -> Option<Ring> {
    let mut points: Ring = Vec::with_capacity(ring.len());
    for &[x, y] in ring {
        let Some(absolute) = parse_degrees(x, y) else {
            notes.nowhere = true;
            return None;
        };
        let off = |degrees: f64, units: i32| (degrees * UNITS_PER_DEGREE - f64::from(units)).abs();
        notes.off_lattice |= off(x, absolute[0]) > OFF || off(y, absolute[1]) > OFF;
        let Some(point) = lattice.local(absolute) else {
            notes.far = Some(absolute);
            return None;
        };
        points.push(point);
    }
    if points.len() > 1 && points.first() == points.last() {
        points.pop();
    } else {
        notes.defects.push("ring that is not closed");
    }
    Some(points)
}

/// Twice the signed area of any ring.
fn wide_area(ring: &[Point]) -> i128 {
    let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
    let wide = |v: i32| i128::from(v);
    pairs
        .map(|(a, b)| wide(a.x) * wide(b.y) - wide(b.x) * wide(a.y))
        .sum()
}

/// The first ring counter-clockwise, the others clockwise.
fn turned(mut rings: Vec<Ring>, notes: &mut Notes) -> Vec<Ring> {
    for (index, ring) in rings.iter_mut().enumerate() {
        let area = twice_signed_area(ring);
        if area != 0 && (area > 0) != (index == 0) {
            ring.reverse();
            notes.turned = true;
        }
    }
    rings
}

impl Notes {
    /// The findings about the feature; a file whose coordinates are too fine is told once, not here.
    pub(super) fn findings(&self, layer: &str, area: &Area) -> Vec<Finding> {
        let finding = |fault| Finding::new(fault, layer, &area.code).at(area.place);
        let mut findings = Vec::new();
        if let Some(kind) = &self.kind {
            findings.push(no_polygon(finding(Fault::NoLand), kind));
        }
        if self.nowhere {
            findings.push(finding(Fault::NoLand).says(
                "a coordinate is no longitude and latitude; the polygon was left out",
                "坐标不是有效的经纬度；该多边形未参与判定",
            ));
        }
        if let Some(far) = self.far {
            let words = "the polygon lies too far from the district; it was left out";
            let far = finding(Fault::FarPart).at(Some(far));
            findings.push(far.says(words, "多边形距辖区过远；未参与判定"));
        }
        for defect in &self.defects {
            findings.push(finding(Fault::InvalidRing).says(
                format!("invalid polygon: {defect}"),
                format!("多边形无效：{}", in_chinese(defect)),
            ));
        }
        if self.turned {
            findings.push(finding(Fault::WrongDirection).says(
                "a ring runs against the right-hand rule (RFC 7946): outer rings counter-clockwise, holes clockwise",
                "环的方向不符合右手法则（RFC 7946）：外环逆时针、内环顺时针",
            ));
        }
        findings
    }
}

fn no_polygon(finding: Finding, kind: &str) -> Finding {
    if kind.is_empty() {
        finding.says("the feature has no geometry", "要素没有几何图形")
    } else {
        finding.says(
            format!("the geometry is a {kind} without a polygon"),
            format!("几何类型为 {kind}，没有多边形"),
        )
    }
}

fn in_chinese(defect: &str) -> &'static str {
    match defect {
        "ring that is not closed" => "环未闭合",
        "ring that winds around again and again" => "环反复缠绕",
        "no ring" => "没有环",
        "ring with fewer than three points or with a repeated one" => "环不足三个点或有重复的点",
        "ring without area or running the wrong way" => "环的面积为零",
        "hole outside its outer ring" => "内环在外环之外",
        "hole inside a hole" => "内环嵌套",
        _ => "内部被相接的环隔断",
    }
}

/// The middle of a segment, absolute.
pub(super) fn middle(lattice: Lattice, (a, b): (Point, Point)) -> [i32; 2] {
    lattice.absolute(Point::new(a.x.midpoint(b.x), a.y.midpoint(b.y)))
}
