//! Balanced, connected grids (网格) and micro-grids (微网格) that coincide with police beats (警格).
//!
//! The one idea: all lines are noded once into a planar [`coverage`] on an integer lattice; every later step only
//! labels its faces. A boundary is an edge whose two sides carry different labels, so lines coincide because
//! they are the same edge, and gaps or overlaps cannot be expressed.
//!
//! [`pipeline::run`] is the main job:
//!
//! | stage | from | to |
//! |---|---|---|
//! | [`layer::read`] | files | [`layer::Layers`], issues |
//! | [`plan::divide`], [`unit::divided`] | layers, counts, rules | layers with pieces in place of buildings above a bound |
//! | [`coverage::build`] | layers | [`coverage::Coverage`]: faces with community, beat and building |
//! | [`unit::apportion`] | layers, coverage | [`unit::Counts`] of every building |
//! | [`unit::Graph::of`], [`unit::jurisdictions`] | coverage, counts | units, their borders, their jurisdictions |
//! | [`plan::solve`] | graph, rules | [`plan::Plan`]: a part of every level for every unit, with proofs |
//! | [`output::basemap`] | all of these | [`output::Basemap`]: every polygon and row as it will be written |
//! | [`audit::audit`] | basemap, layers | breaches of the rules; any stops the run |
//! | [`output::write`] | basemap | files, whole or not at all |
//!
//! [`pipeline::check`] stops before the plan and has the [`doctor`] examine the layers; [`pipeline::judge_folder`] has the
//! [`judge`] compare any plan folder with the rules. [`serve`] shows a plan folder to the browsers of this machine.
//!
//! # Words
//!
//! A *face* is a piece of the coverage, a *unit* the smallest piece of land that a plan moves (a building with its
//! parcel, or land without one), a *jurisdiction* a connected piece of (community ∩ beat), a *part* a grid,
//! micro-grid or piece of any other level. An [`error::Error`] stops a run; an [`issue::Issue`] is a defect of the
//! inputs that travels with the result.
//!
//! # Example
//!
//! ```no_run
//! let project = wangge::project::load("demo/project.toml".as_ref())?;
//! let stop = std::sync::atomic::AtomicBool::new(false);
//! let finished = wangge::pipeline::run(&project, "demo/out".as_ref(), &|_| {}, &stop)?;
//! println!("{} grids", finished.plan.levels[0].parts.len());
//! # Ok::<(), wangge::error::Error>(())
//! ```

pub mod error;
pub mod id;
pub mod issue;
pub mod rng;

pub mod geometry;
pub mod serve;

pub mod layer;

pub mod coverage;

pub mod unit;

pub mod plan;

pub mod audit;
pub mod demo;
pub mod doctor;
pub mod judge;
pub mod output;
pub mod page;

pub mod project;

pub mod pipeline;
