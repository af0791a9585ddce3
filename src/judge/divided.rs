//! Divided buildings: the list of its parts that a row has for each level, with what of the building lies in each.

use std::collections::BTreeMap;

use crate::layer::{Kind, Scalar};
use crate::plan::{Bounds, LevelRule, Oversize};
use crate::unit::Counts;

use super::Measure;
use super::building::Placed;
use super::count::index_e7;
use super::finding::{Fault, Finding};
use super::sheet::{Sheet, Stated, count, counts_of};

/// What of a building lies in one part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) code: String,
    pub(super) counts: Counts,
    /// Numbers of the entrances there, sorted.
    entrances: Vec<i64>,
}

/// What is wrong, in English and Chinese.
type Words = (String, String);

/// The shares of a list; none where it is no list of objects with a code and counts.
pub(super) fn shares(list: &Scalar) -> Vec<Share> {
    let Scalar::List(members) = list else {
        return Vec::new();
    };
    let shares: Option<Vec<Share>> = members.iter().map(share).collect();
    shares.unwrap_or_default()
}

fn share(member: &Scalar) -> Option<Share> {
    let Scalar::Object(values) = member else {
        return None;
    };
    let stated = |name: &str| values.get(name).map_or(Ok(None), count).ok();
    let counts = counts_of(&Stated {
        households: Some(stated("households")??),
        persons: Some(stated("persons")??),
        merchants: stated("merchants")?,
        tasks: stated("tasks")?,
        ..Stated::default()
    });
    let mut entrances = match values.get("entrances") {
        None | Some(Scalar::Null) => Some(Vec::new()),
        Some(Scalar::List(numbers)) => numbers.iter().map(|n| count(n).ok()?).collect(),
        Some(_) => None,
    }?;
    entrances.sort_unstable();
    Some(Share {
        code: values.get("code")?.text()?,
        counts,
        entrances,
    })
}

/// What is wrong with the lists of a divided row; the first of several. Whether the parts are there, and in its beat
/// and community, is no matter of the lists.
pub(super) fn check(row: &Placed, sheets: &[Sheet], measure: &Measure<'_>) -> Option<Finding> {
    let levels = measure.levels;
    let wrong = || {
        let each = |level: usize| {
            let name = &levels[level].name;
            let wrong = list(row, level).or_else(|| entrances(row, level, measure));
            wrong.map(|(en, zh)| (format!("{name}s: {en}"), format!("{name}s：{zh}")))
        };
        let lists = || (0..levels.len()).find_map(each);
        let nested = || (1..levels.len()).find_map(|level| nested(row, level, sheets));
        may_not(row, measure).or_else(lists).or_else(nested)
    };
    let (english, chinese) = row.divided.then(wrong)??;
    let finding = Finding::new(Fault::WrongDivision, "buildings", &row.id).at(row.place);
    Some(finding.says(english, chinese))
}

/// Only buildings above a bound of a level that divides them are divided, into two parts of the finest level at least.
fn may_not(row: &Placed, measure: &Measure<'_>) -> Option<Words> {
    let communities = &measure.layers.communities;
    let home = communities.binary_search_by(|c| c.id.cmp(&row.community));
    let kind = home.map_or(Kind::Urban, |at| communities[at].kind);
    let counts = Counts {
        workload_e7: index_e7(&row.counts(), 1, 0, &measure.workload),
        ..row.counts()
    };
    let divides = |rule: &LevelRule| {
        rule.oversize == Oversize::Entrance && is_above(&counts, rule.bounds_of(kind))
    };
    if !measure.levels.iter().any(divides) {
        return Some((
            "is divided, yet above no bound of a level that divides buildings".to_owned(),
            "已划分，但未超过任何要求按单元划分的层级上限".to_owned(),
        ));
    }
    let alone = row.lists.last().is_some_and(|list| list.len() == 1);
    alone.then(|| {
        (
            "is divided, yet lies in one part".to_owned(),
            "已划分，但只在一个部分内".to_owned(),
        )
    })
}

