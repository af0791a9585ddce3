//! Names of levels: what a project may call them, and the file that each is written to.
//!
//! A name is a property of parts and buildings, its plural the name of a file and of a count of children.

use super::register::COLUMNS;

/// Names of files and of properties of parts and buildings that are no level's.
const TAKEN: [&str; 20] = [
    "area_m2",
    "beat",
    "beats",
    "buildings",
    "code",
    "communities",
    "community",
    "compactness",
    "divided",
    "exceptions",
    "households",
    "id",
    "issues",
    "kind",
    "merchants",
    "name",
    "perimeter_m",
    "persons",
    "subdistrict",
    "tasks",
];

/// Further counts, whose plurals are not used.
const SINGULAR: [&str; 2] = ["area_ha", "workload"];

/// Longest name: file systems have a limit.
const MOST_LETTERS: usize = 40;

/// What is wrong with the name of a level, and what to do about it; none when it may be used.
#[must_use]
pub fn wrong_level_name(name: &str) -> Option<String> {
    if !is_snake_case(name) {
        return Some(format!(
            "level `{name}`: a name is made of at most {MOST_LETTERS} lower-case ASCII letters, digits and single `_`, \
             starting with a letter; rename it, for instance to `neighbourhood`"
        ));
    }
    let plural = format!("{name}s");
    let taken = TAKEN.contains(&name) || TAKEN.contains(&&*plural) || SINGULAR.contains(&name);
    taken.then(|| {
        format!(
            "level `{name}`: the name is taken by a file or property of every plan; rename it, for instance to \
             `neighbourhood`"
        )
    })
}

/// What is wrong with the name of a role; none when it may be used.
#[must_use]
pub fn wrong_role(name: &str) -> Option<String> {
    if !is_snake_case(name) {
        return Some(format!(
            "role `{name}`: a name is made of at most {MOST_LETTERS} lower-case ASCII letters, digits and single `_`, \
             starting with a letter; rename it, for instance to `full_time`"
        ));
    }
    let taken = [&COLUMNS[..], &TAKEN, &SINGULAR].concat().contains(&name);
    taken.then(|| {
        format!(
            "role `{name}`: the name is taken by a column of the register; rename it, for instance to `full_time`"
        )
    })
}

/// The file of a level.
#[must_use]
pub fn file_of_level(name: &str) -> String {
    format!("{name}s.geojson")
}

fn is_snake_case(name: &str) -> bool {
    let word = |word: &str| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        !word.is_empty() && word.bytes().all(plain)
    };
    name.len() <= MOST_LETTERS
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.split('_').all(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_are_free_and_those_of_tables_are_taken() {
        for name in [
            "grid",
            "micro_grid",
            "station",
            "neighbourhood",
            "level_4",
            "g",
        ] {
            assert_eq!(wrong_level_name(name), None);
        }
        for name in [
            "beat",
            "building",
            "issue",
            "household",
            "id",
            "workload",
            "task",
            "communities",
        ] {
            let told = wrong_level_name(name).expect("taken");
            assert!(told.contains(name) && told.contains("rename it"), "{told}");
        }
        let long = "g".repeat(MOST_LETTERS + 1);
        for name in [
            "", "Grid", "4th", "a__b", "a_", "_a", "网格", "a b", "../a", &long,
        ] {
            let told = wrong_level_name(name).expect("no name");
            assert!(
                told.contains("ASCII") && told.contains("rename it"),
                "{told}"
            );
        }
    }
}
