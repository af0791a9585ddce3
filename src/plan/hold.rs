//! Holds the number of regions near the one that the target asks for.
//!
//! Fewer regions always have shorter lines. With a weight on the distance from the target that needs no care;
//! without one the number would drift, and two plans of different number could not be compared.

use super::network::Network;
use super::score::Score;

/// What each region too many or too few costs: more than its lines save, less than a part outside its bounds.
const PRICE: i64 = 1_000;

/// The number of regions wished for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    wanted: i64,
    price: i64,
}

impl Hold {
    /// As many regions as the households make at the target, units above the bounds alone; free when the distance
    /// from the target has a weight of its own.
    #[must_use]
    pub fn of(network: &Network, score: &Score) -> Self {
        Self {
            wanted: natural(network, score),
            price: if score.is_balanced() { 0 } else { PRICE },
        }
    }

    /// No care for the number.
    #[must_use]
    pub const fn free() -> Self {
        Self {
            wanted: 0,
            price: 0,
        }
    }

    /// The same care for a number that is `percent` lower, rounded up: fewer parts have shorter lines.
    #[must_use]
    pub fn fewer(self, percent: usize) -> Self {
        Self {
            wanted: self.wanted - self.wanted * percent as i64 / 100,
            ..self
        }
    }

    /// The number wished for.
    #[must_use]
    pub fn wanted(&self) -> usize {
        self.wanted as usize
    }

    /// Whether another number costs anything.
    #[must_use]
    pub fn is_priced(&self) -> bool {
        self.price > 0
    }

    /// How many regions are missing, negative when there are too many; 0 when nobody asks.
    #[must_use]
    pub fn missing(&self, regions: usize) -> i64 {
        if self.price == 0 {
            return 0;
        }
        self.wanted - regions as i64
    }

    /// The same care for another number.
    #[must_use]
    pub fn at(self, regions: usize) -> Self {
        Self {
            wanted: regions as i64,
            ..self
        }
    }

    /// Cost of this number of regions.
    #[must_use]
    pub fn cost(&self, regions: usize) -> i64 {
        self.price * (regions as i64 - self.wanted).abs()
    }

    /// Change of the cost when `change` regions are added to `now`.
    #[must_use]
    #[inline]
    pub fn change(&self, now: usize, change: i64) -> i64 {
        if change == 0 || self.price == 0 {
            return 0;
        }
        let off = now as i64 - self.wanted;
        self.price * ((off + change).abs() - off.abs())
    }
}

/// Units above the bounds, and the others' households over the target; 1 without a target.
fn natural(network: &Network, score: &Score) -> i64 {
    let Some(target) = score.target().filter(|target| *target > 0) else {
        return 1;
    };
    let (mut alone, mut rest) = (0, 0);
    for load in &network.load {
        if score.is_above(load) {
            alone += 1;
        } else {
            rest += load.households;
        }
    }
    ((rest + target / 2) / target + alone).max(1)
}
