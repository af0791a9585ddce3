//! What can be proved before any plan: bounds that no plan of these units can keep.
//!
//! Four proofs, each of which a reader can check by hand:
//! a unit alone above an upper bound is in no valid part; a connected piece that is left when such units are
//! taken away must be cut into a whole number `k` of parts with `k·min <= total <= k·max` for every count, so
//! when there is no such `k` some part that touches the piece is outside its bounds in every plan (units of more
//! than half the upper bound need a part each, which may leave less than `min` for every other);
//! when two counts allow different `k` only, their bounds exclude each other;
//! and a unit may be in no connected set within the bounds (see `enclosed`). What a plan leaves open, `conflict` looks
//! at again.

use std::cmp::Reverse;

use super::bounds::{Bounds, Range};
use super::enclosed::{Enclosed, enclosed_units};
use super::network::Network;
use super::result::Exception;
use super::score::{COUNTS, Count, Score, VIOLATION};

/// One thing that is proved of a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// What is proved.
    pub exception: Exception,
    /// The count that it is about.
    pub count: Count,
    /// The nodes it speaks of, ascending.
    pub nodes: Vec<u32>,
    /// Nodes around them that no part with them can take in, of a core those that each of its units needs; ascending.
    pub enclosing: Vec<u32>,
    /// What its nodes are.
    pub scope: Scope,
    /// Bounds that would do, as far as known: the bounds themselves where none are.
    pub relaxed: Bounds,
}

/// What the nodes of a proof are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One unit: every part with it is outside the bounds.
    Unit,
    /// A connected piece between units above the bounds: some part that touches it is outside.
    Piece,
    /// Units of which one is in a part outside the bounds.
    Core,
    /// Units that cannot all be in parts of this range of households, which follows from the total of their
    /// component: some part of it is outside the bounds.
    Total {
        /// Households of the component.
        total: i64,
        /// What a part has when all are within the bounds.
        within: Range,
    },
}

/// The proofs of a network.
#[derive(Clone, Debug, Default)]
pub struct Proofs {
    /// The proofs, by their lowest node.
    pub list: Vec<Proof>,
}

/// What is known of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is within its bounds.
    Inside,
    /// It is outside because of this proof, by position in [`Proofs::list`].
    Proved(usize),
    /// It is outside and nothing is proved.
    Open,
}

impl Proof {
    fn new(
        (exception, count): (Exception, Count),
        (scope, nodes): (Scope, Vec<u32>),
        score: &Score,
    ) -> Self {
        Self {
            exception,
            count,
            nodes,
            enclosing: Vec::new(),
            scope,
            relaxed: *score.bounds(),
        }
    }

    fn of_enclosed(enclosed: Enclosed, score: &Score) -> Self {
        let what = (Exception::EnclosedUnit, Count::Households);
        let mut proof = Self::new(what, (Scope::Unit, vec![enclosed.node]), score);
        proof.enclosing = enclosed.by;
        if !score.bounds_households_only() {
            return proof;
        }
        let range = &mut proof.relaxed.households;
        let down = range.min.map_or(i64::MAX, |min| min - enclosed.most_below);
        let up = enclosed
            .least_above
            .zip(range.max)
            .map_or(i64::MAX, |(least, max)| least - max);
        if up <= down && up < i64::MAX {
            range.max = enclosed.least_above;
        } else {
            range.min = range.min.map(|_| enclosed.most_below);
        }
        proof
    }

    /// Of a core of units (ascending) that have no disjoint clusters; all these hold the `needed` nodes.
    #[must_use]
    pub fn of_core(network: &Network, score: &Score, core: Vec<u32>, needed: Vec<u32>) -> Self {
        if let [unit] = core[..]
            && let Some(enclosed) =
                enclosed_units(network, score, |node| node == unit as usize).pop()
        {
            return Self::of_enclosed(enclosed, score);
        }
        let what = (Exception::NoDisjointCover, Count::Households);
        Self {
            enclosing: needed,
            ..Self::new(what, (Scope::Core, core), score)
        }
    }

