//! Counts that rules speak of are counts that the inputs give: all zeros would keep or break every bound unseen.

use crate::layer::{Inputs, Kind};
use crate::plan::{Bounds, LevelRule, Range};
use crate::unit::WorkloadWeights;

/// What is wrong with the bounds of `levels` and the weights of `workload`, given the fields that `inputs` names.
pub fn check(
    levels: &[LevelRule],
    workload: &WorkloadWeights,
    inputs: &Inputs,
    wrong: &mut Vec<String>,
) {
    for count in counts(workload, inputs).iter().filter(|c| !c.given) {
        let Count { name, fields, .. } = count;
        let remedy = format!("but no input gives them; name their field in {fields}");
        if is_bounded(levels, count.range) {
            wrong.push(format!("a level bounds `{name}`, {remedy}"));
        }
        if count.weight > 0 {
            wrong.push(format!("workload.{name} is a weight, {remedy}"));
        }
    }
    for level in levels {
        for (kind, profile) in [("urban", level.urban), ("rural", level.rural)] {
            if profile.is_some() && inputs.communities.kind.is_none() {
                let name = &level.name;
                wrong.push(format!(
                    "level `{name}` has bounds for {kind} communities, but no input tells them apart; name the field of the kind in [inputs.communities]"
                ));
            }
        }
    }
    let by_workload = is_bounded(levels, |bounds| bounds.workload_e7);
    if by_workload && *workload == WorkloadWeights::default() {
        wrong.push("a level bounds `workload`, but [workload] gives no weights".to_owned());
    }
}

/// A count of the project file.
struct Count {
    name: &'static str,
    range: fn(&Bounds) -> Range,
    weight: i64,
    /// Where its field may be named.
    fields: &'static str,
    given: bool,
}

fn counts(workload: &WorkloadWeights, inputs: &Inputs) -> [Count; 4] {
    let (buildings, population) = (&inputs.buildings, inputs.population.as_ref());
    // A table has columns of known names.
    let table = population.is_some_and(|p| p.path.to_lowercase().ends_with(".csv"));
    let either = "[inputs.buildings] or [inputs.population]";
    [
        Count {
            name: "households",
            range: |bounds| bounds.households,
            weight: workload.households_milli,
            fields: either,
            given: table
                || buildings.households.is_some()
                || population.is_some_and(|p| p.households.is_some()),
        },
        Count {
            name: "persons",
            range: |bounds| bounds.persons,
            weight: workload.persons_milli,
            fields: either,
            given: table
                || buildings.persons.is_some()
                || population.is_some_and(|p| p.persons.is_some()),
        },
        Count {
            name: "merchants",
            range: |bounds| bounds.merchants,
            weight: workload.merchants_milli,
            fields: either,
            given: buildings.merchants.is_some()
                || population.is_some_and(|p| p.merchants.is_some()),
        },
        Count {
            name: "tasks",
            range: |bounds| bounds.tasks,
            weight: workload.tasks_milli,
            fields: either,
            given: buildings.tasks.is_some() || population.is_some_and(|p| p.tasks.is_some()),
        },
    ]
}

fn is_bounded(levels: &[LevelRule], range: fn(&Bounds) -> Range) -> bool {
    let unbounded = Range::default();
    let kinds = [Kind::Urban, Kind::Rural];
    let mut bounds = levels
        .iter()
        .flat_map(|level| kinds.map(|kind| level.bounds_of(kind)));
    bounds.any(|bounds| range(bounds) != unbounded)
}
