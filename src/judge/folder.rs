//! The files of a plan folder, read as anybody's GeoJSON: by names and properties of the contract, nothing else.

use std::collections::BTreeSet;
use std::path::Path;

use crate::error::{Error, Result};
use crate::layer::{Kind, Row, Scalar, table};
use crate::output::file_of_level;
use crate::plan::{Bounds, LevelRule, Range};

use super::Measure;
use super::building::{Buildings, Placed};
use super::finding::{Fault, Finding};
use super::sheet::{Area, Column, Role, Sheet};

/// Most levels that a folder can be judged with: a row of the buildings has two properties a level.
const MOST_LEVELS: usize = 50;

/// Files besides the layers.
const DOCUMENTS: [&str; 3] = ["issues.geojson", "plan.json", "register.csv"];

/// A plan folder.
pub(super) struct Folder {
    /// The levels, coarsest first, then beats, then communities.
    pub(super) sheets: Vec<Sheet>,
    pub(super) buildings: Buildings,
    /// Features that the plan's issues speak of.
    pub(super) named: BTreeSet<String>,
}

/// Reads the folder, with what is missing or malformed in it.
///
/// # Errors
/// When it is no folder, or one of its files is no GeoJSON.
pub(super) fn read(
    dir: &Path,
    measure: &Measure<'_>,
    findings: &mut Vec<Finding>,
) -> Result<Folder> {
    check(dir, measure.levels)?;
    for document in DOCUMENTS {
        if !dir.join(document).is_file() {
            findings.push(
                Finding::new(Fault::MissingDocument, stem(document), "").says(
                    format!("{document} is not in the folder"),
                    format!("文件夹中没有 {document}"),
                ),
            );
        }
    }
    let mut sheets = Vec::with_capacity(measure.levels.len() + 2);
    for index in 0..measure.levels.len() {
        let file = file_of_level(&measure.levels[index].name);
        let columns = columns_of_level(measure.levels, index);
        sheets.push(sheet(dir, &file, &columns, measure, findings)?);
    }
    for (file, columns) in [
        ("beats.geojson", columns_of_beats(measure.levels)),
        (
            "communities.geojson",
            columns_of_communities(measure.levels),
        ),
    ] {
        sheets.push(sheet(dir, file, &columns, measure, findings)?);
    }
    Ok(Folder {
        sheets,
        buildings: buildings(dir, measure, findings)?,
        named: named(dir)?,
    })
}

fn check(dir: &Path, levels: &[LevelRule]) -> Result<()> {
    if !dir.is_dir() {
        return Err(Error::Io {
            path: dir.to_owned(),
            source: std::io::Error::from(std::io::ErrorKind::NotADirectory),
            remedy: "name the folder of a plan",
        });
    }
    if levels.len() > MOST_LEVELS {
        return Err(Error::Usage {
            message: format!("the project has {} levels", levels.len()),
            remedy: format!("a folder of at most {MOST_LEVELS} levels can be judged"),
        });
    }
    Ok(())
}

fn stem(file: &str) -> &str {
    file.split('.').next().unwrap_or(file)
}

/// The rows of a file; none with a finding where it is not there.
fn rows(
    dir: &Path,
    file: &str,
    wanted: &[&str],
    findings: &mut Vec<Finding>,
) -> Result<Option<Vec<Row>>> {
    if dir.join(file).is_file() {
        return table(dir, file, wanted).map(Some);
    }
    findings.push(Finding::new(Fault::MissingFile, stem(file), "").says(
        format!("{file} is not in the folder"),
        format!("文件夹中没有 {file}"),
    ));
    Ok(None)
}

fn sheet(
    dir: &Path,
    file: &str,
    columns: &[Column],
    measure: &Measure<'_>,
    findings: &mut Vec<Finding>,
) -> Result<Sheet> {
    let wanted: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
    let lattice = measure.layers.lattice;
    Ok(match rows(dir, file, &wanted, findings)? {
        Some(rows) => Sheet::of(stem(file), columns, rows, lattice, findings),
        None => Sheet {
            layer: stem(file).to_owned(),
            ..Sheet::default()
        },
    })
}

