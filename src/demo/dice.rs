//! Small draws from a stream of random numbers.
//!
//! Plain arithmetic only (no powers, no trigonometry), so a draw is the same on every platform.

use crate::rng::Rng;

/// A number in `[low, high)`.
pub fn between(rng: &mut Rng, low: f64, high: f64) -> f64 {
    low + (high - low) * rng.unit()
}

/// A whole number from `low` to `high`, both possible.
pub fn whole(rng: &mut Rng, low: u32, high: u32) -> u32 {
    low + rng.below((high - low + 1) as usize) as u32
}

/// True in `percent` of 100 draws.
pub fn chance(rng: &mut Rng, percent: usize) -> bool {
    rng.below(100) < percent
}

/// One of the items, all equally likely.
///
/// # Panics
/// When there are none.
pub fn pick<T: Copy>(rng: &mut Rng, items: &[T]) -> T {
    items[rng.below(items.len())]
}

/// Shuffles in place (Fisher and Yates).
pub fn shuffle<T>(rng: &mut Rng, items: &mut [T]) {
    for i in (1..items.len()).rev() {
        items.swap(i, rng.below(i + 1));
    }
}

/// The index drawn with probability in proportion to its weight; 0 when all weights are 0.
pub fn weighted(rng: &mut Rng, weights: &[u32]) -> usize {
    let total: u32 = weights.iter().sum();
    let mut left = rng.below(total as usize) as u32;
    for (i, &weight) in weights.iter().enumerate() {
        if left < weight {
            return i;
        }
        left -= weight;
    }
    0
}
