//! The population layer: polygons and points with counts, or a table of H3 cells.
//!
//! Cells of a table may be of any resolutions, but none may lie in another: its people would count twice.

use std::collections::BTreeSet;
use std::str::FromStr as _;

use crate::error::{Error, Result};
use crate::geometry::Lattice;
use crate::issue::{Issue, Severity};
use h3o::{CellIndex, LatLng, Resolution};

use super::count::{self, Counter, MOST_IN_AN_AREA};
use super::document::Feature;
use super::inputs::PopulationInput;
use super::place::{self, Land, Placed};
use super::scalar::Scalar;
use super::schema::{PopulationFeature, PopulationShape};
use super::shapes::{Degrees, Shapes};
use super::source::{Place, Source};

const HOUSEHOLDS: usize = 1;
const PERSONS: usize = 2;
const MERCHANTS: usize = 3;
const TASKS: usize = 4;

/// The fields of the layer, in the order of the constants above, the id first.
pub fn fields(input: &PopulationInput) -> [Option<&str>; 5] {
    [
        input.id.as_deref(),
        input.households.as_deref(),
        input.persons.as_deref(),
        input.merchants.as_deref(),
        input.tasks.as_deref(),
    ]
}

/// Whether the layer is a table of H3 cells.
pub fn is_table(input: &PopulationInput) -> bool {
    input.path.to_lowercase().ends_with(".csv")
}

/// The features of `source`, sorted by id, ids unique.
///
/// # Errors
/// When no feature can be used.
pub fn features(
    input: &PopulationInput,
    source: &Source,
    lattice: Lattice,
    issues: &mut Vec<Issue>,
) -> Result<Vec<PopulationFeature>> {
    let ids = source.ids(issues, input.id.as_deref());
    let placed = source.placed(|shapes| shape(shapes, lattice))?;
    let counter = |name| Counter::new(source.layer, name, MOST_IN_AN_AREA);
    let names = [
        count::HOUSEHOLDS,
        count::PERSONS,
        count::MERCHANTS,
        count::TASKS,
    ];
    let mut counters = names.map(counter);
    let mut features = Vec::new();
    for ((id, placed), feature) in ids.into_iter().zip(placed).zip(&source.features) {
        match placed {
            Ok((shape, land)) => {
                issues.extend(land.issues(source.layer, &id, lattice));
                issues.extend(scattered(source.layer, &id, &feature.shapes));
                features.push(counted(id, shape, &feature.fields, &mut counters));
            }
            Err(trouble) => {
                issues.push(trouble.issue(source.layer, &id, Severity::Error).counting(
                    count::lost(&feature.fields[HOUSEHOLDS]),
                    count::lost(&feature.fields[PERSONS]),
                ));
            }
        }
    }
    for counter in counters {
        counter.finish(issues);
    }
    if is_table(input) {
        features = summed(features, issues);
    }
    Ok(in_order(features, issues))
}

fn counted(
    id: String,
    shape: PopulationShape,
    fields: &[Scalar],
    counters: &mut [Counter; 4],
) -> PopulationFeature {
    let mut read = |field: usize| counters[field - 1].read(&id, &fields[field]);
    PopulationFeature {
        households: read(HOUSEHOLDS),
        persons: read(PERSONS),
        merchants: read(MERCHANTS),
        tasks: read(TASKS),
        shape,
        id,
    }
}

fn shape(shapes: &Shapes, lattice: Lattice) -> Placed<(PopulationShape, Land)> {
    if shapes.polygons.is_empty() {
        let point = shapes.points.first();
        let point = *point.ok_or_else(|| place::absent(shapes, "polygons or points"))?;
        let at = place::point(point, lattice)?;
        return Ok((PopulationShape::Point(at), Land::default()));
    }
    let mut land = place::land(shapes, lattice)?;
    let mut polygons = std::mem::take(&mut land.polygons);
    polygons.sort();
    Ok((PopulationShape::Area(polygons), land))
}

/// The issue for counts that are at several points: which of them has how many is not said.
fn scattered(layer: &'static str, id: &str, shapes: &Shapes) -> Option<Issue> {
    let n = shapes.points.len();
    let issue = Issue::new("several_points", Severity::Warning, layer, id).says(
        format!("the counts are at {n} points at once; give each point its own"),
        format!("一组数据对应 {n} 个点；请为每个点单独给出数据"),
    );
    (shapes.polygons.is_empty() && n > 1).then(|| issue.done("all at the first point"))
}

