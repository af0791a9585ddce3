//! Names: two communities that a reader of the register cannot tell apart.

use crate::issue::{Issue, Severity};
use crate::layer::Community;

use super::Case;

pub(super) fn examine(case: &Case<'_>, issues: &mut Vec<Issue>) {
    let mut communities: Vec<&Community> = case.layers.communities.iter().collect();
    let key = |c: &Community| (c.subdistrict.clone(), c.name.clone());
    communities.sort_by_key(|c| key(c));
    for same in communities.chunk_by(|a, b| key(a) == key(b)) {
        for other in &same[1..] {
            let (first, name) = (&same[0].id, &other.name);
            issues.push(
                Issue::new("same_name", Severity::Warning, "communities", &other.id)
                    .says(
                        format!(
                            "it has the name of community {first}, `{name}`; give each its own"
                        ),
                        format!("与社区 {first} 同名（{name}）；请使用不同名称"),
                    )
                    .done("kept: their codes tell them apart"),
            );
        }
    }
}
