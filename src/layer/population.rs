//! The population layer: polygons with counts, or a table of H3 cells.

use std::str::FromStr as _;

use crate::error::{Error, Result};
use crate::geometry::{Lattice, Polygon};
use crate::issue::{Issue, Severity};
use h3o::{CellIndex, LatLng};

use super::count::{self, Counter, MOST_IN_AN_AREA};
use super::document::Feature;
use super::inputs::PopulationInput;
use super::place;
use super::scalar::Scalar;
use super::schema::PopulationArea;
use super::shapes::{Degrees, Shapes};
use super::source::{Place, Source};

/// The fields of the layer: id, households, persons.
pub fn fields(input: &PopulationInput) -> [Option<&str>; 3] {
    [
        input.id.as_deref(),
        input.households.as_deref(),
        input.persons.as_deref(),
    ]
}

/// Whether the layer is a table of H3 cells.
pub fn is_table(input: &PopulationInput) -> bool {
    input.path.to_lowercase().ends_with(".csv")
}

/// The areas of `source`, sorted by id, ids unique.
///
/// # Errors
/// When no feature can be used.
pub fn areas(
    input: &PopulationInput,
    source: &Source,
    lattice: Lattice,
    issues: &mut Vec<Issue>,
) -> Result<Vec<PopulationArea>> {
    let ids = source.ids(issues, input.id.as_deref());
    let placed = source.placed(|shapes| place::land(shapes, lattice))?;
    let mut households = Counter::new(source.layer, count::HOUSEHOLDS, MOST_IN_AN_AREA);
    let mut persons = Counter::new(source.layer, count::PERSONS, MOST_IN_AN_AREA);
    let mut areas = Vec::new();
    for ((id, placed), feature) in ids.into_iter().zip(placed).zip(&source.features) {
        match placed {
            Ok(mut land) => {
                issues.extend(land.issues(source.layer, &id, lattice));
                land.polygons.sort();
                areas.push(PopulationArea {
                    households: households.read(&id, &feature.fields[1]),
                    persons: persons.read(&id, &feature.fields[2]),
                    polygons: land.polygons,
                    id,
                });
            }
            Err(trouble) => {
                issues.push(trouble.issue(source.layer, &id, Severity::Error).counting(
                    count::lost(&feature.fields[1]),
                    count::lost(&feature.fields[2]),
                ));
            }
        }
    }
    households.finish(issues);
    persons.finish(issues);
    if is_table(input) {
        areas = summed(areas, issues);
    }
    Ok(in_order(areas, issues))
}

/// Rows of the same cell as one area with the sum of their counts.
fn summed(mut areas: Vec<PopulationArea>, issues: &mut Vec<Issue>) -> Vec<PopulationArea> {
    let add = |a: Option<u32>, b: Option<u32>| match (a, b) {
        (Some(a), Some(b)) => Some(a.saturating_add(b)),
        _ => a.or(b),
    };
    areas.sort_by(|a, b| a.id.cmp(&b.id));
    let rows = areas.len();
    areas.dedup_by(|next, kept| {
        let same = next.id == kept.id;
        if same {
            kept.households = add(kept.households, next.households);
            kept.persons = add(kept.persons, next.persons);
        }
        same
    });
    if areas.len() < rows {
        let (n, cells) = (rows, areas.len());
        issues.push(
            Issue::new("merged_features", Severity::Info, "population", "")
                .says(
                    format!("{n} rows name {cells} cells"),
                    format!("{n} 行数据对应 {cells} 个单元"),
                )
                .done("counts of the same cell summed"),
        );
    }
    areas
}

fn in_order(mut areas: Vec<PopulationArea>, issues: &mut Vec<Issue>) -> Vec<PopulationArea> {
    fn key(a: &PopulationArea) -> (&str, &[Polygon], Option<u32>, Option<u32>) {
        (&a.id, &a.polygons, a.households, a.persons)
    }
    areas.sort_by(|a, b| key(a).cmp(&key(b)));
    let ids = super::repeat::unique(areas.iter().map(|a| a.id.as_str()));
    for (area, id) in areas.iter_mut().zip(ids) {
        if area.id != id {
            issues.push(super::repeat::issue("population", &area.id, &id).counting(
                u64::from(area.households.unwrap_or(0)),
                u64::from(area.persons.unwrap_or(0)),
            ));
            area.id = id;
        }
    }
    areas.sort_by(|a, b| a.id.cmp(&b.id));
    areas
}

