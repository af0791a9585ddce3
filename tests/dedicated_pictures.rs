//! Dedicated grids as pictures: what is carved out, whole, inside one beat and one community, and counted apart.

mod dedicated_plan;
mod picture;

use dedicated_plan::{Planned, planned};
use picture::{Built, SIDE, Town, at, polygon};
use wangge::geometry::{Point, Polygon, cross};

const FIELD: &str = "
    CCCCCCCCCCCC
    CCCCCCCCCCCC
    CCCCCCCCCCCC
    CCCCCCCCCCCC
    CCCCCCCCCCCC
    CCCCCCCCCCCC
    CCCCCCCCCCCC
    CCCCCCCCCCCC";

/// The same field with two beats side by side.
const TWO_BEATS: &str = "
    111111222222
    111111222222
    111111222222
    111111222222
    111111222222
    111111222222
    111111222222
    111111222222";

const HOUSES: &str = "
    ............
    .A....B...D.
    ............
    ...E........
    .....F....G.
    ............
    .H....I...J.
    ............";

fn plan(town: &Built) -> Planned {
    let planned = planned(&town.layers, &town.coverage);
    assert_eq!(planned.breaches, [""; 0]);
    for level in &planned.map.levels {
        let households = level.parts.iter().map(|p| p.tally.counts.households);
        assert_eq!(households.sum::<i64>(), planned.placed.households);
    }
    planned
}

/// The corners of a ring from its lowest one on: points on a straight side are none.
fn corners(polygon: &Polygon) -> Vec<Vec<Point>> {
    let ring_corners = |ring: &Vec<Point>| {
        let count = ring.len();
        let turns = |&i: &usize| {
            cross(
                ring[(i + count - 1) % count],
                ring[i],
                ring[(i + 1) % count],
            ) != 0
        };
        let mut corners: Vec<Point> = (0..count).filter(turns).map(|i| ring[i]).collect();
        let lowest = (0..corners.len()).min_by_key(|&i| corners[i]);
        corners.rotate_left(lowest.expect("a ring has corners"));
        corners
    };
    polygon.rings.iter().map(ring_corners).collect()
}

fn rectangle(low: (f64, f64), high: (f64, f64)) -> Polygon {
    polygon(&[low, (high.0, low.1), high, (low.0, high.1)])
}

#[test]
fn campus_in_the_middle_of_a_community_is_one_part_with_its_outline() {
    let campus = "
        ............
        ............
        ..KKKKK.....
        ..KKKKK.....
        ..KKKKKKKK..
        ..KKKKKKKK..
        ............
        ............";
    let town = Town::of(FIELD).buildings(HOUSES).dedicated(campus).build();
    assert_eq!(
        town.dedicated(),
        campus.replace(' ', "").trim().replace('.', "-")
    );
    let planned = plan(&town);
    for level in [0, 1] {
        let [part] = planned.dedicated(level)[..] else {
            panic!("one part on level {level}");
        };
        assert_eq!(part.exceptions, ["dedicated"]);
        assert_eq!(part.tally.counts.households, 20, "E and F");
        let drawn = &town.layers.dedicated[0].polygons[0];
        assert_eq!(corners(&part.polygons[0]), corners(drawn));
    }
    assert_eq!(planned.dedicated(0)[0].name, "K园");
    assert_eq!(planned.dedicated(1)[0].name, "K园第1微网格");
    assert!(planned.issues.is_empty(), "{:?}", planned.issues);
}

#[test]
fn bounds_and_proofs_are_not_asked_of_a_dedicated_grid() {
    let campus = ".KKKK.......\n.KKKK.......\n............";
    let mut town = Town::of(FIELD).buildings(HOUSES).dedicated(campus);
    for building in &mut town.layers.buildings {
        building.households = Some(1000);
    }
    let town = town.build();
    let planned = plan(&town);
    let index = planned
        .jurisdictions
        .iter()
        .position(|j| j.dedicated.is_some());
    let report = &planned.plan.jurisdictions[index.expect("the campus")];
    for level in &report.levels {
        assert_eq!((level.parts, level.objective, level.lower_bound), (1, 0, 0));
        assert!(level.certificates.is_empty());
    }
    assert_eq!(report.counts.households, 1000);
}

