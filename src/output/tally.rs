//! Sums over the building layer and its land, one a label.

use std::ops::AddAssign;

use crate::coverage::{Coverage, Footprint};
use crate::layer::{DividedBuilding, Layers};
use crate::unit::{Counts, WorkloadWeights, areas_m2};

use super::{PlacedBuilding, Tally};

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.buildings += other.buildings;
        self.counts += other.counts;
        self.area_m2 += other.area_m2;
    }
}

impl PlacedBuilding {
    /// One row and its counts, without land.
    #[must_use]
    pub fn tally(&self) -> Tally {
        Tally {
            buildings: 1,
            counts: self.counts,
            area_m2: 0,
        }
    }
}

/// The counts that a row of the building layer carries: those of the building for its first part, none for annexes;
/// and the workload of such a row without its land.
pub(super) fn counts_of(
    footprint: &Footprint,
    counts: &[Counts],
    weights: &WorkloadWeights,
) -> Counts {
    let counts = if footprint.part == 0 {
        counts[footprint.building.index()]
    } else {
        Counts::default()
    };
    Counts {
        workload_e7: weights.index_e7(&counts, 1, 0),
        ..counts
    }
}

/// Tallies of the labels `0..labels`, with the label of every face. A divided building is one building of every label
/// that one of its pieces has.
pub(super) fn tallies(
    coverage: &Coverage,
    (layers, counts, weights): (&Layers, &[Counts], &WorkloadWeights),
    label_of: &[Option<u32>],
    labels: usize,
) -> Vec<Tally> {
    let label = |footprint: &Footprint| label_of[footprint.face.index()];
    let mut tallies = vec![Tally::default(); labels];
    for footprint in &coverage.footprints {
        if let Some(label) = label(footprint) {
            tallies[label as usize] += Tally {
                buildings: 1,
                counts: counts_of(footprint, counts, weights),
                area_m2: 0,
            };
        }
    }
    for divided in &layers.divided {
        let pieces = pieces_of(coverage, divided);
        let mut again: Vec<u32> = pieces.filter_map(label).collect();
        again.sort_unstable();
        for pair in again.windows(2).filter(|pair| pair[0] == pair[1]) {
            tallies[pair[0] as usize].buildings -= 1;
        }
    }
    for (area_m2, label) in areas_m2(coverage).into_iter().zip(label_of) {
        if let Some(label) = *label {
            tallies[label as usize].area_m2 += area_m2;
        }
    }
    for tally in &mut tallies {
        tally.counts.workload_e7 = weights.index_e7(&tally.counts, tally.buildings, tally.area_m2);
    }
    tallies
}

/// The placed pieces of a divided building, in their order, without annexes.
pub(super) fn pieces_of<'a>(
    coverage: &'a Coverage,
    divided: &DividedBuilding,
) -> impl Iterator<Item = &'a Footprint> {
    let range = divided.range();
    let from = coverage
        .footprints
        .partition_point(|f| f.building < divided.first);
    let all = coverage.footprints[from..].iter();
    all.take_while(move |f| range.contains(&f.building.index()))
        .filter(|f| f.part == 0)
}