/// Columns that every layer of polygons has, and the further counts that the rules speak of.
fn common(levels: &[LevelRule]) -> Vec<Column> {
    let bounded = |range: fn(&Bounds) -> Range| {
        let of_kind = |level: &LevelRule, kind| range(level.bounds_of(kind)) != Range::default();
        let any = |level| of_kind(level, Kind::Urban) || of_kind(level, Kind::Rural);
        levels.iter().any(any)
    };
    let further = |name: &str, role, bounded| {
        if bounded {
            Column::needed(name, role)
        } else {
            Column::optional(name, role)
        }
    };
    vec![
        Column::needed("buildings", Role::Buildings),
        Column::needed("households", Role::Households),
        Column::needed("persons", Role::Persons),
        Column::needed("area_m2", Role::Area),
        Column::needed("perimeter_m", Role::Perimeter),
        further("merchants", Role::Merchants, bounded(|b| b.merchants)),
        further("tasks", Role::Tasks, bounded(|b| b.tasks)),
        Column::optional("area_ha", Role::Hectares),
        further("workload", Role::Workload, bounded(|b| b.workload_e7)),
    ]
}

fn columns_of_level(levels: &[LevelRule], index: usize) -> Vec<Column> {
    let mut columns = vec![
        Column::needed("code", Role::Code),
        Column::needed("name", Role::Label),
        Column::needed("kind", Role::Kind),
        Column::needed("community", Role::Community),
        Column::needed("beat", Role::Beat),
        Column::needed("subdistrict", Role::Label),
        Column::needed("compactness", Role::Compactness),
        Column::needed("exceptions", Role::Exceptions),
    ];
    if let Some(coarser) = index.checked_sub(1) {
        columns.push(Column::needed(&levels[coarser].name, Role::Parent));
    }
    if let Some(finer) = levels.get(index + 1) {
        columns.push(Column::needed(&format!("{}s", finer.name), Role::Children));
    }
    columns.extend(common(levels));
    columns
}

fn columns_of_beats(levels: &[LevelRule]) -> Vec<Column> {
    let mut columns = vec![
        Column::needed("id", Role::Code),
        Column::needed("station", Role::Label),
        Column::needed("community_count", Role::Communities),
        Column::needed("grids", Role::Grids),
        Column::needed("exceptions", Role::Exceptions),
    ];
    columns.extend(common(levels));
    columns
}

fn columns_of_communities(levels: &[LevelRule]) -> Vec<Column> {
    let mut columns = vec![
        Column::needed("id", Role::Code),
        Column::needed("name", Role::Label),
        Column::needed("subdistrict", Role::Label),
        Column::needed("beats", Role::Beats),
        Column::needed("grids", Role::Grids),
    ];
    columns.extend(common(levels));
    columns
}

/// The building rows: the columns of [`common`] that a building has, then `divided`, the code of every level and the
/// list of every level.
fn buildings(dir: &Path, measure: &Measure<'_>, findings: &mut Vec<Finding>) -> Result<Buildings> {
    let file = "buildings.geojson";
    let mut columns = vec![
        Column::needed("id", Role::Code),
        Column::needed("community", Role::Community),
        Column::needed("beat", Role::Beat),
        Column::needed("kind", Role::Kind),
    ];
    let people = |c: &Column| {
        !matches!(
            c.role,
            Role::Buildings | Role::Area | Role::Perimeter | Role::Hectares
        )
    };
    columns.extend(common(measure.levels).into_iter().filter(people));
    let mut wanted: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
    wanted.push("divided");
    wanted.extend(measure.levels.iter().map(|level| level.name.as_str()));
    let lists = measure
        .levels
        .iter()
        .map(|level| format!("{}s", level.name));
    let lists: Vec<String> = lists.collect();
    wanted.extend(lists.iter().map(String::as_str));
    let Some(rows) = rows(dir, file, &wanted, findings)? else {
        return Ok(Buildings::default());
    };
    super::sheet::missing(stem(file), &columns, &rows, findings);
    let mut placed: Vec<Placed> = Vec::with_capacity(rows.len());
    for row in &rows {
        let (area, bad) = super::sheet::area_of(&columns, &row.cells);
        findings.extend(bad.into_iter().map(|name| bad_cell(&area, name)));
        placed.push(Placed::of(area, &row.cells[columns.len()..], row, measure));
    }
    placed.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(Buildings {
        rows: placed,
        found: true,
    })
}

fn bad_cell(area: &Area, name: &str) -> Finding {
    Finding::new(Fault::BadProperty, "buildings", &area.code).says(
        format!("`{name}` is no count"),
        format!("字段 `{name}` 不是有效的数量"),
    )
}

/// The features that `issues.geojson` names.
fn named(dir: &Path) -> Result<BTreeSet<String>> {
    let file = "issues.geojson";
    if !dir.join(file).is_file() {
        return Ok(BTreeSet::new());
    }
    let rows = table(dir, file, &["feature"])?;
    Ok(rows
        .iter()
        .filter_map(|row| Scalar::text(&row.cells[0]))
        .collect())
}
