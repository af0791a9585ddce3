//! Every key of the project file, and what is said about one that is not.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The keys of one table.
struct Table {
    /// Dotted path; entries of an array of tables share one.
    path: &'static str,
    keys: &'static [&'static str],
    /// Keys of the specification that this version cannot obey.
    later: &'static [&'static str],
}

const fn table(path: &'static str, keys: &'static [&'static str]) -> Table {
    Table {
        path,
        keys,
        later: &[],
    }
}

const RANGE: &[&str] = &["min", "target", "max"];

const COUNTS: &[&str] = &["households", "persons", "merchants", "tasks", "workload"];

const TABLES: [Table; 25] = [
    table(
        "",
        &[
            "project", "inputs", "align", "level", "beats", "workload", "staff", "solve", "output",
        ],
    ),
    table("project", &["name", "code_prefix", "date"]),
    Table {
        path: "inputs",
        keys: &[
            "buildings",
            "population",
            "communities",
            "beats",
            "dedicated",
            "barriers",
            "compounds",
        ],
        later: &["existing"],
    },
    table(
        "inputs.buildings",
        &[
            "path",
            "id",
            "households",
            "persons",
            "merchants",
            "tasks",
            "floors",
            "height_m",
            "use",
            "residential_uses",
            "entrances",
            "dedicated_uses",
            "compound",
        ],
    ),
    table(
        "inputs.population",
        &[
            "path",
            "id",
            "households",
            "persons",
            "merchants",
            "tasks",
            "reach_m",
        ],
    ),
    table(
        "inputs.communities",
        &["path", "id", "name", "subdistrict", "kind"],
    ),
    table("inputs.beats", &["path", "id", "station"]),
    table("inputs.dedicated", &["path", "id", "name", "use", "uses"]),
    table("inputs.compounds", &["path", "id", "name"]),
    table("inputs.barriers", &["path", "class"]),
    table(
        "inputs.barriers.class",
        &["field", "rail", "river", "major", "minor", "wall"],
    ),
    table("align", &["authority", "tolerance_m", "conflicts"]),
    table(
        "level",
        &[
            "name",
            "households",
            "persons",
            "merchants",
            "tasks",
            "workload",
            "urban",
            "rural",
            "oversize",
        ],
    ),
    table("level.urban", COUNTS),
    table("level.rural", COUNTS),
    table("level.households", RANGE),
    table("level.persons", RANGE),
    table("level.merchants", RANGE),
    table("level.tasks", RANGE),
    table("level.workload", RANGE),
    table("beats", &["persons"]),
    table("beats.persons", &["urban_max", "rural_max"]),
    table(
        "workload",
        &[
            "households",
            "persons",
            "merchants",
            "tasks",
            "buildings",
            "area_ha",
        ],
    ),
    table("staff", &["per_grid", "per_micro_grid"]),
    table("solve", &["seed", "balance", "effort"]),
];

const OUTPUT: Table = table("output", &["dir"]);

/// What is wrong with the keys of `root`, each with its line, in the order of the file.
pub fn wrong_keys(text: &str, root: &DeTable) -> Vec<String> {
    let mut found = Vec::new();
    walk(root, "", &mut found);
    found.sort();
    let says = |(at, message): (usize, String)| format!("line {}: {message}", line(text, at));
    found.into_iter().map(says).collect()
}

fn walk(node: &DeTable, path: &str, found: &mut Vec<(usize, String)>) {
    // The ranges of a kind of communities are written as those of the level.
    let general = path
        .replace("level.urban.", "level.")
        .replace("level.rural.", "level.");
    let known = TABLES.iter().chain([&OUTPUT]).find(|t| t.path == general);
    let Some(known) = known else {
        return;
    };
    for (key, value) in node {
        let name = key.get_ref().as_ref();
        let at = key.span().start;
        if known.later.contains(&name) {
            found.push((at, format!("`{}` is not supported yet", join(path, name))));
        } else if known.keys.contains(&name) {
            walk_value(value, &join(path, name), found);
        } else {
            found.push((at, unknown(known, path, name)));
        }
    }
}

fn walk_value(value: &Spanned<DeValue>, path: &str, found: &mut Vec<(usize, String)>) {
    match value.get_ref() {
        DeValue::Table(table) => walk(table, path, found),
        DeValue::Array(list) => list.iter().for_each(|value| walk_value(value, path, found)),
        _ => {}
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

fn unknown(table: &Table, path: &str, name: &str) -> String {
    let place = if path.is_empty() {
        "at the top of the file".to_owned()
    } else {
        format!("in [{path}]")
    };
    let near = |key: &str| strsim::damerau_levenshtein(&name.to_lowercase(), key);
    let all = table.keys.iter().chain(table.later);
    let nearest = all.min_by_key(|key| near(key)).expect("no table is empty");
    format!("unknown key `{name}` {place}, did you mean `{nearest}`?")
}

/// The line of byte `at`, counted from 1.
pub fn line(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|&byte| byte == b'\n').count()
}

/// Dotted path of the innermost key whose value covers `span`.
pub fn key_at(root: &DeTable, span: &Range<usize>) -> Option<String> {
    root.iter().find_map(|(key, value)| {
        let name = key.get_ref().as_ref();
        value_at(value, span).map(|rest| join_rest(name, &rest))
    })
}

fn value_at(value: &Spanned<DeValue>, span: &Range<usize>) -> Option<String> {
    let deeper = match value.get_ref() {
        DeValue::Table(table) => key_at(table, span),
        DeValue::Array(list) => list.iter().find_map(|value| value_at(value, span)),
        _ => None,
    };
    let around = value.span();
    let covers = around.start <= span.start && span.end <= around.end && !around.is_empty();
    deeper.or_else(|| covers.then(String::new))
}

fn join_rest(name: &str, rest: &str) -> String {
    if rest.is_empty() {
        name.to_owned()
    } else {
        format!("{name}.{rest}")
    }
}
