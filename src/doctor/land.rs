//! Land: communities and beats without buildings, outlines that reach far away, pieces apart from their community.

use crate::geometry::Point;
use crate::issue::{Issue, Severity};
use crate::unit::Jurisdiction;

use super::Case;

/// An outline that reaches this many times farther from the middle of the district than half of all corners do...
const FAR_TIMES: f64 = 12.0;
/// ... and at least this many metres.
const FAR_M: f64 = 2_000.0;
/// Fewer communities than this have no middle.
const FEWEST: usize = 4;

pub(super) fn examine(case: &Case<'_>, issues: &mut Vec<Issue>) {
    without_buildings(case, issues);
    far_outlines(case, issues);
    detached(case, issues);
}

/// Communities and beats that have land but no building.
fn without_buildings(case: &Case<'_>, issues: &mut Vec<Issue>) {
    let layers = case.layers;
    let (mut land, mut built) = (Marks::of(case), Marks::of(case));
    for jurisdiction in case.jurisdictions {
        land.mark(jurisdiction.community.index(), jurisdiction.beat.index());
    }
    for foot in &case.coverage.footprints {
        let face = &case.coverage.faces[foot.face.index()];
        built.mark(face.community.index(), face.beat.index());
    }
    let bare = |land: &[bool], built: &[bool]| -> Vec<usize> {
        let bare = |&i: &usize| land[i] && !built[i];
        (0..land.len()).filter(bare).collect()
    };
    for i in bare(&land.communities, &built.communities) {
        issues.push(
            Issue::new(
                "community_without_buildings",
                Severity::Warning,
                "communities",
                &layers.communities[i].id,
            )
            .says(
                "no building stands in the community; complete the building layer if it should",
                "社区内没有建筑；如有遗漏请补充建筑图层",
            )
            .done("planned as land without households"),
        );
    }
    let drawn = layers.sources.iter().any(|source| source.layer == "beats");
    for i in bare(&land.beats, &built.beats)
        .into_iter()
        .filter(|_| drawn)
    {
        issues.push(
            Issue::new(
                "beat_without_buildings",
                Severity::Warning,
                "beats",
                &layers.beats[i].id,
            )
            .says(
                "no building stands in the beat; complete the building layer if it should",
                "警格内没有建筑；如有遗漏请补充建筑图层",
            )
            .done("planned as land without households"),
        );
    }
}

struct Marks {
    communities: Vec<bool>,
    beats: Vec<bool>,
}

impl Marks {
    fn of(case: &Case<'_>) -> Self {
        Self {
            communities: vec![false; case.layers.communities.len()],
            beats: vec![false; case.layers.beats.len()],
        }
    }

    fn mark(&mut self, community: usize, beat: usize) {
        self.communities[community] = true;
        self.beats[beat] = true;
    }
}

/// Communities with a corner far from all others: a typing error in a coordinate, or another town.
fn far_outlines(case: &Case<'_>, issues: &mut Vec<Issue>) {
    let layers = case.layers;
    if layers.communities.len() < FEWEST {
        return;
    }
    let corners: Vec<Vec<Point>> = layers
        .communities
        .iter()
        .map(|c| {
            let rings = c.polygons.iter().flat_map(|p| &p.rings);
            rings.flatten().copied().collect()
        })
        .collect();
    let median = |axis: fn(&Point) -> i32| {
        let mut values: Vec<i32> = corners.iter().flatten().map(axis).collect();
        values.sort_unstable();
        values.get(values.len() / 2).copied().unwrap_or(0)
    };
    let middle = Point::new(median(|p| p.x), median(|p| p.y));
    let away = |p: &Point| layers.plane.distance_m(middle, *p);
    let mut all: Vec<f64> = corners.iter().flatten().map(away).collect();
    all.sort_by(f64::total_cmp);
    let usual = all.get(all.len() / 2).copied().unwrap_or(0.0);
    let most = (FAR_TIMES * usual).max(FAR_M);
    for (community, corners) in layers.communities.iter().zip(&corners) {
        let farthest = corners
            .iter()
            .max_by(|a, b| away(a).total_cmp(&away(b)).then_with(|| b.cmp(a)));
        let Some(far) = farthest.filter(|p| away(p) > most) else {
            continue;
        };
        let km = away(far) / 1000.0;
        issues.push(
            Issue::new("far_outline", Severity::Warning, "communities", &community.id)
                .says(
                    format!("the outline reaches {km:.1} km from the middle of the district, far beyond all others; correct the coordinate"),
                    format!("边界距辖区中部 {km:.1} 公里，远超其他社区；请核对坐标"),
                )
                .done("kept as it is")
                .at(layers.lattice.absolute(*far)),
        );
    }
}

/// Pieces of a community and beat beyond the one with most units; dedicated land is apart by intent.
fn detached(case: &Case<'_>, issues: &mut Vec<Issue>) {
    let same = |a: &Jurisdiction, b: &Jurisdiction| (a.community, a.beat) == (b.community, b.beat);
    let general = case.jurisdictions.iter().filter(|j| j.dedicated.is_none());
    let general: Vec<&Jurisdiction> = general.collect();
    for pieces in general.chunk_by(|a, b| same(a, b)) {
        let main = pieces.iter().rev().max_by_key(|piece| piece.units.len());
        let others = pieces
            .iter()
            .filter(|piece| main.is_none_or(|main| *piece != main));
        for piece in others {
            issues.push(apart(case, piece));
        }
    }
}

fn apart(case: &Case<'_>, piece: &Jurisdiction) -> Issue {
    let layers = case.layers;
    let community = &layers.communities[piece.community.index()].id;
    let beat = &layers.beats[piece.beat.index()].id;
    let faces = piece
        .units
        .iter()
        .map(|unit| &case.coverage.faces[unit.index()]);
    let twice_area: i64 = faces.map(|face| face.twice_area).sum();
    let area_m2 = layers.plane.area_m2(twice_area);
    let inside = case.coverage.faces[piece.units[0].index()].inside;
    Issue::new("detached_land", Severity::Info, "communities", community)
        .says(
            format!("{area_m2:.0} m2 of {community} / {beat} lie apart from the rest of it"),
            format!("{community} / {beat} 有 {area_m2:.0} 平方米与主体分离（飞地）"),
        )
        .done("planned alone")
        .at(layers.lattice.absolute(inside))
}
