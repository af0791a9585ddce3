//! Commands, progress and the summary that a person reads.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod check;
mod interrupt;
mod progress;
mod report;
mod view;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{Args, Parser, Subcommand, ValueEnum};
use wangge::error::{Error, Result};
use wangge::output::write_issues;
use wangge::pipeline::{Finished, Listener, Progress, check, judge_folder, run};
use wangge::plan::{Effort, Exception, SolveOptions, Watch, partition, tally};
use wangge::project::{Instance, Pages, Project, load, read_instance, write_assignment};

use check::{Entry, as_json, as_text, has_errors};
use interrupt::stop_on_ctrl_c;
use progress::Bars;
use view::{ViewArgs, view};

/// Balanced, connected grids and micro-grids (网格) that coincide with police beats (警格).
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Plan a project: layers in, basemaps out.
    Plan {
        /// The project file (TOML).
        project: PathBuf,
        /// Folder of the outputs; overrides `output.dir`.
        #[arg(long)]
        out: Option<PathBuf>,
        #[command(flatten)]
        pages: PageArgs,
        #[command(flatten)]
        run: RunArgs,
    },
    /// Write a synthetic district with its project file, then plan it.
    Demo {
        /// Which district: jianye, liuhe, binjiang, chongchuan, jiangdu or ruijin.
        #[arg(default_value = "jianye")]
        preset: String,
        /// Folder of the district; its basemaps go to `out` below it.
        #[arg(long, default_value = "demo")]
        out: PathBuf,
        /// Seed of the district and of the plan.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        #[command(flatten)]
        pages: PageArgs,
        #[command(flatten)]
        run: RunArgs,
    },
    /// Find what is wrong with the layers of a project, or with a plan folder; plans nothing.
    Check {
        /// The project file (TOML).
        project: PathBuf,
        /// Judge the plan in this folder instead of the layers.
        #[arg(long, value_name = "DIR")]
        plan: Option<PathBuf>,
        /// Write `issues.geojson` into this folder as well.
        #[arg(long, value_name = "DIR", conflicts_with = "plan")]
        out: Option<PathBuf>,
        /// Print all findings as one JSON object.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        run: RunArgs,
    },
    /// Show the map of a plan folder in the browser: serves the folder to this machine only.
    View(ViewArgs),
    /// Part a bare graph (JSON: nodes with counts, edges with lengths, bounds).
    Partition {
        /// The graph.
        instance: PathBuf,
        /// File of the assignment: the part of each node.
        #[arg(long)]
        out: PathBuf,
        /// How long to search.
        #[arg(long, value_enum, default_value_t)]
        effort: Length,
        /// Seed of the search.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Weight of the distance from the target; 0 is shortest lines only.
        #[arg(long, default_value_t = 0)]
        balance: u32,
        /// Keep the number of cut edges small, not their length.
        #[arg(long)]
        unweighted: bool,
        #[command(flatten)]
        run: RunArgs,
    },
}

/// Effort of the solver.
#[derive(Clone, Copy, Default, ValueEnum)]
enum Length {
    /// A first look.
    Quick,
    /// For daily work.
    #[default]
    Standard,
    /// For the plan that will be published.
    Thorough,
}

impl From<Length> for Effort {
    fn from(length: Length) -> Self {
        match length {
            Length::Quick => Self::Quick,
            Length::Standard => Self::Standard,
            Length::Thorough => Self::Thorough,
        }
    }
}

#[derive(Args)]
struct RunArgs {
    /// Number of threads, 1 to 1024; all cores when absent. The result is the same for any number.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Print nothing but errors.
    #[arg(long)]
    quiet: bool,
}

#[derive(Args)]
struct PageArgs {
    /// Make no map.html and no overview pictures.
    #[arg(long)]
    no_map: bool,
}

impl From<PageArgs> for Pages {
    fn from(args: PageArgs) -> Self {
        if args.no_map {
            Self::LeftOut
        } else {
            Self::Made
        }
    }
}

/// How the findings of a check are printed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Json,
    Silence,
}

/// The plan is written, but some violations are neither proved nor excused.
const UNPROVED: u8 = 1;
/// A check found errors.
const FAULTY: u8 = 1;
/// Nothing was written.
const CANNOT_RUN: u8 = 2;

/// Runs the command of this process.
pub fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Plan {
            project,
            out,
            pages,
            run,
        } => with_threads(&run, || plan(&project, out, pages.into(), &run)),
        Command::Check {
            project,
            plan,
            out,
            json,
            run,
        } => {
            let form = match (json, run.quiet) {
                (true, _) => Form::Json,
                (false, true) => Form::Silence,
                (false, false) => Form::Text,
            };
            with_threads(&run, || {
                checked(&project, plan.as_deref(), out.as_deref(), form)
            })
        }
        Command::Demo {
            preset,
            out,
            seed,
            pages,
            run,
        } => with_threads(&run, || demo(&preset, (&out, seed), pages.into(), &run)),
        Command::View(args) => view(&args),
        Command::Partition {
            instance,
            out,
            effort,
            seed,
            balance,
            unweighted,
            run,
        } => {
            let effort = effort.into();
            let options = SolveOptions {
                seed,
                balance,
                effort,
            };
            with_threads(&run, || {
                let instance = read_instance(&instance)?;
                let instance = if unweighted {
                    instance.unweighted()
                } else {
                    instance
                };
                partitioned(&instance, &out, &options, &run)
            })
        }
    };
    result.unwrap_or_else(|error| {
        eprintln!("wangge: {error}");
        ExitCode::from(CANNOT_RUN)
    })
}

