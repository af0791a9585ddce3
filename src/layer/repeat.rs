//! Repeated ids: the first keeps its id, the others become `id#2`, `id#3`.

use crate::issue::{Issue, Severity};

/// Unique ids for `ids`, which are sorted; no new id is one that the file has already.
pub fn unique<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<String> {
    let ids: Vec<String> = ids.map(str::to_owned).collect();
    let mut number = 1;
    (0..ids.len())
        .map(|i| {
            if i == 0 || ids[i] != ids[i - 1] {
                number = 1;
                return ids[i].clone();
            }
            loop {
                number += 1;
                let id = format!("{}#{number}", ids[i]);
                // Two new ids are never the same: they end in a number, and it grows within one old id.
                if ids.binary_search(&id).is_err() {
                    return id;
                }
            }
        })
        .collect()
}

/// The issue for a feature of `layer` whose id `old` became `new`.
pub fn issue(layer: &'static str, old: &str, new: &str) -> Issue {
    Issue::new("duplicate_id", Severity::Warning, layer, new)
        .says(
            format!("the id `{old}` is used more than once; give every feature its own"),
            format!("编号 `{old}` 重复；请为每个要素设置唯一编号"),
        )
        .done(format!("called {new}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_id_is_never_one_that_exists() {
        let ids = ["a", "a", "a", "a#2", "b", "b"];
        assert_eq!(
            unique(ids.into_iter()),
            ["a", "a#3", "a#4", "a#2", "b", "b#2"]
        );
    }
}
