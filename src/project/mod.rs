//! The project file (TOML): names inputs, rules and outputs.
//!
//! Every key is known or an error: an unknown key names the nearest known one, a key that this version cannot obey
//! is "not supported yet". All wrong keys are told at once.

mod folder;
mod given;
mod instance;
mod keys;
mod level;
mod staff;

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::de::DeTable;

use crate::coverage::AlignOptions;
use crate::error::{Error, Result};
use crate::layer::{BeatCaps, DedicatedInput, Inputs, PopulationInput};
use crate::output::StaffRule;
use crate::plan::{LevelRule, SolveOptions};
use crate::unit::WorkloadWeights;

pub use instance::{Instance, read_instance, write_assignment};

/// Widest tolerance of the alignment, in metres: beyond it slivers are streets and blocks.
const MOST_TOLERANCE_M: f64 = 200.0;

/// Farthest reach of a population point, in metres: beyond it lie other estates.
const MOST_REACH_M: f64 = 1000.0;

/// A project: what to read, the rules, where to write.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// Name of the project.
    pub name: String,
    /// First characters of every code, for instance the district's number.
    pub code_prefix: Option<String>,
    /// Folder of the project file: paths of inputs are relative to it.
    pub folder: PathBuf,
    /// The layers.
    pub inputs: Inputs,
    /// Alignment of communities, beats and buildings.
    pub align: AlignOptions,
    /// The levels, at least one, coarsest first; each lies inside the one above.
    pub levels: Vec<LevelRule>,
    /// Most persons a beat.
    pub beat_caps: BeatCaps,
    /// Weights of the workload index.
    pub workload: WorkloadWeights,
    /// Staff of the parts of some levels; default none.
    pub staff: Vec<StaffRule>,
    /// Options of the solver.
    pub solve: SolveOptions,
    /// Folder of the outputs: that of the project file already joined. Default `out`.
    pub output_dir: PathBuf,
    /// Date of the data, as the project file states it.
    pub date: Option<String>,
    /// Whether the pages are made.
    pub pages: Pages,
}

/// Whether pages are made beside the files of a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pages {
    /// The map and the overviews.
    #[default]
    Made,
    /// None.
    LeftOut,
}

impl Project {
    /// The same project, planned with or without pages.
    #[must_use]
    pub fn with_pages(mut self, pages: Pages) -> Self {
        self.pages = pages;
        self
    }

    /// The same project, written to `dir` (relative to the working folder) instead of `output.dir`.
    ///
    /// # Errors
    /// [`Error::Project`] when `dir` holds the project or one of its inputs.
    pub fn into_folder(mut self, dir: PathBuf) -> Result<Self> {
        if let Some(message) = folder::check("--out", &self.folder, &dir, &self.inputs) {
            return Err(Error::Project {
                path: dir,
                message,
                remedy: "nothing was written".to_owned(),
            });
        }
        self.output_dir = dir;
        Ok(self)
    }
}

/// Reads and checks the project file at `path`.
///
/// # Errors
/// [`Error::Io`] when it cannot be read; [`Error::Project`] with every wrong key (and its line), or the value of the
/// wrong type, or the rules that cannot hold.
pub fn load(path: &Path) -> Result<Project> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::Io {
        path: path.to_owned(),
        remedy: if path.is_dir() {
            "name the project file in this folder, for instance its project.toml"
        } else {
            "name a project file (TOML in UTF-8) that exists"
        },
        source,
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let root = DeTable::parse(text).map_err(|e| Error::Project {
        path: path.to_owned(),
        message: at_line(text, e.span(), e.message()),
        remedy: "correct the line; the file is TOML".to_owned(),
    })?;
    let wrong = keys::wrong_keys(text, root.get_ref());
    if !wrong.is_empty() {
        return Err(Error::Project {
            path: path.to_owned(),
            message: wrong.join("; "),
            remedy: "correct or remove these keys".to_owned(),
        });
    }
    let file: File = toml::from_str(text).map_err(|e| Error::Project {
        path: path.to_owned(),
        message: typed(text, root.get_ref(), &e),
        remedy: "correct this value".to_owned(),
    })?;
    file.into_project(path).map_err(|wrong| Error::Project {
        path: path.to_owned(),
        message: wrong.join("; "),
        remedy: "correct these values".to_owned(),
    })
}

fn at_line(text: &str, span: Option<Range<usize>>, message: &str) -> String {
    let message = message.replace('\n', ", ");
    match span {
        Some(span) => format!("line {}: {message}", keys::line(text, span.start)),
        None => message,
    }
}

/// A value of the wrong type or a missing key, with the key it belongs to.
fn typed(text: &str, root: &DeTable, error: &toml::de::Error) -> String {
    let span = error.span().filter(|span| *span != (0..0));
    let key = span.as_ref().and_then(|span| keys::key_at(root, span));
    let message = match key {
        Some(key) => format!("`{key}`: {}", error.message()),
        None => error.message().to_owned(),
    };
    at_line(text, span, &message)
}

