//! Buildings divided by entrances: the counts of every entrance, and layers in which pieces stand for a building.
//!
//! A piece takes a run of entrances with its slice of the footprint. In the layers that the coverage is built from
//! it is a building like any other; the first piece keeps the annexes.

use crate::geometry::Polygon;
use crate::id::{BuildingId, CommunityId};
use crate::layer::{Building, BuildingShape, DividedBuilding, Entrance, Layers};

use super::Counts;
use super::apportion::{building_spot, largest_remainder};
use super::locate::Areas;
use super::workload::WorkloadWeights;

/// A building and the pieces that it is divided into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    /// The building.
    pub building: BuildingId,
    /// At least two, in the order of the entrances.
    pub pieces: Vec<Piece>,
}

/// A run of entrances with its slice of the footprint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its share of the building's counts.
    pub counts: Counts,
    /// The entrances; empty when they are not known.
    pub entrances: Vec<Entrance>,
    /// The slice.
    pub slice: Polygon,
}

/// Shares the counts of a building out by `weights`, largest remainder first: households by the weights, the other
/// counts by households, by the weights where there are none. Sums are exact.
#[must_use]
pub fn shares(counts: &Counts, weights: &[u64], index: WorkloadWeights) -> Vec<Counts> {
    let whole = |count: i64| u64::try_from(count).expect("no count is negative");
    let households = largest_remainder(whole(counts.households), weights);
    let by = if counts.households > 0 {
        &households
    } else {
        weights
    };
    let persons = largest_remainder(whole(counts.persons), by);
    let merchants = largest_remainder(whole(counts.merchants), by);
    let tasks = largest_remainder(whole(counts.tasks), by);
    let share = |i: usize| {
        let share = Counts {
            households: households[i] as i64,
            persons: persons[i] as i64,
            merchants: merchants[i] as i64,
            tasks: tasks[i] as i64,
            workload_e7: 0,
        };
        index.of_building(share)
    };
    (0..weights.len()).map(share).collect()
}

/// The layers with pieces in place of the divided buildings; `None` when nothing is divided.
///
/// `divisions` are sorted by building.
///
/// # Panics
/// When a division is of a building without footprint.
#[must_use]
pub fn divided(layers: &Layers, divisions: &[Division]) -> Option<Layers> {
    if divisions.is_empty() {
        return None;
    }
    let mut divided = layers.clone();
    divided.buildings.clear();
    let mut next = divisions.iter().peekable();
    for (b, building) in layers.buildings.iter().enumerate() {
        let Some(division) = next.next_if(|d| d.building.index() == b) else {
            divided.buildings.push(building.clone());
            continue;
        };
        let BuildingShape::Footprint(parts) = &building.shape else {
            unreachable!("only footprints have slices");
        };
        divided.divided.push(DividedBuilding {
            first: BuildingId::new(divided.buildings.len()),
            pieces: division.pieces.len(),
            footprint: parts[0].clone(),
        });
        for (i, piece) in division.pieces.iter().enumerate() {
            let annexes = if i == 0 { &parts[1..] } else { &[] };
            let mut shape = vec![piece.slice.clone()];
            shape.extend_from_slice(annexes);
            divided.buildings.push(piece_of(building, piece, shape));
        }
    }
    Some(divided)
}

/// The counts of the buildings of the divided layers, from those of the buildings read.
#[must_use]
pub fn of_pieces(counts: &[Counts], divisions: &[Division]) -> Vec<Counts> {
    let mut of_pieces = Vec::with_capacity(counts.len());
    let mut next = divisions.iter().peekable();
    for (b, counts) in counts.iter().enumerate() {
        match next.next_if(|d| d.building.index() == b) {
            Some(division) => of_pieces.extend(division.pieces.iter().map(|piece| piece.counts)),
            None => of_pieces.push(*counts),
        }
    }
    of_pieces
}

fn piece_of(building: &Building, piece: &Piece, shape: Vec<Polygon>) -> Building {
    let read = |count: i64| u32::try_from(count).expect("people of one building fit 32 bits");
    Building {
        shape: BuildingShape::Footprint(shape),
        households: Some(read(piece.counts.households)),
        persons: Some(read(piece.counts.persons)),
        merchants: Some(read(piece.counts.merchants)),
        tasks: Some(read(piece.counts.tasks)),
        entrances: piece.entrances.clone(),
        ..building.clone()
    }
}

/// For every building of the undivided layers what `of_piece` says of it, or of the first of its pieces.
#[must_use]
pub fn of_whole<T: Copy>(divided: &Layers, of_piece: &[T]) -> Vec<T> {
    let mut is_further = vec![false; of_piece.len()];
    for building in &divided.divided {
        is_further[building.range()][1..].fill(true);
    }
    let values = of_piece.iter().zip(is_further);
    values
        .filter(|(_, further)| !further)
        .map(|(value, _)| *value)
        .collect()
}

/// The community that each building stands in by a point inside it; the coverage may know better.
#[must_use]
pub fn communities_by_point(layers: &Layers) -> Vec<Option<CommunityId>> {
    let areas = Areas::new(layers.communities.iter().map(|c| &c.polygons[..]));
    let home = |building: &Building| areas.around(building_spot(building));
    let homes = layers.buildings.iter().map(home);
    homes.map(|home| home.map(CommunityId::new)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_and_the_index_is_that_of_the_share() {
        let counts = Counts {
            households: 265,
            persons: 801,
            merchants: 5,
            tasks: 3,
            workload_e7: 0,
        };
        let index = WorkloadWeights {
            households_milli: 1000,
            merchants_milli: 500,
            ..WorkloadWeights::default()
        };
        let shares = shares(&index.of_building(counts), &[1, 1, 2], index);
        assert_eq!(
            shares.iter().copied().sum::<Counts>(),
            index.of_building(counts)
        );
        let households: Vec<i64> = shares.iter().map(|s| s.households).collect();
        assert_eq!(households, [66, 66, 133]);
        assert!(shares.iter().all(|s| *s == index.of_building(*s)));
    }

    #[test]
    fn without_households_persons_go_by_the_weights() {
        let counts = Counts {
            persons: 9,
            ..Counts::default()
        };
        let shares = shares(&counts, &[2, 1], WorkloadWeights::default());
        let persons: Vec<i64> = shares.iter().map(|s| s.persons).collect();
        assert_eq!(persons, [6, 3]);
    }
}
