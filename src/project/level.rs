//! The levels of the project file, checked: ranges that can hold, finest last.

use serde::Deserialize;

use crate::plan::{Bounds, LevelRule, Range};

/// A `[[level]]` as the file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelText {
    name: String,
    households: Option<Range>,
    persons: Option<Range>,
    merchants: Option<Range>,
    workload: Option<IndexRange>,
    oversize: Option<String>,
}

/// A range of the workload index.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct IndexRange {
    min: Option<f64>,
    target: Option<f64>,
    max: Option<f64>,
}

/// Largest index that a bound may name; its thousandths fit any sum.
const MOST_INDEX: f64 = 1e12;

const NAMES: [&str; 2] = ["grid", "micro_grid"];

/// The rules of `levels`, or everything that is wrong with them.
pub fn rules(levels: Vec<LevelText>) -> Result<Vec<LevelRule>, Vec<String>> {
    let names: Vec<&str> = levels.iter().map(|level| level.name.as_str()).collect();
    let mut wrong = Vec::new();
    if names.is_empty() {
        wrong.push("there is no [[level]]; add one with name = \"grid\"".to_owned());
    } else if names != NAMES[..names.len().min(2)] {
        let given = names.join(", ");
        wrong.push(format!(
            "the levels are {given}; they must be `grid`, or `grid` then `micro_grid`"
        ));
    }
    let rules: Vec<LevelRule> = levels
        .into_iter()
        .map(|level| rule(level, &mut wrong))
        .collect();
    if let [grid, micro_grid] = rules.as_slice() {
        fits(grid, micro_grid, &mut wrong);
    }
    if wrong.is_empty() {
        Ok(rules)
    } else {
        Err(wrong)
    }
}

fn rule(level: LevelText, wrong: &mut Vec<String>) -> LevelRule {
    let name = level.name;
    match level.oversize.as_deref() {
        None | Some("flag") => {}
        Some("entrance") => wrong.push(format!(
            "level `{name}`: oversize = \"entrance\" is not supported yet; write \"flag\""
        )),
        Some(other) => wrong.push(format!(
            "level `{name}`: oversize is `{other}`; it must be \"flag\""
        )),
    }
    let mut range = |count: &str, range: Option<Range>| {
        checked(
            range.unwrap_or_default(),
            &format!("level `{name}`, {count}"),
            wrong,
        )
    };
    let bounds = Bounds {
        households: range("households", level.households),
        persons: range("persons", level.persons),
        merchants: range("merchants", level.merchants),
        workload_milli: Range::default(),
    };
    let workload_milli = level.workload.map_or_else(Range::default, |index| {
        let what = format!("level `{name}`, workload");
        let milli = in_milli(index, &what, wrong);
        checked(milli, &what, wrong)
    });
    let bounds = Bounds {
        workload_milli,
        ..bounds
    };
    if each(&bounds).iter().all(|(_, range)| range.max.is_none()) {
        wrong.push(format!(
            "level `{name}` bounds no count from above; add for instance households = {{ min = 200, max = 400 }}"
        ));
    }
    LevelRule { name, bounds }
}