    /// Of a core of units (ascending) that have no disjoint clusters within what the total of their component
    /// leaves each part.
    #[must_use]
    pub fn of_total(score: &Score, core: Vec<u32>, (total, within): (i64, Range)) -> Self {
        let what = (Exception::NoDisjointCover, Count::Households);
        Self::new(what, (Scope::Total { total, within }, core), score)
    }
}

impl Proofs {
    /// Proves what can be proved of `network` under the bounds of `score`.
    #[must_use]
    pub fn find(network: &Network, score: &Score) -> Self {
        let above: Vec<Option<Count>> = (0..network.len())
            .map(|node| count_above(network, score, node))
            .collect();
        let mut list = Vec::new();
        for (node, count) in above.iter().enumerate() {
            let proof = |count| {
                let what = (Exception::UnitAboveMax, count);
                Proof::new(what, (Scope::Unit, vec![node as u32]), score)
            };
            list.extend(count.map(proof));
        }
        let mut settled: Vec<bool> = above.iter().map(Option::is_some).collect();
        for nodes in network.components_where(|node| above[node].is_none()) {
            let Some((exception, count)) = misfit(network, score.bounds(), &nodes) else {
                continue;
            };
            for &node in &nodes {
                settled[node as usize] = true;
            }
            let mut proof = Proof::new((exception, count), (Scope::Piece, nodes), score);
            let around = proof
                .nodes
                .iter()
                .flat_map(|&node| network.links(node as usize));
            let above = |node: &u32| above[*node as usize].is_some();
            proof.enclosing = around.map(|link| link.to).filter(above).collect();
            proof.enclosing.sort_unstable();
            proof.enclosing.dedup();
            list.push(proof);
        }
        for enclosed in enclosed_units(network, score, |node| !settled[node]) {
            list.push(Proof::of_enclosed(enclosed, score));
        }
        list.sort_by_key(|proof| proof.nodes[0]);
        Self { list }
    }

    /// For each node whether every part with it is outside its bounds, or as good as that.
    ///
    /// A piece that holds two valid parts and something left over is not hopeless.
    #[must_use]
    pub fn hopeless(&self, network: &Network, score: &Score) -> Vec<bool> {
        let twice_min = score.bounds().households.min.map_or(0, |min| 2 * min);
        let mut hopeless = vec![false; network.len()];
        for proof in &self.list {
            let total = total_of(network, &proof.nodes, Count::Households);
            if proof.scope == Scope::Unit || total < twice_min {
                for &node in &proof.nodes {
                    hopeless[node as usize] = true;
                }
            }
        }
        hopeless
    }

    /// Judges every part of a labelling (dense from 0) into connected parts.
    ///
    /// A proof about a piece excuses one part, the one with the most nodes: that is all it proves.
    #[must_use]
    pub fn judge(&self, network: &Network, score: &Score, labels: &[u32]) -> Vec<Verdict> {
        let loads = network.quotient_load(labels);
        let mut verdicts: Vec<Verdict> = loads
            .iter()
            .map(|load| {
                if score.is_inside(load) {
                    Verdict::Inside
                } else {
                    Verdict::Open
                }
            })
            .collect();
        // Units above the bounds come first: they are the plainest reason.
        for plainest in [true, false] {
            for (i, proof) in self.list.iter().enumerate() {
                let above = proof.exception == Exception::UnitAboveMax;
                let verdict = &mut verdicts[labels[proof.nodes[0] as usize] as usize];
                if proof.scope == Scope::Unit && above == plainest && *verdict == Verdict::Open {
                    *verdict = Verdict::Proved(i);
                }
            }
        }
        self.judge_pieces(labels, &mut verdicts);
        verdicts
    }

    fn judge_pieces(&self, labels: &[u32], verdicts: &mut [Verdict]) {
        let pieces = self.list.iter().enumerate();
        for (i, proof) in pieces.filter(|(_, proof)| proof.scope != Scope::Unit) {
            let nodes = proof.nodes.iter();
            let mut parts: Vec<u32> = nodes.map(|&node| labels[node as usize]).collect();
            parts.sort_unstable();
            let open = parts
                .chunk_by(|a, b| a == b)
                .filter(|run| verdicts[run[0] as usize] == Verdict::Open);
            if let Some(run) = open.max_by_key(|run| (run.len(), Reverse(run[0]))) {
                verdicts[run[0] as usize] = Verdict::Proved(i);
            }
        }
    }

