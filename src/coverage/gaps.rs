//! Every face gets one community and one beat: overlaps first, then gaps; beats before communities.
//!
//! A piece goes to the claimant with the longest border, first among neighbours that agree with it in the other
//! layer; ties go to the lowest id. A gap is cut up by the other layer, so a ring-shaped gap is shared out.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::issue::{Issue, Severity};
use crate::layer::Layers;

use super::mesh::NONE;
use super::pieces::Pieces;
use super::terrain::{Cover, Covers, Land, Terrain};

/// Several features claim the face.
const CONTESTED: u32 = NONE - 1;

/// Rounds in which the layers' claims spread; each settles at least one piece.
const MOST_ROUNDS: usize = 200;

/// Pieces below this are repaired without a line of their own in the issues.
const SILENT_M2: f64 = 1.0;

/// Which of the two layers is being settled.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Community,
    Beat,
}

struct Claims {
    community: Vec<u32>,
    beat: Vec<u32>,
    inside: Vec<bool>,
}

impl Claims {
    fn of(&self, side: Side) -> &[u32] {
        match side {
            Side::Community => &self.community,
            Side::Beat => &self.beat,
        }
    }
}

/// Labels every face with its land: faces with a community, and gaps that communities enclose.
pub(super) fn settle(
    terrain: &mut Terrain,
    covers: &Covers,
    layers: &Layers,
    issues: &mut Vec<Issue>,
) {
    let claim = |cover: &Cover| {
        if cover.all.is_empty() {
            cover.first
        } else {
            CONTESTED
        }
    };
    let mut claims = Claims {
        community: covers.community.iter().map(claim).collect(),
        beat: covers.beat.iter().map(claim).collect(),
        inside: Vec::new(),
    };
    claims.inside = universe(terrain, &claims.community);
    let one_layer = beats_are_communities(layers);
    let sides: &[Side] = if one_layer {
        &[Side::Community]
    } else {
        &[Side::Beat, Side::Community]
    };
    for &side in sides {
        for open in [CONTESTED, NONE] {
            let cover = match side {
                Side::Community => &covers.community,
                Side::Beat => &covers.beat,
            };
            spread(terrain, &mut claims, cover, (side, open), &mut |piece| {
                issues.extend(issue_of(&piece, (side, cover), terrain, layers));
            });
        }
    }
    if one_layer {
        claims.beat.clone_from(&claims.community);
    }
    nearest_for_islands(terrain, &mut claims);
    for face in 0..terrain.faces() {
        if claims.inside[face] {
            terrain.land[face] = Land {
                community: claims.community[face],
                beat: claims.beat[face],
                dedicated: covers.dedicated[face].first,
            };
        }
    }
}

/// Without a beat layer the reader gives every community as its own beat.
fn beats_are_communities(layers: &Layers) -> bool {
    layers.beats.len() == layers.communities.len()
        && layers
            .beats
            .iter()
            .zip(&layers.communities)
            .all(|(b, c)| b.id == c.id && b.polygons == c.polygons)
}

/// Faces of a community, and faces of none that cannot reach the outside.
fn universe(terrain: &Terrain, community: &[u32]) -> Vec<bool> {
    let gaps = Pieces::new(terrain.faces(), &terrain.borders, |f| {
        (community[f] == NONE).then_some(())
    });
    let mut open = vec![false; gaps.count];
    for border in terrain.borders.iter().filter(|b| b.b == NONE) {
        if gaps.of[border.a as usize] != NONE {
            open[gaps.of[border.a as usize] as usize] = true;
        }
    }
    gaps.of
        .iter()
        .map(|&g| g == NONE || !open[g as usize])
        .collect()
}

/// A piece that was settled.
struct Settled {
    face: usize,
    twice_area: i64,
    winner: u32,
}

fn spread(
    terrain: &Terrain,
    claims: &mut Claims,
    covers: &[Cover],
    (side, open): (Side, u32),
    report: &mut dyn FnMut(Settled),
) {
    let other = match side {
        Side::Community => Side::Beat,
        Side::Beat => Side::Community,
    };
    for _ in 0..MOST_ROUNDS {
        let (mine, others) = (claims.of(side), claims.of(other));
        let pieces = Pieces::new(terrain.faces(), &terrain.borders, |f| {
            let wanted = claims.inside[f] && mine[f] == open;
            wanted.then(|| (others[f], covers[f].all.as_slice()))
        });
        if pieces.count == 0 {
            return;
        }
        let winners = winners(terrain, claims, covers, side, &pieces);
        let mut settled: Vec<Option<Settled>> = (0..pieces.count).map(|_| None).collect();
        let target = match side {
            Side::Community => &mut claims.community,
            Side::Beat => &mut claims.beat,
        };
        for (face, claim) in target.iter_mut().enumerate() {
            let piece = pieces.of[face];
            if piece == NONE || winners[piece as usize] == NONE {
                continue;
            }
            let winner = winners[piece as usize];
            *claim = winner;
            let entry = settled[piece as usize].get_or_insert(Settled {
                face,
                twice_area: 0,
                winner,
            });
            entry.twice_area += terrain.areas[face];
        }
        if settled.iter().all(Option::is_none) {
            return;
        }
        settled.into_iter().flatten().for_each(&mut *report);
    }
}

