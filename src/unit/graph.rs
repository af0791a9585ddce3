//! The neighbour graph of the units (compressed rows) and its jurisdictions.
//!
//! Every face of the coverage is a unit; unit and face have the same position in their tables.

use std::collections::BTreeMap;

use crate::coverage::Coverage;
use crate::id::{BeatId, CommunityId, CompoundId, FaceId, UnitId};
use crate::layer::{BarrierClass, Community, Kind, Layers};
use crate::rng::key_of;

use super::Counts;
use super::dedicated::{Dedicated, dedicated_of};

/// Units and the borders they share. A point contact is no border.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Counts of each unit.
    pub counts: Vec<Counts>,
    /// A point inside each unit, in decimetres east and north of the lattice's origin.
    pub position_dm: Vec<[i32; 2]>,
    /// Row starts into `neighbours`; one more than units.
    pub offsets: Vec<u32>,
    /// Neighbours of each unit, sorted by unit within a row; every border stands in both rows.
    pub neighbours: Vec<Neighbour>,
    /// The compound of each unit; empty when none is known.
    pub compounds: Vec<Option<CompoundId>>,
}

/// One border seen from one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// The unit on the other side.
    pub unit: UnitId,
    /// Length of the shared border in decimetres, at least 1.
    pub border_dm: u32,
    /// The barrier that more than half of the border runs along, if any.
    pub barrier: Option<BarrierClass>,
}

impl Neighbour {
    /// Whether it runs along a river or a railway, which parts should not cross.
    #[must_use]
    pub fn is_wet(&self) -> bool {
        self.barrier >= Some(BarrierClass::River)
    }
}

/// A connected piece of (community ∩ beat), general or dedicated; every part lies in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jurisdiction {
    /// The community.
    pub community: CommunityId,
    /// The beat.
    pub beat: BeatId,
    /// The kind of the community, which may have bounds of its own.
    pub kind: Kind,
    /// What makes it a grid of its own; `None` for general land.
    pub dedicated: Option<Dedicated>,
    /// Key of its random stream: stable under the order of features, beats and threads.
    pub key: u64,
    /// Its units, ascending.
    pub units: Vec<UnitId>,
}

impl Graph {
    /// The graph of a coverage; `counts` are those of the buildings.
    ///
    /// A building counts on the unit of its main footprint part.
    #[must_use]
    pub fn of(coverage: &Coverage, counts: &[Counts]) -> Self {
        let plane = &coverage.plane;
        let mut unit_counts = vec![Counts::default(); coverage.faces.len()];
        for foot in coverage.footprints.iter().filter(|f| f.part == 0) {
            unit_counts[foot.face.index()] += counts[foot.building.index()];
        }
        let position_dm = coverage
            .faces
            .iter()
            .map(|face| {
                let metres = plane.vector_m(crate::geometry::Point::default(), face.inside);
                metres.map(|m| (m * 10.0).round() as i32)
            })
            .collect();
        let (offsets, neighbours) = rows_of(coverage);
        Self {
            counts: unit_counts,
            position_dm,
            offsets,
            neighbours,
            compounds: Vec::new(),
        }
    }

    /// The same graph with the compound of each unit; a border between two compounds, or at the edge of one, is at
    /// least a wall.
    #[must_use]
    pub fn with_compounds(mut self, compounds: &[Option<CompoundId>]) -> Self {
        for (unit, own) in compounds.iter().enumerate() {
            let (from, to) = (self.offsets[unit], self.offsets[unit + 1]);
            for border in &mut self.neighbours[from as usize..to as usize] {
                if compounds[border.unit.index()] != *own {
                    border.barrier = border.barrier.or(Some(BarrierClass::Wall));
                }
            }
        }
        self.compounds = compounds.to_vec();
        self
    }

    /// The compound of a unit.
    #[must_use]
    pub fn compound(&self, unit: UnitId) -> Option<CompoundId> {
        self.compounds.get(unit.index()).copied().flatten()
    }

