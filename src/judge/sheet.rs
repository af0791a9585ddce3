//! One file of a plan as the judge sees it: its columns, its features, their land on the lattice.

use crate::geometry::{Lattice, Polygon};
use crate::layer::{Number, Row, Scalar};
use crate::unit::Counts;

use super::finding::{Fault, Finding};
use super::land::land;

/// What a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Code,
    Parent,
    Beat,
    Community,
    Exceptions,
    Kind,
    Buildings,
    Households,
    Persons,
    Merchants,
    Tasks,
    /// Land in hectares, as the workload counts it.
    Hectares,
    Workload,
    Area,
    Perimeter,
    Compactness,
    /// Number of parts of the next finer level.
    Children,
    /// Numbers of grids, communities and beats of a beat or community.
    Grids,
    Communities,
    Beats,
    /// A word that nothing is compared with.
    Label,
}

/// Whether a feature may lack a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    Required,
    Optional,
}

/// A column of a file.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) need: Need,
}

impl Column {
    pub(super) fn needed(name: &str, role: Role) -> Self {
        Self {
            name: name.to_owned(),
            role,
            need: Need::Required,
        }
    }

    pub(super) fn optional(name: &str, role: Role) -> Self {
        Self {
            need: Need::Optional,
            ..Self::needed(name, role)
        }
    }
}

/// A layer of polygons; `areas` are sorted by code, of equal codes in the order of the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    /// Name of the file without its ending.
    pub(super) layer: String,
    pub(super) areas: Vec<Area>,
    /// Whether the file is there.
    pub(super) found: bool,
}

/// A part, beat or community.
#[derive(Clone, Debug, Default)]
pub(super) struct Area {
    pub(super) code: String,
    pub(super) parent: String,
    pub(super) beat: String,
    pub(super) community: String,
    pub(super) exceptions: Vec<String>,
    pub(super) kind: String,
    /// Outer rings counter-clockwise, holes clockwise.
    pub(super) polygons: Vec<Polygon>,
    pub(super) stated: Stated,
    /// A place in it, absolute.
    pub(super) place: Option<[i32; 2]>,
}

/// The figures that a feature states.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stated {
    pub(super) buildings: Option<i64>,
    pub(super) households: Option<i64>,
    pub(super) persons: Option<i64>,
    pub(super) merchants: Option<i64>,
    pub(super) tasks: Option<i64>,
    /// Land in whole square metres, from hectares.
    pub(super) land_m2: Option<i64>,
    pub(super) workload_e7: Option<i64>,
    pub(super) area_m2: Option<f64>,
    pub(super) perimeter_m: Option<f64>,
    pub(super) compactness: Option<f64>,
    pub(super) children: Option<i64>,
    pub(super) grids: Option<i64>,
    pub(super) communities: Option<i64>,
    pub(super) beats: Option<i64>,
}

impl Sheet {
    /// Position of the feature with this code.
    pub(super) fn position(&self, code: &str) -> Option<usize> {
        self.areas
            .binary_search_by(|a| a.code.as_str().cmp(code))
            .ok()
    }

    /// The sheet of `rows`, with what is wrong in it.
    pub(super) fn of(
        layer: &str,
        columns: &[Column],
        rows: Vec<Row>,
        lattice: Lattice,
        findings: &mut Vec<Finding>,
    ) -> Self {
        missing(layer, columns, &rows, findings);
        let mut coarse = 0;
        let mut areas = Vec::with_capacity(rows.len());
        for row in rows {
            let (mut area, bad) = area_of(columns, &row.cells);
            let (polygons, notes) = land(&row.shapes, lattice);
            let largest = polygons.iter().rev().max_by_key(|p| p.twice_area());
            let inside = largest.and_then(Polygon::inner_point);
            area.place = inside.map(|point| lattice.absolute(point));
            area.polygons = polygons;
            coarse += usize::from(notes.off_lattice);
            findings.extend(notes.findings(layer, &area));
            findings.extend(bad.iter().map(|name| {
                Finding::new(Fault::BadProperty, layer, &area.code)
                    .says(
                        format!("`{name}` is no number of the kind that it should be"),
                        format!("字段 `{name}` 不是应有的数值"),
                    )
                    .at(area.place)
            }));
            areas.push(area);
        }
        if coarse > 0 {
            findings.push(Finding::new(Fault::OffLattice, layer, "").says(
                format!("{coarse} features have coordinates of more than 7 decimals; they were rounded to be judged"),
                format!("{coarse} 个要素的坐标超过 7 位小数；判定时已取整"),
            ));
        }
        areas.sort_by(|a, b| a.code.cmp(&b.code));
        let sheet = Self {
            layer: layer.to_owned(),
            areas,
            found: true,
        };
        sheet.check_codes(findings);
        sheet
    }

    fn check_codes(&self, findings: &mut Vec<Finding>) {
        for same in self.areas.chunk_by(|a, b| a.code == b.code) {
            if same[0].code.is_empty() {
                findings.extend(same.iter().map(|area| {
                    Finding::new(Fault::MissingCode, &self.layer, "")
                        .says("the feature has no code", "要素没有编码")
                        .at(area.place)
                }));
            } else {
                findings.extend(same[1..].iter().map(|area| {
                    Finding::new(Fault::DuplicateCode, &self.layer, &area.code)
                        .says(
                            "another feature of the layer has the same code",
                            "与本图层其他要素编码重复",
                        )
                        .at(area.place)
                }));
            }
        }
    }
}

