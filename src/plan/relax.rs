//! The smallest relaxation of the bounds that makes possible what a proof says is not.
//!
//! For a unit above the bounds it is its own counts. For a few units it is found by trying wider bounds until the
//! units have disjoint clusters: one count at a time, one end or both by the same number, the count that has to
//! give way least by its own half-width. For a large piece it is what its total needs to be cut into whole parts,
//! which its units may not allow; `settle` sees to that.

use super::bounds::{Bounds, Range};
use super::cluster::{Grower, MOST_TRIED};
use super::cover::{Answer, Core};
use super::near::Near;
use super::network::Network;
use super::proof::{Proof, Scope, misfit, total_of, whole_parts};
use super::result::Exception;
use super::score::{COUNTS, Count, Score};
use crate::unit::Counts;

/// Most units that are tried together.
const MOST_UNITS: usize = 20;
/// Most sets tried in one network for all its proofs.
const MOST_SETS: usize = 150 * MOST_TRIED;

/// Finds relaxations for the proofs of one network.
pub struct Relaxer<'a> {
    network: &'a Network,
    near: &'a Near,
    bounds: Bounds,
    grower: Grower<'a>,
    sets_left: usize,
}

impl<'a> Relaxer<'a> {
    /// For proofs about `network` under `bounds`.
    #[must_use]
    pub fn new(network: &'a Network, near: &'a Near, bounds: &Bounds) -> Self {
        Self {
            network,
            near,
            bounds: *bounds,
            grower: Grower::new(network, near),
            sets_left: MOST_SETS,
        }
    }

    /// The relaxed bounds for a proof; the bounds themselves when none are found.
    #[must_use]
    pub fn relaxed(&mut self, proof: &Proof) -> Bounds {
        if proof.relaxed != self.bounds {
            return proof.relaxed;
        }
        let whole = |node: &u32| self.network.load[*node as usize];
        let total: Counts = proof.nodes.iter().map(whole).sum();
        let as_one = including(&self.bounds, &total);
        match (proof.exception, proof.scope) {
            (Exception::UnitAboveMax, _) => raised(&self.bounds, &total),
            (Exception::TotalBelowMin, _) => as_one,
            (_, Scope::Piece) => {
                let land = |node: &u32| !self.near.is_land(*node);
                let units: Vec<u32> = proof.nodes.iter().copied().filter(land).collect();
                let by_trial = self.smallest(&units);
                let by_total = by_trial.unwrap_or_else(|| self.by_total(&proof.nodes));
                let choices = [as_one, by_total];
                let least = choices
                    .into_iter()
                    .filter(|relaxed| *relaxed != self.bounds)
                    .min_by_key(|relaxed| widening(&self.bounds, relaxed));
                least.unwrap_or(as_one)
            }
            (_, Scope::Total { .. }) => self.bounds,
            _ => self.smallest(&proof.nodes).unwrap_or(self.bounds),
        }
    }

    /// The smallest bounds under which a piece has a whole number of parts by its totals.
    fn by_total(&self, nodes: &[u32]) -> Bounds {
        let totals = COUNTS.map(|count| (count, total_of(self.network, nodes, count)));
        let mut parts: Vec<i64> = Vec::new();
        for (count, total) in totals {
            let (least, most) = whole_parts(&count.range(&self.bounds), total);
            parts.extend([least - 1, least, most, most.saturating_add(1)]);
        }
        parts.retain(|&k| (1..=nodes.len() as i64).contains(&k));
        parts.push(1);
        let relaxed = parts.into_iter().map(|k| {
            let mut bounds = self.bounds;
            for (count, total) in totals {
                let range = range_mut(&mut bounds, count);
                range.min = range.min.map(|min| min.min(total / k));
                range.max = range.max.map(|max| max.max((total + k - 1) / k));
            }
            bounds
        });
        let does = relaxed.filter(|relaxed| misfit(self.network, relaxed, nodes).is_none());
        let least = does.min_by_key(|relaxed| widening(&self.bounds, relaxed));
        least.unwrap_or(self.bounds)
    }

    /// The smallest widening of one count under which `units` have disjoint clusters.
    fn smallest(&mut self, units: &[u32]) -> Option<Bounds> {
        if units.len() > MOST_UNITS {
            return None;
        }
        let mut best: Option<Bounds> = None;
        for count in COUNTS {
            let range = count.range(&self.bounds);
            if range.min.is_none() && range.max.is_none() {
                continue;
            }
            let found = self.smallest_of(units, count);
            if let Some(found) = found
                && best.is_none_or(|best| {
                    widening(&self.bounds, &found) < widening(&self.bounds, &best)
                })
            {
                best = Some(found);
            }
        }
        best
    }