/// For each piece the claimant that wins it, or [`NONE`].
fn winners(
    terrain: &Terrain,
    claims: &Claims,
    covers: &[Cover],
    side: Side,
    pieces: &Pieces,
) -> Vec<u32> {
    let (mine, others) = match side {
        Side::Community => (&claims.community, &claims.beat),
        Side::Beat => (&claims.beat, &claims.community),
    };
    // Per piece and claimant: whether a neighbour agrees in the other layer, and the length of the border.
    let mut scores: Vec<BTreeMap<u32, (bool, i64)>> = vec![BTreeMap::new(); pieces.count];
    let mut first: Vec<u32> = vec![NONE; pieces.count];
    for border in terrain.borders.iter().filter(|b| b.b != NONE) {
        for (x, y) in border.ways() {
            let (x, y) = (x as usize, y as usize);
            let claimant = mine[y];
            if pieces.of[x] == NONE || !claims.inside[y] || claimant >= CONTESTED {
                continue;
            }
            let candidates = &covers[x].all;
            if !candidates.is_empty() && !candidates.contains(&claimant) {
                continue;
            }
            let score = scores[pieces.of[x] as usize].entry(claimant).or_default();
            score.0 |= others[x] == others[y];
            score.1 += border.length_mm;
        }
    }
    for (face, &piece) in pieces.of.iter().enumerate() {
        if piece != NONE && first[piece as usize] == NONE {
            first[piece as usize] = covers[face].first;
        }
    }
    let best = |scores: &BTreeMap<u32, (bool, i64)>| {
        let best = scores
            .iter()
            .max_by_key(|(id, score)| (**score, Reverse(**id)));
        best.map(|(id, _)| *id)
    };
    scores
        .iter()
        .zip(first)
        .map(|(s, f)| best(s).unwrap_or(f))
        .collect()
}

/// Land that no beat (or community) reaches through a border takes that of the nearest settled face.
fn nearest_for_islands(terrain: &Terrain, claims: &mut Claims) {
    for side in [Side::Beat, Side::Community] {
        let open: Vec<usize> = (0..terrain.faces())
            .filter(|&f| claims.inside[f] && claims.of(side)[f] >= CONTESTED)
            .collect();
        if open.is_empty() {
            continue;
        }
        let settled: Vec<usize> = (0..terrain.faces())
            .filter(|&f| claims.inside[f] && claims.of(side)[f] < CONTESTED)
            .collect();
        for face in open {
            let here = terrain.place(face);
            let square = |f: usize| {
                let p = terrain.place(f);
                let (dx, dy) = (i64::from(p.x - here.x), i64::from(p.y - here.y));
                dx * dx + dy * dy
            };
            let winner = settled.iter().copied().min_by_key(|&f| (square(f), f));
            let winner = winner.map_or(0, |f| claims.of(side)[f]);
            match side {
                Side::Community => claims.community[face] = winner,
                Side::Beat => claims.beat[face] = winner,
            }
        }
    }
}

fn issue_of(
    piece: &Settled,
    (side, covers): (Side, &[Cover]),
    terrain: &Terrain,
    layers: &Layers,
) -> Option<Issue> {
    let area_m2 = layers.plane.area_m2(piece.twice_area);
    if area_m2 < SILENT_M2 {
        return None;
    }
    let (layer, word_zh) = match side {
        Side::Community => ("communities", "社区"),
        Side::Beat => ("beats", "警格"),
    };
    let id = |i: u32| match side {
        Side::Community => layers.communities[i as usize].id.as_str(),
        Side::Beat => layers.beats[i as usize].id.as_str(),
    };
    let claimants = &covers[piece.face].all;
    let code = match (side, claimants.is_empty()) {
        (Side::Community, false) => "community_overlap",
        (Side::Community, true) => "community_gap",
        (Side::Beat, false) => "beat_overlap",
        (Side::Beat, true) => "beat_gap",
    };
    let (message, message_zh) = if claimants.is_empty() {
        (
            format!("{area_m2:.0} m2 lie in none of the {layer}"),
            format!("{area_m2:.0} 平方米不属于任何{word_zh}"),
        )
    } else {
        let names: Vec<&str> = claimants.iter().map(|&c| id(c)).collect();
        (
            format!("{layer} {} overlap on {area_m2:.0} m2", names.join(", ")),
            format!("{word_zh} {} 重叠 {area_m2:.0} 平方米", names.join("、")),
        )
    };
    let winner = id(piece.winner);
    let place = layers.lattice.absolute(terrain.place(piece.face));
    Some(
        Issue::new(code, Severity::Warning, layer, winner)
            .says(message, message_zh)
            .done(format!("given to {winner}"))
            .at(place),
    )
}