fn each(bounds: &Bounds) -> [(&'static str, Range); 4] {
    [
        ("households", bounds.households),
        ("persons", bounds.persons),
        ("merchants", bounds.merchants),
        ("workload", bounds.workload_milli),
    ]
}

fn in_milli(index: IndexRange, what: &str, wrong: &mut Vec<String>) -> Range {
    let mut milli = |value: Option<f64>| {
        let value = value?;
        if value.is_finite() && value.abs() <= MOST_INDEX {
            return Some((value * 1000.0).round() as i64);
        }
        wrong.push(format!("{what}: {value} is no number up to {MOST_INDEX}"));
        None
    };
    Range {
        min: milli(index.min),
        target: milli(index.target),
        max: milli(index.max),
    }
}

/// The range with its target, the middle where the file states none.
fn checked(range: Range, what: &str, wrong: &mut Vec<String>) -> Range {
    let Range { min, target, max } = range;
    if min.is_some_and(|min| min < 0) {
        wrong.push(format!("{what}: min must not be negative"));
    }
    if target.is_some_and(|target| target < 1) || max.is_some_and(|max| max < 1) {
        wrong.push(format!("{what}: target and max must be positive"));
    }
    let ordered =
        |low: Option<i64>, high: Option<i64>| low.zip(high).is_none_or(|(low, high)| low <= high);
    if !(ordered(min, target) && ordered(target, max) && ordered(min, max)) {
        wrong.push(format!("{what}: must be min <= target <= max"));
    }
    let middle = min.zip(max).map(|(min, max)| min.midpoint(max));
    Range {
        target: target.or(middle),
        ..range
    }
}

/// A micro-grid lies in one grid, so it cannot be allowed to be larger.
fn fits(grid: &LevelRule, micro_grid: &LevelRule, wrong: &mut Vec<String>) {
    for ((count, coarse), (_, fine)) in each(&grid.bounds).into_iter().zip(each(&micro_grid.bounds))
    {
        if let (Some(most), Some(small)) = (coarse.max, fine.max)
            && small > most
        {
            wrong.push(format!(
                "{count}: max of `micro_grid` is above max of `grid`"
            ));
        }
        if let (Some(most), Some(small)) = (coarse.max, fine.min)
            && small > most
        {
            wrong.push(format!(
                "{count}: min of `micro_grid` is above max of `grid`"
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Levels {
        level: Vec<LevelText>,
    }

    fn parsed(toml: &str) -> Result<Vec<LevelRule>, Vec<String>> {
        let levels: Levels = toml::from_str(toml).expect("TOML");
        rules(levels.level)
    }

    #[test]
    fn the_target_is_the_middle_unless_stated() {
        let rules = parsed(
            "[[level]]\nname='grid'\nhouseholds={min=200,target=300,max=401}\npersons={max=1500}\n\
             workload={min=1.5,max=3}\n[[level]]\nname='micro_grid'\nhouseholds={min=100,max=151}",
        )
        .expect("right");
        let target = |i: usize| rules[i].bounds.households.target;
        assert_eq!((target(0), target(1)), (Some(300), Some(125)));
        assert_eq!(rules[0].bounds.persons.target, None);
        let workload = rules[0].bounds.workload_milli;
        assert_eq!(
            (workload.min, workload.target, workload.max),
            (Some(1500), Some(2250), Some(3000))
        );
    }

    #[test]
    fn what_cannot_hold_is_named() {
        let grid = "[[level]]\nname='grid'\nhouseholds={min=200,max=400}\n";
        let micro = |text: &str| format!("{grid}[[level]]\nname='micro_grid'\n{text}");
        let cases = [
            (
                "[[level]]\nname='block'\nhouseholds={max=1}".into(),
                "they must be `grid`",
            ),
            (format!("{grid}{grid}"), "the levels are grid, grid"),
            (
                "[[level]]\nname='grid'\nhouseholds={min=5,max=4}".into(),
                "min <= target <= max",
            ),
            (
                "[[level]]\nname='grid'\nhouseholds={min=5,target=9,max=8}".into(),
                "min <= target <= max",
            ),
            (
                "[[level]]\nname='grid'\nhouseholds={max=0}".into(),
                "must be positive",
            ),
            (
                "[[level]]\nname='grid'\nhouseholds={min=-1,max=8}".into(),
                "not be negative",
            ),
            (
                "[[level]]\nname='grid'\nworkload={max=inf}".into(),
                "inf is no number",
            ),
            (
                "[[level]]\nname='grid'\nhouseholds={min=5}".into(),
                "no count from above",
            ),
            (
                micro("households={max=401}"),
                "max of `micro_grid` is above",
            ),
            (
                micro("households={max=150}\noversize='entrance'"),
                "not supported yet",
            ),
            (
                micro("households={max=150}\noversize='cut'"),
                "must be \"flag\"",
            ),
        ];
        for (text, message) in cases {
            let wrong = parsed(&text).expect_err("wrong").join("; ");
            assert!(wrong.contains(message), "{text}: {wrong}");
        }
        assert!(parsed(&micro("households={max=150}\noversize='flag'")).is_ok());
    }
}
