//! The main job, stage by stage: layers in, audited basemaps out; and its checks, of layers and of plans.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use crate::audit::{AuditReport, audit};
use crate::coverage::{Coverage, build};
use crate::doctor::{Case, examine};
use crate::error::{Error, Result};
use crate::id::CommunityId;
use crate::issue::{Issue, Severity};
use crate::judge::{Finding, Measure, judge};
use crate::layer::{Inputs, Layers, PopulationInput, read, survey};
use crate::output::{
    Basemap, BasemapInput, BasemapOptions, Further, Rendered, Summary, SummaryInput, basemap,
    probe, render, summary, write,
};
use crate::page::{PageInput, pages};
use crate::plan::{Plan, Watch, assign_codes, divide, solve};
use crate::project::{Pages, Project};
use crate::unit::{
    Compounds, Counts, Graph, Jurisdiction, Reconciled, WorkloadWeights, apportion,
    communities_by_point, dedicated_issues, divided, jurisdictions, of_pieces, of_whole, reconcile,
    weigh,
};

/// What a run says while it works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress<'a> {
    /// A stage starts.
    Stage(&'a str),
    /// A stage with this many equal steps starts: the search, which can be stopped from now on.
    Steps(&'a str, usize),
    /// One step is done; may come from any thread.
    Step,
}

/// Hears the progress of a run.
pub type Listener<'a> = &'a (dyn Fn(Progress<'_>) + Sync);

/// What a finished run leaves behind, beside the files.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The layers as read.
    pub layers: Layers,
    /// What reconciling the lines came to.
    pub reconciled: Reconciled,
    /// The plan.
    pub plan: Plan,
    /// What was written.
    pub map: Basemap,
    /// What the audit compared.
    pub report: AuditReport,
    /// Names of the files, in alphabetical order.
    pub files: Vec<String>,
}

/// Plans a project and writes its folder `dir`, whole or not at all.
///
/// Once `stop` is set, from any thread, the search ends with the best plan found so far, which is drawn, audited and
/// written as any other and says that it was stopped. Other stages do not hear it.
///
/// # Errors
/// [`Error`] of the first stage that cannot go on; nothing has been written then. A basemap that breaks a rule of
/// the product is [`Error::Broken`].
pub fn run(
    project: &Project,
    dir: &Path,
    listen: Listener<'_>,
    stop: &AtomicBool,
) -> Result<Finished> {
    probe(dir)?;
    let prepared = prepare(project, listen)?;
    let (mut finished, summary) = plan(project, prepared, (listen, stop))?;
    listen(Progress::Stage("writing the basemaps"));
    let mut files = render(&finished.map, &summary)?;
    if project.pages == Pages::Made {
        files.extend(drawn(project, &finished, &files)?);
        files.sort_by(|a, b| a.name.cmp(&b.name));
    }
    write(dir, &files)?;
    finished.files = files.into_iter().map(|file| file.name).collect();
    Ok(finished)
}

/// The pages that show these files.
fn drawn(project: &Project, finished: &Finished, files: &[Rendered]) -> Result<Vec<Rendered>> {
    pages(&PageInput {
        project: &project.name,
        date: project.date.as_deref(),
        layers: &finished.layers,
        files,
        map: &finished.map,
        rules: &project.levels,
    })
}

/// Finds what is wrong with the layers of a project, sorted; plans nothing and writes nothing.
///
/// # Errors
/// As [`run`]: what a plan could not start from cannot be examined either.
pub fn check(project: &Project, listen: Listener<'_>) -> Result<Vec<Issue>> {
    let prepared = prepare(project, listen)?;
    listen(Progress::Stage("examining the layers"));
    Ok(examine(&Case {
        read: &prepared.read,
        layers: prepared.layers(),
        survey: &survey(&project.inputs, &project.folder, &prepared.read)?,
        coverage: &prepared.coverage,
        counts: &prepared.counts,
        graph: &prepared.graph,
        jurisdictions: &prepared.jurisdictions,
        levels: &project.levels,
        caps: project.beat_caps,
        issues: &prepared.issues,
    }))
}

/// Judges the plan in the folder `dir`, whoever made it, against the rules of the product and of the project.
///
/// # Errors
/// [`Error`] when the folder or one of its files, or an input layer, cannot be read.
pub fn judge_folder(project: &Project, dir: &Path, listen: Listener<'_>) -> Result<Vec<Finding>> {
    let stage = |name: &str| listen(Progress::Stage(name));
    let layers = read(&project.inputs, &project.folder, &mut Vec::new(), &stage)?;
    stage("judging the plan");
    judge(
        dir,
        &Measure {
            layers: &layers,
            levels: &project.levels,
            caps: project.beat_caps,
            workload: project.workload,
            tolerance_m: project.align.tolerance_m,
        },
    )
}

/// What the stages before the solver leave behind.
struct Prepared {
    read: Layers,
    /// The layers with pieces in place of divided buildings, where there are any.
    pieces: Option<Layers>,
    coverage: Coverage,
    /// Of the buildings of [`Self::layers`].
    counts: Vec<Counts>,
    /// Of the buildings and units.
    compounds: Compounds,
    /// Units, weighed.
    graph: Graph,
    reconciled: Reconciled,
    jurisdictions: Vec<Jurisdiction>,
    issues: Vec<Issue>,
}

impl Prepared {
    /// The layers that the coverage was built from.
    fn layers(&self) -> &Layers {
        self.pieces.as_ref().unwrap_or(&self.read)
    }
}

/// Reads the layers of a project and makes units of them.
fn prepare(project: &Project, listen: Listener<'_>) -> Result<Prepared> {
    let mut issues = Vec::new();
    let stage = |name: &str| listen(Progress::Stage(name));
    let read = read(&project.inputs, &project.folder, &mut issues, &stage)?;
    let Ground {
        pieces,
        mut coverage,
        counts,
    } = surveyed(project, &read, &mut issues, &stage)?;
    let layers = pieces.as_ref().unwrap_or(&read);
    let compounds = Compounds::of(layers, &coverage, &counts);
    let mut graph = Graph::of(&coverage, &counts).with_compounds(&compounds.of_unit);
    weigh(&mut graph, &coverage, &project.workload);
    let reconciled = reconcile(&mut coverage, &graph, layers, &project.align, &mut issues);
    let jurisdictions = jurisdictions(&coverage, &graph, layers);
    issues.extend(landless(layers, &jurisdictions));
    issues.extend(dedicated_issues(&coverage, &jurisdictions, layers));
    Ok(Prepared {
        read,
        pieces,
        coverage,
        counts,
        compounds,
        graph,
        reconciled,
        jurisdictions,
        issues,
    })
}

/// The coverage, with what it was built from.
struct Ground {
    /// The layers with pieces in place of divided buildings, where there are any.
    pieces: Option<Layers>,
    coverage: Coverage,
    /// Of the buildings of those layers.
    counts: Vec<Counts>,
}

/// Rounds after which the counts by which buildings were divided must be those that the coverage gives them.
const MOST_ROUNDS: usize = 3;

/// Divides buildings where a level asks for it, builds the coverage and counts.
///
/// Which buildings are divided depends on their counts, the counts of areas without buildings on where the coverage
/// puts those around: a point in each building says so well enough to start with, else another round is run.
fn surveyed(
    project: &Project,
    layers: &Layers,
    issues: &mut Vec<Issue>,
    stage: &dyn Fn(&'static str),
) -> Result<Ground> {
    let counted = |homes: &[Option<CommunityId>], issues: &mut Vec<Issue>| {
        let reach_m = project.inputs.population.as_ref();
        let reach_m = reach_m.map_or(0.0, PopulationInput::reach_m);
        let counts = apportion(layers, homes, reach_m, issues);
        let rules = (&project.levels[..], project.workload);
        let divisions = divide(layers, (&counts, homes), rules, issues);
        (counts, divisions)
    };
    let (_, mut divisions) = counted(&communities_by_point(layers), &mut Vec::new());
    for _ in 0..MOST_ROUNDS {
        let pieces = divided(layers, &divisions);
        let standing = pieces.as_ref().unwrap_or(layers);
        let mut found = Vec::new();
        let coverage = build(standing, &project.align, &mut found, stage)?;
        let homes = of_whole(standing, &community_of(standing, &coverage));
        let (counts, again) = counted(&homes, &mut found);
        if again == divisions {
            issues.append(&mut found);
            let counts = of_pieces(&counts, &divisions);
            return Ok(Ground {
                pieces,
                coverage,
                counts,
            });
        }
        divisions = again;
    }
    Err(Error::Broken {
        stage: "dividing buildings by entrances",
        message: "the households of the buildings to divide depend on how they are divided; state the households of each building in the building layer".to_owned(),
    })
}

fn community_of(layers: &Layers, coverage: &Coverage) -> Vec<Option<CommunityId>> {
    let mut community_of = vec![None; layers.buildings.len()];
    for foot in coverage.footprints.iter().filter(|f| f.part == 0) {
        community_of[foot.building.index()] = Some(coverage.faces[foot.face.index()].community);
    }
    community_of
}

/// Communities and beats that no part can belong to: they would be missing from the basemaps without a word.
fn landless(layers: &Layers, jurisdictions: &[Jurisdiction]) -> Vec<Issue> {
    let mut communities = vec![false; layers.communities.len()];
    let mut beats = vec![false; layers.beats.len()];
    for jurisdiction in jurisdictions {
        communities[jurisdiction.community.index()] = true;
        beats[jurisdiction.beat.index()] = true;
    }
    let bare = |has: Vec<bool>| (0..has.len()).filter(move |&i| !has[i]);
    let communities = bare(communities).map(|i| {
        Issue::new("no_land", Severity::Error, "communities", &layers.communities[i].id)
            .says(
                "no land is left to the community: all of it lies in others or was reconciled; correct its outline",
                "该社区没有剩余土地：全部位于其他社区内或已并入；请改正其边界",
            )
            .done("left out of the plan")
    });
    let drawn = layers.sources.iter().any(|source| source.layer == "beats");
    let beats = bare(beats).filter(|_| drawn).map(|i| {
        Issue::new("no_land", Severity::Warning, "beats", &layers.beats[i].id)
            .says(
                "the beat has no land in the communities; correct its outline if it should",
                "该警格在社区范围内没有土地；如有误请改正其边界",
            )
            .done("left out of the plan")
    });
    communities.chain(beats).collect()
}

fn plan(
    project: &Project,
    prepared: Prepared,
    (listen, stop): (Listener<'_>, &AtomicBool),
) -> Result<(Finished, Summary)> {
    let plan = solved(project, &prepared, (listen, stop));
    listen(Progress::Stage("drawing and auditing the basemaps"));
    let input = BasemapInput {
        layers: prepared.layers(),
        coverage: &prepared.coverage,
        counts: &prepared.counts,
        compounds: &prepared.compounds,
        jurisdictions: &prepared.jurisdictions,
        plan: &plan,
        issues: &prepared.issues,
    };
    let map = basemap(&input, &options(project));
    let report = audited(&map, &prepared.read, project)?;
    let summary = summary(
        &SummaryInput {
            project: &project.name,
            date: project.date.as_deref(),
            rules: &project.levels,
            solve: &project.solve,
            layers: prepared.layers(),
            coverage: &prepared.coverage,
            reconciled: &prepared.reconciled,
            jurisdictions: &prepared.jurisdictions,
            plan: &plan,
        },
        &map,
    );
    let finished = Finished {
        layers: prepared.read,
        reconciled: prepared.reconciled,
        plan,
        map,
        report,
        files: Vec::new(),
    };
    Ok((finished, summary))
}

fn solved(
    project: &Project,
    prepared: &Prepared,
    (listen, stop): (Listener<'_>, &AtomicBool),
) -> Plan {
    listen(Progress::Steps(
        "solving the jurisdictions",
        prepared.jurisdictions.len(),
    ));
    let watch = Watch {
        stop,
        done: &|| listen(Progress::Step),
    };
    let mut plan = solve(
        &prepared.graph,
        &prepared.jurisdictions,
        &project.levels,
        &project.solve,
        &watch,
    );
    let ids: Vec<String> = prepared
        .read
        .communities
        .iter()
        .map(|c| c.id.clone())
        .collect();
    let prefix = project.code_prefix.as_deref().unwrap_or("");
    assign_codes(&mut plan, prefix, &prepared.jurisdictions, &ids);
    plan
}

fn options(project: &Project) -> BasemapOptions {
    BasemapOptions {
        further: further(&project.inputs, &project.workload),
        workload: project.workload,
        staff: project.staff.clone(),
        urban_max: project.beat_caps.urban_max,
        rural_max: project.beat_caps.rural_max,
    }
}

/// The counts that the project gives beside households and persons.
fn further(inputs: &Inputs, weights: &WorkloadWeights) -> Vec<Further> {
    let (buildings, population) = (&inputs.buildings, inputs.population.as_ref());
    let merchants = population.is_some_and(|p| p.merchants.is_some());
    let tasks = population.is_some_and(|p| p.tasks.is_some());
    let is_given = [
        (
            Further::Merchants,
            merchants || buildings.merchants.is_some(),
        ),
        (Further::Tasks, tasks || buildings.tasks.is_some()),
        (Further::AreaHa, weights.area_ha_milli > 0),
        (Further::Workload, *weights != WorkloadWeights::default()),
    ];
    let given = is_given.into_iter().filter(|(_, given)| *given);
    given.map(|(count, _)| count).collect()
}

fn audited(map: &Basemap, layers: &Layers, project: &Project) -> Result<AuditReport> {
    let report = audit(map, layers, &project.levels);
    if report.breaches.is_empty() {
        return Ok(report);
    }
    let breaches: Vec<String> = report.breaches.iter().map(ToString::to_string).collect();
    Err(Error::Broken {
        stage: "audit",
        message: breaches.join("; "),
    })
}
