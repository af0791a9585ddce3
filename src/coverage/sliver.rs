//! Slivers: pieces of (community ∩ beat) narrower than the tolerance and without a building of their own are
//! relabelled to the neighbour that shares the authority's label, else the other one, else any.

use std::cmp::Reverse;

use crate::geometry::Point;
use crate::issue::{Issue, Severity};
use crate::layer::Layers;

use super::mesh::NONE;
use super::pieces::{Pieces, Shapes};
use super::schema::{AlignOptions, Authority};
use super::terrain::{Land, Terrain};

/// Rounds after which relabelling stops; chains of slivers are far shorter.
const MOST_ROUNDS: usize = 60;

/// Relabels slivers until none is left that has a neighbour; returns how many there were at first.
pub(super) fn relabel_slivers(
    terrain: &mut Terrain,
    homes: &[Land],
    align: &AlignOptions,
    layers: &Layers,
    issues: &mut Vec<Issue>,
) -> usize {
    let mut at_first = None;
    for _ in 0..MOST_ROUNDS {
        let pieces = Pieces::new(terrain.faces(), &terrain.borders, |f| {
            terrain.inside(f).then_some(terrain.land[f])
        });
        let shapes = pieces.shapes(&terrain.areas, &terrain.borders);
        let (lands, face, own) = describe(terrain, &pieces, homes);
        let mut slivers: Vec<usize> = (0..pieces.count)
            .filter(|&p| !own[p] && shapes.width_m(p, &layers.plane) < align.tolerance_m)
            .collect();
        at_first.get_or_insert(slivers.len());
        slivers.retain(|&p| shapes.neighbours(p).next().is_some());
        slivers.sort_by_key(|&p| (shapes.twice_area[p], p));
        // A round settles no two neighbouring pieces, so that every choice sees settled neighbours.
        let mut frozen = vec![false; pieces.count];
        let mut becomes: Vec<Option<Land>> = vec![None; pieces.count];
        for &p in &slivers {
            if frozen[p] {
                continue;
            }
            let land = choose(p, &lands, &shapes, align.authority);
            becomes[p] = Some(land);
            frozen[p] = true;
            shapes.neighbours(p).for_each(|(n, _)| frozen[n] = true);
            let relabelled = Relabelled {
                what: What::Sliver,
                from: lands[p],
                to: land,
                twice_area: shapes.twice_area[p],
                place: terrain.place(face[p]),
            };
            issues.push(relabelled.issue(layers));
        }
        if becomes.iter().all(Option::is_none) {
            break;
        }
        for (land, &p) in terrain
            .land
            .iter_mut()
            .zip(&pieces.of)
            .filter(|(_, p)| **p != NONE)
        {
            *land = becomes[p as usize].unwrap_or(*land);
        }
    }
    at_first.unwrap_or(0)
}

/// Land, largest face, and whether a building has its home there, for each piece.
fn describe(
    terrain: &Terrain,
    pieces: &Pieces,
    homes: &[Land],
) -> (Vec<Land>, Vec<usize>, Vec<bool>) {
    let mut lands = vec![Land::OUTSIDE; pieces.count];
    let mut face = vec![usize::MAX; pieces.count];
    let mut own = vec![false; pieces.count];
    for f in 0..terrain.faces() {
        if pieces.of[f] == NONE {
            continue;
        }
        let p = pieces.of[f] as usize;
        lands[p] = terrain.land[f];
        if face[p] == usize::MAX || terrain.areas[f] > terrain.areas[face[p]] {
            face[p] = f;
        }
        let group = terrain.group[f];
        own[p] |= group != NONE && homes[group as usize] == terrain.land[f];
    }
    (lands, face, own)
}

fn choose(piece: usize, lands: &[Land], shapes: &Shapes, authority: Authority) -> Land {
    let here = lands[piece];
    let rank = |land: Land| {
        let (beat, community) = (land.beat == here.beat, land.community == here.community);
        match authority {
            Authority::Beat => (beat, community),
            Authority::Community => (community, beat),
        }
    };
    shapes
        .neighbours(piece)
        .max_by_key(|&(n, length)| (rank(lands[n]), length, Reverse(n)))
        .map_or(here, |(n, _)| lands[n])
}

/// A piece of land that changed hands.
pub(super) struct Relabelled {
    pub what: What,
    pub from: Land,
    pub to: Land,
    pub twice_area: i64,
    pub place: Point,
}

/// Why a piece of land changed hands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// It was narrow and without a building.
    Sliver,
    /// A long strip, open at one end, between two lines.
    Tail,
    /// A crack between footprints that a line steps round.
    Crack,
}

impl Relabelled {
    /// The issue that names it.
    pub fn issue(&self, layers: &Layers) -> Issue {
        let name = |land: Land| {
            let community = &layers.communities[land.community as usize].id;
            let beat = &layers.beats[land.beat as usize].id;
            format!("{community} / {beat}")
        };
        let (code, words, words_zh) = match self.what {
            What::Sliver => ("sliver_relabelled", "a sliver", "狭长地块"),
            What::Tail => ("tail_relabelled", "a tail", "尾状地带"),
            What::Crack => ("crack_relabelled", "a crack between buildings", "楼间缝隙"),
        };
        let area_m2 = layers.plane.area_m2(self.twice_area);
        Issue::new(code, Severity::Info, "communities", "")
            .says(
                format!(
                    "{words} of {} ({area_m2:.0} m2) without a building",
                    name(self.from)
                ),
                format!(
                    "{} 的{words_zh} ({area_m2:.0} 平方米), 无楼栋",
                    name(self.from)
                ),
            )
            .done(format!("joined to {}", name(self.to)))
            .at(layers.lattice.absolute(self.place))
    }
}
