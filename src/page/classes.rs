//! The classes of the overview: where the count of a part lies between its bounds.
//!
//! The count is the first one that the level bounds; households come first.

use crate::layer::{Community, Kind};
use crate::output::PartArea;
use crate::plan::{COUNTS, Count, LevelRule, Range};

/// Where the count of a part lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Below the lower bound.
    Below,
    /// From the lower bound to midway to the target.
    Low,
    /// Around the target; everything within the bounds where there is no target.
    Near,
    /// From midway to the upper bound.
    High,
    /// Above the upper bound.
    Above,
    /// The part has nothing of the count.
    Empty,
    /// A grid of its own, without bounds.
    Dedicated,
}

impl Class {
    /// All classes in the order of the legend.
    pub const ALL: [Self; 7] = [
        Self::Below,
        Self::Low,
        Self::Near,
        Self::High,
        Self::Above,
        Self::Empty,
        Self::Dedicated,
    ];

    /// Classes with a range of the count, ascending.
    const BOUNDED: [Self; 5] = [Self::Below, Self::Low, Self::Near, Self::High, Self::Above];

    /// Name in the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Below => "below",
            Self::Low => "low",
            Self::Near => "near",
            Self::High => "high",
            Self::Above => "above",
            Self::Empty => "empty",
            Self::Dedicated => "dedicated",
        }
    }

    /// Fill: purple to orange (`ColorBrewer` `PuOr`), which stay apart for all kinds of colour vision.
    pub fn colour(self) -> &'static str {
        match self {
            Self::Below => "#5e3c99",
            Self::Low => "#b2abd2",
            Self::Near => "#f7f7f7",
            Self::High => "#fdb863",
            Self::Above => "#e66101",
            Self::Empty => "#c8c8c8",
            Self::Dedicated => "#66b2a6",
        }
    }
}

/// Lowest and highest count of a class; zero and [`i64::MAX`] are open ends.
type Span = (i64, i64);

/// The classes of the parts of one level.
#[derive(Clone, Debug)]
pub struct Classes {
    count: Count,
    /// Kinds of communities whose bounds differ, each with its spans; one where they are the same.
    kinds: Vec<(Kind, [Option<Span>; 5])>,
}

impl Classes {
    /// The classes of a level with this rule.
    pub fn of(rule: &LevelRule) -> Self {
        let kinds: &[Kind] = if rule.bounds_of(Kind::Urban) == rule.bounds_of(Kind::Rural) {
            &[Kind::Urban]
        } else {
            &[Kind::Urban, Kind::Rural]
        };
        let range = |count: Count, kind: Kind| count.range(rule.bounds_of(kind));
        let bounded = |count: &Count| {
            let ranges = kinds.iter().map(|&kind| range(*count, kind));
            ranges.into_iter().any(|range| range != Range::default())
        };
        let count = COUNTS.into_iter().find(bounded);
        let count = count.unwrap_or(Count::Households);
        let spans = |&kind: &Kind| (kind, spans(range(count, kind)));
        Self {
            count,
            kinds: kinds.iter().map(spans).collect(),
        }
    }

    /// The class of a part; `communities` are sorted by id.
    pub fn class(&self, part: &PartArea, communities: &[Community]) -> Class {
        let value = self.count.of(&part.tally.counts);
        if part.is_dedicated() {
            return Class::Dedicated;
        }
        if value == 0 {
            return Class::Empty;
        }
        let home = communities.binary_search_by(|c| c.id.cmp(&part.community));
        let kind = communities[home.expect("a part lies in a known community")].kind;
        let of_kind = self.kinds.iter().find(|(known, _)| *known == kind);
        let (_, spans) = of_kind.unwrap_or(&self.kinds[0]);
        let holds =
            |span: &Option<Span>| span.is_some_and(|(from, to)| (from..=to).contains(&value));
        let at = spans.iter().position(holds);
        Class::BOUNDED[at.expect("the spans leave no gap")]
    }

    /// The count that is classed.
    pub fn count(&self) -> Count {
        self.count
    }

    /// That count of a part, as it is read.
    pub fn shown(&self, part: &PartArea) -> String {
        number(self.count, self.count.of(&part.tally.counts))
    }

    /// What a class means, where its counts do not say it.
    pub fn note(&self, class: Class) -> &'static str {
        match class {
            // The column is taken by the counts of two kinds.
            _ if self.kinds.len() > 1 => "",
            Class::Below => "不足 below",
            Class::Near
                if self.label(Class::Low).is_none() && self.label(Class::High).is_none() =>
            {
                "界内 within"
            }
            Class::Near => "目标 target",
            Class::Above => "超出 above",
            Class::Empty => "无 none",
            Class::Low | Class::High | Class::Dedicated => "",
        }
    }

    /// What the spans of [`Self::label`] belong to, where kinds of communities differ.
    pub fn kinds_words(&self) -> Option<&'static str> {
        (self.kinds.len() > 1).then_some("城 urban | 村 rural")
    }

    /// The counts of a class in words, for each kind of community; `None` when no part can be of it.
    pub fn label(&self, class: Class) -> Option<String> {
        match class {
            Class::Empty => return Some("0".to_owned()),
            Class::Dedicated => return Some("专属 dedicated".to_owned()),
            _ => {}
        }
        let at = Class::BOUNDED
            .iter()
            .position(|bounded| *bounded == class)?;
        if self.kinds.iter().all(|(_, spans)| spans[at].is_none()) {
            return None;
        }
        let labels = self.kinds.iter().map(|(_, spans)| match spans[at] {
            Some(span) => label(self.count, class, span),
            None => "–".to_owned(),
        });
        Some(labels.collect::<Vec<String>>().join(" | "))
    }
}

