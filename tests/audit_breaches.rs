//! The audit finds every breach that is planted into a sound basemap, and none in the sound one.

#[path = "output_town/mod.rs"]
mod output_town;

use output_town::{SIDE, Town, square};
use wangge::audit::{AuditReport, Rule, audit};
use wangge::geometry::{Point, Polygon};
use wangge::output::{Basemap, BasemapOptions, Spot};
use wangge::unit::WorkloadWeights;

fn sound() -> (Town, Basemap) {
    let town = Town::checkerboard();
    let map = town.basemap(&BasemapOptions::default());
    (town, map)
}

fn verdict(town: &Town, map: &Basemap) -> AuditReport {
    audit(map, &town.layers, &town.rules)
}

/// Plants a breach and asks for a message under the rule that contains the words.
fn planted(rule: Rule, words: &str, plant: impl Fn(&mut Town, &mut Basemap)) {
    let (mut town, mut map) = sound();
    plant(&mut town, &mut map);
    let report = verdict(&town, &map);
    let found = |b: &&wangge::audit::Breach| b.rule == rule && b.message.contains(words);
    assert!(
        report.breaches.iter().any(|b| found(&b)),
        "{words}: {:#?}",
        report.breaches
    );
}

/// The polygon of a micro-grid: `G1-1` is face a, then b, d, e, c, f in the order of their codes.
fn micro(map: &mut Basemap, part: usize) -> &mut Vec<Polygon> {
    &mut map.levels[1].parts[part].polygons
}

#[test]
fn sound_basemap_has_no_breach() {
    let (town, map) = sound();
    let report = verdict(&town, &map);
    assert_eq!(report.breaches, []);
    assert_eq!((report.edges, report.buildings), (24 + 20 + 16 + 14, 7));
    assert!(report.largest_cut_m2 < 1e-6);
}

#[test]
fn gap_between_parts() {
    planted(Rule::Coverage, "without neighbour", |_, map| {
        micro(map, 0)[0].rings[0].remove(2);
    });
    planted(Rule::Coverage, "boundary not covered", |_, map| {
        micro(map, 0)[0].rings[0].remove(0);
    });
    planted(Rule::Belonging, "not that of the union", |_, map| {
        micro(map, 0)[0].rings[0].remove(2);
    });
}

#[test]
fn overlap_of_parts() {
    planted(Rule::Coverage, "owned twice", |_, map| {
        let copy = map.levels[1].parts[0].polygons.clone();
        *micro(map, 1) = copy;
    });
    planted(Rule::Coverage, "cross or touch", |_, map| {
        micro(map, 0)[0].rings[0][1].x += 100;
    });
}

#[test]
fn part_inside_another_in_every_layer() {
    planted(Rule::Coverage, "lie over each other", |_, map| {
        let islet = square(200, 200, 100);
        micro(map, 5).push(islet.clone());
        map.levels[0].parts[3].polygons.push(islet.clone());
        map.beats[1].polygons.push(islet.clone());
        map.communities[1].polygons.push(islet);
    });
}

#[test]
fn t_junction() {
    planted(Rule::Coverage, "cross or touch", |_, map| {
        // An extra vertex on the line between faces a and b, known to a alone.
        let ring = &mut micro(map, 0)[0].rings[0];
        ring.insert(2, Point::new(SIDE, SIDE + SIDE / 2));
    });
}

#[test]
fn ring_that_runs_the_wrong_way() {
    planted(Rule::Coverage, "wrong way", |_, map| {
        micro(map, 0)[0].rings[0].reverse();
    });
}

#[test]
fn part_without_land() {
    planted(Rule::Coverage, "no land", |_, map| micro(map, 0).clear());
}

#[test]
fn micro_grid_in_another_beat_than_its_grid() {
    planted(
        Rule::Belonging,
        "beat and community of its parent",
        |_, map| {
            map.levels[1].parts[0].beat = "2".to_owned();
        },
    );
    planted(Rule::Belonging, "not in any of the grids", |_, map| {
        map.levels[1].parts[0].parent = Some("G9".to_owned());
    });
    planted(
        Rule::Belonging,
        "ids of part, beat and community disagree",
        |_, map| {
            map.buildings[0].parts[0] = "G2".to_owned();
        },
    );
}

#[test]
fn beat_that_is_no_union_of_grids() {
    planted(
        Rule::Beats,
        "beats: outline is not that of the union",
        |_, map| {
            map.levels[0].parts[0].beat = "2".to_owned();
        },
    );
}

#[test]
fn detached_part() {
    let detach = |map: &mut Basemap| {
        let far = micro(map, 5).pop().expect("face f");
        micro(map, 0).push(far);
    };
    planted(Rule::Connected, "G1-1 in 2 pieces", |_, map| detach(map));
    let (town, mut map) = sound();
    detach(&mut map);
    map.levels[1].parts[0].exceptions = vec!["detached_piece"];
    let report = verdict(&town, &map);
    assert!(
        report.breaches.iter().all(|b| b.rule != Rule::Connected),
        "it is declared"
    );
}

#[test]
fn building_in_the_wrong_part() {
    for row in [0, 6] {
        planted(Rule::Buildings, "not in the part named", |_, map| {
            map.buildings[row].parts = vec!["G1".to_owned(), "G1-2".to_owned()];
        });
    }
}

