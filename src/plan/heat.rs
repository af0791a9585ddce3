//! Annealing in integers: acceptance and cooling without logarithms, equal on every platform.
//!
//! A move that costs `delta` more is made with probability close to `exp(-delta / heat)`: the random threshold is
//! the binary logarithm of a random number, linear between powers of two (at most 9 % off).

use std::ops::Range;

/// ln 2 in 1/65 536.
const LN_2: i64 = 45_426;

/// Cools from `hottest` to `coldest` along powers of two, linear between them.
#[derive(Clone, Copy, Debug)]
pub struct Cooling {
    /// Heat of the first step, in cost.
    pub hottest: i64,
    /// Heat of the last step, in cost.
    pub coldest: i64,
}

impl Cooling {
    /// The heat of one of `steps` steps.
    #[must_use]
    pub fn heat(&self, step: usize, steps: usize) -> i64 {
        let (from, to) = (binary_log(self.hottest), binary_log(self.coldest));
        let at = from - (from - to) * step as i64 / (steps as i64 - 1).max(1);
        // The inverse of `binary_log`: 2^whole * (1 + fraction).
        ((65_536 + (at & 0xFFFF)) << (at >> 16)) >> 16
    }
}

/// A stretch of a cooling.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// Its steps.
    pub steps: Range<usize>,
    /// Steps of the whole cooling.
    pub of: usize,
}

impl Stretch {
    /// A cooling from its hot to its cold end.
    #[must_use]
    pub fn whole(steps: usize) -> Self {
        Self {
            steps: 0..steps,
            of: steps,
        }
    }
}

/// The largest rise of the cost that a move may bring at this heat; `bits` are random.
#[must_use]
#[inline]
pub fn allowance(heat: i64, bits: u32) -> i64 {
    let leading = bits.leading_zeros();
    let rest = u64::from(bits) << (leading + 1) & 0xFFFF_FFFF;
    let minus_log = (i64::from(leading) << 16) + 65_536 - (rest >> 16) as i64;
    // heat * ln 2 * -log2(u), in 1/65 536 twice.
    (((heat * LN_2) >> 8) * minus_log) >> 24
}

/// Binary logarithm in 1/65 536, linear between powers of two; 0 below 1.
fn binary_log(value: i64) -> i64 {
    let value = value.max(1);
    let whole = 63 - i64::from(value.leading_zeros());
    (whole << 16) + ((value << 16) >> whole) - 65_536
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cooling_starts_and_ends_where_it_says() {
        let cooling = Cooling {
            hottest: 500,
            coldest: 20,
        };
        let heats: Vec<i64> = (0..9).map(|step| cooling.heat(step, 9)).collect();
        assert!((499..=500).contains(&heats[0]) && (19..=20).contains(&heats[8]));
        assert!(heats.windows(2).all(|pair| pair[0] > pair[1]));
    }

    #[test]
    fn acceptance_is_close_to_the_exponential() {
        for (delta, expected) in [(0, 1.0), (50, 0.607), (100, 0.368), (300, 0.0498)] {
            let hits = (0u32..4096).filter(|i| delta <= allowance(100, i << 20 | 1 << 19));
            let share = hits.count() as f64 / 4096.0;
            assert!((share - expected).abs() < 0.04, "{delta}: {share}");
        }
        assert_eq!(allowance(0, 0), 0);
    }
}
