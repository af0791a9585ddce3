//! What a part costs: violations first, then the distance from the target.
//!
//! All costs are integers in hundredths of a plain border of mean length
//! ([`MEAN_BORDER_COST`](super::network::MEAN_BORDER_COST)), and only sums over parts and cut borders: two groups
//! of parts that share no unit can be judged apart, which keeps results equal for any number of threads.
//!
//! A part costs [`VIOLATION`] when any count is outside its bounds, plus [`VIOLATION_AT_HALF_WIDTH`] for each
//! half-width (half of max − min) that a count is outside, plus `balance` times the squared distance of its
//! households from the target in half-widths.

use crate::unit::Counts;

use super::bounds::{Bounds, Range};

/// Cost of being outside the bounds at all: more than the lines that another part takes on two levels, and less
/// than the excess of two parts above the bounds that become one, so that towers are not lumped together.
pub const VIOLATION: i64 = 5_000;
/// Cost of each half-width outside the bounds.
const VIOLATION_AT_HALF_WIDTH: i64 = 2_500;
/// The distance from the target stops counting at this many half-widths; violations count on.
const FARTHEST_HALF_WIDTHS: i64 = 2;
/// What a part costs that leaves just enough room to be cut into finer parts.
const LITTLE_ROOM: i64 = 300;
/// Weight of the distance from the target that makes a start come near the number of parts wished for.
const START_BALANCE: i64 = 100;
/// A range with one end counts a quarter of that end as its half-width.
const ONE_END_SHARE: i64 = 4;
/// Most entries of the table of household costs; above it costs are computed.
const TABLE: i64 = 1 << 14;

/// The cost of the parts of one level.
#[derive(Clone, Debug)]
pub struct Score {
    bounds: Bounds,
    target: Option<i64>,
    balance: i64,
    /// Cost of a part by its households, as far as households alone decide.
    by_households: Vec<i64>,
    /// Further counts with a bound; usually none or persons.
    further: Vec<(Count, Range)>,
    /// Their ends, in the same order.
    ends: Vec<Ends>,
}

/// The ends of the bound on a count as plain numbers: most parts are within, which is all that has to be seen.
#[derive(Clone, Copy, Debug)]
struct Ends {
    count: Count,
    least: i64,
    most: i64,
}

impl Ends {
    fn of(&(count, range): &(Count, Range)) -> Self {
        Self {
            count,
            least: range.min.unwrap_or(i64::MIN),
            most: range.max.unwrap_or(i64::MAX),
        }
    }

    #[inline]
    fn hold(&self, counts: &Counts) -> bool {
        (self.least..=self.most).contains(&self.count.of(counts))
    }
}

/// The counts that can have bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Count {
    /// Households, the count that is balanced.
    Households,
    /// Persons.
    Persons,
    /// Merchants.
    Merchants,
    /// Tasks.
    Tasks,
    /// Workload in ten-millionths.
    Workload,
}

/// All counts, households first.
pub const COUNTS: [Count; 5] = [
    Count::Households,
    Count::Persons,
    Count::Merchants,
    Count::Tasks,
    Count::Workload,
];

impl Count {
    /// Its value.
    #[must_use]
    #[inline]
    pub fn of(self, counts: &Counts) -> i64 {
        match self {
            Self::Households => counts.households,
            Self::Persons => counts.persons,
            Self::Merchants => counts.merchants,
            Self::Tasks => counts.tasks,
            Self::Workload => counts.workload_e7,
        }
    }

    /// Its bounds.
    #[must_use]
    pub fn range(self, bounds: &Bounds) -> Range {
        match self {
            Self::Households => bounds.households,
            Self::Persons => bounds.persons,
            Self::Merchants => bounds.merchants,
            Self::Tasks => bounds.tasks,
            Self::Workload => bounds.workload_e7,
        }
    }
}

impl Score {
    /// The cost of a level with these bounds; `balance` weighs the distance from the target.
    #[must_use]
    pub fn new(bounds: &Bounds, balance: u32) -> Self {
        Self::weighed(bounds, i64::from(balance))
    }

    /// The cost of a level with other bounds, and the same weight on the distance from the target.
    #[must_use]
    pub fn with_bounds(&self, bounds: &Bounds) -> Self {
        Self::weighed(bounds, self.balance)
    }

    fn weighed(bounds: &Bounds, balance: i64) -> Self {
        let further = COUNTS[1..]
            .iter()
            .map(|&count| (count, count.range(bounds)));
        let bounded = further.filter(|(_, range)| range.min.is_some() || range.max.is_some());
        let mut score = Self {
            bounds: *bounds,
            target: bounds.households.goal(),
            balance,
            by_households: Vec::new(),
            further: bounded.collect(),
            ends: Vec::new(),
        };
        score.ends = score.further.iter().map(Ends::of).collect();
        score.fill_table();
        score
    }

