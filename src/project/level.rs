//! The levels of the project file, checked: ranges that can hold, finest last.

use serde::Deserialize;

use crate::layer::Kind;
use crate::output::wrong_level_name;
use crate::plan::{Bounds, LevelRule, Oversize, Range};

/// A `[[level]]` as the file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelText {
    name: String,
    households: Option<Range>,
    persons: Option<Range>,
    merchants: Option<Range>,
    tasks: Option<Range>,
    workload: Option<IndexRange>,
    urban: Option<Ranges>,
    rural: Option<Ranges>,
    oversize: Option<String>,
}

/// The ranges that parts in urban or rural communities have instead of the level's own.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ranges {
    households: Option<Range>,
    persons: Option<Range>,
    merchants: Option<Range>,
    tasks: Option<Range>,
    workload: Option<IndexRange>,
}

/// A range of the workload index.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct IndexRange {
    min: Option<f64>,
    target: Option<f64>,
    max: Option<f64>,
}

/// Largest bound of a count: costs stay within 64 bits.
const MOST: i64 = 1_000_000_000_000;

/// Largest index that a bound may name, for the same reason: it is kept in ten-millionths.
const MOST_INDEX: f64 = 1e6;

/// The rules of `levels`, or everything that is wrong with them.
pub fn rules(levels: Vec<LevelText>) -> Result<Vec<LevelRule>, Vec<String>> {
    let mut wrong = Vec::new();
    if levels.is_empty() {
        wrong.push("there is no [[level]]; add one with name = \"grid\"".to_owned());
    }
    check_names(&levels, &mut wrong);
    let rules: Vec<LevelRule> = levels
        .into_iter()
        .map(|level| rule(level, &mut wrong))
        .collect();
    for (i, coarse) in rules.iter().enumerate() {
        for fine in &rules[i + 1..] {
            fits(coarse, fine, &mut wrong);
        }
    }
    if wrong.is_empty() {
        Ok(rules)
    } else {
        Err(wrong)
    }
}

/// Every name can stand in files and tables, and no two of them mean the same file or property.
fn check_names(levels: &[LevelText], wrong: &mut Vec<String>) {
    for (i, level) in levels.iter().enumerate() {
        let name = &level.name;
        wrong.extend(wrong_level_name(name));
        for coarser in levels[..i].iter().map(|coarser| &coarser.name) {
            if coarser == name {
                wrong.push(format!(
                    "two levels are named `{name}`; give each [[level]] a name of its own"
                ));
            }
            // A table counts the children of a part under the plural of their name.
            if *coarser == format!("{name}s") || *name == format!("{coarser}s") {
                wrong.push(format!(
                    "the levels `{coarser}` and `{name}` cannot be told apart in the tables; rename one of them"
                ));
            }
        }
    }
}

fn rule(level: LevelText, wrong: &mut Vec<String>) -> LevelRule {
    let name = level.name;
    let oversize = match level.oversize.as_deref() {
        None | Some("flag") => Oversize::Flag,
        Some("entrance") => Oversize::Entrance,
        Some(other) => {
            wrong.push(format!(
                "level `{name}`: oversize is `{other}`; it must be \"flag\" or \"entrance\""
            ));
            Oversize::Flag
        }
    };
    let own = Ranges {
        households: level.households,
        persons: level.persons,
        merchants: level.merchants,
        tasks: level.tasks,
        workload: level.workload,
    };
    let bounds = bounds(Bounds::default(), own, &format!("level `{name}`"), wrong);
    let mut of_kind = |kind: &str, ranges: Option<Ranges>| {
        let what = format!("level `{name}`, {kind}");
        ranges.map(|ranges| self::bounds(bounds, ranges, &what, wrong))
    };
    let rule = LevelRule {
        urban: of_kind("urban", level.urban),
        rural: of_kind("rural", level.rural),
        bounds,
        oversize,
        name,
    };
    for (bounds, kind) in kinds(&[&rule]) {
        if each(bounds[0]).iter().all(|(_, range)| range.max.is_none()) {
            let name = &rule.name;
            wrong.push(format!(
                "level `{name}` bounds no count from above{kind}; add for instance households = {{ min = 200, max = 400 }}"
            ));
        }
    }
    rule
}

/// The bounds of rules, kind by kind where one of them tells kinds apart, each with words for the kind.
fn kinds<'a>(rules: &[&'a LevelRule]) -> Vec<(Vec<&'a Bounds>, &'static str)> {
    if rules
        .iter()
        .all(|rule| rule.urban.is_none() && rule.rural.is_none())
    {
        return vec![(rules.iter().map(|rule| &rule.bounds).collect(), "")];
    }
    let kinds = [
        (Kind::Urban, " in urban communities"),
        (Kind::Rural, " in rural communities"),
    ];
    let of = |kind: Kind| rules.iter().map(|rule| rule.bounds_of(kind)).collect();
    kinds.map(|(kind, words)| (of(kind), words)).to_vec()
}

