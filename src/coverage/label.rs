//! Labels that faces carry through the arrangements, and how a face learns its label from the lines around it.

use crate::geometry::Plane;

use super::mesh::{Mesh, NONE};
use super::segment::{LabelIndex, UNKNOWN};
use super::terrain::{Land, Terrain};

/// Land and the group of footprints that a face belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Label {
    pub land: Land,
    /// Group of fused footprints, or [`NONE`] for open land.
    pub group: u32,
}

impl Label {
    /// Whether it is open land of a community.
    pub fn is_open(self) -> bool {
        self.land != Land::OUTSIDE && self.group == NONE
    }
}

/// All labels that occur, sorted; a [`LabelIndex`] is a position here.
pub(super) struct Labels(Vec<Label>);

impl Labels {
    /// The labels of all faces, and open land for every land.
    pub fn of(terrain: &Terrain) -> Self {
        let mut labels = vec![Label {
            land: Land::OUTSIDE,
            group: NONE,
        }];
        for face in 0..terrain.faces() {
            let land = terrain.land[face];
            labels.push(Label { land, group: NONE });
            if terrain.inside(face) {
                let group = terrain.group[face];
                labels.push(Label { land, group });
            }
        }
        labels.sort_unstable();
        labels.dedup();
        Self(labels)
    }

    /// The label at a position.
    pub fn at(&self, index: LabelIndex) -> Label {
        self.0[index as usize]
    }

    /// Position of a label that occurs.
    pub fn index(&self, label: Label) -> LabelIndex {
        let found = self.0.binary_search(&label);
        found.expect("every owner has a footprint in its land") as LabelIndex
    }

    /// Position of the label outside all communities.
    pub fn outside(&self) -> LabelIndex {
        self.index(Label {
            land: Land::OUTSIDE,
            group: NONE,
        })
    }

    /// Number of labels.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// The label of every face: the one that most of its outline carries on its near side, by length; ties go to the
/// lowest. A face whose lines have all collapsed takes the label along its longest border.
pub(super) fn faces_from_sides(mesh: &Mesh, plane: &Plane, labels: &Labels) -> Vec<LabelIndex> {
    let mut votes: Vec<(u32, LabelIndex, i64)> = Vec::new();
    let mut borders: Vec<(u32, u32, i64)> = Vec::new();
    for t in 0..mesh.len() {
        for i in 0..3 {
            if mesh.line[t][i] == NONE {
                continue;
            }
            let (from, to) = mesh.edge(t, i);
            let length_mm = (plane.distance_m(from, to) * 1000.0).ceil() as i64;
            let side = mesh.side(t, i);
            if side != UNKNOWN {
                votes.push((mesh.face[t], side, length_mm));
            }
            let across = mesh.across[t][i];
            let other = if across == NONE {
                NONE
            } else {
                mesh.face[across as usize]
            };
            borders.push((mesh.face[t], other, length_mm));
        }
    }
    let mut label = vec![UNKNOWN; mesh.faces];
    for (face, side) in heaviest(votes) {
        label[face as usize] = side;
    }
    while label.contains(&UNKNOWN) {
        let open = borders.iter().filter(|b| label[b.0 as usize] == UNKNOWN);
        let beside = open.map(|&(face, other, mm)| {
            let side = if other == NONE {
                labels.outside()
            } else {
                label[other as usize]
            };
            (face, side, mm)
        });
        let settled = heaviest(beside.filter(|b| b.1 != UNKNOWN).collect());
        if settled.is_empty() {
            label
                .iter_mut()
                .filter(|l| **l == UNKNOWN)
                .for_each(|l| *l = labels.outside());
        }
        for (face, side) in settled {
            label[face as usize] = side;
        }
    }
    label
}

/// For each key the value with the largest sum of weights; ties go to the lowest value.
pub(super) fn heaviest(mut votes: Vec<(u32, u32, i64)>) -> Vec<(u32, u32)> {
    votes.sort_unstable();
    let mut best: Vec<(u32, u32, i64)> = Vec::new();
    for run in votes.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)) {
        let weight = run.iter().map(|v| v.2).sum();
        match best.last_mut() {
            Some(b) if b.0 == run[0].0 => {
                if weight > b.2 {
                    *b = (run[0].0, run[0].1, weight);
                }
            }
            _ => best.push((run[0].0, run[0].1, weight)),
        }
    }
    best.into_iter().map(|b| (b.0, b.1)).collect()
}