    /// The same cost for `count` parts of `total` households: their mean is the target, and no part may have what
    /// the others then lack.
    #[must_use]
    pub fn for_count(&self, total: i64, count: i64) -> Self {
        let mut score = self.for_counts(total, (count, count));
        score.target = Some((total + count / 2) / count);
        score.fill_table();
        score
    }

    /// The same cost with the bounds on households that follow when `total` is cut into `least` to `most` parts
    /// that are all within the bounds.
    #[must_use]
    pub fn for_counts(&self, total: i64, (least, most): (i64, i64)) -> Self {
        let range = &self.bounds.households;
        let left = |parts: i64, end: i64| total.saturating_sub((parts - 1).saturating_mul(end));
        let min = range.max.map(|max| left(most, max));
        let max = range.min.map(|min| left(least, min));
        let mut score = self.clone();
        score.bounds.households.min = range.min.map(|own| min.map_or(own, |min| own.max(min)));
        score.bounds.households.max = range.max.map(|own| max.map_or(own, |max| own.min(max)));
        score.fill_table();
        score
    }

    /// The same cost for parts that are cut into parts of `finer` later: the less room their households leave for
    /// that, the more they cost.
    #[must_use]
    pub fn over(&self, finer: &Self) -> Self {
        let mut score = self.clone();
        for (households, cost) in score.by_households.iter_mut().enumerate().skip(1) {
            *cost += finer.cost_of_little_room(households as i64);
        }
        score
    }

    /// What it costs that `total` households leave little room, or none, between the bounds of the parts they are cut
    /// into, for the number of parts that leaves most.
    fn cost_of_little_room(&self, total: i64) -> i64 {
        let Range { min, max, .. } = self.bounds.households;
        let half = self.half_width();
        let near = total / self.target.unwrap_or(total).max(1);
        let rooms = (1.max(near - 2)..=near + 2).map(|parts| {
            let below = min.map_or(half, |min| total - parts * min);
            let above = max.map_or(half, |max| parts * max - total);
            below.min(above).min(half)
        });
        match rooms.max().unwrap_or(half) {
            room @ 0.. => LITTLE_ROOM * (half - room) / half,
            room => VIOLATION + VIOLATION_AT_HALF_WIDTH * -room / half,
        }
    }

