//! Counts and bounds in words, in English and Chinese.

use super::bounds::Bounds;
use super::score::{COUNTS, Count, Score};

/// English and Chinese.
pub type Words = (String, String);

/// "250, 180 and 160": `last` stands before the last one.
#[must_use]
pub fn listed(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [more @ .., one] => {
            let comma = if last.is_ascii() { ", " } else { last };
            format!("{}{last}{one}", more.join(comma))
        }
    }
}

/// Households, and other counts that have bounds.
pub fn told_counts(score: &Score) -> impl Iterator<Item = Count> {
    COUNTS.into_iter().filter(|&count| {
        let range = count.range(score.bounds());
        count == Count::Households || range.min.is_some() || range.max.is_some()
    })
}

/// "100 to 150 households and at most 500 persons".
#[must_use]
pub fn bounds_in_words(score: &Score) -> Words {
    let (mut words, mut words_zh) = (Vec::new(), Vec::new());
    for count in told_counts(score) {
        let range = count.range(score.bounds());
        let (text, text_zh) = match (range.min, range.max) {
            (Some(min), Some(max)) => (
                format!("{} to {}", number(count, min), many(count, max)),
                format!("{} 至{}", number(count, min), many_zh(count, max)),
            ),
            (Some(min), None) => (
                format!("at least {}", many(count, min)),
                format!("至少{}", many_zh(count, min)),
            ),
            (None, Some(max)) => (
                format!("at most {}", many(count, max)),
                format!("至多{}", many_zh(count, max)),
            ),
            (None, None) => continue,
        };
        words.push(text);
        words_zh.push(text_zh.trim().to_owned());
    }
    (listed(&words, " and "), words_zh.join("、"))
}

/// What changes between two bounds: `min 71, persons max 1620`.
#[must_use]
pub fn relaxation(bounds: &Bounds, relaxed: &Bounds) -> String {
    let mut words = Vec::new();
    for count in COUNTS {
        let (range, wide) = (count.range(bounds), count.range(relaxed));
        for (end, before, after) in [("min", range.min, wide.min), ("max", range.max, wide.max)] {
            if let Some(after) = after.filter(|_| before != after) {
                words.push(format!("{}{end} {}", prefix(count), number(count, after)));
            }
        }
    }
    words.join(", ")
}

fn word(count: Count) -> &'static str {
    match count {
        Count::Households => "households",
        Count::Persons => "persons",
        Count::Merchants => "merchants",
        Count::Tasks => "tasks",
        Count::Workload => "workload",
    }
}

fn prefix(count: Count) -> String {
    match count {
        Count::Households => String::new(),
        _ => format!("{} ", word(count)),
    }
}

/// The number as the project file states it: the workload is kept in ten-millionths.
#[must_use]
pub fn number(count: Count, value: i64) -> String {
    match count {
        Count::Workload => decimal(value),
        _ => value.to_string(),
    }
}

/// Ten-millionths with three decimals, more where they are needed.
fn decimal(e7: i64) -> String {
    let all = format!("{}.{:07}", e7 / 10_000_000, e7 % 10_000_000);
    let needed = all.trim_end_matches('0').len();
    all[..needed.max(all.len() - 4)].to_owned()
}

/// "142 households".
#[must_use]
pub fn many(count: Count, value: i64) -> String {
    format!("{} {}", number(count, value), word(count))
}

/// " 142 户".
#[must_use]
pub fn many_zh(count: Count, value: i64) -> String {
    let measure = match count {
        Count::Households => "户",
        Count::Persons => "人",
        Count::Merchants => "个商户",
        Count::Tasks => "项任务",
        Count::Workload => "工作量",
    };
    format!(" {} {measure}", number(count, value))
}