#[test]
fn campus_across_a_beat_line_is_divided_and_every_piece_is_named() {
    let campus = "
        ............
        ............
        ............
        ...KKKKKKK..
        ...KKKKKKK..
        ...KKKKKKK..
        ............
        ............";
    let town = Town::of(FIELD).beats(TWO_BEATS).buildings(HOUSES);
    let town = town.dedicated(campus).build();
    let planned = plan(&town);
    let grids = planned.dedicated(0);
    let beats: Vec<&str> = grids.iter().map(|g| g.beat.as_str()).collect();
    assert_eq!(beats, ["1", "2"]);
    let drawn = [
        rectangle((3.0, 2.0), (6.0, 5.0)),
        rectangle((6.0, 2.0), (10.0, 5.0)),
    ];
    for (grid, drawn) in grids.iter().zip(&drawn) {
        assert_eq!(corners(&grid.polygons[0]), corners(drawn));
    }
    let [issue] = &planned.issues[..] else {
        panic!("one issue: {:?}", planned.issues);
    };
    assert_eq!(
        (issue.code, issue.feature.as_str()),
        ("dedicated_divided", "K")
    );
    for text in [&issue.message, &issue.message_zh] {
        assert!(
            text.contains("C / 1 (11") && text.contains("C / 2 (14"),
            "{text}"
        );
    }
}

#[test]
fn campus_of_two_plots_is_two_grids_and_named() {
    let campus = "KKKK....KKKK\nKKKK....KKKK\nKKKK....KKKK\n............";
    let town = Town::of(FIELD).buildings(HOUSES).dedicated(campus).build();
    let planned = plan(&town);
    assert_eq!(planned.dedicated(0).len(), 2);
    let codes: Vec<&str> = planned.issues.iter().map(|i| i.code).collect();
    assert_eq!(codes, ["dedicated_divided"]);
}

/// 3 m in squares.
const JITTER: f64 = 0.27;

/// A campus whose eastern side lies beside the beat line at 6, moved by `east` at every half square.
fn campus_with_east_side(east: impl Fn(usize) -> f64) -> Polygon {
    let mut points = vec![(2.0, 7.0), (2.0, 1.0)];
    points.extend((0..=12).map(|n| (6.0 + east(n), 1.0 + n as f64 / 2.0)));
    polygon(&points)
}

#[test]
fn outline_along_a_beat_line_with_3_m_jitter_makes_no_sliver() {
    let zigzag = |n: usize| if n.is_multiple_of(2) { JITTER } else { -JITTER };
    let wave = |n: usize| JITTER * (n as f64).sin();
    let sides: [&dyn Fn(usize) -> f64; 4] = [&zigzag, &wave, &|_| JITTER, &|_| -JITTER];
    for (case, east) in sides.into_iter().enumerate() {
        let town = Town::of(FIELD).beats(TWO_BEATS).buildings(HOUSES);
        let town = town.dedicated_area("K", vec![campus_with_east_side(east)]);
        let town = town.build();
        // What is too crooked to be the same line twice is made of slivers that change hands.
        let expected: &[&str] = if case < 2 {
            &["sliver_relabelled"]
        } else {
            &[]
        };
        assert_eq!(town.codes(), expected, "case {case}");
        let planned = plan(&town);
        assert_eq!(planned.jurisdictions.len(), 3, "case {case}");
        let [grid] = planned.dedicated(0)[..] else {
            panic!("one grid in case {case}");
        };
        let straight = rectangle((2.0, 1.0), (6.0, 7.0));
        assert_eq!(
            corners(&grid.polygons[0]),
            corners(&straight),
            "case {case}"
        );
    }
}

#[test]
fn two_campuses_whose_outlines_nearly_coincide_share_one_line() {
    for shift in [JITTER, -JITTER] {
        let town = Town::of(FIELD).buildings(HOUSES);
        let town = town.dedicated_area("K", vec![rectangle((1.0, 1.0), (5.0, 7.0))]);
        let town = town.dedicated_area("L", vec![rectangle((5.0 + shift, 1.0), (9.0, 7.0))]);
        let town = town.build();
        assert_eq!(town.codes(), [""; 0]);
        let planned = plan(&town);
        let grids = planned.dedicated(0);
        let drawn = [
            rectangle((1.0, 1.0), (5.0, 7.0)),
            rectangle((5.0, 1.0), (9.0, 7.0)),
        ];
        for (grid, drawn) in grids.iter().zip(&drawn) {
            assert_eq!(corners(&grid.polygons[0]), corners(drawn));
        }
        assert_eq!(grids.len(), 2);
    }
}

#[test]
fn strip_over_a_community_line_goes_back_to_that_community() {
    // The campus reaches 7.8 m into D: more than jitter, less than the tolerance, and nobody stands there.
    let town = Town::of(&TWO_BEATS.replace('1', "C").replace('2', "D"))
        .buildings(HOUSES)
        .dedicated_area("K", vec![rectangle((2.0, 2.0), (6.7, 6.0))])
        .build();
    let kept = "
        ------------
        ------------
        --KKKK------
        --KKKK------
        --KKKK------
        --KKKK------
        ------------
        ------------";
    assert_eq!(town.dedicated(), kept.replace(' ', "").trim());
    assert!(town.codes().contains(&"sliver_relabelled"));
    assert_eq!(plan(&town).dedicated(0).len(), 1);
}