    /// Whether the distance from the target has a weight.
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        self.balance > 0
    }

    /// The same cost with a weight on the distance from the target.
    #[must_use]
    pub fn balanced(&self) -> Self {
        let mut score = self.clone();
        if !self.is_balanced() {
            score.balance = START_BALANCE;
            score.fill_table();
        }
        score
    }

    /// The bounds.
    #[must_use]
    pub fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    /// Households wished for; none when the bounds do not say.
    #[must_use]
    pub fn target(&self) -> Option<i64> {
        self.target
    }

    /// Half of the allowed range of households, at least 1.
    #[must_use]
    pub fn half_width(&self) -> i64 {
        half_width(&self.bounds.households)
    }

    /// Cost of a part with these counts.
    #[must_use]
    #[inline]
    pub fn part(&self, counts: &Counts) -> i64 {
        let cost = self.part_of(counts.households);
        if self.ends.iter().all(|ends| ends.hold(counts)) {
            return cost;
        }
        cost + self.further_cost(counts)
    }

    /// Cost of a part with so many households, as far as they alone decide.
    #[must_use]
    #[inline]
    pub fn part_of(&self, households: i64) -> i64 {
        match self.by_households.get(households as usize) {
            Some(&cost) => cost,
            None => self.household_cost(households),
        }
    }

    /// Whether every count is within its bounds.
    #[must_use]
    #[inline]
    pub fn is_inside(&self, counts: &Counts) -> bool {
        outside(&self.bounds.households, counts.households) == 0
            && self.ends.iter().all(|ends| ends.hold(counts))
    }

    /// Whether a count is above its upper bound, so that no part with these units can be within.
    #[must_use]
    pub fn is_above(&self, counts: &Counts) -> bool {
        let above = |range: &Range, count: i64| range.max.is_some_and(|max| count > max);
        let further = |(count, range): &(Count, Range)| above(range, count.of(counts));
        above(&self.bounds.households, counts.households) || self.further.iter().any(further)
    }

    /// Whether no other count than households has bounds.
    #[must_use]
    pub fn bounds_households_only(&self) -> bool {
        self.further.is_empty()
    }

    /// Whether every count that has a bound is zero: such a unit may go anywhere.
    #[must_use]
    pub fn is_weightless(&self, counts: &Counts) -> bool {
        counts.households == 0 && self.further.iter().all(|(count, _)| count.of(counts) == 0)
    }

    /// What a part costs for being outside its bounds; 0 inside.
    #[must_use]
    pub fn violation(&self, counts: &Counts) -> i64 {
        let households = excess_cost(&self.bounds.households, counts.households);
        let further = self.further.iter();
        let excess = further.map(|(count, range)| excess_cost(range, count.of(counts)));
        match households + excess.sum::<i64>() {
            0 => 0,
            excess => VIOLATION + excess,
        }
    }

    /// What the counts above their upper bounds cost, without the part for being outside at all.
    #[must_use]
    pub fn excess_above(&self, counts: &Counts) -> i64 {
        let above = |range: &Range, count: i64| {
            let excess = range.max.map_or(0, |max| count - max);
            excess.max(0).saturating_mul(VIOLATION_AT_HALF_WIDTH) / half_width(range)
        };
        let further = self
            .further
            .iter()
            .map(|(count, range)| above(range, count.of(counts)));
        above(&self.bounds.households, counts.households) + further.sum::<i64>()
    }

    /// Most households of a part that costs at most `most` for their being above the bounds.
    #[must_use]
    pub fn heaviest(&self, most: i64) -> i64 {
        let range = &self.bounds.households;
        let Some(max) = range.max else {
            return i64::MAX;
        };
        let least_too_dear = (most - VIOLATION + 1).saturating_mul(half_width(range));
        max + ((least_too_dear - 1) / VIOLATION_AT_HALF_WIDTH).max(0)
    }

    /// Whether another count than households may be outside its bounds in a part of such units whose households are
    /// within theirs: by a lower bound, or where the unit with most a household sets the pace.
    #[must_use]
    pub fn can_further_bind(&self, units: &[Counts]) -> bool {
        let households = self.bounds.households.max.unwrap_or(i64::MAX);
        self.further.iter().any(|(count, range)| {
            let most = range.max.map_or(i128::MAX, i128::from);
            range.min.is_some_and(|min| min > 0)
                || units.iter().any(|unit| {
                    let whole = i128::from(count.of(unit)) * i128::from(households);
                    whole / i128::from(unit.households.max(1)) > most
                })
        })
    }

    fn further_cost(&self, counts: &Counts) -> i64 {
        let costs = self
            .further
            .iter()
            .map(|(count, range)| excess_cost(range, count.of(counts)));
        let excess: i64 = costs.sum();
        if excess > 0 && outside(&self.bounds.households, counts.households) == 0 {
            return VIOLATION + excess;
        }
        excess
    }

    fn household_cost(&self, households: i64) -> i64 {
        let excess = excess_cost(&self.bounds.households, households);
        let fixed = if excess > 0 { VIOLATION } else { 0 };
        let half = self.half_width();
        let distance = self.target.map_or(0, |target| (households - target).abs());
        let distance = distance.min(FARTHEST_HALF_WIDTHS * half);
        fixed + excess + self.balance * distance * distance / (half * half)
    }

    fn fill_table(&mut self) {
        let ends = [self.bounds.households.max, self.target]
            .into_iter()
            .flatten();
        let length = (4 * ends.max().unwrap_or(0) + 1).clamp(1, TABLE);
        self.by_households = (0..length).map(|h| self.household_cost(h)).collect();
    }
}

/// How far a count is outside its range; 0 inside.
#[must_use]
#[inline]
pub fn outside(range: &Range, count: i64) -> i64 {
    let below = range.min.map_or(0, |min| min - count);
    let above = range.max.map_or(0, |max| count - max);
    below.max(above).max(0)
}

fn excess_cost(range: &Range, count: i64) -> i64 {
    match outside(range, count) {
        0 => 0,
        excess => {
            let cost = excess.saturating_mul(VIOLATION_AT_HALF_WIDTH) / half_width(range);
            cost.max(excess.min(1))
        }
    }
}

/// Half of max − min; a share of the one end when the other is open.
fn half_width(range: &Range) -> i64 {
    let width = match (range.min, range.max) {
        (Some(min), Some(max)) => (max - min) / 2,
        (Some(end), None) | (None, Some(end)) => end / ONE_END_SHARE,
        (None, None) => range.target.unwrap_or(1) / ONE_END_SHARE,
    };
    width.max(1)
}
