//! Layers that offices draw: communities with their dedicated areas, and beats.

use serde_json::Value;

use super::district::District;
use super::files::{Feature, properties};
use super::names::Names;
use super::outline::{Draughtsman, Hand};
use super::preset::Preset;
use crate::rng::mix;

/// How the two offices draw. Errors of both and the distance to the kerb add up to less than the 15 m tolerance.
const COMMUNITY_HAND: Hand = Hand {
    key: 0x0C,
    error_m: 2.6,
    kerb_m: 6.0,
    keep_one_in: 3,
};
const BEAT_HAND: Hand = Hand {
    key: 0xBE,
    error_m: 4.2,
    kerb_m: 0.0,
    keep_one_in: 2,
};

/// Most beats of one station.
const BEATS_A_STATION: usize = 16;

fn subdistrict_names(preset: &Preset, seed: u64) -> Vec<String> {
    let mut names = Names::new(seed, "demo subdistrict names");
    (0..preset.subdistricts)
        .map(|i| {
            let first_of_many = i == 0 && preset.towns.len() > 1;
            let suffix = if first_of_many {
                "街道"
            } else {
                preset.subdistrict_suffix.as_str()
            };
            format!("{}{suffix}", names.pair())
        })
        .collect()
}

pub fn communities(preset: &Preset, district: &District, seed: u64) -> Vec<Feature> {
    let areas = &district.areas;
    let draughtsman = draughtsman(district, COMMUNITY_HAND, seed);
    let subdistricts = subdistrict_names(preset, seed);
    let mut names = Names::new(seed, "demo community names");
    let mut numbers = vec![0; preset.subdistricts];
    let feature = |(id, plan): (usize, &super::areas::CommunityPlan)| {
        let s = if preset.stations.is_some() {
            0
        } else {
            plan.group
        };
        numbers[s] += 1;
        let code = format!("{}{:03}{:03}", preset.code_prefix, s + 1, numbers[s]);
        let suffix = if plan.village { "村" } else { "社区" };
        let map = properties([
            ("code", Value::from(code)),
            ("name", Value::from(format!("{}{suffix}", names.pair()))),
            ("subdistrict", Value::from(subdistricts[s].clone())),
            (
                "kind",
                Value::from(if plan.village { "rural" } else { "urban" }),
            ),
        ]);
        let cells: Vec<usize> = (0..areas.community_of.len())
            .filter(|&c| areas.community_of[c] == id)
            .collect();
        (map, draughtsman.draw(id, &areas.community_of, &cells))
    };
    areas.communities.iter().enumerate().map(feature).collect()
}

pub fn beats(preset: &Preset, district: &District, seed: u64) -> Vec<Feature> {
    let areas = &district.areas;
    let draughtsman = draughtsman(district, BEAT_HAND, seed);
    let mut features = Vec::new();
    for (station, (name, beats)) in stations(preset, district, seed).into_iter().enumerate() {
        for (number, &id) in beats.iter().enumerate() {
            let code = format!(
                "{}-{:02}-{:02}",
                preset.code_prefix,
                station + 1,
                number + 1
            );
            let map = properties([
                ("beat", Value::from(code)),
                ("station", Value::from(name.clone())),
            ]);
            let shape = draughtsman.draw(id, &areas.beat_of, &areas.beats[id].cells);
            features.push((map, shape));
        }
    }
    features
}

/// The stations by name, each with its beats.
fn stations(preset: &Preset, district: &District, seed: u64) -> Vec<(String, Vec<usize>)> {
    let mut names = Names::new(seed, "demo station names");
    let groups: Vec<String> = match preset.stations {
        Some(count) => (0..count)
            .map(|_| format!("{}驻点", names.pair()))
            .collect(),
        None => subdistrict_names(preset, seed),
    };
    let all = &district.areas.beats;
    let mut stations = Vec::new();
    for (group, group_name) in groups.into_iter().enumerate() {
        let own: Vec<usize> = (0..all.len()).filter(|&b| all[b].group == group).collect();
        if preset.stations.is_some() {
            stations.push((group_name, own));
            continue;
        }
        let count = own.len().div_ceil(BEATS_A_STATION).max(1);
        for (k, beats) in own.chunks(own.len().div_ceil(count).max(1)).enumerate() {
            let base = group_name.trim_end_matches("街道");
            let name = match k {
                0 => base.trim_end_matches('镇').to_string(),
                _ => names.pair(),
            };
            stations.push((format!("{name}派出所"), beats.to_vec()));
        }
    }
    stations
}

/// The dedicated areas, drawn by the hand of the communities: their common lines are the same.
pub fn dedicated(district: &District, seed: u64) -> Vec<Feature> {
    let draughtsman = draughtsman(district, COMMUNITY_HAND, seed);
    let mut names = Names::new(seed, "demo dedicated names");
    let mut label_of = vec![usize::MAX; district.board.cells.len()];
    for (id, area) in district.dedicated.iter().enumerate() {
        for &cell in &area.cells {
            label_of[cell] = id;
        }
    }
    let areas = district.dedicated.iter().enumerate();
    areas
        .map(|(id, area)| {
            let map = properties([
                ("id", Value::from(format!("D{:03}", id + 1))),
                (
                    "name",
                    Value::from(format!("{}{}", names.pair(), area.suffix)),
                ),
                ("use", Value::from(area.word)),
            ]);
            (map, draughtsman.draw(id, &label_of, &area.cells))
        })
        .collect()
}

fn draughtsman(district: &District, hand: Hand, seed: u64) -> Draughtsman<'_> {
    let hand = Hand {
        key: mix(seed ^ hand.key),
        ..hand
    };
    Draughtsman::new(&district.board, &district.mesh, &district.land, hand)
}