#[test]
fn narrow_strip_without_a_building_is_no_grid_and_one_with_a_building_is() {
    let strip = rectangle((1.0, 2.1), (9.0, 2.9));
    let town = Town::of(FIELD).buildings(HOUSES);
    let town = town.dedicated_area("K", vec![strip]).build();
    let planned = plan(&town);
    assert!(planned.dedicated(0).is_empty());
    let issues: Vec<_> = planned
        .issues
        .iter()
        .map(|i| (i.code, &*i.feature))
        .collect();
    assert_eq!(issues, [("no_land", "K")]);
    let kiosk = rectangle((4.0, 2.2), (4.5, 2.7));
    let town = Town::of(FIELD).building("kiosk", vec![kiosk], 0);
    let strip = rectangle((1.0, 2.1), (9.0, 2.9));
    let town = town.dedicated_area("K", vec![strip]).build();
    let planned = plan(&town);
    assert_eq!(planned.dedicated(0).len(), 1);
    assert!(planned.issues.is_empty());
}

#[test]
fn narrow_drive_of_a_campus_is_kept_as_drawn() {
    // 4 m wide, 78 m long, to the border of the community.
    let campus = polygon(&[
        (1.0, 1.0),
        (5.0, 1.0),
        (5.0, 2.3),
        (12.0, 2.3),
        (12.0, 2.7),
        (5.0, 2.7),
        (5.0, 7.0),
        (1.0, 7.0),
    ]);
    let town = Town::of(FIELD).buildings(HOUSES);
    let town = town.dedicated_area("K", vec![campus.clone()]).build();
    let planned = plan(&town);
    let [grid] = planned.dedicated(0)[..] else {
        panic!("one grid");
    };
    assert_eq!(corners(&grid.polygons[0]), corners(&campus));
}

#[test]
fn house_across_the_outline_goes_whole_to_the_side_with_most_of_it() {
    let campus = "
        ............
        .KKKK.......
        .KKKK.......
        .KKKK.......
        ............
        ............
        ............
        ............";
    let town = Town::of(FIELD)
        .buildings("............\n...AAA...B..\n............\n....DD.E....\n............\n............\n............\n............")
        .dedicated(campus)
        .build();
    let kept = "
        ------------
        -KKKKK------
        -KKKK-------
        -KKKKK------
        ------------
        ------------
        ------------
        ------------";
    assert_eq!(town.dedicated(), kept.replace(' ', "").trim());
    assert!(town.codes().contains(&"building_across_line"));
    let issue = town
        .issues
        .iter()
        .find(|i| i.feature == "A")
        .expect("A is named");
    assert!(issue.action.contains("C / C / K"), "{}", issue.action);
    plan(&town);
}

#[test]
fn overlap_goes_to_the_first_area_with_an_issue() {
    let town = Town::of(FIELD).buildings(HOUSES);
    let town = town.dedicated_area("K", vec![rectangle((1.0, 1.0), (6.0, 7.0))]);
    let town = town.dedicated_area("L", vec![rectangle((4.0, 2.0), (9.0, 6.0))]);
    let town = town.build();
    let issue = town.issues.iter().find(|i| i.code == "dedicated_overlap");
    let issue = issue.expect("an issue");
    assert_eq!(
        (issue.feature.as_str(), issue.action.as_str()),
        ("K", "given to K")
    );
    assert!(
        issue.message.contains("K, L overlap on 99"),
        "{}",
        issue.message
    );
    let planned = plan(&town);
    let grids = planned.dedicated(0);
    let drawn = [
        rectangle((1.0, 1.0), (6.0, 7.0)),
        rectangle((6.0, 2.0), (9.0, 6.0)),
    ];
    for (grid, drawn) in grids.iter().zip(&drawn) {
        assert_eq!(corners(&grid.polygons[0]), corners(drawn));
    }
    assert_eq!(grids.len(), 2);
}

#[test]
fn area_outside_makes_no_grid_and_one_across_the_border_only_what_lies_inside() {
    let town = Town::of(FIELD).buildings(HOUSES);
    let town = town.dedicated_area("K", vec![rectangle((9.0, 2.0), (15.0, 6.0))]);
    let town = town.dedicated_area("L", vec![rectangle((14.0, 7.0), (16.0, 9.0))]);
    let town = town.build();
    assert_eq!(town.codes(), ["dedicated_outside"]);
    let planned = plan(&town);
    let issues: Vec<_> = planned
        .issues
        .iter()
        .map(|i| (i.code, &*i.feature))
        .collect();
    assert_eq!(issues, [("no_land", "L")]);
    let [grid] = planned.dedicated(0)[..] else {
        panic!("one grid");
    };
    let inside = rectangle((9.0, 2.0), (12.0, 6.0));
    assert_eq!(corners(&grid.polygons[0]), corners(&inside));
}

