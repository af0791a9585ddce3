//! A second look at the files: what the reader takes without a word, and a data clerk wants to know.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::error::Result;
use crate::geometry::parse_degrees;
use crate::issue::{Issue, Severity};

use super::document::Feature;
use super::extent::Extent;
use super::inputs::Inputs;
use super::scalar::{Number, Scalar};
use super::schema::Layers;
use super::source::{self, Emptiness, Fields, Place, Source};
use super::{building, jurisdiction, population};

/// How far around the communities a feature with exchanged coordinates may lie, in sizes of their box.
const MARGINS: f64 = 1.0;

/// Share of a layer's features that may lie apart from the communities, in percent.
const MOST_ELSEWHERE: usize = 50;

/// What the files say beyond the [`Layers`].
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// Findings about features and layers, sorted.
    pub issues: Vec<Issue>,
    /// Ids (as in the file) of the buildings that state neither floors nor height.
    pub without_floors: BTreeSet<String>,
}

/// Reads the files of `inputs` again; `layers` is what the reader made of them.
///
/// # Errors
/// As [`super::read`].
pub fn survey(inputs: &Inputs, base: &Path, layers: &Layers) -> Result<Survey> {
    let mut survey = Survey::default();
    let area = Extent::of_communities(&layers.communities, layers.lattice);
    let load = |layer, path: &str, named: &[Option<&str>]| {
        let place = Place { layer, base, path };
        let fields = Fields { named, also: &[] };
        source::load(place, fields, Emptiness::Allowed)
    };
    let named = building::fields(&inputs.buildings);
    let buildings = load("buildings", &inputs.buildings.path, &named)?;
    survey.without_floors = without_floors(&buildings);
    survey.places(&buildings, area);
    let named = jurisdiction::community_fields(&inputs.communities);
    let communities = load("communities", &inputs.communities.path, &named)?;
    survey.places(&communities, area);
    survey.texts(&communities, &named[..3]);
    if let Some(input) = &inputs.beats {
        let named = jurisdiction::beat_fields(input);
        let beats = load("beats", &input.path, &named)?;
        survey.places(&beats, area);
        survey.texts(&beats, &named);
    }
    if let Some(input) = &inputs.dedicated {
        let named = jurisdiction::dedicated_fields(input);
        survey.places(&load("dedicated", &input.path, &named)?, area);
    }
    let polygons = |input: &&super::PopulationInput| !population::is_table(input);
    if let Some(input) = inputs.population.as_ref().filter(polygons) {
        let areas = load("population", &input.path, &population::fields(input))?;
        survey.places(&areas, area);
    }
    survey.issues.sort();
    Ok(survey)
}

/// A place in degrees, longitude first.
type At = [f64; 2];

fn without_floors(source: &Source) -> BTreeSet<String> {
    let stated = |value: &Scalar| !matches!(value.number(), Number::Absent | Number::Whole(0));
    let silent =
        |f: &Feature| !stated(&f.fields[building::FLOORS]) && !stated(&f.fields[building::HEIGHT]);
    let features = source.features.iter().enumerate();
    features
        .filter(|(_, f)| silent(f))
        .map(|(i, _)| source.id(i))
        .collect()
}

impl Survey {
    /// Features whose coordinates are exchanged, and a layer that mostly lies elsewhere.
    fn places(&mut self, source: &Source, area: Option<Extent>) {
        let Some(area) = area else { return };
        let mut elsewhere = 0;
        for (i, feature) in source.features.iter().enumerate() {
            let mut points = feature.shapes.coordinates().peekable();
            let near = |[x, y]: At| parse_degrees(x, y).is_some() && area.reaches([x, y], MARGINS);
            if points.peek().is_none() || feature.shapes.coordinates().any(near) {
                continue;
            }
            elsewhere += 1;
            if points.all(|[x, y]| near([y, x])) {
                self.issues.push(exchanged(source, i));
            }
        }
        let all = source.features.len();
        if elsewhere * 100 > all * MOST_ELSEWHERE {
            self.issues.push(mostly_elsewhere(source, elsewhere, all));
        }
    }

    /// Names that the project file asks for and a feature lacks, or that features of one id do not agree on.
    fn texts(&mut self, source: &Source, named: &[Option<&str>]) {
        for (field, name) in named.iter().enumerate().skip(1) {
            let Some(name) = name else { continue };
            let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for (i, feature) in source.features.iter().enumerate() {
                let said = texts.entry(source.id(i)).or_default();
                said.extend(feature.fields[field].text());
            }
            for (id, said) in texts {
                match said.len() {
                    0 => self.issues.push(empty_name(source.layer, &id, name)),
                    1 => {}
                    _ => self
                        .issues
                        .push(conflicting(source.layer, &id, name, &said)),
                }
            }
        }
    }
}

fn exchanged(source: &Source, index: usize) -> Issue {
    let first = source.features[index].shapes.coordinates().next();
    let [x, y] = first.unwrap_or_default();
    let issue = Issue::new(
        "exchanged_coordinates",
        Severity::Error,
        source.layer,
        source.id(index),
    )
    .says(
        format!("[{x}, {y}] fits the district only with longitude and latitude exchanged; write longitude first"),
        format!("[{x}, {y}] 的经纬度疑似颠倒；应先写经度、后写纬度"),
    )
    .done("not placed");
    match parse_degrees(y, x) {
        Some(place) => issue.at(place),
        None => issue,
    }
}

fn mostly_elsewhere(source: &Source, elsewhere: usize, all: usize) -> Issue {
    Issue::new("layer_mostly_elsewhere", Severity::Warning, source.layer, "")
        .says(
            format!("{elsewhere} of {all} features lie far from the communities; is it the layer of this district?"),
            format!("{all} 个要素中有 {elsewhere} 个远离社区图层；请确认是否为本辖区的图层"),
        )
        .done("read as it is")
}

fn empty_name(layer: &'static str, id: &str, field: &str) -> Issue {
    Issue::new("empty_name", Severity::Warning, layer, id)
        .says(
            format!("`{field}` is empty; fill it in"),
            format!("字段 `{field}` 为空；请补填"),
        )
        .done("left empty; a community without a name is called by its id")
}

fn conflicting(layer: &'static str, id: &str, field: &str, said: &BTreeSet<String>) -> Issue {
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    Issue::new("conflicting_features", Severity::Warning, layer, id)
        .says(
            format!(
                "features of the same id say different `{field}`: {}; give each its own id, or one text",
                said.join(", ")
            ),
            format!("编号相同的要素 `{field}` 不一致：{}；请改正编号或文字", said.join("、")),
        )
        .done("taken as one with several parts")
}
