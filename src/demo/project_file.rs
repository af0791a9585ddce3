//! The project file of a district.

use std::fmt::Write as _;

use super::preset::{Preset, Source};
use super::rules;

/// Its text.
pub fn text(preset: &Preset, seed: u64) -> String {
    let mut text = format!(
        "# A synthetic district: every line, name and building is invented.\n\n\
         [project]\nname = \"{}\"\ncode_prefix = \"{}\"\n\n",
        preset.name, preset.code_prefix
    );
    text += &inputs(preset);
    text += &barriers(preset);
    text += "[align]\nauthority = \"beat\"\ntolerance_m = 15\n\n";
    text += &rules::tables(
        &preset.levels,
        preset.beat_persons,
        preset.workload.as_ref(),
        preset.staff.as_ref(),
    );
    let _ = write!(
        text,
        "\n[solve]\nseed = {seed}\n\n[output]\ndir = \"out\"\n"
    );
    text
}

fn inputs(preset: &Preset) -> String {
    let counts = match preset.households_from {
        Source::Buildings => ("households = \"households\"\n", ""),
        Source::Population => ("", "households = \"households\"\n"),
    };
    let tasks = if preset.counts_tasks() {
        "tasks = \"tasks\"\n"
    } else {
        ""
    };
    let mut text = format!(
        "[inputs.buildings]\npath = \"buildings.geojson\"\nid = \"id\"\n{}floors = \"floors\"\n\
         use = \"use\"\nresidential_uses = [\"residential\"]\nmerchants = \"merchants\"\n{tasks}\n\
         [inputs.population]\npath = \"population.geojson\"\n{}persons = \"persons\"\n\n\
         [inputs.communities]\npath = \"communities.geojson\"\nid = \"code\"\nname = \"name\"\n\
         subdistrict = \"subdistrict\"\nkind = \"kind\"\n\n\
         [inputs.beats]\npath = \"beats.geojson\"\nid = \"beat\"\nstation = \"station\"\n\n",
        counts.0, counts.1
    );
    if preset.dedicated.is_some() {
        text += "[inputs.dedicated]\npath = \"dedicated.geojson\"\nid = \"id\"\nname = \"name\"\nuse = \"use\"\n\n";
    }
    text
}

fn barriers(preset: &Preset) -> String {
    let mut text = "[[inputs.barriers]]\npath = \"streets.geojson\"\n\
                    class = { field = \"class\", major = [\"primary\", \"secondary\"], minor = \"*\" }\n\
                    [[inputs.barriers]]\npath = \"water.geojson\"\nclass = \"river\"\n"
        .to_owned();
    if preset.rail.is_some() {
        text += "[[inputs.barriers]]\npath = \"rail.geojson\"\nclass = \"rail\"\n";
    }
    text + "\n"
}
