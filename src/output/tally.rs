//! Sums over the building layer, one a label.

use std::ops::AddAssign;

use crate::coverage::{Coverage, Footprint};
use crate::unit::Counts;

use super::Tally;

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.buildings += other.buildings;
        self.counts += other.counts;
    }
}

/// The counts that a row of the building layer carries: those of the building for its first part, none for annexes.
pub(super) fn counts_of(footprint: &Footprint, counts: &[Counts]) -> Counts {
    if footprint.part == 0 {
        counts[footprint.building.index()]
    } else {
        Counts::default()
    }
}

/// Tallies of the labels `0..labels`, with the label of every face.
pub(super) fn tallies(
    coverage: &Coverage,
    counts: &[Counts],
    label_of: &[Option<u32>],
    labels: usize,
) -> Vec<Tally> {
    let mut tallies = vec![Tally::default(); labels];
    for footprint in &coverage.footprints {
        if let Some(label) = label_of[footprint.face.index()] {
            tallies[label as usize] += Tally {
                buildings: 1,
                counts: counts_of(footprint, counts),
            };
        }
    }
    tallies
}
