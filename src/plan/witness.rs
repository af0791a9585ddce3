//! Proofs in words: the numbers a reader needs to check them by hand, in English and Chinese.

use std::fmt::Write as _;

use crate::id::UnitId;

use super::bounds::Range;
use super::network::Network;
use super::proof::{Proof, Scope, most_parts, total_of, whole_parts};
use super::result::{Certificate, Exception};
use super::score::{COUNTS, Count, Score};
use super::words::{
    Words, bounds_in_words, listed, many, many_zh, number, relaxation, told_counts,
};

/// Most units whose households are told one by one.
const MOST_SIZES: usize = 8;

/// Puts a proof about `network`, whose nodes are `units`, into words.
#[must_use]
pub fn certificate(
    proof: &Proof,
    network: &Network,
    score: &Score,
    units: &[UnitId],
) -> Certificate {
    let total = total_of(network, &proof.nodes, proof.count);
    let range = proof.count.range(score.bounds());
    let (mut witness, mut witness_zh) = match (proof.exception, proof.scope) {
        (Exception::UnitAboveMax, _) => unit_above_max(proof.count, total, &range),
        (Exception::TotalBelowMin, _) => total_below_min(proof.count, total, &range),
        (Exception::TotalInGap, _) if is_gap(total, &range) => {
            total_in_gap(proof.count, total, &range)
        }
        (Exception::TotalInGap, Scope::Piece) if is_crowded(proof, network, &range) => {
            crowded(proof, network, &range)
        }
        (_, Scope::Piece) => caps_conflict(proof, network, score),
        (_, Scope::Unit) => enclosed_unit(proof, network, score),
        (_, Scope::Core) => no_disjoint_cover(proof, network, score),
        (_, Scope::Total { total, within }) => {
            no_cover_in_total(proof, network, score, (total, &within))
        }
    };
    if proof.scope == Scope::Piece {
        add_enclosure(proof, network, &mut witness, &mut witness_zh);
    }
    let named = |nodes: &[u32]| nodes.iter().map(|&node| units[node as usize]).collect();
    Certificate {
        exception: proof.exception,
        count: proof.count,
        units: named(&proof.nodes),
        enclosing: named(&proof.enclosing),
        witness,
        witness_zh,
        relaxation: relaxation(score.bounds(), &proof.relaxed),
        relaxed: proof.relaxed,
    }
}

fn unit_above_max(count: Count, total: i64, range: &Range) -> Words {
    let max = range.max.unwrap_or(0);
    (
        format!(
            "one unit has {}, more than {}",
            many(count, total),
            number(count, max)
        ),
        format!(
            "单个单元{}，超过上限{}",
            many_zh(count, total),
            many_zh(count, max)
        ),
    )
}

fn total_below_min(count: Count, total: i64, range: &Range) -> Words {
    let min = range.min.unwrap_or(0);
    (
        format!(
            "{} in all are less than one part of {}",
            many(count, total),
            number(count, min)
        ),
        format!(
            "共{}，不足一个{}的下限",
            many_zh(count, total),
            many_zh(count, min)
        ),
    )
}

fn is_gap(total: i64, range: &Range) -> bool {
    let (least, most) = whole_parts(range, total);
    least > most
}

fn total_in_gap(count: Count, total: i64, range: &Range) -> Words {
    let (min, max) = (range.min.unwrap_or(0), range.max.unwrap_or(0).max(1));
    let fewer = total / max;
    let (min, max) = (number(count, min), number(count, max));
    (
        format!(
            "{} are more than {fewer} × {max} and less than {} × {min}",
            many(count, total),
            fewer + 1,
        ),
        format!(
            "共{}，多于 {fewer} × {max}，少于 {} × {min}",
            many_zh(count, total),
            fewer + 1,
        ),
    )
}

fn is_crowded(proof: &Proof, network: &Network, range: &Range) -> bool {
    let (least, _) = whole_parts(range, total_of(network, &proof.nodes, proof.count));
    least > most_parts(network, &proof.nodes, (proof.count, range))
}

