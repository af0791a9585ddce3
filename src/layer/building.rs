//! The building layer: footprints or points, counts, floors, use.
//!
//! Floors: the floors field, else the height at 3 m a floor, else 1; a value that no building has is 1 and an
//! issue. A repeated id is kept as `id#2`, `id#3` in the order of the geometries.

use crate::error::Result;
use crate::geometry::Lattice;
use crate::issue::{Issue, Severity};

use super::count::{self, Counter, MOST_ENTRANCES, MOST_IN_A_BUILDING};
use super::document::Feature;
use super::inputs::BuildingsInput;
use super::place::{self, Land, Placed, Trouble};
use super::scalar::{Number, Scalar};
use super::schema::{Building, BuildingShape, Entrance};
use super::shapes::Shapes;
use super::source::Source;
use super::untangle::untangled;

/// Metres a floor.
const FLOOR_M: f64 = 3.0;

/// Most floors that a building may have; the tallest has 163.
const MOST_FLOORS: f64 = 200.0;

const HOUSEHOLDS: usize = 1;
const PERSONS: usize = 2;
const MERCHANTS: usize = 3;
const TASKS: usize = 4;
pub(super) const FLOORS: usize = 5;
pub(super) const HEIGHT: usize = 6;
const USE: usize = 7;
const ENTRANCES: usize = 8;
const COMPOUND: usize = 9;

/// The fields that the layer reads, in the order of the constants above, the id first.
pub fn fields(input: &BuildingsInput) -> [Option<&str>; 10] {
    [
        input.id.as_deref(),
        input.households.as_deref(),
        input.persons.as_deref(),
        input.merchants.as_deref(),
        input.tasks.as_deref(),
        input.floors.as_deref(),
        input.height_m.as_deref(),
        input.use_field.as_deref(),
        input.entrances.as_deref(),
        input.compound.as_deref(),
    ]
}

/// The buildings of `source`, sorted by id.
///
/// # Errors
/// When no feature can be used.
pub fn buildings(
    input: &BuildingsInput,
    source: &Source,
    lattice: Lattice,
    issues: &mut Vec<Issue>,
) -> Result<Vec<Building>> {
    let ids = source.ids(issues, input.id.as_deref());
    let placed = source.placed(|shapes| shape(shapes, lattice))?;
    let mut reader = Reader::new(input, source.layer);
    let mut buildings = Vec::with_capacity(placed.len());
    for ((id, placed), feature) in ids.into_iter().zip(placed).zip(&source.features) {
        match placed {
            Ok((shape, land)) => {
                issues.extend(land.issues(source.layer, &id, lattice));
                buildings.push(reader.building(id, shape, feature));
            }
            Err(trouble) => issues.push(dropped(source.layer, &id, &trouble, feature)),
        }
    }
    reader.finish(issues);
    issues.extend(no_dedicated_use(input, &buildings));
    Ok(in_order(buildings, issues))
}

fn shape(shapes: &Shapes, lattice: Lattice) -> Placed<(BuildingShape, Land)> {
    if shapes.polygons.is_empty() {
        let point = shapes.points.first();
        let point = *point.ok_or_else(|| place::absent(shapes, "polygons or points"))?;
        let at = place::point(point, lattice)?;
        return Ok((BuildingShape::Point(at), Land::default()));
    }
    let mut land = place::land(shapes, lattice)?;
    let mut parts = std::mem::take(&mut land.polygons);
    if let Some(at) = land.crossing {
        parts = parts.iter().flat_map(untangled).collect();
        if parts.is_empty() {
            return Err(Trouble::Degenerate(lattice.absolute(at)));
        }
    }
    parts.sort_by(|a, b| {
        let larger = b.twice_area().cmp(&a.twice_area());
        larger.then_with(|| a.cmp(b))
    });
    Ok((BuildingShape::Footprint(parts), land))
}

/// The issue for dedicated uses of which no building has one: they are probably misspelt.
fn no_dedicated_use(input: &BuildingsInput, buildings: &[Building]) -> Option<Issue> {
    let uses = &input.dedicated_uses;
    let none = !uses.is_empty() && buildings.iter().all(|b| b.dedicated_use.is_empty());
    let field = input.use_field.as_deref().unwrap_or_default();
    let issue = Issue::new("no_dedicated_use", Severity::Warning, "buildings", "").says(
        format!(
            "no building has one of the dedicated uses {} in `{field}`; correct dedicated_uses",
            uses.join(", ")
        ),
        format!(
            "没有楼栋的 `{field}` 属于专属用途 {}；请核对 dedicated_uses",
            uses.join("、")
        ),
    );
    none.then(|| issue.done("no dedicated grid by use"))
}

fn dropped(layer: &'static str, id: &str, trouble: &Trouble, feature: &Feature) -> Issue {
    let lost = |field: usize| count::lost(&feature.fields[field]);
    trouble
        .issue(layer, id, Severity::Error)
        .counting(lost(HOUSEHOLDS), lost(PERSONS))
}

/// Reads the properties of one building after another.
struct Reader<'a> {
    residential_uses: Option<&'a [String]>,
    dedicated_uses: &'a [String],
    layer: &'static str,
    households: Counter,
    persons: Counter,
    merchants: Counter,
    tasks: Counter,
    entrances: Counter,
    entrance_households: Counter,
    issues: Vec<Issue>,
}