/// A table of H3 cells as a source of polygons: one feature a row, its fields the id, households, persons.
///
/// # Errors
/// When the table cannot be read, has no rows, or lacks a column.
pub fn table(input: &PopulationInput, place: Place, issues: &mut Vec<Issue>) -> Result<Source> {
    let bytes = place.bytes()?;
    let mut source = Source {
        layer: place.layer,
        path: place.base.join(place.path),
        features: Vec::new(),
        file: place.entry(&bytes, 0),
    };
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let mut table = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text);
    let header = table
        .headers()
        .map_err(|e| unreadable(&source, &e))?
        .clone();
    let columns = columns(input, &source, &header)?;
    for row in table.records() {
        let row = row.map_err(|e| unreadable(&source, &e))?;
        let field = |column: Option<usize>| {
            let text = column.and_then(|c| row.get(c)).unwrap_or_default();
            Scalar::Text(text.to_owned())
        };
        let shapes = cell(row.get(columns.cell).unwrap_or_default());
        if shapes.polygons.is_empty() {
            issues.push(no_cell(
                &field(Some(columns.cell)),
                &field(columns.households),
                &field(columns.persons),
            ));
        } else {
            source.features.push(Feature {
                id: Scalar::Null,
                fields: [Some(columns.cell), columns.households, columns.persons]
                    .map(field)
                    .to_vec(),
                shapes,
            });
        }
        source.file.features += 1;
    }
    if source.features.is_empty() {
        return Err(source.error(
            "no row has an H3 cell",
            "give a table with columns h3, persons, households",
        ));
    }
    Ok(source)
}

struct Columns {
    cell: usize,
    households: Option<usize>,
    persons: Option<usize>,
}

fn columns(
    input: &PopulationInput,
    source: &Source,
    header: &csv::StringRecord,
) -> Result<Columns> {
    let lacks = |name: &str| {
        let all = header.iter().collect::<Vec<_>>().join(", ");
        source.error(
            format!("the table has no column `{name}`"),
            format!("name the column in the project file; the columns are: {all}"),
        )
    };
    let find = |name: &str| header.iter().position(|h| h == name);
    let count = |named: &Option<String>, default: &str| match named {
        Some(name) => find(name).map(Some).ok_or_else(|| lacks(name)),
        None => Ok(find(default)),
    };
    let cell = input.id.as_deref().unwrap_or("h3");
    let columns = Columns {
        cell: find(cell).ok_or_else(|| lacks(cell))?,
        households: count(&input.households, "households")?,
        persons: count(&input.persons, "persons")?,
    };
    if columns.households.is_none() && columns.persons.is_none() {
        return Err(lacks("persons"));
    }
    Ok(columns)
}

fn unreadable(source: &Source, error: &csv::Error) -> Error {
    source.error(
        format!("not a table: {error}"),
        "give comma-separated text in UTF-8 with a header line",
    )
}

/// The outline of an H3 cell; nothing when `text` is none.
fn cell(text: &str) -> Shapes {
    let Ok(cell) = CellIndex::from_str(text) else {
        return Shapes::default();
    };
    let degrees = |at: &LatLng| -> Degrees { [at.lng(), at.lat()] };
    let ring = cell.boundary().iter().map(degrees).collect();
    Shapes {
        polygons: vec![vec![ring]],
        kind: "Polygon".to_owned(),
        ..Shapes::default()
    }
}

fn no_cell(cell: &Scalar, households: &Scalar, persons: &Scalar) -> Issue {
    let cell = cell.text().unwrap_or_default();
    Issue::new("bad_h3_cell", Severity::Error, "population", &cell)
        .says(
            format!("`{cell}` is no H3 cell; write its 15 hexadecimal digits"),
            format!("`{cell}` 不是有效的 H3 单元；应为 15 位十六进制编号"),
        )
        .done("dropped")
        .counting(count::lost(households), count::lost(persons))
}
