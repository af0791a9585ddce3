//! The register (台账): one row a part of every level, each part followed by its children.
//!
//! UTF-8 with BOM, so that spreadsheet programs read the Chinese names. The header is the property names of the
//! GeoJSON files, which never change, after `level`; `parent` is the code of the part of the next coarser level, and
//! `children` the number of parts of the next finer one.

use std::io;

use super::staff::{cells, column, roles};
use super::{Basemap, BeatArea, CommunityArea, PartArea};

pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";

/// Columns of every register; further counts and staff follow them.
pub(super) const COLUMNS: [&str; 18] = [
    "level",
    "code",
    "name",
    "kind",
    "subdistrict",
    "community",
    "community_name",
    "station",
    "beat",
    "parent",
    "children",
    "buildings",
    "households",
    "persons",
    "area_m2",
    "perimeter_m",
    "compactness",
    "exceptions",
];

/// `register.csv`.
pub(super) fn register(map: &Basemap) -> io::Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(BOM.to_vec());
    let further = map.further.iter().map(|count| count.name().to_owned());
    let staff = roles(map).into_iter().map(column);
    let header = COLUMNS.map(str::to_owned).into_iter();
    csv.write_record(header.chain(further).chain(staff))?;
    for (level, part) in rows(map) {
        csv.write_record(row(map, level, part))?;
    }
    csv.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// Every part with the index of its level, parents before their children, in code order.
fn rows(map: &Basemap) -> Vec<(usize, &PartArea)> {
    let mut keyed: Vec<(Vec<&str>, usize, &PartArea)> = Vec::new();
    let mut coarser: Vec<(&str, Vec<&str>)> = Vec::new();
    for (index, level) in map.levels.iter().enumerate() {
        let mut paths = Vec::with_capacity(level.parts.len());
        for part in &level.parts {
            let above = part.parent.as_ref().and_then(|code| {
                let at = coarser.binary_search_by(|(c, _)| (*c).cmp(code.as_str()));
                at.ok().map(|at| coarser[at].1.clone())
            });
            let mut path = above.unwrap_or_default();
            path.push(part.code.as_str());
            paths.push((part.code.as_str(), path.clone()));
            keyed.push((path, index, part));
        }
        coarser = paths;
    }
    keyed.sort_by(|a, b| a.0.cmp(&b.0));
    keyed
        .into_iter()
        .map(|(_, level, part)| (level, part))
        .collect()
}

fn row(map: &Basemap, level: usize, part: &PartArea) -> Vec<String> {
    let mut row = vec![
        map.levels[level].name.clone(),
        part.code.clone(),
        part.name.clone(),
        part.kind.to_owned(),
        part.subdistrict.clone(),
        part.community.clone(),
        community(map, &part.community).map_or_else(String::new, |c| c.name.clone()),
        beat(map, &part.beat).map_or_else(String::new, |b| b.station.clone()),
        part.beat.clone(),
        part.parent.clone().unwrap_or_default(),
        part.children.map_or_else(String::new, |n| n.to_string()),
        part.tally.buildings.to_string(),
        part.tally.counts.households.to_string(),
        part.tally.counts.persons.to_string(),
        part.size.area_m2.to_string(),
        part.size.perimeter_m.to_string(),
        part.size.compactness.to_string(),
        part.exceptions.join(";"),
    ];
    let further = |count: &super::Further| count.value(&part.tally).to_string();
    row.extend(map.further.iter().map(further));
    row.extend(cells(map, level));
    row
}

pub(super) fn community<'a>(map: &'a Basemap, id: &str) -> Option<&'a CommunityArea> {
    let at = map.communities.binary_search_by(|c| c.id.as_str().cmp(id));
    at.ok().map(|at| &map.communities[at])
}

pub(super) fn beat<'a>(map: &'a Basemap, id: &str) -> Option<&'a BeatArea> {
    let at = map.beats.binary_search_by(|b| b.id.as_str().cmp(id));
    at.ok().map(|at| &map.beats[at])
}
