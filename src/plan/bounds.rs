//! The rules of a level and the options of the solver, as the project file states them.

use serde::Deserialize;

use crate::layer::Kind;

/// A closed range of a count; an absent end is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// Least allowed.
    pub min: Option<i64>,
    /// Wished for; the middle of the range when absent.
    pub target: Option<i64>,
    /// Most allowed.
    pub max: Option<i64>,
}

impl Range {
    /// The target, else the middle of the range; none when an end is open.
    #[must_use]
    pub fn goal(&self) -> Option<i64> {
        let ends = self.min.zip(self.max);
        let middle = ends.map(|(min, max)| i64::midpoint(min, max));
        self.target.or(middle)
    }
}

/// Two-sided bounds on several counts at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Bounds {
    /// Households: the count that is balanced.
    pub households: Range,
    /// Persons.
    pub persons: Range,
    /// Merchants.
    pub merchants: Range,
    /// Tasks.
    pub tasks: Range,
    /// Workload in ten-millionths.
    pub workload_e7: Range,
}

#[cfg(test)]
impl Bounds {
    /// `min` to `max` households, and no bound on anything else.
    #[must_use]
    pub fn of_households(min: i64, max: i64) -> Self {
        let households = Range {
            min: Some(min),
            target: None,
            max: Some(max),
        };
        Self {
            households,
            ..Self::default()
        }
    }
}

/// What becomes of a building above the upper bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Oversize {
    /// It stays whole, and its part says so.
    #[default]
    Flag,
    /// It is divided by entrances.
    Entrance,
}

/// One level of the hierarchy, coarsest first in the project file.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct LevelRule {
    /// Name in files and tables, for instance `grid`.
    pub name: String,
    /// Bounds of the parts of this level, but for kinds of communities with bounds of their own.
    pub bounds: Bounds,
    /// All bounds of parts in urban communities, where they differ.
    pub urban: Option<Bounds>,
    /// All bounds of parts in rural communities, where they differ.
    pub rural: Option<Bounds>,
    /// What becomes of a building above them.
    pub oversize: Oversize,
}

impl LevelRule {
    /// The bounds of parts in communities of this kind.
    #[must_use]
    pub fn bounds_of(&self, kind: Kind) -> &Bounds {
        let own = match kind {
            Kind::Urban => &self.urban,
            Kind::Rural => &self.rural,
        };
        own.as_ref().unwrap_or(&self.bounds)
    }
}

/// How long the solver searches: budgets in rounds, never in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effort {
    /// A first look.
    Quick,
    /// For daily work.
    #[default]
    Standard,
    /// For the plan that will be published.
    Thorough,
}

/// Options of the solver.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SolveOptions {
    /// Seed of every random stream. Default 1.
    pub seed: u64,
    /// Weight of the distance from the target; 0 is shortest lines only. Default 100.
    pub balance: u32,
    /// Budget. Default `standard`.
    pub effort: Effort,
}

impl Default for SolveOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            balance: 100,
            effort: Effort::Standard,
        }
    }
}