/// `base` with the ranges that are stated.
fn bounds(base: Bounds, ranges: Ranges, what: &str, wrong: &mut Vec<String>) -> Bounds {
    let workload_e7 = ranges.workload.map_or(base.workload_e7, |index| {
        let what = format!("{what}, workload");
        let index = in_e7(index, &what, wrong);
        checked(index, &what, wrong)
    });
    let mut range = |count: &str, range: Option<Range>, base: Range| {
        let Some(range) = range else { return base };
        let what = format!("{what}, {count}");
        let ends = [range.min, range.target, range.max];
        if ends.into_iter().flatten().any(|n| n > MOST) {
            wrong.push(format!("{what}: no bound may be above {MOST}"));
        }
        checked(range, &what, wrong)
    };
    Bounds {
        households: range("households", ranges.households, base.households),
        persons: range("persons", ranges.persons, base.persons),
        merchants: range("merchants", ranges.merchants, base.merchants),
        tasks: range("tasks", ranges.tasks, base.tasks),
        workload_e7,
    }
}

fn each(bounds: &Bounds) -> [(&'static str, Range); 5] {
    [
        ("households", bounds.households),
        ("persons", bounds.persons),
        ("merchants", bounds.merchants),
        ("tasks", bounds.tasks),
        ("workload", bounds.workload_e7),
    ]
}

fn in_e7(index: IndexRange, what: &str, wrong: &mut Vec<String>) -> Range {
    let mut e7 = |value: Option<f64>| {
        let value = value?;
        if value.is_finite() && value.abs() <= MOST_INDEX {
            return Some((value * 1e7).round() as i64);
        }
        wrong.push(format!("{what}: {value} is no number up to {MOST_INDEX}"));
        None
    };
    Range {
        min: e7(index.min),
        target: e7(index.target),
        max: e7(index.max),
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

/// A finer part lies in one coarser part, so it cannot be allowed to be larger.
fn fits(coarse: &LevelRule, fine: &LevelRule, wrong: &mut Vec<String>) {
    let (above, below) = (&coarse.name, &fine.name);
    for (bounds, kind) in kinds(&[coarse, fine]) {
        let pairs = each(bounds[0]).into_iter().zip(each(bounds[1]));
        for ((count, coarse), (_, fine)) in pairs {
            let Some(most) = coarse.max else { continue };
            for (end, bound) in [("max", fine.max), ("min", fine.min)] {
                if bound.is_some_and(|bound| bound > most) {
                    wrong.push(format!(
                        "{count}: {end} of `{below}` is above max of `{above}`{kind}; levels go from coarse to fine"
                    ));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Levels {
        #[serde(default)]
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
        let workload = rules[0].bounds.workload_e7;
        assert_eq!(
            (workload.min, workload.target, workload.max),
            (Some(15_000_000), Some(22_500_000), Some(30_000_000))
        );
    }

    #[test]
    fn any_number_of_levels_with_names_of_their_own() {
        let names = ["station", "grid", "micro_grid", "neighbourhood"];
        for count in 1..=names.len() {
            let levels = names[..count].iter().enumerate().map(|(i, name)| {
                format!("[[level]]\nname='{name}'\nhouseholds={{max={}}}\n", 100 - i)
            });
            let rules = parsed(&levels.collect::<String>()).expect("right");
            assert!(
                rules
                    .iter()
                    .map(|rule| &*rule.name)
                    .eq(names[..count].iter().copied())
            );
        }
    }

    #[test]
    fn what_cannot_hold_is_named() {
        let grid = "[[level]]\nname='grid'\nhouseholds={min=200,max=400}\n";
        let micro = |text: &str| format!("{grid}[[level]]\nname='micro_grid'\n{text}");
        let cases = [
            (String::new(), "there is no [[level]]"),
            (format!("{grid}{grid}"), "two levels are named `grid`"),
            (
                grid.replace("'grid'", "'Grid'"),
                "level `Grid`: a name is made of",
            ),
            (
                grid.replace("'grid'", "'beat'"),
                "level `beat`: the name is taken",
            ),
            (
                format!("{grid}{}", grid.replace("'grid'", "'grids'")),
                "cannot be told apart",
            ),
            (
                format!("[[level]]\nname='station'\nhouseholds={{max=300}}\n{grid}"),
                "households: max of `grid` is above max of `station`; levels go from coarse to fine",
            ),
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
                "[[level]]\nname='grid'\npersons={max=1000000000001}".into(),
                "no bound may be above",
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
                micro("households={max=150}\noversize='cut'"),
                "must be \"flag\" or \"entrance\"",
            ),
        ];
        for (text, message) in cases {
            let wrong = parsed(&text).expect_err("wrong").join("; ");
            assert!(wrong.contains(message), "{text}: {wrong}");
        }
        for (word, oversize) in [("flag", Oversize::Flag), ("entrance", Oversize::Entrance)] {
            let text = micro(&format!("households={{max=150}}\noversize='{word}'"));
            let rules = parsed(&text).expect("right");
            assert_eq!(rules[1].oversize, oversize);
        }
    }
}
