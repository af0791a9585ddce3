//! Counts of people, merchants and tasks at the door: whole, not negative, not absurd, or an issue.
//!
//! The rule: a fraction is rounded (one issue a field says what that changes), a negative count is 0, text that
//! is no number and a count above the limit (a placeholder such as 999999, never a building) are not stated.

use crate::issue::{Issue, Severity};

use super::scalar::{Number, Scalar};

/// Most people, merchants or tasks that one building may hold.
pub const MOST_IN_A_BUILDING: i64 = 100_000;

/// Most entrances that one building may have.
pub const MOST_ENTRANCES: i64 = 100;

/// Most people that one population area may hold.
pub const MOST_IN_AN_AREA: i64 = 50_000_000;

/// A count and its name in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    english: &'static str,
    chinese: &'static str,
}

/// Households.
pub const HOUSEHOLDS: Name = Name {
    english: "households",
    chinese: "户数",
};
/// Persons.
pub const PERSONS: Name = Name {
    english: "persons",
    chinese: "人数",
};
/// Merchants.
pub const MERCHANTS: Name = Name {
    english: "merchants",
    chinese: "商户数",
};
/// Tasks.
pub const TASKS: Name = Name {
    english: "tasks",
    chinese: "任务数",
};

/// Entrances.
pub const ENTRANCES: Name = Name {
    english: "entrances",
    chinese: "单元数",
};
/// Households of single entrances.
pub const ENTRANCE_HOUSEHOLDS: Name = Name {
    english: "households of an entrance",
    chinese: "单元户数",
};

/// Reads one count of the features of one layer.
#[derive(Debug)]
pub struct Counter {
    layer: &'static str,
    name: Name,
    most: i64,
    rounded: usize,
    stated_milli: i128,
    kept: i128,
    first: Option<String>,
    issues: Vec<Issue>,
}

impl Counter {
    /// A reader of the count `name` in `layer`, at most `most` a feature.
    pub fn new(layer: &'static str, name: Name, most: i64) -> Self {
        Self {
            layer,
            name,
            most,
            rounded: 0,
            stated_milli: 0,
            kept: 0,
            first: None,
            issues: Vec::new(),
        }
    }

    /// The count that `value` states for feature `id`; `None` when nothing usable is stated.
    pub fn read(&mut self, id: &str, value: &Scalar) -> Option<u32> {
        let whole = match value.number() {
            Number::Absent => return None,
            Number::Unreadable => return self.unreadable(id, value),
            Number::Whole(whole) => whole,
            Number::Fraction(fraction) => fraction.round() as i64,
        };
        if whole > self.most {
            return self.absurd(id, whole);
        }
        if let Number::Fraction(fraction) = value.number() {
            self.note_fraction(id, fraction, whole);
        }
        if whole < 0 {
            self.negative(id, whole);
        }
        u32::try_from(whole.max(0)).ok()
    }

    /// Hands over the issues.
    pub fn finish(mut self, issues: &mut Vec<Issue>) {
        if let Some(first) = self.first.take() {
            let Name { english, chinese } = self.name;
            let stated = self.stated_milli as f64 / 1000.0;
            let (n, kept) = (self.rounded, self.kept);
            let issue = Issue::new("fractional_count", Severity::Warning, self.layer, first).says(
                format!(
                    "{n} features have fractional {english} (this is the first), {stated} in all"
                ),
                format!("{n} 个要素的{chinese}不是整数（此为第一个），合计 {stated}"),
            );
            self.issues
                .push(issue.done(format!("each rounded, {kept} in all")));
        }
        issues.append(&mut self.issues);
    }

    fn issue(&self, code: &'static str, severity: Severity, id: &str) -> Issue {
        Issue::new(code, severity, self.layer, id)
    }

    fn unreadable(&mut self, id: &str, value: &Scalar) -> Option<u32> {
        let shown = value
            .text()
            .unwrap_or_else(|| "a list or object".to_owned());
        let Name { english, chinese } = self.name;
        let issue = self
            .issue("unreadable_count", Severity::Warning, id)
            .says(
                format!("{english} `{shown}` is no number; correct it"),
                format!("{chinese}“{shown}”不是数字；请改正"),
            )
            .done("taken as not stated");
        self.issues.push(issue);
        None
    }

    fn absurd(&mut self, id: &str, whole: i64) -> Option<u32> {
        let Name { english, chinese } = self.name;
        let most = self.most;
        let issue = self
            .issue("absurd_count", Severity::Error, id)
            .says(
                format!("{whole} {english} are more than the {most} that one feature may hold; correct it"),
                format!("{chinese} {whole} 超过单个要素的上限 {most}；请改正"),
            )
            .done("taken as not stated");
        self.issues.push(issue);
        None
    }

    fn negative(&mut self, id: &str, whole: i64) {
        let Name { english, chinese } = self.name;
        let issue = self
            .issue("negative_count", Severity::Warning, id)
            .says(
                format!("{english} are negative: {whole}; correct it"),
                format!("{chinese}为负数：{whole}；请改正"),
            )
            .done("taken as 0");
        self.issues.push(issue);
    }

    fn note_fraction(&mut self, id: &str, fraction: f64, whole: i64) {
        self.rounded += 1;
        // In whole thousandths, so that the sum does not depend on the order of the features.
        self.stated_milli += (fraction * 1000.0).round() as i128;
        self.kept += i128::from(whole.max(0));
        if self.first.as_deref().is_none_or(|first| id < first) {
            self.first = Some(id.to_owned());
        }
    }
}

/// A count for an issue about a feature that is left out: whatever can be read.
pub fn lost(value: &Scalar) -> u64 {
    match value.number() {
        Number::Whole(whole) => u64::try_from(whole).unwrap_or(0),
        Number::Fraction(fraction) => fraction.round().max(0.0) as u64,
        Number::Absent | Number::Unreadable => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negative_is_zero_absurd_is_not_stated_fractions_are_rounded_and_said_once() {
        let mut counter = Counter::new("buildings", HOUSEHOLDS, MOST_IN_A_BUILDING);
        let cases = [
            ("12", Some(12)),
            ("\"7\"", Some(7)),
            ("null", None),
            ("-3", Some(0)),
            ("2.5", Some(3)),
            ("0.4", Some(0)),
            ("999999", None),
            ("1e300", None),
            ("\"many\"", None),
        ];
        for (i, (json, count)) in cases.iter().enumerate() {
            let value = serde_json::from_str(json).expect("JSON");
            assert_eq!(counter.read(&i.to_string(), &value), *count, "{json}");
        }
        let mut issues = Vec::new();
        counter.finish(&mut issues);
        let codes: Vec<_> = issues
            .iter()
            .map(|i| (i.code, i.feature.as_str()))
            .collect();
        assert_eq!(
            codes,
            [
                ("negative_count", "3"),
                ("absurd_count", "6"),
                ("absurd_count", "7"),
                ("unreadable_count", "8"),
                ("fractional_count", "4"),
            ]
        );
        assert!(issues[4].message.contains("2 features") && issues[4].message.contains("2.9"));
        assert_eq!(issues[4].action, "each rounded, 3 in all");
    }
}
