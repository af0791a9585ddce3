//! What an audit says.

use std::fmt;

/// The rules of a plan, as the contract numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Rule 1: parts are closed, do not overlap, leave no gap, share one identical line.
    Coverage,
    /// Rule 2: a grid lies in one community and one beat, a micro-grid in one grid.
    Belonging,
    /// Rule 3: the outline of a beat is the outline of the union of its grids.
    Beats,
    /// Rule 4: a part is connected, or declared detached.
    Connected,
    /// Rule 5: a footprint lies in one part a level.
    Buildings,
    /// Rule 6: nothing is lost, totals are equal at every level.
    NothingLost,
    /// A part outside its bounds says why; a part inside claims nothing.
    Bounds,
}

impl Rule {
    /// The rule in a word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Coverage => "coverage",
            Self::Belonging => "belonging",
            Self::Beats => "beats",
            Self::Connected => "connected",
            Self::Buildings => "buildings",
            Self::NothingLost => "nothing_lost",
            Self::Bounds => "bounds",
        }
    }
}

/// A rule that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breach {
    /// The rule.
    pub rule: Rule,
    /// What does not hold, how often, and the first places.
    pub message: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule.word(), self.message)
    }
}

/// Result of an audit.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AuditReport {
    /// Rules that do not hold, one entry a kind of breach and layer; empty when the basemap may be written.
    pub breaches: Vec<Breach>,
    /// Directed edges compared.
    pub edges: usize,
    /// Rows of the building layer placed.
    pub buildings: usize,
    /// Largest area of a footprint beyond its part, in square metres; ground is not counted.
    pub largest_cut_m2: f64,
}

impl AuditReport {
    /// Notes a breach with its number of cases and the first of them, when there are any.
    pub(super) fn note(&mut self, rule: Rule, what: &str, cases: &[String]) {
        const SHOWN: usize = 5;
        if cases.is_empty() {
            return;
        }
        let shown = cases[..cases.len().min(SHOWN)].join(", ");
        let more = if cases.len() > SHOWN { ", ..." } else { "" };
        let message = format!("{what}: {} ({shown}{more})", cases.len());
        self.breaches.push(Breach { rule, message });
    }
}
