//! The crosswalk of communities and beats: one row for each pair that shares land.

use std::collections::BTreeMap;
use std::io;

use super::register::{BOM, beat, community};
use super::{Basemap, PartArea, Tally};

const COLUMNS: [&str; 11] = [
    "subdistrict",
    "community",
    "community_name",
    "station",
    "beat",
    "grids",
    "buildings",
    "households",
    "persons",
    "area_m2",
    "community_share",
];

/// One pair of a community and a beat.
#[derive(Default)]
struct Shared {
    parts: usize,
    tally: Tally,
    area_m2: f64,
}

/// `crosswalk.csv`: UTF-8 with BOM; `grids` are parts of the coarsest level, `community_share` is the share of the
/// community's households, four decimals.
pub(super) fn crosswalk(map: &Basemap) -> io::Result<Vec<u8>> {
    let mut pairs: BTreeMap<(&str, &str), Shared> = BTreeMap::new();
    for part in coarsest(map) {
        let shared = pairs.entry((&part.community, &part.beat)).or_default();
        shared.parts += 1;
        shared.tally += part.tally;
        shared.area_m2 += part.size.area_m2;
    }
    let mut csv = csv::Writer::from_writer(BOM.to_vec());
    let further = map.further.iter().map(|count| count.name());
    csv.write_record(COLUMNS.into_iter().chain(further))?;
    for ((of, at), shared) in &pairs {
        csv.write_record(row(map, (of, at), shared))?;
    }
    csv.into_inner().map_err(csv::IntoInnerError::into_error)
}

fn coarsest(map: &Basemap) -> impl Iterator<Item = &PartArea> {
    map.levels
        .first()
        .into_iter()
        .flat_map(|level| &level.parts)
}

fn row(map: &Basemap, (of, at): (&str, &str), shared: &Shared) -> Vec<String> {
    let own = community(map, of);
    let all = own.map_or(0, |c| c.tally.counts.households).max(1);
    let share = shared.tally.counts.households as f64 / all as f64;
    let mut cells = vec![
        own.map_or_else(String::new, |c| c.subdistrict.clone()),
        of.to_owned(),
        own.map_or_else(String::new, |c| c.name.clone()),
        beat(map, at).map_or_else(String::new, |b| b.station.clone()),
        at.to_owned(),
        shared.parts.to_string(),
        shared.tally.buildings.to_string(),
        shared.tally.counts.households.to_string(),
        shared.tally.counts.persons.to_string(),
        format!("{:.1}", shared.area_m2),
        format!("{share:.4}"),
    ];
    let further = |count: &super::Further| count.value(&shared.tally).to_string();
    cells.extend(map.further.iter().map(further));
    cells
}
