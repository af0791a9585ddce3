//! Communities, beats, dedicated areas and compounds: features with the same id are one, whatever the number of their
//! parts.

use crate::error::Result;
use crate::geometry::{Lattice, Polygon};
use crate::issue::{Issue, Severity};

use super::document::Feature;
use super::inputs::{
    BeatsInput, CommunitiesInput, CompoundsInput, DedicatedInput, KindInput, kind_in,
};
use super::place;
use super::scalar::Scalar;
use super::schema::{Beat, Community, Compound, DedicatedArea, Kind};
use super::source::Source;

/// The fields of the community layer: id, name, subdistrict, kind.
pub fn community_fields(input: &CommunitiesInput) -> [Option<&str>; 4] {
    let kind = match &input.kind {
        Some(KindInput::Field(field)) => Some(field.as_str()),
        Some(KindInput::Constant(_)) | None => None,
    };
    [
        input.id.as_deref(),
        input.name.as_deref(),
        input.subdistrict.as_deref(),
        kind,
    ]
}

/// The fields of the beat layer: id, station.
pub fn beat_fields(input: &BeatsInput) -> [Option<&str>; 2] {
    [input.id.as_deref(), input.station.as_deref()]
}

/// The fields of the dedicated layer: id, name, use.
pub fn dedicated_fields(input: &DedicatedInput) -> [Option<&str>; 3] {
    [
        input.id.as_deref(),
        input.name.as_deref(),
        input.use_field.as_deref(),
    ]
}

/// Position of the use in the fields of the dedicated layer.
const USE: usize = 2;

/// The fields of the compound layer: id, name.
pub fn compound_fields(input: &CompoundsInput) -> [Option<&str>; 2] {
    [input.id.as_deref(), input.name.as_deref()]
}

/// The communities of `source`, sorted by id, ids unique.
///
/// # Errors
/// When no feature can be used.
pub fn communities(
    input: &CommunitiesInput,
    source: &Source,
    lattice: Lattice,
    issues: &mut Vec<Issue>,
) -> Result<Vec<Community>> {
    let tracts = tracts(source, lattice, input.id.as_deref(), issues)?;
    let mut kinds = Vec::new();
    let communities = tracts.into_iter().map(|tract| {
        let kind = match &input.kind {
            None => Kind::default(),
            Some(KindInput::Constant(kind)) => *kind,
            Some(KindInput::Field(field)) => kind_of(&tract, field, &mut kinds),
        };
        let [name, subdistrict, ..] = tract.texts;
        Community {
            name: name_or_id(name, &tract.id),
            id: tract.id,
            subdistrict,
            kind,
            polygons: tract.polygons,
        }
    });
    let communities = communities.collect();
    issues.append(&mut kinds);
    Ok(communities)
}

/// The beats of `source`, sorted by id, ids unique.
///
/// # Errors
/// When no feature can be used.
pub fn beats(
    input: &BeatsInput,
    source: &Source,
    lattice: Lattice,
    issues: &mut Vec<Issue>,
) -> Result<Vec<Beat>> {
    let tracts = tracts(source, lattice, input.id.as_deref(), issues)?;
    let beat = |tract: Tract| {
        let [station, ..] = tract.texts;
        Beat {
            id: tract.id,
            station,
            polygons: tract.polygons,
        }
    };
    Ok(tracts.into_iter().map(beat).collect())
}

/// The dedicated areas of `source`, sorted by id, ids unique: its features with one of the uses, where uses are named.
///
/// # Errors
/// When no such feature can be used.
pub fn dedicated(
    input: &DedicatedInput,
    mut source: Source,
    lattice: Lattice,
    issues: &mut Vec<Issue>,
) -> Result<Vec<DedicatedArea>> {
    if let Some(uses) = &input.uses {
        keep_uses(&mut source, uses);
        let field = input.use_field.as_deref().unwrap_or_default();
        if source.features.is_empty() {
            issues.push(none_of_the_uses(&source, field, uses));
        }
    }
    let tracts = tracts(&source, lattice, input.id.as_deref(), issues)?;
    let area = |tract: Tract| {
        let [name, ..] = tract.texts;
        DedicatedArea {
            id: tract.id,
            name,
            polygons: tract.polygons,
        }
    };
    Ok(tracts.into_iter().map(area).collect())
}

/// Drops the features of other uses. A feature without id is still called by its position in the file.
fn keep_uses(source: &mut Source, uses: &[String]) {
    for (position, feature) in source.features.iter_mut().enumerate() {
        if feature.id.text().is_none() {
            feature.id = Scalar::Integer(position as i64);
        }
    }
    let text = |feature: &Feature| feature.fields.get(USE).and_then(Scalar::text);
    source
        .features
        .retain(|feature| text(feature).is_some_and(|text| uses.iter().any(|u| u == text.trim())));
}

