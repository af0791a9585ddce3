//! Communities and beats: features with the same id are one piece of law, whatever the number of their parts.

use crate::error::Result;
use crate::geometry::{Lattice, Polygon};
use crate::issue::{Issue, Severity};

use super::inputs::{BeatsInput, CommunitiesInput, KindInput, kind_in};
use super::place;
use super::scalar::Scalar;
use super::schema::{Beat, Community, Kind};
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
            name: if name.is_empty() {
                tract.id.clone()
            } else {
                name
            },
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
