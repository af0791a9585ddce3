//! Proofs in words: the numbers a reader needs to check them by hand, in English and Chinese.

use std::fmt::Write as _;

use crate::id::UnitId;

use super::bounds::Range;
use super::network::Network;
use super::proof::{Proof, Relaxed, total_of, whole_parts};
use super::result::{Certificate, Exception};
use super::score::{Count, Score};

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
    let (mut witness, mut witness_zh, relaxation) = match proof.exception {
        Exception::UnitAboveMax => unit_above_max(proof.count, total, &range),
        Exception::TotalBelowMin => total_below_min(proof.count, total, &range),
        Exception::TotalInGap => total_in_gap(proof.count, total, &range),
        Exception::EnclosedUnit => enclosed_unit(proof, total, &range),
        _ => caps_conflict(proof, network, score),
    };
    add_enclosure(proof, network, &mut witness, &mut witness_zh);
    Certificate {
        exception: proof.exception,
        units: proof
            .nodes
            .iter()
            .map(|&node| units[node as usize])
            .collect(),
        witness,
        witness_zh,
        relaxation,
    }
}

type Words = (String, String, String);

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
        format!("{}max {}", prefix(count), number(count, total)),
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
        format!("{}min {}", prefix(count), number(count, total)),
    )
}

fn total_in_gap(count: Count, total: i64, range: &Range) -> Words {
    let (min, max) = (range.min.unwrap_or(0), range.max.unwrap_or(0).max(1));
    let fewer = total / max;
    let (min_that_does, max_that_does) = (total / (fewer + 1), div_up(total, fewer.max(1)));
    let by_max = fewer > 0 && max_that_does - max <= min - min_that_does;
    let relaxation = if by_max {
        format!("{}max {}", prefix(count), number(count, max_that_does))
    } else {
        format!("{}min {}", prefix(count), number(count, min_that_does))
    };
    (
        format!(
            "{} are more than {fewer} × {} and less than {} × {}",
            many(count, total),
            number(count, max),
            fewer + 1,
            number(count, min)
        ),
        format!(
            "共{}，多于 {fewer} × {}，少于 {} × {}",
            many_zh(count, total),
            number(count, max),
            fewer + 1,
            number(count, min)
        ),
        relaxation,
    )
}

fn enclosed_unit(proof: &Proof, total: i64, range: &Range) -> Words {
    let ends = [range.min, range.max].map(|end| end.map_or("-".into(), |end| end.to_string()));
    let [min, max] = ends;
    (
        format!(
            "no connected set of units with this one of {total} households is within [{min}, {max}]"
        ),
        format!("该单元 {total} 户，含它的任何连通组合都不在 [{min}, {max}] 之内"),
        match proof.relaxed {
            Some(Relaxed::Min(min)) => format!("min {min}"),
            Some(Relaxed::Max(max)) => format!("max {max}"),
            None => String::new(),
        },
    )
}

fn caps_conflict(proof: &Proof, network: &Network, score: &Score) -> Words {
    let [households, persons] = [Count::Households, Count::Persons].map(|count| {
        let total = total_of(network, &proof.nodes, count);
        (
            count,
            total,
            whole_parts(&count.range(score.bounds()), total),
        )
    });
    let persons_need_more = persons.2.0 > households.2.1;
    let (needs, allows) = if persons_need_more {
        (persons, households)
    } else {
        (households, persons)
    };
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
        format!(
            "{}max {}",
            prefix(needs.0),
            number(needs.0, div_up(needs.1, most.max(1)))
        ),
    )
}

fn add_enclosure(proof: &Proof, network: &Network, witness: &mut String, witness_zh: &mut String) {
    if proof.enclosing.is_empty() {
        return;
    }
    let sizes = proof
        .enclosing
        .iter()
        .map(|&node| network.load[node as usize].households.to_string());
    let sizes: Vec<String> = sizes.collect();
    let result = write!(
        witness,
        "; enclosed by units of {} households",
        sizes.join(", ")
    )
    .and_then(|()| write!(witness_zh, "；被 {} 户的单元隔开", sizes.join("、")));
    result.expect("writing to a string cannot fail");
}

fn div_up(total: i64, parts: i64) -> i64 {
    (total + parts - 1) / parts
}

fn word(count: Count) -> &'static str {
    match count {
        Count::Households => "households",
        Count::Persons => "persons",
        Count::Merchants => "merchants",
        Count::Workload => "workload",
    }
}

fn prefix(count: Count) -> String {
    match count {
        Count::Households => String::new(),
        _ => format!("{} ", word(count)),
    }
}

/// The number as the project file states it: the workload is kept in thousandths.
fn number(count: Count, value: i64) -> String {
    match count {
        Count::Workload => format!("{}.{:03}", value / 1000, value % 1000),
        _ => value.to_string(),
    }
}

fn many(count: Count, value: i64) -> String {
    format!("{} {}", number(count, value), word(count))
}

fn many_zh(count: Count, value: i64) -> String {
    let measure = match count {
        Count::Households => "户",
        Count::Persons => "人",
        Count::Merchants => "个商户",
        Count::Workload => "工作量",
    };
    format!(" {} {measure}", number(count, value))
}
