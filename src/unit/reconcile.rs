//! Conflicts of lines: populated land of one community in a beat of another, and what becomes of it.
//!
//! The home of a community is the beat with most of its households, the home of a beat the community with most of its
//! households; ties go to more persons, then to the lowest id. Where land of a community lies in a beat and neither
//! is the home of the other, the two layers assign its residents differently. Which line is right is not for a
//! program to say: every such piece is named with the counts on each side, and the project decides.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::coverage::{AlignOptions, Conflicts, Coverage};
use crate::id::{BeatId, CommunityId, UnitId};
use crate::issue::{Issue, Severity};
use crate::layer::Layers;

use super::graph::{Graph, Jurisdiction, jurisdictions};
use super::tally::Counts;

/// What reconciling the lines of communities and beats came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Pieces of (community ∩ beat) narrower than the tolerance and without a building, before any was relabelled.
    pub slivers_before: usize,
    /// Jurisdictions of that kind that are left.
    pub slivers_after: usize,
    /// Pieces whose residents the two layers assign differently.
    pub conflicts: usize,
    /// Those of them that were given to the neighbour that `align.conflicts` says.
    pub moved: usize,
}

type Land = (CommunityId, BeatId);

/// Names every conflict of lines and settles it as `align.conflicts` says; `graph` is that of the coverage.
pub fn reconcile(
    coverage: &mut Coverage,
    graph: &Graph,
    layers: &Layers,
    align: &AlignOptions,
    issues: &mut Vec<Issue>,
) -> Reconciled {
    let pieces = jurisdictions(coverage, graph, layers);
    let view = View::new(graph, &pieces, layers);
    let mut given: Vec<(UnitId, Land)> = Vec::new();
    let (mut conflicts, mut moved) = (0, 0);
    for at in 0..pieces.len() {
        let Some(conflict) = view.conflict(at) else {
            continue;
        };
        conflicts += 1;
        let to = match align.conflicts {
            Conflicts::Keep => None,
            Conflicts::FollowBeat => conflict.by_beat.map(|to| (to, conflict.land.1)),
            Conflicts::FollowCommunity => conflict.by_community.map(|to| (conflict.land.0, to)),
        };
        if let Some(land) = to {
            moved += 1;
            given.extend(pieces[at].units.iter().map(|&unit| (unit, land)));
        }
        let place = coverage.faces[pieces[at].units[0].index()].inside;
        let place = coverage.lattice.absolute(place);
        issues.push(view.issue(&conflict, align.conflicts).at(place));
    }
    for (unit, (community, beat)) in given {
        let face = &mut coverage.faces[unit.index()];
        (face.community, face.beat) = (community, beat);
    }
    Reconciled {
        slivers_before: coverage.slivers,
        slivers_after: slivers(coverage, graph, layers, align.tolerance_m),
        conflicts,
        moved,
    }
}

/// Jurisdictions without a building that are narrower than the tolerance: twice the area through the perimeter.
fn slivers(coverage: &Coverage, graph: &Graph, layers: &Layers, tolerance_m: f64) -> usize {
    let pieces = jurisdictions(coverage, graph, layers);
    let mut piece_of = vec![usize::MAX; coverage.faces.len()];
    for (at, piece) in pieces.iter().enumerate() {
        for unit in &piece.units {
            piece_of[unit.index()] = at;
        }
    }
    let mut built = vec![false; pieces.len()];
    for foot in &coverage.footprints {
        built[piece_of[foot.face.index()]] = true;
    }
    let mut perimeter_m = vec![0.0; pieces.len()];
    for edge in &coverage.edges {
        let [left, right] = [edge.left, edge.right].map(|face| face.map(|f| piece_of[f.index()]));
        if left == right {
            continue;
        }
        let [from, to] = [edge.from, edge.to].map(|v| coverage.vertices[v as usize]);
        for side in [left, right].into_iter().flatten() {
            perimeter_m[side] += coverage.plane.distance_m(from, to);
        }
    }
    let width_m = |at: usize| {
        let faces = pieces[at].units.iter();
        let twice_area = faces
            .map(|unit| coverage.faces[unit.index()].twice_area)
            .sum();
        2.0 * coverage.plane.area_m2(twice_area) / f64::max(perimeter_m[at], 1e-3)
    };
    (0..pieces.len())
        .filter(|&at| !built[at] && width_m(at) < tolerance_m)
        .count()
}

/// A piece whose residents the layers assign differently.
struct Conflict {
    land: Land,
    counts: Counts,
    /// Community of the beat's land beside it, if there is any.
    by_beat: Option<CommunityId>,
    /// Beat of the community's land beside it, if there is any.
    by_community: Option<BeatId>,
}

/// The pieces, and who is at home where.
struct View<'a> {
    graph: &'a Graph,
    pieces: &'a [Jurisdiction],
    layers: &'a Layers,
    piece_of: Vec<usize>,
    counts: Vec<Counts>,
    of_land: BTreeMap<Land, Counts>,
    home_of_community: BTreeMap<CommunityId, BeatId>,
    home_of_beat: BTreeMap<BeatId, CommunityId>,
}