#[test]
fn building_cut_by_a_line() {
    // Face a ends at x = SIDE: a quarter of the footprint lies beyond.
    let straddle = |map: &mut Basemap| {
        map.buildings[0].spot = Spot::Footprint(square(SIDE - 300, SIDE + 300, 400));
    };
    planted(
        Rule::Buildings,
        "cut by a line: 1 (b0 in G1-1 by 4.2",
        |_, map| straddle(map),
    );
    let (town, mut map) = sound();
    straddle(&mut map);
    map.buildings[0].kind = "ground";
    assert_eq!(verdict(&town, &map).breaches, [], "ground may be divided");
}

#[test]
fn wall_bent_by_rounding_is_no_cut() {
    let (town, mut map) = sound();
    map.buildings[0].spot = Spot::Footprint(square(SIDE - 399, SIDE + 300, 400));
    let report = verdict(&town, &map);
    assert_eq!(report.breaches, []);
    assert!(
        (report.largest_cut_m2 - 0.042).abs() < 0.001,
        "{}",
        report.largest_cut_m2
    );
}

#[test]
fn wrong_count() {
    planted(
        Rule::NothingLost,
        "micro_grids: wrong count: 1 (G1-1 says",
        |_, map| {
            map.levels[1].parts[0].tally.counts.persons += 1;
        },
    );
    planted(Rule::NothingLost, "beats: wrong count", |_, map| {
        map.beats[0].tally.buildings -= 1;
    });
}

#[test]
fn unequal_totals() {
    planted(
        Rule::NothingLost,
        "communities: unequal totals",
        |_, map| {
            map.communities[0].tally.counts.households -= 1;
        },
    );
}

#[test]
fn wrong_workload_and_land() {
    let weights = WorkloadWeights {
        households_milli: 1_000,
        buildings_milli: 500,
        area_ha_milli: 2_000,
        ..WorkloadWeights::default()
    };
    let town = Town::checkerboard();
    let sound = town.basemap(&BasemapOptions {
        workload: weights,
        ..BasemapOptions::default()
    });
    assert_eq!(verdict(&town, &sound).breaches, []);
    let told = |plant: fn(&mut Basemap), words: &str| {
        let mut map = sound.clone();
        plant(&mut map);
        let report = verdict(&town, &map);
        let told = |b: &wangge::audit::Breach| b.message.contains(words);
        assert!(report.breaches.iter().any(told), "{:#?}", report.breaches);
    };
    told(
        |map| map.levels[0].parts[0].tally.counts.workload_e7 += 1,
        "grids: wrong count",
    );
    told(
        |map| map.levels[1].parts[0].tally.area_m2 += 1,
        "micro_grids: unequal totals",
    );
    told(|map| map.workload.buildings_milli = 0, "grids: wrong count");
}

/// Community B is rural: its grids have 30 and 60 households.
#[test]
fn the_bounds_of_the_kind_are_those_that_count() {
    let (mut town, map) = sound();
    let at_most = |town: &Town, max| {
        let mut bounds = town.rules[0].bounds;
        bounds.households.max = Some(max);
        Some(bounds)
    };
    town.rules[0].rural = at_most(&town, 60);
    town.rules[0].urban = at_most(&town, 90);
    assert_eq!(verdict(&town, &map).breaches, []);
    town.rules[0].bounds.households.max = Some(1);
    assert_eq!(
        verdict(&town, &map).breaches,
        [],
        "no part has the level's own"
    );
    town.rules[0].rural = at_most(&town, 59);
    let told = verdict(&town, &map).breaches;
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(
        told[0]
            .message
            .contains("outside its bounds without a reason")
    );
    assert!(told[0].message.contains("G4"), "{told:#?}");
}

#[test]
fn lost_building() {
    planted(
        Rule::NothingLost,
        "without an issue that names it: 1 (gone)",
        |_, map| {
            map.issues.retain(|issue| issue.feature != "gone");
        },
    );
    planted(
        Rule::NothingLost,
        "without an issue that names it: 1 (b5)",
        |_, map| {
            map.buildings.retain(|row| row.id != "b5");
        },
    );
}

#[test]
fn building_that_changed_its_counts_or_stands_twice() {
    planted(
        Rule::NothingLost,
        "other counts than in the input: 1 (b1)",
        |town, _| {
            town.layers.buildings[1].persons = Some(51);
        },
    );
    planted(Rule::NothingLost, "buildings: id used twice", |_, map| {
        map.buildings[1].id = "b0".to_owned();
    });
    planted(Rule::NothingLost, "grids: id used twice", |_, map| {
        map.levels[0].parts[1].code = "G1".to_owned();
    });
}

#[test]
fn silent_violation_and_empty_claim() {
    planted(
        Rule::Bounds,
        "grids: outside its bounds without a reason: 1 (G2",
        |town, _| {
            town.rules[0].bounds.households.max = Some(89);
        },
    );
    planted(
        Rule::Bounds,
        "within its bounds, yet with a reason",
        |_, map| {
            map.levels[0].parts[0].exceptions = vec!["not_found"];
        },
    );
    let (mut town, mut map) = sound();
    town.rules[0].bounds.households.max = Some(89);
    map.levels[0].parts[1].exceptions = vec!["not_found"];
    assert_eq!(
        verdict(&town, &map).breaches,
        [],
        "the violation has a reason"
    );
}
