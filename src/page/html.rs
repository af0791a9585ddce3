//! `map.html`: one file with its styles, scripts and data, which asks no network for anything.

use std::io;

use rayon::prelude::*;
use serde_json::{Map, Value, json};

use crate::error::{Error, Result};
use crate::layer::{GeojsonWriter, Geometry, Kind, Layers};
use crate::output::{Rendered, file_of_level};
use crate::plan::LevelRule;

use super::PageInput;
use super::pack::packed;

/// Name of the page.
const MAP_NAME: &str = "map.html";

const TEMPLATE: &str = include_str!("map.html");

/// The scripts, one module together.
const APP: [&str; 9] = [
    include_str!("app/words.js"),
    include_str!("app/data.js"),
    include_str!("app/shapes.js"),
    include_str!("app/colours.js"),
    include_str!("app/map.js"),
    include_str!("app/card.js"),
    include_str!("app/tables.js"),
    include_str!("app/panel.js"),
    include_str!("app/main.js"),
];

const STYLES: [&str; 2] = [
    include_str!("vendor/maplibre-gl.css"),
    include_str!("app/app.css"),
];

const LIBRARY: &str = include_str!("vendor/maplibre-gl.mjs");
const WORKER: &str = include_str!("vendor/maplibre-gl-worker.mjs");
const LICENSE: &str = include_str!("vendor/LICENSE-maplibre-gl.txt");

/// The page.
///
/// # Errors
/// [`Error::Io`] when it cannot be made.
pub fn page(input: &PageInput<'_>) -> Result<Rendered> {
    let blocks = blocks(input).map_err(|source| Error::Io {
        path: MAP_NAME.into(),
        source,
        remedy: "the page could not be made; free some memory, or run again with --no-map",
    })?;
    let slots = [
        ("<!--title-->", escaped(input.project)),
        ("<!--license-->", LICENSE.replace("--", "- -")),
        ("/*style*/", STYLES.join("\n")),
        ("<!--data-->", blocks),
        ("/*script*/", APP.join("\n")),
    ];
    let mut rest = TEMPLATE;
    let mut text = String::new();
    for (slot, content) in &slots {
        let (before, after) = rest.split_once(slot).expect("the template has every slot");
        text.push_str(before);
        text.push_str(content);
        rest = after;
    }
    text.push_str(rest);
    Ok(Rendered {
        name: MAP_NAME.to_owned(),
        bytes: text.into_bytes(),
    })
}

/// The data as script elements that the browser does not run.
fn blocks(input: &PageInput<'_>) -> io::Result<String> {
    let barriers = barriers(input.layers)?;
    let kinds = kinds(input.layers).to_string();
    let mut blocks: Vec<(String, &[u8])> = vec![
        ("library".to_owned(), LIBRARY.as_bytes()),
        ("worker".to_owned(), WORKER.as_bytes()),
        ("barriers".to_owned(), &barriers),
        ("kinds".to_owned(), kinds.as_bytes()),
    ];
    blocks.extend(input.files.iter().filter_map(|file| {
        let name = block_name(&file.name, input.rules)?;
        Some((name, &file.bytes[..]))
    }));
    let elements = blocks.into_par_iter().map(|(name, bytes)| {
        let text = packed(bytes)?;
        Ok(format!(
            "<script type=\"text/plain\" id=\"data-{name}\">{text}</script>\n"
        ))
    });
    elements.collect()
}

/// The name of a file's block in the page; `None` for files that it does not show.
fn block_name(file: &str, rules: &[LevelRule]) -> Option<String> {
    let level = rules
        .iter()
        .position(|rule| file_of_level(&rule.name) == file);
    if let Some(level) = level {
        return Some(format!("level-{level}"));
    }
    let shown = [
        "beats.geojson",
        "buildings.geojson",
        "communities.geojson",
        "crosswalk.csv",
        "issues.geojson",
        "plan.json",
    ];
    let stem = file.split_once('.').map_or(file, |(stem, _)| stem);
    shown.contains(&file).then(|| stem.to_owned())
}

/// The barriers as GeoJSON lines with their `class`.
fn barriers(layers: &Layers) -> io::Result<Vec<u8>> {
    let mut writer = GeojsonWriter::new(Vec::new())?;
    for barrier in &layers.barriers {
        let mut properties = Map::new();
        properties.insert("class".to_owned(), Value::from(barrier.class.name()));
        let line = barrier.line.iter();
        let line = line.map(|&point| layers.lattice.absolute(point)).collect();
        writer.feature(&properties, &Geometry::LineString(line))?;
    }
    writer.finish()
}

/// The rural communities, whose bounds may be others.
fn kinds(layers: &Layers) -> Value {
    let communities = layers.communities.iter();
    let rural = communities.filter(|community| community.kind == Kind::Rural);
    let ids: Vec<&str> = rural.map(|community| community.id.as_str()).collect();
    json!({ "rural": ids })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
