//! Sums over the building layer, one a label.

use std::ops::AddAssign;

use crate::coverage::{Coverage, Footprint};
use crate::layer::{DividedBuilding, Layers};
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

/// Tallies of the labels `0..labels`, with the label of every face. A divided building is one building of every label
/// that one of its pieces has.
pub(super) fn tallies(
    coverage: &Coverage,
    (layers, counts): (&Layers, &[Counts]),
    label_of: &[Option<u32>],
    labels: usize,
) -> Vec<Tally> {
    let label = |footprint: &Footprint| label_of[footprint.face.index()];
    let mut tallies = vec![Tally::default(); labels];
    for footprint in &coverage.footprints {
        if let Some(label) = label(footprint) {
            tallies[label as usize] += Tally {
                buildings: 1,
                counts: counts_of(footprint, counts),
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
