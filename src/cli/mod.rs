//! Commands, progress and the summary that a person reads.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod interrupt;
mod progress;
mod report;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{Args, Parser, Subcommand, ValueEnum};
use wangge::error::{Error, Result};
use wangge::pipeline::{Finished, Progress, run};
use wangge::plan::{Effort, Exception, SolveOptions, Watch, partition, tally};
use wangge::project::{Instance, Project, load, read_instance, write_assignment};

use interrupt::stop_on_ctrl_c;
use progress::Bars;

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
        run: RunArgs,
    },
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

/// The plan is written, but some violations are neither proved nor excused.
const UNPROVED: u8 = 1;
/// Nothing was written.
const CANNOT_RUN: u8 = 2;

/// Runs the command of this process.
pub fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Plan { project, out, run } => with_threads(&run, || plan(&project, out, &run)),
        Command::Demo {
            preset,
            out,
            seed,
            run,
        } => with_threads(&run, || demo(&preset, &out, seed, &run)),
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

fn plan(path: &Path, out: Option<PathBuf>, args: &RunArgs) -> Result<ExitCode> {
    let project = load(path)?;
    let project = match out {
        Some(dir) => project.into_folder(dir)?,
        None => project,
    };
    planned(&project, args)
}

fn demo(preset: &str, out: &Path, seed: u64, args: &RunArgs) -> Result<ExitCode> {
    let path = wangge::demo::write(preset, seed, out)?;
    if !args.quiet {
        println!("district {preset} written to {}", out.display());
    }
    plan(&path, None, args)
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
