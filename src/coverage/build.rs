//! From layers to coverage: three arrangements, each noded, checked exactly and triangulated.
//!
//! The first holds all lines as drawn and gives every face its community, beat and footprint. The second holds only
//! the lines that still mean something, densified, and shares the open land out among the buildings. The third holds
//! the outlines of the parcels.

use crate::error::{Error, Result};
use crate::geometry::{Point, Polygon};
use crate::issue::{Issue, Severity};
use crate::layer::{BuildingShape, Layers};

use super::axis::parcel_lines;
use super::bay::close_bays;
use super::check::check;
use super::conflate::conflate;
use super::finish::{Anchors, Placed, anchors_of, finish};
use super::fuse::fuse;
use super::gaps::settle;
use super::label::{Label, Labels, faces_from_sides};
use super::lines::{Lines, meaningful_lines};
use super::mesh::{Mesh, NONE};
use super::node::node;
use super::owner::Owners;
use super::schema::{AlignOptions, Authority, Coverage};
use super::segment::{LabelIndex, Segment, Tags, canonicalise};
use super::simplify::simplify;
use super::sliver::relabel_slivers;
use super::terrain::{Foot, Land, Terrain, feet_of};
use super::whole::{Homes, keep_whole, vote};

/// Lines farther than this outside the communities' bounds are left out, in lattice units (about 50 m).
const BOX_MARGIN: i32 = 5_000;

/// Open land between walls narrower than this belongs to the building with the longest border.
const CRACK_M: f64 = 0.1;