impl<'a> View<'a> {
    fn new(graph: &'a Graph, pieces: &'a [Jurisdiction], layers: &'a Layers) -> Self {
        let mut piece_of = vec![usize::MAX; graph.len()];
        let mut counts = Vec::with_capacity(pieces.len());
        let mut of_land: BTreeMap<Land, Counts> = BTreeMap::new();
        for (at, piece) in pieces.iter().enumerate() {
            for unit in &piece.units {
                piece_of[unit.index()] = at;
            }
            let sum: Counts = piece.units.iter().map(|u| graph.counts[u.index()]).sum();
            *of_land.entry((piece.community, piece.beat)).or_default() += sum;
            counts.push(sum);
        }
        let (mut home_of_community, mut home_of_beat) = (BTreeMap::new(), BTreeMap::new());
        let mut by_size: Vec<(&Land, &Counts)> = of_land.iter().collect();
        by_size.sort_by_key(|(land, c)| (Reverse((c.households, c.persons)), **land));
        for (&(community, beat), _) in by_size {
            home_of_community.entry(community).or_insert(beat);
            home_of_beat.entry(beat).or_insert(community);
        }
        Self {
            graph,
            pieces,
            layers,
            piece_of,
            counts,
            of_land,
            home_of_community,
            home_of_beat,
        }
    }

    fn conflict(&self, at: usize) -> Option<Conflict> {
        let (piece, counts) = (&self.pieces[at], self.counts[at]);
        let land = (piece.community, piece.beat);
        let is_home =
            self.home_of_community[&land.0] == land.1 || self.home_of_beat[&land.1] == land.0;
        if is_home || (counts.households == 0 && counts.persons == 0) {
            return None;
        }
        let beside = self.beside(at);
        let longest = |wanted: &dyn Fn(Land) -> bool| {
            let fit = beside.iter().filter(|(land, _)| wanted(**land));
            fit.max_by_key(|(land, border)| (**border, Reverse(**land)))
                .map(|(land, _)| *land)
        };
        Some(Conflict {
            land,
            counts,
            by_beat: longest(&|(_, beat)| beat == land.1).map(|(community, _)| community),
            by_community: longest(&|(community, _)| community == land.0).map(|(_, beat)| beat),
        })
    }

    /// The other land around a piece, with the length of its border in decimetres.
    fn beside(&self, at: usize) -> BTreeMap<Land, u64> {
        let mut beside = BTreeMap::new();
        for &unit in &self.pieces[at].units {
            for next in self.graph.neighbours(unit) {
                let other = self.piece_of[next.unit.index()];
                if other != at {
                    let land = (self.pieces[other].community, self.pieces[other].beat);
                    *beside.entry(land).or_insert(0) += u64::from(next.border_dm);
                }
            }
        }
        beside
    }

    fn community(&self, id: CommunityId) -> &str {
        &self.layers.communities[id.index()].id
    }

    fn beat(&self, id: BeatId) -> &str {
        &self.layers.beats[id.index()].id
    }

    fn issue(&self, conflict: &Conflict, rule: Conflicts) -> Issue {
        let (community, beat) = conflict.land;
        let Counts {
            households,
            persons,
            ..
        } = conflict.counts;
        let (home_beat, home) = (self.home_of_community[&community], self.home_of_beat[&beat]);
        let rest = self.of_land[&(community, home_beat)];
        let host = self.of_land[&(home, beat)];
        let (own, at) = (self.community(community), self.beat(beat));
        let (away, there) = (self.beat(home_beat), self.community(home));
        let count = |value: i64| u64::try_from(value).unwrap_or(0);
        Issue::new("line_conflict", Severity::Warning, "communities", own)
            .says(
                format!(
                    "{households} households and {persons} persons of community {own} live in beat {at}; most of the beat belongs to {there} ({} households, {} persons), most of {own} to beat {away} ({} households, {} persons)",
                    host.households, host.persons, rest.households, rest.persons
                ),
                format!(
                    "社区 {own} 有 {households} 户 {persons} 人位于警格 {at} 内；该警格主要属于社区 {there}（{} 户 {} 人），社区 {own} 主要属于警格 {away}（{} 户 {} 人）",
                    host.households, host.persons, rest.households, rest.persons
                ),
            )
            .done(self.action(conflict, rule))
            .counting(count(households), count(persons))
    }

    fn action(&self, conflict: &Conflict, rule: Conflicts) -> String {
        let by_beat = conflict
            .by_beat
            .map(|to| format!("community {}", self.community(to)));
        let by_community = conflict
            .by_community
            .map(|to| format!("beat {}", self.beat(to)));
        let chosen = match rule {
            Conflicts::Keep => None,
            Conflicts::FollowBeat => by_beat.as_ref(),
            Conflicts::FollowCommunity => by_community.as_ref(),
        };
        if let Some(to) = chosen {
            return format!("given to {to}, as align.conflicts says");
        }
        let nobody = || "nobody, none is beside it".to_owned();
        format!(
            "kept as land of its own; align.conflicts = \"follow_beat\" gives it to {}, \"follow_community\" to {}",
            by_beat.unwrap_or_else(nobody),
            by_community.unwrap_or_else(nobody)
        )
    }
}
