//! Rows of the basemap as GeoJSON features: the properties and their order.

use std::io;

use serde_json::{Map, Value};

use crate::geometry::Lattice;
use crate::issue::Issue;
use crate::layer::{GeojsonWriter, Geometry};
use crate::unit::WorkloadWeights;

use super::{
    Basemap, BeatArea, CommunityArea, Further, LevelMap, PartArea, PlacedBuilding, Size, Spot,
    Tally,
};

type Properties = Map<String, Value>;

/// `{level}s.geojson`.
pub(super) fn level_features(map: &Basemap, level: usize) -> io::Result<Vec<u8>> {
    let names = LevelNames::of(&map.levels, level);
    collection(&map.levels[level].parts, |part| {
        let geometry = Geometry::of_polygons(&part.polygons, map.lattice);
        (part_properties(part, &names, &map.further), geometry)
    })
}

/// `beats.geojson`.
pub(super) fn beat_features(map: &Basemap) -> io::Result<Vec<u8>> {
    collection(&map.beats, |beat| {
        let geometry = Geometry::of_polygons(&beat.polygons, map.lattice);
        (beat_properties(beat, &map.further), geometry)
    })
}

/// `communities.geojson`.
pub(super) fn community_features(map: &Basemap) -> io::Result<Vec<u8>> {
    collection(&map.communities, |community| {
        let geometry = Geometry::of_polygons(&community.polygons, map.lattice);
        (community_properties(community, &map.further), geometry)
    })
}

/// `buildings.geojson`.
pub(super) fn building_features(map: &Basemap) -> io::Result<Vec<u8>> {
    collection(&map.buildings, |building| {
        let geometry = spot_geometry(&building.spot, map.lattice);
        (building_properties(building, map), geometry)
    })
}

/// `issues.geojson`.
pub(super) fn issue_features(issues: &[Issue]) -> io::Result<Vec<u8>> {
    collection(issues, |issue| {
        let geometry = issue.place.map_or(Geometry::Null, Geometry::Point);
        (issue_properties(issue), geometry)
    })
}

/// Names of a level's neighbours, as they appear in properties.
struct LevelNames<'a> {
    parent: Option<&'a str>,
    child: Option<String>,
}

impl<'a> LevelNames<'a> {
    fn of(levels: &'a [LevelMap], level: usize) -> Self {
        Self {
            parent: level
                .checked_sub(1)
                .map(|coarser| levels[coarser].name.as_str()),
            child: levels
                .get(level + 1)
                .map(|finer| format!("{}s", finer.name)),
        }
    }
}

fn collection<T>(
    rows: &[T],
    feature: impl Fn(&T) -> (Properties, Geometry),
) -> io::Result<Vec<u8>> {
    let mut writer = GeojsonWriter::new(Vec::new())?;
    for row in rows {
        let (properties, geometry) = feature(row);
        writer.feature(&properties, &geometry)?;
    }
    writer.finish()
}

fn part_properties(part: &PartArea, names: &LevelNames<'_>, further: &[Further]) -> Properties {
    let mut p = Properties::new();
    set(&mut p, "code", part.code.as_str());
    set(&mut p, "name", part.name.as_str());
    set(&mut p, "kind", part.kind);
    set(&mut p, "community", part.community.as_str());
    set(&mut p, "beat", part.beat.as_str());
    set(&mut p, "subdistrict", part.subdistrict.as_str());
    set_tally(&mut p, &part.tally);
    if let (Some(name), Some(parent)) = (names.parent, &part.parent) {
        set(&mut p, name, parent.as_str());
    }
    if let (Some(name), Some(children)) = (&names.child, part.children) {
        set(&mut p, name, children);
    }
    set_size(&mut p, &part.size);
    set(&mut p, "compactness", part.size.compactness);
    set(&mut p, "exceptions", part.exceptions.clone());
    set_further(&mut p, further, &part.tally);
    p
}

fn beat_properties(beat: &BeatArea, further: &[Further]) -> Properties {
    let mut p = Properties::new();
    set(&mut p, "id", beat.id.as_str());
    set(&mut p, "station", beat.station.as_str());
    set(&mut p, "community_count", beat.communities);
    set(&mut p, "grids", beat.grids);
    set_tally(&mut p, &beat.tally);
    set_size(&mut p, &beat.size);
    set(&mut p, "exceptions", beat.exceptions.clone());
    set_further(&mut p, further, &beat.tally);
    p
}

fn community_properties(community: &CommunityArea, further: &[Further]) -> Properties {
    let mut p = Properties::new();
    set(&mut p, "id", community.id.as_str());
    set(&mut p, "name", community.name.as_str());
    set(&mut p, "subdistrict", community.subdistrict.as_str());
    set(&mut p, "beats", community.beats);
    set(&mut p, "grids", community.grids);
    set_tally(&mut p, &community.tally);
    set_size(&mut p, &community.size);
    set_further(&mut p, further, &community.tally);
    p
}