/// Units that need a part each leave less than the lower bound for the others.
fn crowded(proof: &Proof, network: &Network, range: &Range) -> Words {
    let count = proof.count;
    let total = total_of(network, &proof.nodes, count);
    let (min, max) = (range.min.unwrap_or(0), range.max.unwrap_or(0));
    let (least, _) = whole_parts(range, total);
    let own = (proof.nodes.iter()).map(|&node| count.of(&network.load[node as usize]));
    let heavy: Vec<i64> = own.filter(|own| 2 * own > max).collect();
    let sizes: Vec<String> = heavy.iter().map(|&own| number(count, own)).collect();
    let needed: i64 = heavy.iter().map(|own| (*own).max(min)).sum();
    let others = (least - heavy.len() as i64).max(0);
    let together = number(count, needed + others * min);
    let (min, max) = (number(count, min), number(count, max));
    (
        format!(
            "{} need at least {least} parts of at most {max}; with parts of their own for units of {} and at least {min} in each part that is {together}",
            many(count, total),
            listed(&sizes, " and "),
        ),
        format!(
            "共{}，至少需要 {least} 个不超过 {max} 的部分；{} 的单元须各占一个部分，每部分不少于 {min}，合计已需 {together}",
            many_zh(count, total),
            listed(&sizes, "、"),
        ),
    )
}

/// One unit that cannot be in a part within the bounds, because of its neighbours or of the counts around.
fn enclosed_unit(proof: &Proof, network: &Network, score: &Score) -> Words {
    let load = &network.load[proof.nodes[0] as usize];
    let own = told_counts(score).filter(|&count| count == Count::Households || count.of(load) > 0);
    let (own, own_zh): (Vec<String>, Vec<String>) = own
        .map(|count| {
            let value = count.of(load);
            (many(count, value), many_zh(count, value).trim().to_owned())
        })
        .unzip();
    let sizes = sizes(&proof.enclosing, network);
    let is_enclosed = proof.exception == Exception::EnclosedUnit && !sizes.is_empty();
    let (around, around_zh) = if is_enclosed {
        (
            format!(" are enclosed by units of {}", listed(&sizes, " and ")),
            format!("，被 {} 户的单元包围", listed(&sizes, "、")),
        )
    } else {
        (" in one unit".to_owned(), "的单元".to_owned())
    };
    let (bounds, bounds_zh) = bounds_in_words(score);
    (
        format!(
            "{}{around}: no connected group with this unit has {bounds}",
            listed(&own, " and ")
        ),
        format!(
            "{}{around_zh}：含该单元的任何连通组合都不满足 {bounds_zh}",
            own_zh.join("、")
        ),
    )
}

fn no_disjoint_cover(proof: &Proof, network: &Network, score: &Score) -> Words {
    let sizes = sizes(&proof.nodes, network);
    let (bounds, bounds_zh) = bounds_in_words(score);
    let (why, why_zh) = why_one_is_left(proof, network, score);
    (
        format!(
            "{} units of {} households cannot all be in groups of {bounds}: {why}",
            proof.nodes.len(),
            listed(&sizes, " and ")
        ),
        format!(
            "这 {} 个单元（{} 户）无法同时归入满足 {bounds_zh} 的连通组合，{why_zh}",
            proof.nodes.len(),
            listed(&sizes, "、")
        ),
    )
}

/// What each unit of a core needs and only one can have, if there is such a thing.
fn why_one_is_left(proof: &Proof, network: &Network, score: &Score) -> Words {
    let needed = proof.enclosing.iter().copied();
    let units = needed.filter(|&node| !score.is_weightless(&network.load[node as usize]));
    let sizes = sizes(&units.collect::<Vec<_>>(), network);
    match (sizes.len(), proof.enclosing.len()) {
        (0, 0) => (
            "whatever connected groups are made, one is left over".to_owned(),
            "总有一个剩下".to_owned(),
        ),
        (0, _) => (
            "each is connected to enough others only across the same land".to_owned(),
            "每个都只能经由同一块无人用地与足够的单元相连".to_owned(),
        ),
        (count, _) => (
            format!(
                "each needs the unit{} of {} households, which only one group can have",
                if count == 1 { "" } else { "s" },
                listed(&sizes, " and ")
            ),
            format!(
                "每个都需要 {} 户的单元，而它只能归入一个组合",
                listed(&sizes, "、")
            ),
        ),
    }
}