    fn smallest_of(&mut self, units: &[u32], count: Count) -> Option<Bounds> {
        let range = count.range(&self.bounds);
        let total = count.of(&self.network.total());
        let far = range
            .min
            .unwrap_or(0)
            .max(total - range.max.unwrap_or(total));
        let both = self.least(far, |this, by| this.is_possible(units, count, (by, by)))?;
        if range.min.is_some() && self.is_possible(units, count, (both, 0)) {
            return Some(widened(&self.bounds, count, (both, 0)));
        }
        if range.max.is_some() && self.is_possible(units, count, (0, both)) {
            return Some(widened(&self.bounds, count, (0, both)));
        }
        let down = self.least(both, |this, by| this.is_possible(units, count, (by, both)))?;
        let up = self.least(both, |this, by| this.is_possible(units, count, (down, by)))?;
        Some(widened(&self.bounds, count, (down, up)))
    }

    /// The least number from 1 to `far` for which `does` holds, which holds for all above it.
    fn least(&mut self, far: i64, does: impl Fn(&mut Self, i64) -> bool) -> Option<i64> {
        let (mut fails, mut step) = (0, 1);
        while step < far && !does(self, step) {
            fails = step;
            step *= 2;
        }
        let mut holds = step.min(far);
        if step >= far && (far < 1 || !does(self, far)) {
            return None;
        }
        while holds - fails > 1 {
            let middle = i64::midpoint(fails, holds);
            if does(self, middle) {
                holds = middle;
            } else {
                fails = middle;
            }
        }
        Some(holds)
    }

    fn is_possible(&mut self, units: &[u32], count: Count, by: (i64, i64)) -> bool {
        let cost = units.len() * MOST_TRIED / 4;
        if self.sets_left < cost {
            return false;
        }
        let score = Score::new(&widened(&self.bounds, count, by), 0);
        let core = Core::of(units, &score, &mut self.grower);
        self.sets_left -= core.tried.min(self.sets_left);
        core.answer(units.len()) == Answer::Possible
    }
}

/// The bounds with the ends of one count moved apart.
fn widened(bounds: &Bounds, count: Count, (down, up): (i64, i64)) -> Bounds {
    let mut bounds = *bounds;
    let range = range_mut(&mut bounds, count);
    range.min = range.min.map(|min| (min - down).max(0));
    range.max = range.max.map(|max| max + up);
    bounds
}

/// The bounds with upper ends raised to these counts.
fn raised(bounds: &Bounds, counts: &Counts) -> Bounds {
    let mut bounds = *bounds;
    for count in COUNTS {
        let range = range_mut(&mut bounds, count);
        range.max = range.max.map(|max| max.max(count.of(counts)));
    }
    bounds
}

/// The bounds with both ends moved as far as these counts.
#[must_use]
pub fn including(bounds: &Bounds, counts: &Counts) -> Bounds {
    let mut bounds = raised(bounds, counts);
    for count in COUNTS {
        let range = range_mut(&mut bounds, count);
        range.min = range.min.map(|min| min.min(count.of(counts)));
    }
    bounds
}

/// The looser of each end.
#[must_use]
pub fn loosest(a: &Bounds, b: &Bounds) -> Bounds {
    let mut bounds = *a;
    for count in COUNTS {
        let other = count.range(b);
        let range = range_mut(&mut bounds, count);
        range.min = range.min.zip(other.min).map(|(a, b)| a.min(b));
        range.max = range.max.zip(other.max).map(|(a, b)| a.max(b));
    }
    bounds
}

/// How far ends are moved, in thousandths of the half-width of their range.
fn widening(bounds: &Bounds, relaxed: &Bounds) -> i64 {
    let of = |count: Count| {
        let (range, wide) = (count.range(bounds), count.range(relaxed));
        let down = range.min.zip(wide.min).map_or(0, |(min, wide)| min - wide);
        let up = range.max.zip(wide.max).map_or(0, |(max, wide)| wide - max);
        let half = match (range.min, range.max) {
            (Some(min), Some(max)) => (max - min) / 2,
            (min, max) => min.or(max).unwrap_or(0) / 4,
        };
        1000 * (down + up) / half.max(1)
    };
    COUNTS.into_iter().map(of).sum()
}

fn range_mut(bounds: &mut Bounds, count: Count) -> &mut Range {
    match count {
        Count::Households => &mut bounds.households,
        Count::Persons => &mut bounds.persons,
        Count::Merchants => &mut bounds.merchants,
        Count::Tasks => &mut bounds.tasks,
        Count::Workload => &mut bounds.workload_e7,
    }
}