/// The spans of the five classes of a range: they follow each other and leave no gap.
fn spans(range: Range) -> [Option<Span>; 5] {
    let goal = range.goal();
    let (min, max) = (range.min, range.max);
    let least = min.unwrap_or(0);
    let most = max.unwrap_or(i64::MAX);
    // An open end is as far from the target as the other one.
    let below = min.or(goal.zip(max).map(|(goal, max)| (2 * goal - max).max(0)));
    let above = max.or(goal.zip(min).map(|(goal, min)| 2 * goal - min));
    let near_from = goal
        .zip(below)
        .map(|(goal, end)| i64::midpoint(end + 1, goal));
    let near_to = goal.zip(above).map(|(goal, end)| i64::midpoint(goal, end));
    let near = (near_from.unwrap_or(least), near_to.unwrap_or(most));
    let after = |end: i64| end.saturating_add(1);
    let spans = [
        (0, least - 1),
        (least, near.0 - 1),
        near,
        (after(near.1), most),
        (after(most), i64::MAX),
    ];
    spans.map(|(from, to)| (from <= to && from < i64::MAX).then_some((from, to)))
}

fn label(count: Count, class: Class, (from, to): Span) -> String {
    let number = |value: i64| number(count, value);
    match (from, to) {
        (0, i64::MAX) => "不限 any".to_owned(),
        (0, to) if class == Class::Below => format!("< {}", number(to + 1)),
        (0, to) => format!("≤ {}", number(to)),
        (from, i64::MAX) if class == Class::Above => format!("> {}", number(from - 1)),
        (from, i64::MAX) => format!("≥ {}", number(from)),
        (from, to) if from == to => number(from),
        (from, to) => format!("{}–{}", number(from), number(to)),
    }
}

/// A count as it is read: the workload is kept in ten-millionths and shown with one decimal.
fn number(count: Count, value: i64) -> String {
    match count {
        Count::Workload => {
            let tenths = (value + 500_000) / 1_000_000;
            format!("{}.{}", grouped(tenths / 10), tenths % 10)
        }
        _ => grouped(value),
    }
}

/// Digits in groups of three.
pub fn grouped(value: i64) -> String {
    let digits = value.abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0 { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(min: Option<i64>, target: Option<i64>, max: Option<i64>) -> Range {
        Range { min, target, max }
    }

    fn labels(range: Range) -> Vec<String> {
        let spans = Class::BOUNDED.into_iter().zip(spans(range));
        let said = |(class, span)| Some(label(Count::Households, class, span?));
        spans.filter_map(said).collect()
    }

    #[test]
    fn bounds_and_the_ways_midway_to_the_target_part_the_classes() {
        let both = labels(range(Some(200), Some(300), Some(400)));
        assert_eq!(both, ["< 200", "200–249", "250–350", "351–400", "> 400"]);
        let middle = labels(range(Some(100), None, Some(150)));
        assert_eq!(middle, ["< 100", "100–112", "113–137", "138–150", "> 150"]);
    }

    #[test]
    fn an_open_end_has_no_class_beyond_it() {
        let above = labels(range(None, Some(1200), Some(1500)));
        assert_eq!(above, ["≤ 1,049", "1,050–1,350", "1,351–1,500", "> 1,500"]);
        let below = labels(range(Some(200), Some(300), None));
        assert_eq!(below, ["< 200", "200–249", "250–350", "≥ 351"]);
        assert_eq!(
            labels(range(None, None, Some(1500))),
            ["≤ 1,500", "> 1,500"]
        );
        assert_eq!(labels(range(Some(5), None, None)), ["< 5", "≥ 5"]);
        assert_eq!(labels(Range::default()), ["不限 any"]);
    }

    #[test]
    fn every_count_is_in_just_one_class() {
        let ends = [None, Some(0), Some(1), Some(2), Some(3), Some(7)];
        for min in ends {
            for target in ends {
                for max in ends {
                    let range = range(min, target, max);
                    let known: Vec<i64> = [min, target, max].into_iter().flatten().collect();
                    if !known.is_sorted() {
                        continue;
                    }
                    let spans: Vec<Span> = spans(range).into_iter().flatten().collect();
                    for value in 1..20 {
                        let holds = |span: &&Span| (span.0..=span.1).contains(&value);
                        let classes = spans.iter().filter(holds).count();
                        assert_eq!(classes, 1, "{value} in {range:?}: {spans:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_workload_is_read_with_one_decimal() {
        let span = (1_500_000_000, 1_874_999_999);
        assert_eq!(label(Count::Workload, Class::Low, span), "150.0–187.5");
        assert_eq!(grouped(-1_234_567), "-1,234,567");
    }
}