    /// A cost that no plan of the network undercuts: violations that are proved, nothing for lines and balance.
    ///
    /// Units above the bound pay their own excess. Pieces in a gap pay only where no such unit is near, since
    /// its part could take up what is left over. Enclosed units may share a part with any of them.
    #[must_use]
    pub fn lower_bound(&self, network: &Network, score: &Score) -> i64 {
        let (mut above, mut pieces, mut enclosed) = (0, 0, 0);
        for proof in &self.list {
            if proof.exception == Exception::UnitAboveMax {
                above += score.excess_above(&network.load[proof.nodes[0] as usize]);
            } else if proof.scope != Scope::Piece {
                enclosed = VIOLATION;
            } else if proof.enclosing.is_empty() {
                pieces += VIOLATION;
            }
        }
        let fixed = if above > 0 { VIOLATION } else { 0 };
        (above + fixed + pieces).max(enclosed)
    }
}

/// The count of some nodes.
#[must_use]
pub fn total_of(network: &Network, nodes: &[u32], count: Count) -> i64 {
    let loads = nodes.iter().map(|&node| &network.load[node as usize]);
    loads.map(|load| count.of(load)).sum()
}

/// The whole numbers of parts that a total can be cut into, least and most.
#[must_use]
pub fn whole_parts(range: &Range, total: i64) -> (i64, i64) {
    let least = match range.max {
        Some(max) if max > 0 => ((total + max - 1) / max).max(1),
        Some(_) if total > 0 => i64::MAX,
        _ => 1,
    };
    let most = match range.min {
        Some(min) if min > 0 => total / min,
        _ => i64::MAX,
    };
    (least, most)
}

fn count_above(network: &Network, score: &Score, node: usize) -> Option<Count> {
    COUNTS.into_iter().find(|&count| {
        let total = total_of(network, &[node as u32], count);
        count
            .range(score.bounds())
            .max
            .is_some_and(|max| total > max)
    })
}

/// Parts that a total can be cut into at most when each of the heavy units has one of its own; 0 when they do not
/// leave room for each other.
///
/// Two units of more than half the upper bound are in different parts, and such a part has at least its unit.
#[must_use]
pub fn most_parts(network: &Network, nodes: &[u32], (count, range): (Count, &Range)) -> i64 {
    let total = total_of(network, nodes, count);
    let (_, most) = whole_parts(range, total);
    let (Some(min), Some(max)) = (range.min.filter(|min| *min > 0), range.max) else {
        return most;
    };
    let loads = nodes.iter().map(|&n| count.of(&network.load[n as usize]));
    let heavy = loads.filter(|load| 2 * load > max);
    let (parts, least) = heavy.fold((0, 0), |(parts, least), load| {
        (parts + 1, least + load.max(min))
    });
    if least > total {
        return 0;
    }
    most.min(parts + (total - least) / min)
}

/// Why a connected piece cannot be cut into valid parts, if its totals say so.
#[must_use]
pub fn misfit(network: &Network, bounds: &Bounds, nodes: &[u32]) -> Option<(Exception, Count)> {
    let fits = COUNTS.map(|count| {
        let total = total_of(network, nodes, count);
        (count, whole_parts(&count.range(bounds), total))
    });
    for (count, (least, most)) in fits {
        if most < 1 {
            return Some((Exception::TotalBelowMin, count));
        }
        if least > most_parts(network, nodes, (count, &count.range(bounds))) {
            return Some((Exception::TotalInGap, count));
        }
    }
    let needs = fits.iter().rev().max_by_key(|(_, (least, _))| *least)?;
    let allows = fits.iter().min_by_key(|(_, (_, most))| *most)?;
    let persons = needs.0 == Count::Persons || allows.0 == Count::Persons;
    let exception = if persons {
        Exception::PersonsCapConflict
    } else {
        Exception::TotalInGap
    };
    (needs.1.0 > allows.1.1).then_some((exception, needs.0))
}