/// A town with dedicated buildings: pairs of id and use.
fn by_use(mut town: Town, uses: &[(&str, &str)]) -> Built {
    for (id, text) in uses {
        let mut buildings = town.layers.buildings.iter_mut();
        let building = buildings.find(|b| b.id == *id).expect("a building");
        (*text).clone_into(&mut building.dedicated_use);
    }
    town.build()
}

#[test]
fn tower_with_a_dedicated_use_is_a_grid_of_its_own() {
    let town = Town::of(FIELD).buildings(HOUSES);
    let town = by_use(town, &[("F", "hospital")]);
    let planned = plan(&town);
    let [grid] = planned.dedicated(0)[..] else {
        panic!("one grid");
    };
    assert_eq!(
        (grid.tally.buildings, grid.tally.counts.households),
        (1, 10)
    );
    assert_eq!(grid.size, planned.dedicated(1)[0].size);
    let parcel = town.coverage.faces[town.home("F").expect("F has a place").index()];
    assert_eq!(
        grid.polygons.iter().map(Polygon::twice_area).sum::<i64>(),
        parcel.twice_area
    );
    let dedicated = planned
        .jurisdictions
        .iter()
        .find_map(|j| j.dedicated.as_ref());
    assert_eq!(dedicated.expect("F").id(&town.layers), "hospital");
}

#[test]
fn neighbours_of_the_same_use_in_one_beat_are_one_grid() {
    let row = "
        ............
        ............
        ............
        .A.B.D.E.F..
        ............
        ............
        ............
        ............";
    let town = || Town::of(FIELD).beats(TWO_BEATS).buildings(row);
    let grids = |uses: &[(&str, &str)]| {
        let town = by_use(town(), uses);
        let planned = plan(&town);
        let sizes = planned.dedicated(0).into_iter().map(|g| g.tally.buildings);
        let mut sizes: Vec<u64> = sizes.collect();
        sizes.sort_unstable();
        sizes
    };
    assert_eq!(grids(&[("A", "school"), ("B", "school")]), [2]);
    assert_eq!(grids(&[("A", "school"), ("B", "hospital")]), [1, 1]);
    assert_eq!(
        grids(&[("A", "school"), ("D", "school")]),
        [1, 1],
        "B is between"
    );
    assert_eq!(
        grids(&[("D", "school"), ("E", "school")]),
        [1, 1],
        "a beat line is between"
    );
}

#[test]
fn parcel_with_homes_beside_the_dedicated_use_is_general() {
    let square = |x: f64| rectangle((x, 2.0), (x + 2.0, 4.0));
    let town = || {
        Town::of(FIELD)
            .building("clinic", vec![square(3.0)], 0)
            .building("homes", vec![square(4.0)], 10)
            .building("other", vec![square(9.0)], 10)
    };
    let mixed = by_use(town(), &[("clinic", "hospital")]);
    assert!(plan(&mixed).dedicated(0).is_empty());
    let both = by_use(town(), &[("clinic", "hospital"), ("homes", "hospital")]);
    assert_eq!(plan(&both).dedicated(0).len(), 1);
}

#[test]
fn inside_an_area_the_use_of_a_building_does_not_matter() {
    let town = Town::of(FIELD).buildings(HOUSES);
    let town = town.dedicated_area("K", vec![rectangle((1.0, 1.0), (7.0, 7.0))]);
    let town = by_use(town, &[("E", "hospital")]);
    let planned = plan(&town);
    assert_eq!(planned.dedicated(0).len(), 1);
    assert_eq!(planned.dedicated(0)[0].name, "K园");
}

#[test]
fn outline_within_a_street_of_a_beat_line_keeps_its_side_of_the_street() {
    // The beat line runs in the middle of the street, 8 m from the wall of the campus.
    let wall = 6.0 - 8.0 / (f64::from(SIDE) * 0.011_132);
    let campus = rectangle((2.0, 2.0), (wall, 6.0));
    let houses = HOUSES.replace(['B', 'F'], ".");
    let town = Town::of(FIELD).beats(TWO_BEATS).buildings(&houses);
    let town = town.dedicated_area("K", vec![campus.clone()]).build();
    let planned = plan(&town);
    let [grid] = planned.dedicated(0)[..] else {
        panic!("one grid");
    };
    assert_eq!(corners(&grid.polygons[0]), corners(&campus));
    assert!(grid.polygons[0].rings[0].contains(&at((2.0, 2.0))));
}
