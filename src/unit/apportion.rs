//! Counts onto buildings: what a building states stays, what an area states is shared out, nothing is lost.

/// Weights of the workload index, in thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WorkloadWeights {
    /// Of a household.
    pub households_milli: i64,
    /// Of a person.
    pub persons_milli: i64,
    /// Of a merchant.
    pub merchants_milli: i64,
}

impl WorkloadWeights {
    /// Largest weight.
    pub const MOST: f64 = 1e6;

    /// A weight in thousandths; `None` when it is no number from 0 to [`Self::MOST`].
    #[must_use]
    pub fn milli(weight: f64) -> Option<i64> {
        let fits = (0.0..=Self::MOST).contains(&weight);
        fits.then(|| (weight * 1000.0).round() as i64)
    }
}