/// Units that have no disjoint groups within what the total leaves each part.
fn no_cover_in_total(
    proof: &Proof,
    network: &Network,
    score: &Score,
    (total, within): (i64, &Range),
) -> Words {
    let count = Count::Households;
    let range = &score.bounds().households;
    let (least, _) = whole_parts(range, total);
    let end = |end: Option<i64>| end.map_or_else(|| "-".to_owned(), |end| number(count, end));
    let [from, to] = [within.min, within.max].map(end);
    let [min, max] = [range.min, range.max].map(end);
    let sizes = sizes(&proof.nodes, network);
    (
        format!(
            "{} need at least {least} parts of [{min}, {max}], so each has from {from} to {to}; no connected groups of that size hold all units of {}",
            many(count, total),
            listed(&sizes, " and "),
        ),
        format!(
            "共{}，至少需要 {least} 个 [{min}, {max}] 的部分，故每部分须在 {from} 至 {to} 之间；{} 户的单元无法同时归入这样的连通组合",
            many_zh(count, total),
            listed(&sizes, "、"),
        ),
    )
}

fn caps_conflict(proof: &Proof, network: &Network, score: &Score) -> Words {
    let fits = COUNTS.map(|count| {
        let total = total_of(network, &proof.nodes, count);
        let parts = whole_parts(&count.range(score.bounds()), total);
        (count, total, parts)
    });
    let [mut needs, mut allows] = [fits[0]; 2];
    for fit in fits {
        needs = if fit.2.0 > needs.2.0 { fit } else { needs };
        allows = if fit.2.1 < allows.2.1 { fit } else { allows };
    }
    let (least, most) = (needs.2.0, allows.2.1);
    (
        format!(
            "{} need at least {least} parts, but {} allow at most {most}",
            many(needs.0, needs.1),
            many(allows.0, allows.1)
        ),
        format!(
            "{}至少需要 {least} 个部分，而{}最多允许 {most} 个",
            many_zh(needs.0, needs.1).trim_start(),
            many_zh(allows.0, allows.1)
        ),
    )
}

fn add_enclosure(proof: &Proof, network: &Network, witness: &mut String, witness_zh: &mut String) {
    if proof.enclosing.is_empty() {
        return;
    }
    let sizes = sizes(&proof.enclosing, network);
    let result = write!(
        witness,
        "; enclosed by units of {} households",
        listed(&sizes, " and ")
    )
    .and_then(|()| write!(witness_zh, "；被 {} 户的单元隔开", listed(&sizes, "、")));
    result.expect("writing to a string cannot fail");
}

/// Households of units as text; of many only the largest, and that there are more.
fn sizes(nodes: &[u32], network: &Network) -> Vec<String> {
    let loads = nodes.iter().map(|&node| &network.load[node as usize]);
    let mut sizes: Vec<i64> = loads.map(|load| load.households).collect();
    sizes.sort_unstable_by_key(|size| std::cmp::Reverse(*size));
    let more = sizes.len().saturating_sub(MOST_SIZES);
    let told = sizes.iter().take(MOST_SIZES).map(ToString::to_string);
    let rest = (more > 0).then(|| "…".to_owned());
    told.chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Bounds;
    use crate::unit::Counts;

    #[test]
    fn units_of_a_core_say_what_each_of_them_needs() {
        let score = Score::new(&Bounds::of_households(100, 150), 0);
        let told = |between| {
            let load = [96, between, 95].map(|households| Counts {
                households,
                ..Counts::default()
            });
            let network = Network::new(load.to_vec(), Vec::new());
            let proof = Proof::of_core(&network, &score, vec![0, 2], vec![1]);
            let units = [0, 1, 2].map(UnitId::new);
            let certificate = certificate(&proof, &network, &score, &units);
            assert_eq!(certificate.enclosing, units[1..2]);
            (certificate.witness, certificate.witness_zh)
        };
        let (witness, witness_zh) = told(30);
        assert_eq!(
            witness,
            "2 units of 96 and 95 households cannot all be in groups of 100 to 150 households: each needs the unit of 30 households, which only one group can have"
        );
        assert!(witness_zh.ends_with("每个都需要 30 户的单元，而它只能归入一个组合"));
        let (witness, witness_zh) = told(0);
        assert!(witness.ends_with("only across the same land"), "{witness}");
        assert!(witness_zh.ends_with("同一块无人用地与足够的单元相连"));
    }
}
