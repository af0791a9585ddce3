//! Why a building above an upper bound stays whole though the project asks to divide it.

use crate::geometry::{Lattice, Polygon};
use crate::issue::{Issue, Severity};

use super::schema::{Building, BuildingShape};

/// The reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undivided {
    /// It is a point.
    Point,
    /// It has one entrance.
    OneEntrance,
    /// No cuts leave slices in one piece and wide enough.
    Shape,
    /// Its footprint overlaps others, which must stay whole.
    Overlap,
}

impl Undivided {
    /// The issue that names the building.
    #[must_use]
    pub fn issue(self, building: &Building, lattice: Lattice) -> Issue {
        let (why, why_zh) = match self {
            Self::Point => ("it is a point; draw its footprint", "为点要素；请补充轮廓"),
            Self::OneEntrance => (
                "it has one inhabited entrance; correct its entrances if it has more",
                "只有一个有人居住的单元；如有误请改正单元数",
            ),
            Self::Shape => (
                "no straight cuts make connected slices at least 2 m wide of it; correct its footprint or its counts",
                "无法用直线切成宽度不小于 2 米的连通部分；请核对轮廓或户数",
            ),
            Self::Overlap => (
                "its footprint overlaps another, which must stay whole; correct the footprints",
                "其轮廓与其他楼栋重叠，后者须保持完整；请改正轮廓",
            ),
        };
        let id = &building.id;
        let issue = Issue::new("undivided_building", Severity::Warning, "buildings", id)
            .says(
                format!("building {id} is above the upper bound and cannot be divided: {why}"),
                format!("楼栋 {id} 超过上限但无法按单元划分：{why_zh}"),
            )
            .done("kept whole");
        match place_of(building) {
            Some(place) => issue.at(lattice.absolute(place)),
            None => issue,
        }
    }
}

/// A point inside the building.
#[must_use]
pub fn place_of(building: &Building) -> Option<crate::geometry::Point> {
    match &building.shape {
        BuildingShape::Point(point) => Some(*point),
        BuildingShape::Footprint(parts) => parts.first().and_then(Polygon::inner_point),
    }
}