fn with_threads(run: &RunArgs, job: impl FnOnce() -> Result<ExitCode> + Send) -> Result<ExitCode> {
    let threads = run.threads.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|e| Error::Io {
        path: PathBuf::from("threads"),
        source: std::io::Error::other(e),
        remedy: "ask for fewer threads",
    })?;
    pool.install(job)
}

fn plan(path: &Path, out: Option<PathBuf>, pages: Pages, args: &RunArgs) -> Result<ExitCode> {
    let project = load(path)?.with_pages(pages);
    let project = match out {
        Some(dir) => project.into_folder(dir)?,
        None => project,
    };
    planned(&project, args)
}

fn checked(path: &Path, plan: Option<&Path>, out: Option<&Path>, form: Form) -> Result<ExitCode> {
    let project = load(path)?;
    let project = match out {
        Some(dir) => project.into_folder(dir.to_owned())?,
        None => project,
    };
    let bars = Bars::new(form == Form::Silence);
    let listen = |progress: Progress<'_>| bars.hear(progress);
    let entries = match plan {
        Some(dir) => judge_folder(&project, dir, &listen)
            .map(|findings| findings.iter().map(Entry::from).collect()),
        None => issues(&project, out, &listen),
    };
    bars.finish();
    let entries: Vec<Entry> = entries?;
    let text = match form {
        Form::Silence => String::new(),
        Form::Json => as_json(&entries),
        Form::Text => as_text(&project.name, &entries),
    };
    // A reader that has seen enough closes the pipe; the exit status still tells.
    let _ = std::io::stdout().write_all(text.as_bytes());
    Ok(if has_errors(&entries) {
        ExitCode::from(FAULTY)
    } else {
        ExitCode::SUCCESS
    })
}

/// The issues of a project, written to `out` when it is given.
fn issues(project: &Project, out: Option<&Path>, listen: Listener<'_>) -> Result<Vec<Entry>> {
    let issues = check(project, listen)?;
    if let Some(dir) = out {
        write_issues(dir, &issues)?;
    }
    Ok(issues.iter().map(Entry::from).collect())
}

fn demo(preset: &str, (out, seed): (&Path, u64), pages: Pages, args: &RunArgs) -> Result<ExitCode> {
    let path = wangge::demo::write(preset, seed, out)?;
    if !args.quiet {
        println!("district {preset} written to {}", out.display());
    }
    plan(&path, None, pages, args)
}

fn partitioned(
    instance: &Instance,
    out: &Path,
    options: &SolveOptions,
    args: &RunArgs,
) -> Result<ExitCode> {
    let (labels, stopped) = searched(instance, options, args.quiet);
    write_assignment(out, &labels)?;
    let told = tally(&instance.network, &instance.bounds, &labels);
    let open = told.parts - told.inside - told.proved;
    if !args.quiet {
        println!(
            "{}: {} nodes in {} parts, {} within their bounds, {} proved to be outside, {open} not found; \
             cut {:.2}; written to {}{}",
            instance.name,
            labels.len(),
            told.parts,
            told.inside,
            told.proved,
            instance.cut_length(&labels),
            out.display(),
            if stopped {
                "; stopped by Ctrl-C, a longer search may do better"
            } else {
                ""
            },
        );
    }
    Ok(ExitCode::from(if open > 0 { UNPROVED } else { 0 }))
}

/// The part of each node, and whether Ctrl-C ended the search.
fn searched(instance: &Instance, options: &SolveOptions, quiet: bool) -> (Vec<u32>, bool) {
    let (bars, stop) = (Arc::new(Bars::new(quiet)), Arc::new(AtomicBool::new(false)));
    stop_on_ctrl_c(&stop, &bars);
    let pieces = instance.network.components().len();
    bars.hear(Progress::Steps("parting the connected pieces", pieces));
    let watch = Watch {
        stop: &stop,
        done: &|| bars.hear(Progress::Step),
    };
    let labels = partition(&instance.network, &instance.bounds, options, &watch);
    let stopped = stop.load(Ordering::Relaxed);
    bars.finish();
    (labels, stopped)
}

fn planned(project: &Project, args: &RunArgs) -> Result<ExitCode> {
    let dir = project.output_dir.as_path();
    let (bars, stop) = (
        Arc::new(Bars::new(args.quiet)),
        Arc::new(AtomicBool::new(false)),
    );
    let listen = |progress: Progress<'_>| {
        if matches!(progress, Progress::Steps(..)) {
            stop_on_ctrl_c(&stop, &bars);
        }
        bars.hear(progress);
    };
    let finished = run(project, dir, &listen, &stop);
    bars.finish();
    let finished = finished?;
    if !args.quiet {
        print!("{}", report::report(project, &finished, dir));
    }
    Ok(if has_unproved(&finished) {
        ExitCode::from(UNPROVED)
    } else {
        ExitCode::SUCCESS
    })
}

fn has_unproved(finished: &Finished) -> bool {
    let mut parts = finished.plan.levels.iter().flat_map(|l| &l.parts);
    parts.any(|p| p.exceptions.contains(&Exception::NotFound))
}