/// Columns that are null: once a file where all are, else once a feature. A missing code is a finding of its own.
pub(super) fn missing(layer: &str, columns: &[Column], rows: &[Row], findings: &mut Vec<Finding>) {
    let code = columns.iter().position(|c| c.role == Role::Code);
    let needed = |c: &&(usize, &Column)| c.1.need == Need::Required && c.1.role != Role::Code;
    let columns: Vec<(usize, &Column)> = columns.iter().enumerate().collect();
    for (index, column) in columns.iter().filter(needed) {
        let names = matches!(column.role, Role::Parent | Role::Beat | Role::Community);
        let lacks = |row: &&Row| match &row.cells[*index] {
            Scalar::Null => true,
            cell => names && cell.text().is_none(),
        };
        let lacking: Vec<&Row> = rows.iter().filter(lacks).collect();
        let name = &column.name;
        let words = (
            format!("the property `{name}` is missing"),
            format!("缺少字段 `{name}`"),
        );
        let finding = |feature: &str| {
            Finding::new(Fault::MissingProperty, layer, feature)
                .says(words.0.as_str(), words.1.as_str())
        };
        if lacking.len() == rows.len() && !rows.is_empty() {
            findings.push(finding(""));
        } else {
            let feature = |row: &&Row| code.and_then(|c| row.cells[c].text()).unwrap_or_default();
            findings.extend(lacking.iter().map(|row| finding(&feature(row))));
        }
    }
}

/// The area without its land, and the names of columns of the wrong type.
pub(super) fn area_of<'a>(columns: &'a [Column], cells: &[Scalar]) -> (Area, Vec<&'a str>) {
    let mut area = Area::default();
    let mut bad = Vec::new();
    for (column, cell) in columns.iter().zip(cells) {
        let text = || cell.text().unwrap_or_default();
        let mut whole = || count(cell).unwrap_or_else(|()| wrong(&mut bad, column));
        let stated = &mut area.stated;
        match column.role {
            Role::Code => area.code = text(),
            Role::Parent => area.parent = text(),
            Role::Beat => area.beat = text(),
            Role::Community => area.community = text(),
            Role::Kind => area.kind = text(),
            Role::Exceptions => area.exceptions = list(cell),
            Role::Label => {}
            Role::Buildings => stated.buildings = whole(),
            Role::Households => stated.households = whole(),
            Role::Persons => stated.persons = whole(),
            Role::Merchants => stated.merchants = whole(),
            Role::Tasks => stated.tasks = whole(),
            Role::Children => stated.children = whole(),
            Role::Grids => stated.grids = whole(),
            Role::Communities => stated.communities = whole(),
            Role::Beats => stated.beats = whole(),
            Role::Workload => {
                let value = parts_of(cell, 1e7).unwrap_or_else(|()| wrong(&mut bad, column));
                stated.workload_e7 = value;
            }
            Role::Hectares => {
                let value = parts_of(cell, 1e4).unwrap_or_else(|()| wrong(&mut bad, column));
                stated.land_m2 = value;
            }
            Role::Area | Role::Perimeter | Role::Compactness => {
                let value = number(cell).unwrap_or_else(|()| wrong(&mut bad, column));
                match column.role {
                    Role::Area => stated.area_m2 = value,
                    Role::Perimeter => stated.perimeter_m = value,
                    _ => stated.compactness = value,
                }
            }
        }
    }
    (area, bad)
}

fn wrong<'a, T>(bad: &mut Vec<&'a str>, column: &'a Column) -> Option<T> {
    bad.push(&column.name);
    None
}

/// A whole number of 0 or more; nothing where nothing is stated.
pub(super) fn count(cell: &Scalar) -> Result<Option<i64>, ()> {
    /// Sums of counts stay far from the ends of 64 bits.
    const MOST: i64 = 1 << 40;
    match cell.number() {
        Number::Absent => Ok(None),
        Number::Whole(n) if (0..=MOST).contains(&n) => Ok(Some(n)),
        _ => Err(()),
    }
}

/// A number in whole parts of one.
fn parts_of(cell: &Scalar, parts: f64) -> Result<Option<i64>, ()> {
    /// Sums stay far from the ends of 64 bits.
    const MOST: f64 = 1e9;
    let value = number(cell)?;
    let fits = value.is_none_or(|v| v <= MOST);
    let whole = value.map(|v| (v * parts).round() as i64);
    fits.then_some(whole).ok_or(())
}

fn number(cell: &Scalar) -> Result<Option<f64>, ()> {
    const MOST: f64 = 1e12;
    let value = match cell.number() {
        Number::Absent => return Ok(None),
        Number::Whole(n) => n as f64,
        Number::Fraction(x) => x,
        Number::Unreadable => return Err(()),
    };
    (0.0..=MOST)
        .contains(&value)
        .then_some(Some(value))
        .ok_or(())
}

/// A list of codes; programs without lists write them as one text.
fn list(cell: &Scalar) -> Vec<String> {
    match cell {
        Scalar::List(members) => members.iter().filter_map(Scalar::text).collect(),
        other => {
            let text = other.text().unwrap_or_default();
            let split = |c: char| !(c.is_alphanumeric() || c == '_');
            let words = text.split(split).filter(|word| !word.is_empty());
            words.map(str::to_owned).collect()
        }
    }
}

/// The counts of a building's row; what is not stated is 0.
pub(super) fn counts_of(stated: &Stated) -> Counts {
    Counts {
        households: stated.households.unwrap_or(0),
        persons: stated.persons.unwrap_or(0),
        merchants: stated.merchants.unwrap_or(0),
        tasks: stated.tasks.unwrap_or(0),
        workload_e7: stated.workload_e7.unwrap_or(0),
    }
}