fn none_of_the_uses(source: &Source, field: &str, uses: &[String]) -> Issue {
    Issue::new("no_dedicated_use", Severity::Warning, source.layer, "")
        .says(
            format!(
                "none of the {} features has one of the uses {} in `{field}`; correct inputs.dedicated.uses",
                source.file.features,
                uses.join(", ")
            ),
            format!(
                "{} 个要素的 `{field}` 均不属于用途 {}；请核对 inputs.dedicated.uses",
                source.file.features,
                uses.join("、")
            ),
        )
        .done("no dedicated grid from this layer")
}

/// The compounds of `source`, sorted by id, ids unique.
///
/// # Errors
/// When there are features and none can be used.
pub fn compounds(
    input: &CompoundsInput,
    source: &Source,
    lattice: Lattice,
    issues: &mut Vec<Issue>,
) -> Result<Vec<Compound>> {
    let tracts = tracts(source, lattice, input.id.as_deref(), issues)?;
    let compound = |tract: Tract| {
        let [name, ..] = tract.texts;
        Compound {
            name: name_or_id(name, &tract.id),
            id: tract.id,
            polygons: tract.polygons,
        }
    };
    Ok(tracts.into_iter().map(compound).collect())
}

fn name_or_id(name: String, id: &str) -> String {
    if name.is_empty() { id.to_owned() } else { name }
}

/// Every community as a beat of its own.
pub fn beats_of(communities: &[Community]) -> Vec<Beat> {
    let beat = |community: &Community| Beat {
        id: community.id.clone(),
        station: String::new(),
        polygons: community.polygons.clone(),
    };
    communities.iter().map(beat).collect()
}

/// Land with an id and up to three texts: the fields after the id.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Tract {
    id: String,
    polygons: Vec<Polygon>,
    texts: [String; 3],
}

fn tracts(
    source: &Source,
    lattice: Lattice,
    id_field: Option<&str>,
    issues: &mut Vec<Issue>,
) -> Result<Vec<Tract>> {
    let ids = source.ids(issues, id_field);
    let placed = source.placed(|shapes| place::land(shapes, lattice))?;
    let mut tracts = Vec::new();
    for ((id, placed), feature) in ids.into_iter().zip(placed).zip(&source.features) {
        match placed {
            Ok(mut land) => {
                issues.extend(land.issues(source.layer, &id, lattice));
                land.polygons.sort();
                let text = |i: usize| feature.fields.get(i).and_then(Scalar::text);
                tracts.push(Tract {
                    id,
                    polygons: land.polygons,
                    texts: [1, 2, 3].map(|i| text(i).unwrap_or_default()),
                });
            }
            Err(trouble) => issues.push(trouble.issue(source.layer, &id, Severity::Error)),
        }
    }
    Ok(merged(tracts, source.layer, issues))
}

/// Sorted by id, tracts of the same id as one; of their texts the first that is not empty.
fn merged(mut tracts: Vec<Tract>, layer: &'static str, issues: &mut Vec<Issue>) -> Vec<Tract> {
    tracts.sort();
    let mut merged: Vec<Tract> = Vec::with_capacity(tracts.len());
    let mut run = 1;
    let mut tracts = tracts.into_iter().peekable();
    while let Some(tract) = tracts.next() {
        match merged.last_mut() {
            Some(last) if last.id == tract.id => {
                run += 1;
                last.polygons.extend(tract.polygons);
                for (kept, text) in last.texts.iter_mut().zip(tract.texts) {
                    if kept.is_empty() {
                        *kept = text;
                    }
                }
            }
            _ => {
                run = 1;
                merged.push(tract);
            }
        }
        let last = merged.last_mut().expect("one was just pushed or extended");
        if run > 1 && tracts.peek().is_none_or(|next| next.id != last.id) {
            last.polygons.sort();
            issues.push(one_of_many(layer, &last.id, run));
        }
    }
    merged
}

fn one_of_many(layer: &'static str, id: &str, features: usize) -> Issue {
    Issue::new("merged_features", Severity::Info, layer, id)
        .says(
            format!("{features} features have the id `{id}`"),
            format!("有 {features} 个要素的编号同为 `{id}`"),
        )
        .done("taken as one with several parts")
}

fn kind_of(tract: &Tract, field: &str, issues: &mut Vec<Issue>) -> Kind {
    let text = &tract.texts[2];
    kind_in(text).unwrap_or_else(|| {
        issues.push(
            Issue::new("unknown_kind", Severity::Warning, "communities", &tract.id)
                .says(
                    format!("`{field}` is `{text}`; write urban or rural"),
                    format!("字段 `{field}` 的值为“{text}”；应为 城市 或 农村"),
                )
                .done("taken as urban"),
        );
        Kind::Urban
    })
}
