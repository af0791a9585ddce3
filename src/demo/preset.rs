//! What a preset fixes: published totals, the shape of the land, the bounds of the plan.
//!
//! Presets are `data/presets/*.toml`; each names the published figures it is calibrated to.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::estate::LandUse;
use super::rules::{BeatCaps, LevelBounds, Staff, Workload};
use super::shape::Xy;
use crate::error::{Error, Result};

/// Presets by name.
const PRESETS: [(&str, &str); 6] = [
    ("jianye", include_str!("../../data/presets/jianye.toml")),
    ("liuhe", include_str!("../../data/presets/liuhe.toml")),
    ("binjiang", include_str!("../../data/presets/binjiang.toml")),
    (
        "chongchuan",
        include_str!("../../data/presets/chongchuan.toml"),
    ),
    ("jiangdu", include_str!("../../data/presets/jiangdu.toml")),
    ("ruijin", include_str!("../../data/presets/ruijin.toml")),
];

/// A preset. Places are shares of the width and the height unless they end in `_m`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Name of the project.
    pub name: String,
    /// Prefix of all codes: the six digits of the district.
    pub code_prefix: String,
    /// Longitude and latitude of the lower left corner, WGS 84.
    pub origin: [f64; 2],
    /// Width of the drawing.
    pub width_m: f64,
    /// Height of the drawing.
    pub height_m: f64,
    /// Subdistricts; with more than one town each town has its own.
    pub subdistricts: usize,
    /// Communities in town.
    pub communities: usize,
    /// Villages in the country.
    pub villages: usize,
    /// Households in all.
    pub households: u32,
    /// Persons in all.
    pub persons: u32,
    /// Which layer carries the households.
    pub households_from: Source,
    /// Usual size of a block in town.
    pub block_ha: f64,
    /// Usual size of a piece of country between lanes.
    pub rural_ha: f64,
    /// Households a square kilometre of country.
    pub rural_homes_per_km2: f64,
    /// Stations (驻点), each answering for whole communities of the one subdistrict; without them the beats of a
    /// subdistrict are shared among police stations.
    pub stations: Option<usize>,
    /// How much more or less of a use a town has than usual, in parts of 100; what is not named is as usual.
    #[serde(default)]
    pub mix: BTreeMap<LandUse, u32>,
    /// Dedicated areas, where there are any.
    pub dedicated: Option<DedicatedShape>,
    /// Most persons a beat should have.
    pub beat_persons: BeatCaps,
    /// Weights of the workload, where there is one.
    pub workload: Option<Workload>,
    /// People a grid, where they are counted.
    pub staff: Option<Staff>,
    /// What the name of a subdistrict ends in.
    pub subdistrict_suffix: String,
    /// How streets bend.
    pub warp: WarpShape,
    /// The river.
    pub river: RiverShape,
    /// The railway, where there is one.
    pub rail: Option<Stroke>,
    /// Streets that cross the whole district.
    #[serde(rename = "arterial")]
    pub arterials: Vec<Stroke>,
    /// Towns, the largest first.
    #[serde(rename = "town")]
    pub towns: Vec<Town>,
    /// Levels of the plan, from the top.
    #[serde(rename = "level")]
    pub levels: Vec<LevelBounds>,
}

impl Preset {
    /// Groups of communities that everything else lies within: stations, else subdistricts.
    pub fn groups(&self) -> usize {
        self.stations.unwrap_or(self.subdistricts)
    }

    /// Whether tasks count.
    pub fn counts_tasks(&self) -> bool {
        self.workload.is_some_and(|w| w.tasks.is_some())
    }
}

/// Which layer carries the households.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// Each building says how many.
    Buildings,
    /// Population polygons say how many; the engine shares them out.
    Population,
}

/// The dedicated areas: land with a use of its own, each of one or a few blocks.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DedicatedShape {
    /// How many.
    pub count: usize,
}

/// Two shears and a swirl. All keep areas, so density stays as drawn.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WarpShape {
    /// Heights of the waves, east and north.
    pub wave_m: [f64; 2],
    /// Their lengths.
    pub wave_length_m: [f64; 2],
    /// Centre of the swirl.
    pub swirl_at: Xy,
    /// Where it ends.
    pub swirl_radius_m: f64,
    /// Tangent of half its angle at the centre.
    pub swirl_half_tangent: f64,
}

/// The river before it is bent.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiverShape {
    /// Where it comes in.
    pub from: Xy,
    /// Where it goes out.
    pub to: Xy,
    /// Half its width.
    pub half_m: f64,
}

/// A straight line before it is bent.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stroke {
    /// Where it starts.
    pub from: Xy,
    /// Where it ends.
    pub to: Xy,
}

/// A town.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Town {
    /// Its centre.
    pub at: Xy,
    /// Where its blocks end.
    pub radius_m: f64,
}

/// The preset of this name.
///
/// # Errors
/// When there is none; the message names those that there are.
pub fn find(name: &str) -> Result<Preset> {
    let Some((_, text)) = PRESETS.iter().find(|(n, _)| *n == name) else {
        let known = PRESETS.map(|(n, _)| n).join(", ");
        return Err(Error::Usage {
            message: format!("unknown preset `{name}`"),
            remedy: format!("known presets: {known}"),
        });
    };
    toml::from_str(text).map_err(|e| Error::Project {
        path: PathBuf::from(format!("data/presets/{name}.toml")),
        message: e.to_string(),
        remedy: "correct the preset".to_owned(),
    })
}