fn building_properties(building: &PlacedBuilding, map: &Basemap) -> Properties {
    let mut p = Properties::new();
    set(&mut p, "id", building.id.as_str());
    set(&mut p, "households", building.counts.households);
    set(&mut p, "persons", building.counts.persons);
    set(&mut p, "community", building.community.as_str());
    set(&mut p, "beat", building.beat.as_str());
    for (level, code) in map.levels.iter().zip(&building.parts) {
        set(&mut p, &level.name, code.as_str());
    }
    set(&mut p, "kind", building.kind);
    if let Some(compound) = &building.compound {
        set(&mut p, "compound", compound.as_str());
    }
    let further: Vec<Further> = further_of_buildings(&map.further).collect();
    set_further(&mut p, &further, &building.tally());
    if !building.pieces.is_empty() {
        set(&mut p, "divided", true);
        for (index, level) in map.levels.iter().enumerate() {
            let shares = shares_of(building, index, (&further, &map.workload));
            set(&mut p, &format!("{}s", level.name), shares);
        }
    }
    p
}

/// What of a divided building lies in each of its parts at a level.
fn shares_of(
    building: &PlacedBuilding,
    level: usize,
    (further, weights): (&[Further], &WorkloadWeights),
) -> Vec<Value> {
    let share = |code: &str| {
        let here = building.pieces.iter().filter(|p| p.parts[level] == code);
        let entrances: Vec<u32> = here.flat_map(|p| p.entrances.iter().copied()).collect();
        let counts = weights.of_building(building.counts_in(level, code));
        let mut p = Properties::new();
        set(&mut p, "code", code);
        set(&mut p, "households", counts.households);
        set(&mut p, "persons", counts.persons);
        let share = Tally {
            buildings: 1,
            counts,
            area_m2: 0,
        };
        set_further(&mut p, further, &share);
        set(&mut p, "entrances", entrances);
        Value::Object(p)
    };
    building.codes(level).into_iter().map(share).collect()
}

/// The properties of an issue, as `issues.geojson` has them.
#[must_use]
pub fn issue_properties(issue: &Issue) -> Map<String, Value> {
    let mut p = Properties::new();
    set(&mut p, "code", issue.code);
    set(&mut p, "severity", issue.severity.word());
    set(&mut p, "layer", issue.layer);
    set(&mut p, "feature", issue.feature.as_str());
    set(&mut p, "message", issue.message.as_str());
    set(&mut p, "message_zh", issue.message_zh.as_str());
    set(&mut p, "action", issue.action.as_str());
    set(&mut p, "households", issue.households);
    set(&mut p, "persons", issue.persons);
    p
}

fn set(properties: &mut Properties, name: &str, value: impl Into<Value>) {
    properties.insert(name.to_owned(), value.into());
}

fn set_tally(properties: &mut Properties, tally: &Tally) {
    set(properties, "buildings", tally.buildings);
    set(properties, "households", tally.counts.households);
    set(properties, "persons", tally.counts.persons);
}

fn set_size(properties: &mut Properties, size: &Size) {
    set(properties, "area_m2", size.area_m2);
    set(properties, "perimeter_m", size.perimeter_m);
}

fn set_further(properties: &mut Properties, further: &[Further], tally: &Tally) {
    for &count in further {
        set(properties, count.name(), count.value(tally));
    }
}

/// The land around a building is its part's.
fn further_of_buildings(further: &[Further]) -> impl Iterator<Item = Further> + '_ {
    let land = |count: &Further| *count == Further::AreaHa;
    further.iter().copied().filter(move |count| !land(count))
}

impl Further {
    /// Name of the property.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Merchants => "merchants",
            Self::Tasks => "tasks",
            Self::AreaHa => "area_ha",
            Self::Workload => "workload",
        }
    }

    /// An integer, hectares with up to four decimals, or the workload with up to seven.
    pub(super) fn value(self, tally: &Tally) -> Value {
        match self {
            Self::Merchants => tally.counts.merchants.into(),
            Self::Tasks => tally.counts.tasks.into(),
            Self::AreaHa => decimal(tally.area_m2, 10_000),
            Self::Workload => workload(tally.counts.workload_e7),
        }
    }
}

/// Ten-millionths as a number.
pub(super) fn workload(e7: i64) -> Value {
    decimal(e7, 10_000_000)
}

/// `count` parts of a whole as a number; whole numbers stay whole.
pub(super) fn decimal(count: i64, parts: i64) -> Value {
    if count % parts == 0 {
        (count / parts).into()
    } else {
        (count as f64 / parts as f64).into()
    }
}

fn spot_geometry(spot: &Spot, lattice: Lattice) -> Geometry {
    match spot {
        Spot::Point(point) => Geometry::Point(lattice.absolute(*point)),
        Spot::Footprint(polygon) => Geometry::of_polygons(std::slice::from_ref(polygon), lattice),
    }
}