/// Rows of the same cell as one area with the sum of their counts.
fn summed(mut areas: Vec<PopulationFeature>, issues: &mut Vec<Issue>) -> Vec<PopulationFeature> {
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
            kept.merchants = add(kept.merchants, next.merchants);
            kept.tasks = add(kept.tasks, next.tasks);
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

fn in_order(
    mut features: Vec<PopulationFeature>,
    issues: &mut Vec<Issue>,
) -> Vec<PopulationFeature> {
    features.sort_by(|a, b| {
        let counts = |f: &PopulationFeature| (f.households, f.persons, f.merchants, f.tasks);
        (&a.id, &a.shape, counts(a)).cmp(&(&b.id, &b.shape, counts(b)))
    });
    let ids = super::repeat::unique(features.iter().map(|f| f.id.as_str()));
    for (feature, id) in features.iter_mut().zip(ids) {
        if feature.id != id {
            issues.push(
                super::repeat::issue("population", &feature.id, &id).counting(
                    u64::from(feature.households.unwrap_or(0)),
                    u64::from(feature.persons.unwrap_or(0)),
                ),
            );
            feature.id = id;
        }
    }
    features.sort_by(|a, b| a.id.cmp(&b.id));
    features
}

/// A table of H3 cells as a source of polygons: one feature a row, its fields those of the layer.
///
/// # Errors
/// When the table cannot be read, has no rows, lacks a column, or has a cell within another.
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
    let mut cells = BTreeSet::new();
    for row in table.records() {
        let row = row.map_err(|e| unreadable(&source, &e))?;
        let mut fields = columns.each.map(|column| {
            let text = column.and_then(|c| row.get(c)).unwrap_or_default();
            Scalar::Text(text.to_owned())
        });
        if let Ok(cell) = CellIndex::from_str(&fields[0].text().unwrap_or_default()) {
            // Two ways to write a cell are one cell.
            fields[0] = Scalar::Text(cell.to_string());
            cells.insert(cell);
            source.features.push(Feature {
                id: Scalar::Null,
                fields: fields.to_vec(),
                shapes: outline(cell),
            });
        } else {
            issues.push(no_cell(&fields));
        }
        source.file.features += 1;
    }
    if let Some((cell, around)) = nested(&cells) {
        return Err(source.error(
            format!(
                "the cell {cell} (resolution {}) lies in the cell {around} (resolution {}), so its people count twice",
                cell.resolution(),
                around.resolution()
            ),
            "keep the coarser row or the finer ones",
        ));
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
    /// Of each field of the layer; the cell is always there.
    each: [Option<usize>; 5],
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
    let named = |named: &Option<String>| match named {
        Some(name) => find(name).map(Some).ok_or_else(|| lacks(name)),
        None => Ok(None),
    };
    let cell = input.id.as_deref().unwrap_or("h3");
    let each = [
        Some(find(cell).ok_or_else(|| lacks(cell))?),
        count(&input.households, "households")?,
        count(&input.persons, "persons")?,
        named(&input.merchants)?,
        named(&input.tasks)?,
    ];
    if each[HOUSEHOLDS..].iter().all(Option::is_none) {
        return Err(lacks("persons"));
    }
    Ok(Columns { each })
}

/// A cell that lies in another one of `cells`, with that one.
fn nested(cells: &BTreeSet<CellIndex>) -> Option<(CellIndex, CellIndex)> {
    let resolutions: BTreeSet<Resolution> = cells.iter().map(|cell| cell.resolution()).collect();
    let around = |&cell: &CellIndex| {
        let coarser = resolutions.range(..cell.resolution());
        let mut parents = coarser.filter_map(|&resolution| cell.parent(resolution));
        parents.find_map(|parent| cells.contains(&parent).then_some((cell, parent)))
    };
    cells.iter().find_map(around)
}

fn unreadable(source: &Source, error: &csv::Error) -> Error {
    source.error(
        format!("not a table: {error}"),
        "give comma-separated text in UTF-8 with a header line",
    )
}

/// The outline of an H3 cell.
fn outline(cell: CellIndex) -> Shapes {
    let degrees = |at: &LatLng| -> Degrees { [at.lng(), at.lat()] };
    let ring = cell.boundary().iter().map(degrees).collect();
    Shapes {
        polygons: vec![vec![ring]],
        kind: "Polygon".to_owned(),
        ..Shapes::default()
    }
}

fn no_cell(fields: &[Scalar; 5]) -> Issue {
    let cell = fields[0].text().unwrap_or_default();
    Issue::new("bad_h3_cell", Severity::Error, "population", &cell)
        .says(
            format!("`{cell}` is no H3 cell; write its 15 hexadecimal digits"),
            format!("`{cell}` 不是有效的 H3 单元；应为 15 位十六进制编号"),
        )
        .done("dropped")
        .counting(
            count::lost(&fields[HOUSEHOLDS]),
            count::lost(&fields[PERSONS]),
        )
}