fn is_above(counts: &Counts, bounds: &Bounds) -> bool {
    let all = [
        (counts.households, bounds.households),
        (counts.persons, bounds.persons),
        (counts.merchants, bounds.merchants),
        (counts.tasks, bounds.tasks),
        (counts.workload_e7, bounds.workload_e7),
    ];
    let above = |(value, range): (i64, crate::plan::Range)| range.max.is_some_and(|m| value > m);
    all.into_iter().any(above)
}

/// The list names each part once, the part of the row among them, and adds up to the row.
fn list(row: &Placed, level: usize) -> Option<Words> {
    let list = &row.lists[level];
    if list.is_empty() {
        return Some((
            "no list of parts, each with code, households and persons".to_owned(),
            "缺少各部分明细（编码、户数、人数）".to_owned(),
        ));
    }
    let mut codes: Vec<&str> = list.iter().map(|share| share.code.as_str()).collect();
    codes.sort_unstable();
    if let Some(twice) = codes.windows(2).find(|pair| pair[0] == pair[1]) {
        let code = twice[0];
        return Some((
            format!("`{code}` is listed twice"),
            format!("“{code}”重复列出"),
        ));
    }
    let own = row.parts[level].as_str();
    if codes.binary_search(&own).is_err() {
        return Some((
            format!("the part `{own}` of the building is not in the list"),
            format!("楼栋所属“{own}”不在明细中"),
        ));
    }
    let sum: Counts = list.iter().map(|share| share.counts).sum();
    let (sum, own) = (words(&sum), words(&row.counts()));
    (sum != own).then(|| {
        (
            format!("the list adds up to {}, the building has {}", sum.0, own.0),
            format!("明细合计 {}，楼栋为 {}", sum.1, own.1),
        )
    })
}

fn words(counts: &Counts) -> Words {
    let Counts {
        households,
        persons,
        merchants,
        tasks,
        ..
    } = counts;
    (
        format!("{households} households, {persons} persons, {merchants} merchants, {tasks} tasks"),
        format!("{households} 户、{persons} 人、{merchants} 家商户、{tasks} 项任务"),
    )
}

/// Each entrance of the inputs lies in one part.
fn entrances(row: &Placed, level: usize, measure: &Measure<'_>) -> Option<Words> {
    let buildings = &measure.layers.buildings;
    let at = buildings.binary_search_by(|b| b.id.cmp(&row.id)).ok()?;
    let known: Vec<i64> = buildings[at]
        .entrances
        .iter()
        .map(|entrance| i64::from(entrance.number))
        .collect();
    let listed = row.lists[level].iter().flat_map(|share| &share.entrances);
    let mut listed: Vec<i64> = listed.copied().collect();
    listed.sort_unstable();
    (listed != known).then(|| {
        (
            format!("lists the entrances {listed:?}, the inputs have {known:?}"),
            format!("列出单元 {listed:?}，输入为 {known:?}"),
        )
    })
}

/// What lies in a part is what lies in its children.
fn nested(row: &Placed, level: usize, sheets: &[Sheet]) -> Option<Words> {
    let (finer, coarser) = (&sheets[level], &sheets[level - 1]);
    if !finer.found {
        return None;
    }
    let mut by_parent: BTreeMap<&str, (Counts, Vec<i64>)> = BTreeMap::new();
    for share in &row.lists[level] {
        // Parts that are not there are another finding.
        let area = &finer.areas[finer.position(&share.code)?];
        let sum = by_parent.entry(&area.parent).or_default();
        sum.0 += share.counts;
        sum.1.extend(&share.entrances);
    }
    by_parent.values_mut().for_each(|sum| sum.1.sort_unstable());
    let own = row.lists[level - 1].iter();
    let own: BTreeMap<&str, (Counts, Vec<i64>)> = own
        .map(|share| (&*share.code, (share.counts, share.entrances.clone())))
        .collect();
    (own != by_parent).then(|| {
        let (finer, coarser) = (&finer.layer, &coarser.layer);
        (
            format!("the list of its {coarser} is not that of the parents of its {finer}"),
            format!("{coarser} 明细与其 {finer} 的上级不一致"),
        )
    })
}
