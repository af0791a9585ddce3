//! Degrees of a feature to polygons on the lattice: cleaned rings, or the trouble that keeps the feature out.

use crate::geometry::{Lattice, MAX_LOCAL, Point, Polygon, Ring, cross, parse_degrees};
use crate::issue::{Issue, Severity};

use super::crossing::crossing;
use super::shapes::{Degrees, Shapes};

/// Why a feature has no place.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// There is no geometry, or an empty one.
    Missing,
    /// The geometry is of another type than the layer needs.
    Wrong {
        /// The type in the file.
        kind: String,
        /// What the layer needs.
        needed: &'static str,
    },
    /// A coordinate is no longitude and latitude.
    NoDegrees(Degrees),
    /// It lies too far from the communities.
    Far([i32; 2]),
    /// No ring has an area.
    Degenerate([i32; 2]),
}

/// What a feature is on the lattice, or why it has no place.
pub type Placed<T> = Result<T, Trouble>;

/// Polygons on the lattice and what was repaired in them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Land {
    /// At least one; each ring with three points or more and an area, no point repeated.
    pub polygons: Vec<Polygon>,
    /// Rings left out because they have no area.
    pub dropped_rings: usize,
    /// A place where an outline crosses itself.
    pub crossing: Option<Point>,
}

/// The polygons of `shapes` on `lattice`.
pub fn land(shapes: &Shapes, lattice: Lattice) -> Placed<Land> {
    if shapes.polygons.is_empty() {
        return Err(absent(shapes, "polygons"));
    }
    let mut land = Land::default();
    let mut somewhere = None;
    for rings in &shapes.polygons {
        let mut polygon = Polygon::default();
        for (i, ring) in rings.iter().enumerate() {
            let ring = clean_ring(points(ring, lattice)?);
            somewhere = somewhere.or_else(|| ring.first().copied());
            if has_area(&ring) {
                polygon.rings.push(ring);
            } else {
                land.dropped_rings += 1;
                if i == 0 {
                    break;
                }
            }
        }
        if !polygon.rings.is_empty() {
            land.crossing = land.crossing.or_else(|| crossing(&polygon));
            land.polygons.push(polygon);
        }
    }
    if land.polygons.is_empty() {
        let place = somewhere.map_or(lattice.origin, |p| lattice.absolute(p));
        return Err(Trouble::Degenerate(place));
    }
    Ok(land)
}

/// What is wrong with shapes that have nothing of the `needed` type.
pub fn absent(shapes: &Shapes, needed: &'static str) -> Trouble {
    const FLAT: [&str; 4] = ["Point", "MultiPoint", "LineString", "MultiLineString"];
    let other = shapes.coordinates().next().is_some();
    if other || FLAT.contains(&shapes.kind.as_str()) {
        Trouble::Wrong {
            kind: shapes.kind.clone(),
            needed,
        }
    } else {
        Trouble::Missing
    }
}

/// The points of a line on `lattice`.
pub fn points(line: &[Degrees], lattice: Lattice) -> Placed<Vec<Point>> {
    line.iter().map(|&at| point(at, lattice)).collect()
}

/// One point on `lattice`.
pub fn point(at: Degrees, lattice: Lattice) -> Placed<Point> {
    let absolute = parse_degrees(at[0], at[1]).ok_or(Trouble::NoDegrees(at))?;
    lattice.local(absolute).ok_or(Trouble::Far(absolute))
}

/// The ring without repeated neighbours and without the closing point.
fn clean_ring(mut ring: Ring) -> Ring {
    ring.dedup();
    while ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    ring
}

fn has_area(ring: &[Point]) -> bool {
    let Some((&o, rest)) = ring.split_first() else {
        return false;
    };
    let mut pairs = rest.windows(2);
    let twice_area: i64 = rest.windows(2).map(|w| cross(o, w[0], w[1])).sum();
    // A figure of eight may have no signed area, yet it has an inside.
    twice_area != 0 || pairs.any(|w| cross(o, w[0], w[1]) != 0)
}

impl Trouble {
    /// The issue for feature `id` of `layer`, which is left out.
    pub fn issue(&self, layer: &'static str, id: &str, severity: Severity) -> Issue {
        let issue = |code| Issue::new(code, severity, layer, id).done("dropped");
        let (english, chinese) = self.words();
        match self {
            Self::Missing => issue("no_geometry"),
            Self::Wrong { .. } => issue("wrong_geometry"),
            Self::NoDegrees(_) => issue("bad_coordinate"),
            Self::Far(place) => issue("far_feature").at(*place),
            Self::Degenerate(place) => issue("degenerate_geometry").at(*place),
        }
        .says(english, chinese)
    }

    /// What is wrong, in English and Chinese.
    pub fn words(&self) -> (String, String) {
        match self {
            Self::Missing => (
                "the feature has no geometry; draw it or delete the feature".into(),
                "要素没有几何图形；请补绘或删除该要素".into(),
            ),
            Self::Wrong { kind, needed } => (
                format!("the geometry is a {kind}, the layer needs {needed}"),
                format!("几何类型为 {kind}，此图层需要 {needed}"),
            ),
            Self::NoDegrees([x, y]) => (
                format!(
                    "[{x:?}, {y:?}] is no longitude and latitude in degrees; correct the coordinate"
                ),
                format!("[{x:?}, {y:?}] 不是有效的经纬度；请改正坐标"),
            ),
            Self::Far(_) => (
                format!(
                    "the feature lies more than {} degrees from the communities; correct or delete it",
                    MAX_LOCAL / 10_000_000
                ),
                "要素距离社区图层过远；请改正或删除".into(),
            ),
            Self::Degenerate(_) => (
                "the outline has fewer than three distinct points or no area; draw it again".into(),
                "轮廓不足三个不同的点或面积为零；请重新绘制".into(),
            ),
        }
    }
}

impl Land {
    /// The issues for feature `id` of `layer`, which is kept.
    pub fn issues(&self, layer: &'static str, id: &str, lattice: Lattice) -> Vec<Issue> {
        let mut issues = Vec::new();
        if self.dropped_rings > 0 {
            let n = self.dropped_rings;
            issues.push(
                Issue::new("degenerate_geometry", Severity::Info, layer, id)
                    .says(
                        format!(
                            "{n} of its rings have fewer than three distinct points or no area"
                        ),
                        format!("有 {n} 个环不足三个不同的点或面积为零"),
                    )
                    .done("these rings dropped"),
            );
        }
        if let Some(place) = self.crossing {
            issues.push(
                Issue::new("self_crossing", Severity::Warning, layer, id)
                    .says(
                        "the outline crosses or overlaps itself; draw it again",
                        "轮廓自相交或自重叠；请重新绘制",
                    )
                    .done("kept: inside is what an odd number of crossings says")
                    .at(lattice.absolute(place)),
            );
        }
        issues
    }
}
