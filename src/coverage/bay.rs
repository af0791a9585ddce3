//! Bays: narrow strips of open land that run in between foreign land and end there are given to it.
//!
//! Two kinds: *teeth*, where a line steps round several footprints and the cracks between them would be left behind,
//! and *tails*, long strips between two lines that nearly coincide. Only what has one mouth is a bay: a passage
//! keeps its land, so nothing is cut in two. A tail may not move a line of the authority.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::geometry::{Plane, Point};

use super::label::{Label, Labels};
use super::mesh::{Mesh, NONE};
use super::pieces::Sets;
use super::schema::{AlignOptions, Authority};
use super::segment::LabelIndex;
use super::sliver::{Relabelled, What};
use super::terrain::Land;

/// Widths of tails that are looked for one after the other, as shares of the tolerance.
const TAIL_SHARES: [f64; 3] = [0.2, 0.5, 1.0];
/// Share of a tail's outline that its mouth may take: it opens at an angle.
const MOUTH_SHARE: f64 = 0.125;
/// Widest mouth of a tooth.
const TOOTH_M: f64 = 3.0;
/// Share of a tooth's border that must be walls of the land that takes it.
const WALLED: f64 = 0.6;
/// Square of the perimeter over the area from which a strip is a tail: about sixteen times as long as wide.
const SLENDER: f64 = 72.0;

/// Least share of a tail's border that must run along another community or beat.
const LAW_SHARE: f64 = 0.25;

/// What is asked of a bay.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Tail,
    Tooth,
}

/// Relabels the triangles of all bays and says which. `label` holds one label a triangle.
pub(super) fn close_bays(
    mesh: &Mesh,
    label: &mut [LabelIndex],
    labels: &Labels,
    plane: &Plane,
    align: &AlignOptions,
) -> Vec<Relabelled> {
    let mut closed = Vec::new();
    let height_m: Vec<f32> = (0..mesh.len())
        .into_par_iter()
        .map(|t| height_of(mesh, plane, t))
        .collect();
    // A wedge has one mouth at every width but may widen into land with many: the thin end comes first.
    let tails = TAIL_SHARES.map(|share| (Kind::Tail, share * align.tolerance_m));
    for (kind, widest_m) in tails.into_iter().chain([(Kind::Tooth, TOOTH_M)]) {
        let narrow = narrow_triangles(mesh, label, labels, &height_m, widest_m);
        let same_land = |t: usize, u: usize| labels.at(label[t]).land == labels.at(label[u]).land;
        let joined = |m: &Mesh, t: usize, i: usize| {
            m.line[t][i] == NONE && same_land(t, m.across[t][i] as usize)
        };
        let (strip, count) = mesh.flood(|t| narrow[t], joined);
        let mut strips: Vec<Strip> = (0..count).map(|_| Strip::default()).collect();
        for t in (0..mesh.len()).filter(|&t| narrow[t]) {
            strips[strip[t] as usize]
                .add(mesh, (label, labels), plane, t, |u| strip[u] == strip[t]);
        }
        let mut becomes: Vec<Option<LabelIndex>> = Vec::with_capacity(count);
        for strip in &strips {
            let taken = strip.taken_by(kind, widest_m, align.authority);
            let index = |land| labels.index(Label { land, group: NONE });
            becomes.push(taken.map(index));
            closed.extend(taken.and_then(|to| strip.closed(kind, to)));
        }
        for t in (0..mesh.len()).filter(|&t| narrow[t]) {
            label[t] = becomes[strip[t] as usize].unwrap_or(label[t]);
        }
    }
    closed
}

/// Open triangles whose corners all touch foreign land and whose height is below `widest_m`.
fn narrow_triangles(
    mesh: &Mesh,
    label: &[LabelIndex],
    labels: &Labels,
    height_m: &[f32],
    widest_m: f64,
) -> Vec<bool> {
    let mut first: Vec<Option<Land>> = vec![None; mesh.points.len()];
    let mut mixed = vec![false; mesh.points.len()];
    for (t, corners) in mesh.corners.iter().enumerate() {
        let land = labels.at(label[t]).land;
        for &v in corners {
            mixed[v as usize] |= *first[v as usize].get_or_insert(land) != land;
        }
    }
    let is_narrow = |t: usize| {
        f64::from(height_m[t]) < widest_m
            && mesh.corners[t].iter().all(|&v| mixed[v as usize])
            && labels.at(label[t]).is_open()
    };
    (0..mesh.len()).map(is_narrow).collect()
}

/// Height of a triangle over its longest side, in metres.
fn height_of(mesh: &Mesh, plane: &Plane, t: usize) -> f32 {
    let sides = (0..3).map(|i| {
        let (a, b) = mesh.edge(t, i);
        plane.distance_m(a, b)
    });
    let longest = sides.fold(1e-3, f64::max);
    (2.0 * plane.area_m2(mesh.twice_area(t)) / longest) as f32
}

