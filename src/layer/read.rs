//! All layers of a project: files in parallel, then everything on one lattice, in canonical order.

use std::path::Path;

use rayon::prelude::*;

use crate::error::Result;
use crate::geometry::{Lattice, MAX_LOCAL, Plane, parse_degrees};
use crate::issue::{Issue, Severity};

use super::extent::{self, Extent};
use super::inputs::Inputs;
use super::schema::{Barrier, Building, Layers, PopulationFeature};
use super::source::{self, Emptiness, Fields, Place, Source};
use super::{barrier, building, compound, jurisdiction, population};

/// Reads all layers that `inputs` names, relative to the folder `base`. Says through `progress` which layer comes
/// next; adds what is wrong with the data to `issues`, in an order that does not depend on the order of features.
///
/// # Errors
/// [`crate::error::Error::Layer`] for a file that cannot be read or used: missing, no GeoJSON, cut off, in other
/// coordinates, of the wrong geometry, empty, without a named field, or of another place.
pub fn read(
    inputs: &Inputs,
    base: &Path,
    issues: &mut Vec<Issue>,
    progress: &dyn Fn(&str),
) -> Result<Layers> {
    let sources = load(inputs, base, issues, progress)?;
    let lattice = lattice(&sources.communities);
    progress("communities");
    let communities = in_turn(issues, |issues| {
        jurisdiction::communities(&inputs.communities, &sources.communities, lattice, issues)
    })?;
    let area = Extent::of_communities(&communities, lattice);
    let near = |source: &Source| area.map_or(Ok(()), |area| extent::check(source, &area));
    progress("beats");
    let beats = match (&inputs.beats, &sources.beats) {
        (Some(input), Some(source)) => {
            near(source)?;
            in_turn(issues, |issues| {
                jurisdiction::beats(input, source, lattice, issues)
            })?
        }
        _ => jurisdiction::beats_of(&communities),
    };
    progress("buildings");
    near(&sources.buildings)?;
    let buildings = in_turn(issues, |issues| {
        building::buildings(&inputs.buildings, &sources.buildings, lattice, issues)
    })?;
    progress("dedicated areas");
    let dedicated = match (&inputs.dedicated, &sources.dedicated) {
        (Some(input), Some(source)) => {
            near(source)?;
            in_turn(issues, |issues| {
                jurisdiction::dedicated(input, source.clone(), lattice, issues)
            })?
        }
        _ => Vec::new(),
    };
    progress("population");
    let population = match (&inputs.population, &sources.population) {
        (Some(input), Some(source)) => {
            near(source)?;
            in_turn(issues, |issues| {
                population::features(input, source, lattice, issues)
            })?
        }
        _ => Vec::new(),
    };
    progress("barriers");
    let mut barriers = in_turn(issues, |issues| {
        Ok(barriers(inputs, &sources.barriers, lattice, area, issues))
    })?;
    progress("compounds");
    let compounds = in_turn(issues, |issues| {
        let mut compounds = match (&inputs.compounds, &sources.compounds) {
            (Some(input), Some(source)) if !source.features.is_empty() => {
                near(source)?;
                jurisdiction::compounds(input, source, lattice, issues)?
            }
            _ => Vec::new(),
        };
        compound::complete(
            &mut compounds,
            &buildings,
            inputs.compounds.as_ref(),
            issues,
        );
        Ok(compounds)
    })?;
    barriers.extend(compound::walls(&compounds));
    barriers.sort();
    barriers.dedup();
    issues.extend(nobody_counts_households(&buildings, &population));
    Ok(Layers {
        divided: Vec::new(),
        lattice,
        plane: Plane::at(lattice),
        communities,
        beats,
        dedicated,
        buildings,
        compounds,
        barriers,
        population,
        sources: sources.files(),
    })
}

/// Runs one layer with a list of issues of its own and adds them sorted.
fn in_turn<T>(
    issues: &mut Vec<Issue>,
    layer: impl FnOnce(&mut Vec<Issue>) -> Result<T>,
) -> Result<T> {
    let mut own = Vec::new();
    let result = layer(&mut own);
    own.sort();
    issues.append(&mut own);
    result
}

/// The files of a project.
struct Sources {
    buildings: Source,
    population: Option<Source>,
    communities: Source,
    beats: Option<Source>,
    dedicated: Option<Source>,
    compounds: Option<Source>,
    barriers: Vec<Source>,
}

impl Sources {
    fn files(self) -> Vec<super::SourceFile> {
        let mut sources = vec![self.buildings];
        sources.extend(self.population);
        sources.push(self.communities);
        sources.extend(self.beats);
        sources.extend(self.dedicated);
        sources.extend(self.barriers);
        sources.extend(self.compounds);
        sources.into_iter().map(|source| source.file).collect()
    }
}

/// One file to load and how.
struct Task<'a> {
    place: Place<'a>,
    named: Vec<Option<&'a str>>,
    also: &'static [&'static str],
    emptiness: Emptiness,
}

