//! The workload index: a weighted sum over a part, an integer so that it adds up over any parts.
//!
//! Weights have three decimals and land counts in whole square metres (10 000 a hectare), so the index is a whole
//! number of ten-millionths, exactly: whoever weighs the printed columns of a part gets its printed index.

use crate::coverage::Coverage;

use super::{Counts, Graph};

/// Ten-millionths of the index that a thousandth of a weight makes.
const E7_A_MILLI: i64 = 10_000;

/// Weights of the workload index, in thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WorkloadWeights {
    /// Of a household.
    pub households_milli: i64,
    /// Of a person.
    pub persons_milli: i64,
    /// Of a merchant.
    pub merchants_milli: i64,
    /// Of a task.
    pub tasks_milli: i64,
    /// Of a row of the building layer.
    pub buildings_milli: i64,
    /// Of a hectare.
    pub area_ha_milli: i64,
}

impl WorkloadWeights {
    /// Largest weight: the index of a province stays within 64 bits.
    pub const MOST: f64 = 1e3;

    /// A weight in thousandths; `None` when it is no number from 0 to [`Self::MOST`].
    #[must_use]
    pub fn milli(weight: f64) -> Option<i64> {
        let fits = (0.0..=Self::MOST).contains(&weight);
        fits.then(|| (weight * 1000.0).round() as i64)
    }

    /// Each weight with the name of what it weighs: a key of the project file and a column of the register.
    #[must_use]
    pub fn named(&self) -> [(&'static str, i64); 6] {
        [
            ("households", self.households_milli),
            ("persons", self.persons_milli),
            ("merchants", self.merchants_milli),
            ("tasks", self.tasks_milli),
            ("buildings", self.buildings_milli),
            ("area_ha", self.area_ha_milli),
        ]
    }

    /// The index, in ten-millionths, of land with these counts, rows of the building layer and square metres.
    ///
    /// ```
    /// use wangge::unit::{Counts, WorkloadWeights};
    /// let weights = WorkloadWeights { persons_milli: 1_500, area_ha_milli: 1, ..WorkloadWeights::default() };
    /// let counts = Counts { persons: 2, ..Counts::default() };
    /// assert_eq!(weights.index_e7(&counts, 0, 1), 30_000_001);
    /// ```
    #[must_use]
    pub fn index_e7(&self, counts: &Counts, buildings: u64, area_m2: i64) -> i64 {
        let whole = counts.households * self.households_milli
            + counts.persons * self.persons_milli
            + counts.merchants * self.merchants_milli
            + counts.tasks * self.tasks_milli
            + buildings as i64 * self.buildings_milli;
        whole * E7_A_MILLI + area_m2 * self.area_ha_milli
    }

    /// The counts of a building with its index, without land.
    #[must_use]
    pub fn of_building(&self, counts: Counts) -> Counts {
        Counts {
            workload_e7: self.index_e7(&counts, 1, 0),
            ..counts
        }
    }
}

/// Whole square metres of every unit, which add up to the whole land: what rounding leaves goes to the next unit.
#[must_use]
pub fn areas_m2(coverage: &Coverage) -> Vec<i64> {
    let (mut twice_area, mut told) = (0, 0);
    let area = |face: &crate::coverage::Face| {
        twice_area += face.twice_area;
        let all = coverage.plane.area_m2(twice_area).round() as i64;
        all - std::mem::replace(&mut told, all)
    };
    coverage.faces.iter().map(area).collect()
}

/// Gives every unit its workload: that of its counts, its rows of the building layer, annexes included, and its land.
pub fn weigh(graph: &mut Graph, coverage: &Coverage, weights: &WorkloadWeights) {
    let mut rows = vec![0; graph.len()];
    for foot in &coverage.footprints {
        rows[foot.face.index()] += 1;
    }
    let land = areas_m2(coverage);
    for ((counts, rows), area_m2) in graph.counts.iter_mut().zip(rows).zip(land) {
        counts.workload_e7 = weights.index_e7(counts, rows, area_m2);
    }
}