/// The file as it stands.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    project: Head,
    inputs: Inputs,
    #[serde(default)]
    align: AlignOptions,
    #[serde(default)]
    level: Vec<level::LevelText>,
    #[serde(default)]
    beats: BeatRules,
    #[serde(default)]
    workload: WorkloadText,
    staff: Option<staff::StaffText>,
    #[serde(default)]
    solve: SolveOptions,
    #[serde(default)]
    output: Output,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    name: String,
    code_prefix: Option<String>,
    date: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct BeatRules {
    persons: BeatCaps,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WorkloadText {
    households: f64,
    persons: f64,
    merchants: f64,
    tasks: f64,
    buildings: f64,
    area_ha: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Output {
    dir: PathBuf,
}

impl Default for Output {
    fn default() -> Self {
        Self {
            dir: PathBuf::from("out"),
        }
    }
}

impl File {
    fn into_project(self, path: &Path) -> std::result::Result<Project, Vec<String>> {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let mut wrong = Vec::new();
        let levels = level::rules(self.level).unwrap_or_else(|list| {
            wrong.extend(list);
            Vec::new()
        });
        let workload = weights(&self.workload, &mut wrong);
        given::check(&levels, &workload, &self.inputs, &mut wrong);
        let staff = staff::rules(self.staff, &levels, &mut wrong);
        if self.project.name.trim().is_empty() {
            wrong.push("project.name is empty".to_owned());
        }
        check_align(self.align, &mut wrong);
        check_caps(self.beats.persons, &mut wrong);
        check_inputs(&self.inputs, &mut wrong);
        let output_dir = folder.join(self.output.dir);
        wrong.extend(folder::check(
            "output.dir",
            &folder,
            &output_dir,
            &self.inputs,
        ));
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(Project {
            name: self.project.name,
            code_prefix: self.project.code_prefix,
            output_dir,
            folder,
            inputs: self.inputs,
            align: self.align,
            levels,
            beat_caps: self.beats.persons,
            workload,
            staff,
            solve: self.solve,
            date: self.project.date,
            pages: Pages::default(),
        })
    }
}

fn weights(text: &WorkloadText, wrong: &mut Vec<String>) -> WorkloadWeights {
    let mut milli = |key: &str, weight: f64| {
        WorkloadWeights::milli(weight).unwrap_or_else(|| {
            wrong.push(format!(
                "workload.{key} is {weight}; a weight lies between 0 and {}",
                WorkloadWeights::MOST
            ));
            0
        })
    };
    WorkloadWeights {
        households_milli: milli("households", text.households),
        persons_milli: milli("persons", text.persons),
        merchants_milli: milli("merchants", text.merchants),
        tasks_milli: milli("tasks", text.tasks),
        buildings_milli: milli("buildings", text.buildings),
        area_ha_milli: milli("area_ha", text.area_ha),
    }
}

fn check_align(align: AlignOptions, wrong: &mut Vec<String>) {
    let tolerance_m = align.tolerance_m;
    if !(0.0..=MOST_TOLERANCE_M).contains(&tolerance_m) {
        wrong.push(format!(
            "align.tolerance_m is {tolerance_m}; it must be a number from 0 to {MOST_TOLERANCE_M}"
        ));
    }
}

fn check_caps(caps: BeatCaps, wrong: &mut Vec<String>) {
    for (key, cap) in [("urban_max", caps.urban_max), ("rural_max", caps.rural_max)] {
        if let Some(cap) = cap.filter(|&cap| cap < 1) {
            wrong.push(format!("beats.persons.{key} is {cap}; it must be positive"));
        }
    }
}

fn check_inputs(inputs: &Inputs, wrong: &mut Vec<String>) {
    let buildings = &inputs.buildings;
    if buildings.residential_uses.is_some() && buildings.use_field.is_none() {
        wrong
            .push("inputs.buildings.residential_uses needs `use`, the field of the use".to_owned());
    }
    if !buildings.dedicated_uses.is_empty() && buildings.use_field.is_none() {
        wrong.push("inputs.buildings.dedicated_uses needs `use`, the field of the use".to_owned());
    }
    if let Some(dedicated) = &inputs.dedicated {
        check_dedicated(dedicated, wrong);
    }
    if let Some(population) = &inputs.population {
        check_population(population, wrong);
    }
}

fn check_dedicated(dedicated: &DedicatedInput, wrong: &mut Vec<String>) {
    match (&dedicated.use_field, &dedicated.uses) {
        (None, Some(_)) => {
            wrong.push("inputs.dedicated.uses needs `use`, the field of the use".to_owned());
        }
        (_, Some(uses)) if uses.is_empty() => wrong
            .push("inputs.dedicated.uses is empty; list the uses that are dedicated".to_owned()),
        _ => {}
    }
}

fn check_population(population: &PopulationInput, wrong: &mut Vec<String>) {
    let table = population.path.to_lowercase().ends_with(".csv");
    let people = [&population.households, &population.persons];
    let things = [&population.merchants, &population.tasks];
    if !table && people.into_iter().chain(things).all(Option::is_none) {
        wrong.push(
            "inputs.population names none of `households`, `persons`, `merchants`, `tasks`"
                .to_owned(),
        );
    }
    let Some(reach_m) = population.reach_m else {
        return;
    };
    if table {
        wrong.push("inputs.population.reach_m is for points; a table has none".to_owned());
    } else if !(0.0..=MOST_REACH_M).contains(&reach_m) {
        wrong.push(format!(
            "inputs.population.reach_m is {reach_m}; it must be a number from 0 to {MOST_REACH_M}"
        ));
    }
}