fn load(
    inputs: &Inputs,
    base: &Path,
    issues: &mut Vec<Issue>,
    progress: &dyn Fn(&str),
) -> Result<Sources> {
    progress("files");
    let tasks = tasks(inputs, base);
    let loaded: Vec<Result<Source>> = tasks
        .par_iter()
        .map(|task| {
            let fields = Fields {
                named: &task.named,
                also: task.also,
            };
            source::load(task.place, fields, task.emptiness)
        })
        .collect();
    let mut loaded = loaded
        .into_iter()
        .collect::<Result<Vec<Source>>>()?
        .into_iter();
    let mut next = || loaded.next().expect("one source a task");
    let (buildings, communities) = (next(), next());
    let beats = inputs.beats.as_ref().map(|_| next());
    let dedicated = inputs.dedicated.as_ref().map(|_| next());
    let population = match &inputs.population {
        None => None,
        Some(input) if population::is_table(input) => {
            let place = place(base, "population", &input.path);
            Some(population::table(input, place, issues)?)
        }
        Some(_) => Some(next()),
    };
    let compounds = inputs.compounds.as_ref().map(|_| next());
    Ok(Sources {
        buildings,
        population,
        communities,
        beats,
        dedicated,
        compounds,
        barriers: loaded.collect(),
    })
}

fn place<'a>(base: &'a Path, layer: &'static str, path: &'a str) -> Place<'a> {
    Place { layer, base, path }
}

/// The GeoJSON files: buildings, communities, beats, dedicated areas, population, compounds, barriers.
fn tasks<'a>(inputs: &'a Inputs, base: &'a Path) -> Vec<Task<'a>> {
    let task = |layer, path: &'a String, named: &[Option<&'a str>], emptiness| Task {
        place: place(base, layer, path),
        named: named.to_vec(),
        also: &[],
        emptiness,
    };
    let (b, c) = (&inputs.buildings, &inputs.communities);
    let needed = Emptiness::Forbidden;
    let mut tasks = vec![
        task("buildings", &b.path, &building::fields(b), needed),
        task(
            "communities",
            &c.path,
            &jurisdiction::community_fields(c),
            needed,
        ),
    ];
    if let Some(b) = &inputs.beats {
        tasks.push(task(
            "beats",
            &b.path,
            &jurisdiction::beat_fields(b),
            needed,
        ));
    }
    if let Some(d) = &inputs.dedicated {
        let fields = jurisdiction::dedicated_fields(d);
        tasks.push(task("dedicated", &d.path, &fields, Emptiness::Allowed));
    }
    if let Some(p) = inputs
        .population
        .as_ref()
        .filter(|p| !population::is_table(p))
    {
        let fields = population::fields(p);
        tasks.push(task("population", &p.path, &fields, Emptiness::Allowed));
    }
    if let Some(c) = &inputs.compounds {
        let fields = jurisdiction::compound_fields(c);
        tasks.push(task("compounds", &c.path, &fields, Emptiness::Allowed));
    }
    for b in &inputs.barriers {
        let fields = barrier::fields(b);
        tasks.push(Task {
            also: &barrier::ALSO,
            ..task("barriers", &b.path, &fields, Emptiness::Allowed)
        });
    }
    tasks
}

/// The lattice in the middle of the communities. One that lies far from the median of all does not count.
fn lattice(communities: &Source) -> Lattice {
    let coordinates = || {
        let all = communities.features.iter();
        all.flat_map(|f| f.shapes.coordinates())
            .filter_map(|[x, y]| parse_degrees(x, y))
    };
    let axis = |i: usize| {
        let mut values: Vec<i32> = coordinates().map(|at| at[i]).collect();
        values.sort_unstable();
        let Some(&median) = values.get(values.len() / 2) else {
            return 0;
        };
        let far = |v: i32| (i64::from(v) - i64::from(median)).abs() > i64::from(MAX_LOCAL) / 2;
        values.retain(|&v| !far(v));
        let ends = [values[0], values[values.len() - 1]].map(i64::from);
        i32::try_from(ends[0].midpoint(ends[1])).expect("between two coordinates")
    };
    Lattice {
        origin: [axis(0), axis(1)],
    }
}

fn barriers(
    inputs: &Inputs,
    sources: &[Source],
    lattice: Lattice,
    area: Option<Extent>,
    issues: &mut Vec<Issue>,
) -> Vec<Barrier> {
    let mut barriers = Vec::new();
    for (input, source) in inputs.barriers.iter().zip(sources) {
        if let Some(error) = area.and_then(|area| extent::elsewhere(source, &area)) {
            issues.push(
                Issue::new("layer_elsewhere", Severity::Warning, "barriers", "")
                    .says(
                        error.to_string(),
                        format!("{}：与社区图层没有重叠", source.file.path),
                    )
                    .done("left out"),
            );
        } else {
            barriers.extend(barrier::barriers(input, source, lattice, issues));
        }
    }
    barriers
}

fn nobody_counts_households(
    buildings: &[Building],
    population: &[PopulationFeature],
) -> Option<Issue> {
    let counted = buildings.iter().any(|b| b.households.is_some())
        || population.iter().any(|p| p.households.is_some());
    let issue = Issue::new("no_households_stated", Severity::Info, "buildings", "").says(
        "neither the buildings nor the population layer state households; name a field",
        "建筑图层与人口图层均未给出户数；请在项目文件中指定字段",
    );
    (!counted).then(|| issue.done("households stay 0"))
}
