//! Integer counts that add up.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub, SubAssign};

/// What is counted, as integers; totals are equal at every level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Counts {
    /// Households (户).
    pub households: i64,
    /// Persons (人).
    pub persons: i64,
    /// Merchants (商户).
    pub merchants: i64,
    /// Tasks (工作任务).
    pub tasks: i64,
    /// Workload index in ten-millionths, by the weights of the project.
    pub workload_e7: i64,
}

impl Counts {
    /// Whether people live or are counted there.
    #[must_use]
    pub fn has_people(&self) -> bool {
        self.households > 0 || self.persons > 0
    }
}

impl Add for Counts {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            households: self.households + other.households,
            persons: self.persons + other.persons,
            merchants: self.merchants + other.merchants,
            tasks: self.tasks + other.tasks,
            workload_e7: self.workload_e7 + other.workload_e7,
        }
    }
}

impl Sub for Counts {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self {
            households: self.households - other.households,
            persons: self.persons - other.persons,
            merchants: self.merchants - other.merchants,
            tasks: self.tasks - other.tasks,
            workload_e7: self.workload_e7 - other.workload_e7,
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Counts {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::default(), Add::add)
    }
}
