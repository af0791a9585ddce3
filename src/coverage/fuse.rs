//! Overlapping footprints: those that share real ground become one group, else the lower id keeps the ground.

use crate::issue::{Issue, Severity};
use crate::layer::{Layers, Undivided};

use super::mesh::NONE;
use super::pieces::Sets;
use super::terrain::{Covers, Foot, Terrain};

/// Two footprints that share more than this are one group.
const FUSED_M2: f64 = 0.25;

/// Puts the group of footprints on every face and returns the group of each footprint (its lowest member).
///
/// Groups are fused when they share more than 0.25 m2, or more than half of the smaller one.
pub(super) fn fuse(
    terrain: &mut Terrain,
    covers: &Covers,
    feet: &[Foot],
    layers: &Layers,
    issues: &mut Vec<Issue>,
) -> Vec<u32> {
    let mut area = vec![0i64; feet.len()];
    let mut shared: Vec<((u32, u32), i64, u32)> = Vec::new();
    for (face, cover) in covers.foot.iter().enumerate() {
        let size = terrain.areas[face];
        if cover.all.is_empty() && cover.first != NONE {
            area[cover.first as usize] += size;
        }
        for (k, &a) in cover.all.iter().enumerate() {
            area[a as usize] += size;
            shared.extend(
                cover.all[k + 1..]
                    .iter()
                    .map(|&b| ((a, b), size, face as u32)),
            );
        }
    }
    shared.sort_unstable();
    let mut sets = Sets::new(feet.len());
    for run in shared.chunk_by(|x, y| x.0 == y.0) {
        let (a, b) = run[0].0;
        let total: i64 = run.iter().map(|s| s.1).sum();
        let smaller = area[a as usize].min(area[b as usize]);
        let shared_m2 = layers.plane.area_m2(total);
        let name = |foot: &Foot| layers.buildings[foot.building.index()].id.clone();
        let (one, two) = (&feet[a as usize], &feet[b as usize]);
        // Pieces of one building have its id, and a hair of rounding in common.
        if one.part + two.part == 0 && name(one) == name(two) {
            continue;
        }
        let fused = shared_m2 > FUSED_M2 || 2 * total > smaller;
        if fused {
            sets.unite(a, b);
        }
        if one.building != two.building {
            let place = layers.lattice.absolute(terrain.place(run[0].2 as usize));
            issues.push(overlap(&name(one), &name(two), shared_m2, fused).at(place));
        }
    }
    terrain.family = unite_families(&mut sets, feet, layers, issues);
    let group: Vec<u32> = (0..feet.len() as u32).map(|f| sets.find(f)).collect();
    for (face, cover) in covers.foot.iter().enumerate() {
        if cover.first != NONE {
            terrain.group[face] = group[cover.first as usize];
        }
    }
    group
}

/// Pieces of a divided building stay apart unless one of them overlaps another footprint: then it is whole again.
/// The first of each family, for every footprint.
fn unite_families(
    sets: &mut Sets,
    feet: &[Foot],
    layers: &Layers,
    issues: &mut Vec<Issue>,
) -> Vec<u32> {
    let mut family: Vec<u32> = (0..feet.len() as u32).collect();
    let mut members = vec![0; feet.len()];
    for foot in &family {
        members[sets.find(*foot) as usize] += 1;
    }
    for divided in &layers.divided {
        let from = feet.partition_point(|f| f.building < divided.first);
        let here = feet[from..].iter().zip(from as u32..);
        let here = here.take_while(|(f, _)| divided.range().contains(&f.building.index()));
        let pieces: Vec<u32> = here.filter(|(f, _)| f.part == 0).map(|(_, i)| i).collect();
        let first = pieces[0];
        let alone = pieces.iter().all(|&p| members[sets.find(p) as usize] == 1);
        if alone {
            pieces.iter().for_each(|&p| family[p as usize] = first);
            continue;
        }
        pieces.iter().for_each(|&p| sets.unite(first, p));
        let building = &layers.buildings[divided.first.index()];
        issues.push(Undivided::Overlap.issue(building, layers.lattice));
    }
    family
}

fn overlap(one: &str, two: &str, shared_m2: f64, fused: bool) -> Issue {
    let severity = if fused {
        Severity::Warning
    } else {
        Severity::Info
    };
    let action = if fused {
        format!("kept together with building {two}: both lie in the same part")
    } else {
        "the building with the lower id keeps the shared ground".to_owned()
    };
    Issue::new("building_overlap", severity, "buildings", one)
        .says(
            format!("buildings {one} and {two} share {shared_m2:.2} m2"),
            format!("楼栋 {one} 与 {two} 重叠 {shared_m2:.2} 平方米"),
        )
        .done(action)
}