    /// Number of units.
    #[must_use]
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Whether there is no unit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// The borders of one unit.
    #[must_use]
    pub fn neighbours(&self, unit: UnitId) -> &[Neighbour] {
        let (from, to) = (self.offsets[unit.index()], self.offsets[unit.index() + 1]);
        &self.neighbours[from as usize..to as usize]
    }
}

/// Lengths of one border by barrier class, in millimetres.
#[derive(Default)]
struct Lengths(BTreeMap<Option<BarrierClass>, u64>);

impl Lengths {
    fn neighbour(&self, unit: FaceId) -> Neighbour {
        let total: u64 = self.0.values().sum();
        let most = self.0.iter().find(|(_, mm)| **mm * 2 > total);
        Neighbour {
            unit: UnitId::new(unit.index()),
            border_dm: (total / 100).clamp(1, u64::from(u32::MAX)) as u32,
            barrier: most.and_then(|(class, _)| *class),
        }
    }
}

fn rows_of(coverage: &Coverage) -> (Vec<u32>, Vec<Neighbour>) {
    let mut borders: Vec<(FaceId, FaceId, Option<BarrierClass>, u64)> = Vec::new();
    for edge in &coverage.edges {
        let (Some(left), Some(right)) = (edge.left, edge.right) else {
            continue;
        };
        let [from, to] = [edge.from, edge.to].map(|v| coverage.vertices[v as usize]);
        let length_mm = (coverage.plane.distance_m(from, to) * 1000.0).round() as u64;
        borders.push((left, right, edge.barrier, length_mm));
        borders.push((right, left, edge.barrier, length_mm));
    }
    borders.sort_unstable();
    let mut offsets = vec![0u32; coverage.faces.len() + 1];
    let mut neighbours = Vec::new();
    for run in borders.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)) {
        let mut lengths = Lengths::default();
        for border in run {
            *lengths.0.entry(border.2).or_default() += border.3;
        }
        offsets[run[0].0.index() + 1] += 1;
        neighbours.push(lengths.neighbour(run[0].1));
    }
    for i in 1..offsets.len() {
        offsets[i] += offsets[i - 1];
    }
    (offsets, neighbours)
}

/// The connected pieces of (community ∩ beat), by community, beat and lowest unit, general before dedicated ones.
#[must_use]
pub fn jurisdictions(coverage: &Coverage, graph: &Graph, layers: &Layers) -> Vec<Jurisdiction> {
    let dedicated = dedicated_of(coverage, layers);
    let land = |u: UnitId| {
        let face = coverage.faces[u.index()];
        (face.community, face.beat, &dedicated[u.index()])
    };
    let mut seen = vec![false; graph.len()];
    let mut pieces = Vec::new();
    for first in (0..graph.len()).map(UnitId::new) {
        if std::mem::replace(&mut seen[first.index()], true) {
            continue;
        }
        let mut units = vec![first];
        let mut next = 0;
        while next < units.len() {
            for n in graph.neighbours(units[next]) {
                if land(n.unit) == land(first) && !seen[n.unit.index()] {
                    seen[n.unit.index()] = true;
                    units.push(n.unit);
                }
            }
            next += 1;
        }
        units.sort_unstable();
        pieces.push((land(first), units));
    }
    pieces.sort_unstable();
    let mut jurisdictions: Vec<Jurisdiction> = Vec::with_capacity(pieces.len());
    for ((community, beat, dedicated), units) in pieces {
        let twins = jurisdictions.iter().rev();
        let ordinal = twins
            .take_while(|j| (j.community, j.beat) == (community, beat))
            .count();
        let Community { id, kind, .. } = &layers.communities[community.index()];
        let beat_id = &layers.beats[beat.index()].id;
        jurisdictions.push(Jurisdiction {
            community,
            beat,
            kind: *kind,
            dedicated: dedicated.clone(),
            key: key_of(&format!("{id}\n{beat_id}\n{ordinal}")),
            units,
        });
    }
    jurisdictions
}