/// Measures of a strip of narrow triangles.
#[derive(Default)]
struct Strip {
    /// Its land and a point of it.
    at: Option<(Land, Point)>,
    twice_area: i64,
    area_m2: f64,
    perimeter_m: f64,
    mouth_m: f64,
    /// Edges to the rest of its own land, as pairs of vertices.
    mouths: Vec<(u32, u32)>,
    /// Border with each foreign land in millimetres: in all, and along walls.
    foreign: BTreeMap<Land, (i64, i64)>,
}

impl Strip {
    fn add(
        &mut self,
        mesh: &Mesh,
        (label, labels): (&[LabelIndex], &Labels),
        plane: &Plane,
        t: usize,
        mine: impl Fn(usize) -> bool,
    ) {
        let here = labels.at(label[t]);
        self.at.get_or_insert((here.land, mesh.triangle(t)[0]));
        self.twice_area += mesh.twice_area(t);
        self.area_m2 += plane.area_m2(mesh.twice_area(t));
        for i in 0..3 {
            let u = mesh.across[t][i];
            if u != NONE && mine(u as usize) && mesh.line[t][i] == NONE {
                continue;
            }
            let (a, b) = mesh.edge(t, i);
            let length_m = plane.distance_m(a, b);
            self.perimeter_m += length_m;
            let there = if u == NONE {
                None
            } else {
                Some(labels.at(label[u as usize]))
            };
            match there {
                Some(there) if there.land == here.land => {
                    self.mouth_m += length_m;
                    self.mouths
                        .push((mesh.corners[t][i], mesh.corners[t][(i + 1) % 3]));
                }
                _ => {
                    let land = there.map_or(Land::OUTSIDE, |l| l.land);
                    let wall = there.is_some_and(|l| l.group != NONE);
                    let length_mm = (length_m * 1000.0).round() as i64;
                    let sums = self.foreign.entry(land).or_default();
                    sums.0 += length_mm;
                    sums.1 += if wall { length_mm } else { 0 };
                }
            }
        }
    }

    /// The strip as a piece of land that goes to `to`.
    fn closed(&self, kind: Kind, to: Land) -> Option<Relabelled> {
        let what = match kind {
            Kind::Tail => What::Tail,
            Kind::Tooth => What::Crack,
        };
        self.at.map(|(from, place)| Relabelled {
            what,
            from,
            to,
            twice_area: self.twice_area,
            place,
        })
    }

    /// The land that takes the strip, if it is a bay of this kind.
    fn taken_by(&self, kind: Kind, widest_m: f64, authority: Authority) -> Option<Land> {
        let (here, _) = self.at?;
        let widest_mouth_m = match kind {
            Kind::Tail => widest_m.max(MOUTH_SHARE * self.perimeter_m),
            Kind::Tooth => widest_m,
        };
        if self.mouth_m > widest_mouth_m || self.mouths.is_empty() || self.count_mouths() > 1 {
            return None;
        }
        match kind {
            Kind::Tooth => self.walls_around(),
            Kind::Tail => self.beside_the_tail(here, widest_m, authority),
        }
    }

    /// The one land whose walls surround the strip.
    fn walls_around(&self) -> Option<Land> {
        let mut around = self.foreign.iter();
        let (&land, &(all, walls)) = around.next()?;
        let alone = around.next().is_none() && land != Land::OUTSIDE;
        (alone && walls as f64 >= WALLED * all as f64).then_some(land)
    }

    /// The land along most of a slender strip, among those that keep the line of the authority.
    fn beside_the_tail(&self, here: Land, widest_m: f64, authority: Authority) -> Option<Land> {
        // Where no line of law runs along it, it is part of a dedicated area, or land beside one, as somebody drew it.
        let law = |(land, _): &(&Land, &(i64, i64))| !land.is_beside(here);
        let length_mm = |sums: &(i64, i64)| sums.0;
        let all_mm: i64 = self.foreign.values().map(length_mm).sum();
        let law_mm: i64 = self
            .foreign
            .iter()
            .filter(law)
            .map(|f| length_mm(f.1))
            .sum();
        if (law_mm as f64) < LAW_SHARE * all_mm as f64 {
            return None;
        }
        let width_m = 2.0 * self.area_m2 / self.perimeter_m;
        if width_m > widest_m / 2.0 || self.perimeter_m.powi(2) < SLENDER * self.area_m2 {
            return None;
        }
        let keeps_authority = |land: &Land| match authority {
            Authority::Beat => land.beat == here.beat,
            Authority::Community => land.community == here.community,
        };
        let near = self
            .foreign
            .iter()
            .filter(|(land, _)| keeps_authority(land));
        let longest = near.rev().max_by_key(|(_, sums)| sums.0);
        longest.map(|(land, _)| *land)
    }

    /// Mouths that share no vertex are different mouths.
    fn count_mouths(&self) -> usize {
        let mut vertices: Vec<u32> = self.mouths.iter().flat_map(|m| [m.0, m.1]).collect();
        vertices.sort_unstable();
        vertices.dedup();
        let index = |v: u32| {
            vertices
                .binary_search(&v)
                .expect("ends of mouths are listed") as u32
        };
        let mut sets = Sets::new(vertices.len());
        for &(a, b) in &self.mouths {
            sets.unite(index(a), index(b));
        }
        (0..vertices.len() as u32)
            .filter(|&v| sets.find(v) == v)
            .count()
    }
}