/// Builds the coverage. `progress` is told the name of each step as it starts.
///
/// Time grows a little faster than linear in the number of segments; three triangulations dominate.
///
/// # Errors
/// [`Error::Broken`] when an exact check fails, or when no land is left.
pub fn build(
    layers: &Layers,
    align: &AlignOptions,
    issues: &mut Vec<Issue>,
    progress: &dyn Fn(&'static str),
) -> Result<Coverage> {
    progress("noding the layers");
    let aligned = aligned(layers, align);
    let layers = aligned.as_ref().unwrap_or(layers);
    let feet = feet_of(&layers.buildings, &layers.plane);
    let mesh = arrange(drawn(layers, &feet)?, layers)?;
    progress("labelling faces");
    let (mut terrain, homes, group_of, slivers) = label(mesh, layers, &feet, align, issues);
    fill_cracks(&mut terrain, layers);
    progress("sharing out the land");
    let labels = Labels::of(&terrain);
    let lines = meaningful_lines(&terrain, &labels, &layers.plane);
    drop(terrain);
    let (outlines, anchors) = parcels(lines, (layers, align), &labels, issues)?;
    progress("closing the coverage");
    let mesh = arrange(outlines, layers)?;
    let (finished, joined) = finish(mesh, &labels, &anchors, (&layers.plane, align));
    issues.extend(joined.iter().map(|piece| piece.issue(layers)));
    let placed = place(layers, feet, &group_of, &homes, &labels);
    let mut coverage = finished.coverage(layers, &labels, placed);
    coverage.slivers = slivers;
    name_the_missing(layers, &coverage, issues);
    Ok(coverage)
}

/// The layers with the other layer's lines drawn onto the authority's; `None` when nothing moves.
fn aligned(layers: &Layers, align: &AlignOptions) -> Option<Layers> {
    if align.tolerance_m <= 0.0 {
        return None;
    }
    let mut aligned = layers.clone();
    let communities = aligned.communities.iter_mut().flat_map(|c| &mut c.polygons);
    let beats = aligned.beats.iter_mut().flat_map(|b| &mut b.polygons);
    let tolerance_m = align.tolerance_m;
    match align.authority {
        Authority::Beat => {
            let fixed = layers.beats.iter().flat_map(|b| &b.polygons);
            conflate(communities, fixed, &layers.plane, tolerance_m);
        }
        Authority::Community => {
            let fixed = layers.communities.iter().flat_map(|c| &c.polygons);
            conflate(beats, fixed, &layers.plane, tolerance_m);
        }
    }
    Some(aligned)
}

/// Every line of every layer that comes near the communities.
fn drawn(layers: &Layers, feet: &[Foot]) -> Result<Vec<Segment>> {
    let corners = layers
        .communities
        .iter()
        .flat_map(|c| &c.polygons)
        .filter_map(Polygon::bounds);
    let bounds = corners.reduce(|(lo, hi), (a, b)| {
        let low = Point::new(lo.x.min(a.x), lo.y.min(a.y));
        (low, Point::new(hi.x.max(b.x), hi.y.max(b.y)))
    });
    let (low, high) = bounds.ok_or_else(|| Error::Broken {
        stage: "building the coverage",
        message: "the communities have no land".to_owned(),
    })?;
    let polygons = layers.communities.iter().flat_map(|c| &c.polygons);
    let polygons = polygons.chain(layers.beats.iter().flat_map(|b| &b.polygons));
    let plain = |(a, b): (Point, Point)| (a, b, Tags::default());
    let rings = polygons.flat_map(Polygon::segments).map(plain);
    let barriers = layers.barriers.iter().flat_map(|barrier| {
        let tags = Tags::barrier(barrier.class);
        barrier.line.windows(2).map(move |w| (w[0], w[1], tags))
    });
    let near = |a: Point, b: Point| {
        a.x.max(b.x) >= low.x - BOX_MARGIN
            && a.x.min(b.x) <= high.x + BOX_MARGIN
            && a.y.max(b.y) >= low.y - BOX_MARGIN
            && a.y.min(b.y) <= high.y + BOX_MARGIN
    };
    // A footprint is drawn whole or not at all, so that what lies outside counts in its vote.
    let feet = feet.iter().map(|f| &f.polygon);
    let feet = feet.filter(|f| f.bounds().is_some_and(|(low, high)| near(low, high)));
    let feet = feet.flat_map(Polygon::segments).map(plain);
    let near = rings.chain(barriers).filter(|s| near(s.0, s.1)).chain(feet);
    Ok(near
        .filter(|s| s.0 != s.1)
        .map(|(a, b, tags)| Segment::plain(a, b, tags))
        .collect())
}

/// Nodes, checks exactly, triangulates.
fn arrange(mut drawn: Vec<Segment>, layers: &Layers) -> Result<Mesh> {
    // Sorted lines are looked up near one another.
    canonicalise(&mut drawn);
    let noded = node(drawn.clone())?;
    check(&drawn, &noded, layers.lattice)?;
    drop(drawn);
    Mesh::new(noded, &layers.plane)
}

/// Gives every face its land and footprint; the order matters.
fn label(
    mesh: Mesh,
    layers: &Layers,
    feet: &[Foot],
    align: &AlignOptions,
    issues: &mut Vec<Issue>,
) -> (Terrain, Homes, Vec<u32>, usize) {
    let (mut terrain, covers) = Terrain::survey(mesh, layers, feet);
    let group_of = fuse(&mut terrain, &covers, feet, layers, issues);
    settle(&mut terrain, &covers, layers, issues);
    let first_vote = vote(&terrain, feet.len());
    let slivers = relabel_slivers(&mut terrain, &first_vote, align, layers, issues);
    let homes = keep_whole(&mut terrain, feet, &group_of, (layers, align), issues);
    relabel_slivers(&mut terrain, &homes.land, align, layers, issues);
    (terrain, homes, group_of, slivers)
}

/// Cracks between walls go to the building with the longest border.
fn fill_cracks(terrain: &mut Terrain, layers: &Layers) {
    let faces = terrain.faces();
    let mut perimeter_mm = vec![0; faces];
    let mut best = vec![(0, NONE); faces];
    for border in &terrain.borders {
        for (x, y) in border.ways() {
            if x == NONE {
                continue;
            }
            perimeter_mm[x as usize] += border.length_mm;
            let joins = y != NONE
                && terrain.land[x as usize] == terrain.land[y as usize]
                && terrain.group[y as usize] != NONE;
            if joins && border.length_mm > best[x as usize].0 {
                best[x as usize] = (border.length_mm, terrain.group[y as usize]);
            }
        }
    }
    for face in 0..faces {
        let open = terrain.inside(face) && terrain.group[face] == NONE;
        let area_m2 = layers.plane.area_m2(terrain.areas[face]);
        let width_m = 2000.0 * area_m2 / perimeter_mm[face].max(1) as f64;
        if open && width_m < CRACK_M {
            terrain.group[face] = best[face].1;
        }
    }
}

/// Shares the open land out: outlines of the parcels, and where the footprints of each label stand.
fn parcels(
    Lines { segments, inserted }: Lines,
    (layers, align): (&Layers, &AlignOptions),
    labels: &Labels,
    issues: &mut Vec<Issue>,
) -> Result<(Vec<Segment>, Anchors)> {
    let plane = &layers.plane;
    let mesh = arrange(segments, layers)?;
    let face = faces_from_sides(&mesh, plane, labels);
    let anchors = anchors_of(&mesh, &face, labels);
    let mut label: Vec<LabelIndex> = mesh.face.iter().map(|&f| face[f as usize]).collect();
    let closed = close_bays(&mesh, &mut label, labels, plane, align);
    issues.extend(closed.iter().map(|bay| bay.issue(layers)));
    let owners = Owners::find(&mesh, label, labels, plane);
    let lines = parcel_lines(&mesh, &owners, labels, plane);
    Ok((simplify(lines, &mesh.segments, &inserted, plane), anchors))
}

/// The footprints that have a home, with its label.
fn place(
    layers: &Layers,
    feet: Vec<Foot>,
    group_of: &[u32],
    homes: &Homes,
    labels: &Labels,
) -> Vec<Placed> {
    let mut placed = Vec::with_capacity(feet.len());
    for (foot, &group) in feet.into_iter().zip(group_of) {
        let (land, hidden) = (homes.land[group as usize], homes.hidden[group as usize]);
        let Some(inside) = foot.polygon.inner_point() else {
            continue;
        };
        if land == Land::OUTSIDE && !hidden {
            continue;
        }
        let ground = homes.ground[group as usize];
        let building = &layers.buildings[foot.building.index()];
        placed.push(Placed {
            point: matches!(building.shape, BuildingShape::Point(_)),
            label: (!ground && !hidden).then(|| labels.index(Label { land, group })),
            inside3: [3 * i64::from(inside.x), 3 * i64::from(inside.y)],
            ground,
            foot,
        });
    }
    placed
}

/// Every building without a place is named, and every annex.
fn name_the_missing(layers: &Layers, coverage: &Coverage, issues: &mut Vec<Issue>) {
    let mut has_place = vec![false; layers.buildings.len()];
    for foot in coverage.footprints.iter().filter(|f| f.part == 0) {
        has_place[foot.building.index()] = true;
    }
    for (building, has_place) in layers.buildings.iter().zip(has_place) {
        let (place, parts) = match &building.shape {
            BuildingShape::Point(p) => (Some(*p), 1),
            BuildingShape::Footprint(parts) => {
                (parts.first().and_then(Polygon::inner_point), parts.len())
            }
        };
        let place = place.map(|p| layers.lattice.absolute(p));
        let (households, persons) = (
            building.households.unwrap_or(0),
            building.persons.unwrap_or(0),
        );
        let id = &building.id;
        let issue = |code, severity| {
            let mut issue = Issue::new(code, severity, "buildings", id.as_str());
            issue.place = place;
            issue.counting(households.into(), persons.into())
        };
        if !has_place {
            issues.push(
                issue("building_outside", Severity::Error)
                    .says(
                        format!("building {id} lies outside every community"),
                        format!("楼栋 {id} 不在任何社区内"),
                    )
                    .done("left out of the plan, with its counts; correct the communities or the building"),
            );
        } else if parts > 1 {
            issues.push(
                issue("multipart_building", Severity::Info)
                    .says(
                        format!("building {id} has {parts} parts"),
                        format!("楼栋 {id} 由 {parts} 部分组成"),
                    )
                    .done("the largest part carries the counts, the others are annexes"),
            );
        }
    }
}