impl<'a> Reader<'a> {
    fn new(input: &'a BuildingsInput, layer: &'static str) -> Self {
        let counter = |name| Counter::new(layer, name, MOST_IN_A_BUILDING);
        Self {
            residential_uses: input.residential_uses.as_deref(),
            dedicated_uses: &input.dedicated_uses,
            layer,
            households: counter(count::HOUSEHOLDS),
            persons: counter(count::PERSONS),
            merchants: counter(count::MERCHANTS),
            tasks: counter(count::TASKS),
            entrances: Counter::new(layer, count::ENTRANCES, MOST_ENTRANCES),
            entrance_households: counter(count::ENTRANCE_HOUSEHOLDS),
            issues: Vec::new(),
        }
    }

    fn building(&mut self, id: String, shape: BuildingShape, feature: &Feature) -> Building {
        let fields = &feature.fields;
        let text = fields[USE].text().unwrap_or_default();
        let is_one_of = |uses: &[String]| uses.iter().any(|u| u == text.trim());
        let dedicated = is_one_of(self.dedicated_uses);
        Building {
            households: self.households.read(&id, &fields[HOUSEHOLDS]),
            persons: self.persons.read(&id, &fields[PERSONS]),
            merchants: self.merchants.read(&id, &fields[MERCHANTS]),
            tasks: self.tasks.read(&id, &fields[TASKS]),
            floors: self.floors(&id, &fields[FLOORS], &fields[HEIGHT]),
            residential: self.residential_uses.is_none_or(is_one_of),
            compound: fields[COMPOUND].text().unwrap_or_default(),
            entrances: self.entrances(&id, &fields[ENTRANCES]),
            dedicated_use: if dedicated {
                text.trim().to_owned()
            } else {
                String::new()
            },
            shape,
            id,
        }
    }

    /// The entrances: their number, or a list with the households of each.
    fn entrances(&mut self, id: &str, value: &Scalar) -> Vec<Entrance> {
        let Scalar::List(list) = value else {
            let count = self.entrances.read(id, value).unwrap_or(0);
            let entrance = |number| Entrance {
                number,
                households: None,
            };
            return (1..=count).map(entrance).collect();
        };
        let stated = self.entrances.read(id, &Scalar::Integer(list.len() as i64));
        let listed = &list[..stated.map_or(0, |_| list.len())];
        let entrance = |(number, households): (u32, &Scalar)| Entrance {
            number,
            households: self.entrance_households.read(id, households),
        };
        (1..).zip(listed).map(entrance).collect()
    }

    fn floors(&mut self, id: &str, floors: &Scalar, height: &Scalar) -> f64 {
        let stated = |value: &Scalar| match value.number() {
            Number::Absent | Number::Whole(0) => None,
            Number::Whole(whole) => Some(whole as f64),
            Number::Fraction(fraction) => Some(fraction),
            Number::Unreadable => Some(f64::NAN),
        };
        let by_height = || stated(height).map(|metres| (metres / FLOOR_M).round());
        let Some(floors) = stated(floors).or_else(by_height) else {
            return 1.0;
        };
        if (0.0..=MOST_FLOORS).contains(&floors) {
            return floors.max(1.0);
        }
        self.issues.push(
            Issue::new("absurd_floors", Severity::Warning, self.layer, id)
                .says(
                    format!("floors or height give {floors} floors, none to {MOST_FLOORS} are possible; correct it"),
                    format!("层数或高度得出 {floors} 层，应在 0 到 {MOST_FLOORS} 之间；请改正"),
                )
                .done("taken as 1 floor"),
        );
        1.0
    }

    fn finish(self, issues: &mut Vec<Issue>) {
        self.households.finish(issues);
        self.persons.finish(issues);
        self.merchants.finish(issues);
        self.tasks.finish(issues);
        self.entrances.finish(issues);
        self.entrance_households.finish(issues);
        issues.extend(self.issues);
    }
}

/// Sorted by id, repeated ids numbered.
fn in_order(mut buildings: Vec<Building>, issues: &mut Vec<Issue>) -> Vec<Building> {
    buildings.sort_by(|a, b| {
        let people = |b: &Building| (b.households, b.persons);
        let counts = |b: &Building| (people(b), b.merchants, b.tasks, b.residential);
        (&a.id, &a.shape)
            .cmp(&(&b.id, &b.shape))
            .then_with(|| counts(a).cmp(&counts(b)))
            .then_with(|| a.floors.total_cmp(&b.floors))
            .then_with(|| a.entrances.cmp(&b.entrances))
            .then_with(|| a.dedicated_use.cmp(&b.dedicated_use))
            .then_with(|| a.compound.cmp(&b.compound))
    });
    let ids = super::repeat::unique(buildings.iter().map(|b| b.id.as_str()));
    for (building, id) in buildings.iter_mut().zip(ids) {
        if building.id != id {
            issues.push(
                super::repeat::issue("buildings", &building.id, &id).counting(
                    u64::from(building.households.unwrap_or(0)),
                    u64::from(building.persons.unwrap_or(0)),
                ),
            );
            building.id = id;
        }
    }
    buildings.sort_by(|a, b| a.id.cmp(&b.id));
    buildings
}
