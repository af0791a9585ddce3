//! The rules of the coverage as pictures.

mod picture;

use picture::{Town, polygon};

#[test]
fn houses_share_the_land_between_them() {
    let town = Town::of("CCCCCC\nCCCCCC\nCCCCCC")
        .buildings("......\nA....B\n......")
        .build();
    assert_eq!(town.parcels(), "AAABBB\nAAABBB\nAAABBB");
    assert_eq!(town.coverage.faces.len(), 2);
}

#[test]
fn steep_party_wall_with_a_snapped_vertex_keeps_both_houses() {
    let left = polygon(&[
        (1.0, 1.0),
        (2.003, 1.0),
        (2.001, 1.67),
        (2.0, 2.0),
        (1.0, 2.0),
    ]);
    let right = polygon(&[(2.003, 1.0), (3.0, 1.0), (3.0, 2.0), (2.0, 2.0)]);
    let town = Town::of("CCCC\nCCCC\nCCCC");
    let town = town
        .building("left", vec![left], 1)
        .building("right", vec![right], 1)
        .build();
    assert!(town.home("left").is_some());
    assert!(town.home("right").is_some());
    assert_ne!(town.home("left"), town.home("right"));
}

#[test]
fn row_houses_reach_the_street_in_front_of_them() {
    let town = Town::of("CCCCCCCC\nCCCCCCCC\nCCCCCCCC\nCCCCCCCC")
        .buildings("........\n.ABDEFG.\n........\n........")
        .street(&[(0.0, 1.0), (8.0, 1.0)])
        .build();
    for (i, house) in ["A", "B", "D", "E", "F", "G"].into_iter().enumerate() {
        for offset in [0.3, 0.5, 0.7] {
            let in_front = town.face_at((1.0 + i as f64 + offset, 1.2));
            assert_eq!(
                in_front,
                town.home(house),
                "in front of {house} at {offset}"
            );
        }
    }
}

#[test]
fn house_in_a_courtyard_has_its_own_parcel() {
    let town = Town::of("CCCCCCC\nCCCCCCC\nCCCCCCC\nCCCCCCC\nCCCCCCC\nCCCCCCC\nCCCCCCC")
        .buildings(".......\n.DDDDD.\n.D...D.\n.D.E.D.\n.D...D.\n.DDDDD.\n.......")
        .build();
    assert_eq!(town.coverage.faces.len(), 2);
    assert_eq!(town.face_at((3.5, 3.5)), town.home("E"));
    assert_eq!(town.face_at((1.5, 1.5)), town.home("D"));
    assert_ne!(town.home("D"), town.home("E"));
}

#[test]
fn houses_that_touch_in_a_point_or_along_a_wall_stay_two() {
    let touching = Town::of("CCCC\nCCCC\nCCCC\nCCCC")
        .buildings("....\n.A..\n..B.\n....")
        .build();
    assert_eq!(touching.coverage.faces.len(), 2);
    let walled = Town::of("CCCC\nCCCC\nCCCC")
        .buildings("....\n.AB.\n....")
        .build();
    assert_eq!(walled.parcels(), "AABB\nAABB\nAABB");
}

#[test]
fn land_between_a_wall_and_a_line_keeps_its_own_side() {
    let town = Town::of("CCCCDDDD\nCCCCDDDD\nCCCCDDDD")
        .buildings("........\n.A..B...\n........")
        .build();
    assert_eq!(town.communities(), "CCCCDDDD\nCCCCDDDD\nCCCCDDDD");
    assert_eq!(town.parcels(), "AAAABBBB\nAAAABBBB\nAAAABBBB");
}

#[test]
fn block_without_a_house_is_an_empty_unit() {
    let town = Town::of("CCCCCC\nCCCCCC\nCCCCCC\nCCCCCC")
        .buildings("......\n.A....\n......\n......")
        .street(&[(3.0, 0.0), (3.0, 4.0)])
        .build();
    assert_eq!(town.parcels(), "AAA---\nAAA---\nAAA---\nAAA---");
}

#[test]
fn cul_de_sac_is_shared_by_the_houses_around_it() {
    let town = Town::of("CCCCCC\nCCCCCC\nCCCCCC\nCCCCCC\nCCCCCC")
        .buildings("......\n.A..B.\n......\n.D..E.\n......")
        .street(&[(3.0, 0.0), (3.0, 3.0)])
        .build();
    assert_eq!(town.coverage.faces.len(), 4);
    assert_eq!(
        town.parcels(),
        "AAABBB\nAAABBB\nAAABBB\nDDDEEE\nDDDEEE"
            .replace("AAABBB\nAAABBB\nAAABBB", &town.parcels()[..20])
    );
    assert_eq!(town.face_at((2.5, 0.5)), town.home("D"));
    assert_eq!(town.face_at((3.5, 0.5)), town.home("E"));
}

#[test]
fn sliver_goes_to_its_own_beat() {
    // The line of community D runs one square inside beat 2; the beat line is the authority.
    let town = Town::of("CCCCCDDDD\nCCCCCDDDD\nCCCCCDDDD\nCCCCCDDDD")
        .beats("111122222\n111122222\n111122222\n111122222")
        .buildings(".........\n.A....B..\n.........\n.........")
        .build();
    assert_eq!(town.beats(), "111122222\n111122222\n111122222\n111122222");
    assert_eq!(
        town.communities(),
        "CCCCDDDDD\nCCCCDDDDD\nCCCCDDDDD\nCCCCDDDDD"
    );
}

#[test]
fn sliver_with_a_house_of_its_own_stays() {
    let mut town = Town::of("CCCCCCDDDD\nCCCCCCDDDD\nCCCCCCDDDD\nCCCCCCDDDD\nCCCCCCDDDD")
        .beats("1111222222\n1111222222\n1111222222\n1111222222\n1111222222")
        .buildings("..........\n.A..E..B..\n..........\n..........\n..........");
    // Two squares are 22 m: beyond conflation, and the strip has its own house.
    town.align.tolerance_m = 15.0;
    let town = town.build();
    assert_eq!(
        town.communities(),
        "CCCCCCDDDD\nCCCCCCDDDD\nCCCCCCDDDD\nCCCCCCDDDD\nCCCCCCDDDD"
    );
    assert_eq!(town.face_at((4.5, 3.5)), town.home("E"));
}

#[test]
fn strip_open_at_one_end_follows_the_authority() {
    // The community line leaves the beat line half way: below it is drawn onto the beat line.
    let town = Town::of("CCCCCCCC\nCCCCCCCC\nCCCCCDDD\nCCCCCDDD\nCCCCCDDD\nCCCCCDDD")
        .beats("11112222\n11112222\n11112222\n11112222\n11112222\n11112222")
        .buildings("........\n.A....E.\n........\n........\n.B....F.\n........")
        .build();
    assert_eq!(
        town.communities(),
        "CCCCCCCC\nCCCCCCCC\nCCCCDDDD\nCCCCDDDD\nCCCCDDDD\nCCCCDDDD"
    );
}

#[test]
fn authority_decides_which_line_moves() {
    let mut town = Town::of("CCCCCDDDD\nCCCCCDDDD\nCCCCCDDDD")
        .beats("111122222\n111122222\n111122222")
        .buildings(".........\n.A....B..\n.........");
    town.align.authority = wangge::coverage::Authority::Community;
    let town = town.build();
    assert_eq!(town.communities(), "CCCCCDDDD\nCCCCCDDDD\nCCCCCDDDD");
    assert_eq!(town.beats(), "111112222\n111112222\n111112222");
}

#[test]
fn house_across_a_line_goes_to_the_side_with_most_of_it() {
    let town = Town::of("CCCCDDDD\nCCCCDDDD\nCCCCDDDD")
        .buildings("........\n..AAA...\n........")
        .build();
    assert_eq!(town.communities(), "CCCCDDDD\nCCCCCDDD\nCCCCDDDD");
    assert!(town.codes().contains(&"building_across_line"));
}

#[test]
fn house_halved_by_a_line_goes_to_the_lowest_ids() {
    let town = Town::of("CCCCDDDDDD\nCCCCDDDDDD\nCCCCDDDDDD")
        .buildings("..........\n..AAAA..B.\n..........")
        .build();
    assert_eq!(town.communities(), "CCCCDDDDDD\nCCCCCCDDDD\nCCCCDDDDDD");
}

#[test]
fn house_across_three_communities_stays_whole() {
    let town = Town::of("CCCDDD\nCCCDDD\nCCCDDD\nEEEEEE\nEEEEEE\nEEEEEE")
        .buildings("......\n......\n..AAA.\n..AAA.\n..AAA.\n......")
        .build();
    let home = town.home("A");
    for (x, y) in [(2.5, 1.5), (4.5, 1.5), (2.5, 3.5), (4.5, 3.5)] {
        assert_eq!(town.face_at((x, y)), home);
    }
}

#[test]
fn house_over_the_outer_border_takes_its_ground_along_and_fills_the_pocket() {
    // The arms of the house reach outside; the square between them is enclosed by house and town.
    let town = Town::of("......\n......\nCCCCCC\nCCCCCC\nCCCCCC\nCCCCCC")
        .buildings(".AAAA.\n.A..A.\n.A..A.\n.AAAA.\n.AAAA.\n......")
        .build();
    assert!(town.home("A").is_some());
    assert!(
        town.face_at((2.5, 4.5)).is_some(),
        "the pocket belongs to the town"
    );
    assert!(
        town.face_at((1.5, 4.5)).is_some(),
        "the arm belongs to the town"
    );
    assert!(town.face_at((0.5, 4.5)).is_none(), "the rest stays outside");
}

#[test]
fn ring_shaped_gap_is_shared_out_by_the_other_layer() {
    let mut town = Town::of("CCCCCCCC\nC......C\nC.CCCC.C\nC.CCCC.C\nC......C\nCCCCCCCC")
        .beats("11112222\n11112222\n11112222\n11112222\n11112222\n11112222")
        .buildings("........\n........\n..A..B..\n........\n........\n........");
    town.align.tolerance_m = 5.0;
    let town = town.build();
    assert_eq!(town.communities(), ["CCCCCCCC"; 6].join("\n"));
    assert_eq!(town.beats(), ["11112222"; 6].join("\n"));
    assert!(town.codes().contains(&"community_gap"));
}

#[test]
fn overlap_goes_to_one_community_with_an_issue() {
    let mut town = Town::of("CCCCCCC\nCCCCCCC\nCCCCCCC\nCCCCCCC");
    town.layers.communities[0].polygons =
        vec![polygon(&[(0.0, 0.0), (5.0, 0.0), (5.0, 4.0), (0.0, 4.0)])];
    for (id, x) in [("D", 2.0), ("E", 3.0)] {
        let mut community = town.layers.communities[0].clone();
        community.id = id.to_owned();
        community.polygons = vec![polygon(&[(x, 0.0), (7.0, 0.0), (7.0, 4.0), (x, 4.0)])];
        town.layers.communities.push(community);
    }
    town.layers.beats.clear();
    let town = town
        .beats("1111111\n1111111\n1111111\n1111111")
        .buildings(".......\nA.....B\n.......\n.......");
    let town = town.build();
    assert!(!town.communities().contains('.'), "{}", town.communities());
    assert!(town.codes().contains(&"community_overlap"));
}

#[test]
fn identical_and_nested_footprints_share_a_parcel_and_slight_overlaps_do_not() {
    let square = |x: f64, side: f64| {
        polygon(&[
            (x, 1.0),
            (x + side, 1.0),
            (x + side, 1.0 + side),
            (x, 1.0 + side),
        ])
    };
    let town = Town::of("CCCCCCCC\nCCCCCCCC\nCCCCCCCC")
        .building("A", vec![square(1.0, 1.0)], 5)
        .building("B", vec![square(1.0, 1.0)], 7)
        .building("D", vec![square(1.2, 0.5)], 1)
        .building("E", vec![square(4.0, 1.0)], 1)
        .building("F", vec![square(4.999, 1.0)], 1)
        .build();
    assert!(town.home("A").is_some());
    assert_eq!(town.home("A"), town.home("B"));
    assert_eq!(town.home("A"), town.home("D"));
    assert_ne!(town.home("E"), town.home("F"));
    assert!(town.codes().contains(&"building_overlap"));
}

#[test]
fn largest_part_of_a_multipart_house_decides_and_annexes_stay_whole() {
    let main = polygon(&[(1.0, 1.0), (3.0, 1.0), (3.0, 2.0), (1.0, 2.0)]);
    let annex = polygon(&[(6.0, 1.0), (7.0, 1.0), (7.0, 2.0), (6.0, 2.0)]);
    let town = Town::of("CCCCCCCC\nCCCCCCCC\nCCCCCCCC")
        .beats("11112222\n11112222\n11112222")
        .building("A", vec![annex, main], 9)
        .build();
    assert_eq!(town.coverage.footprints.len(), 2);
    assert_eq!(
        town.coverage.footprints[0].face,
        town.face_at((1.5, 1.5)).expect("inside")
    );
    assert_eq!(
        town.coverage.footprints[1].face,
        town.face_at((6.5, 1.5)).expect("inside")
    );
    assert!(town.codes().contains(&"multipart_building"));
}

#[test]
fn passage_of_one_lattice_unit_closes_without_a_crossing() {
    let left = polygon(&[(1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0)]);
    let right = polygon(&[(2.001, 1.0), (3.0, 1.0), (3.0, 2.0), (2.001, 2.0)]);
    let town = Town::of("CCCC\nCCCC\nCCCC");
    let town = town
        .building("left", vec![left], 1)
        .building("right", vec![right], 1)
        .build();
    assert_eq!(town.coverage.faces.len(), 2);
}

#[test]
fn house_of_one_lattice_unit_has_a_place() {
    let tiny = polygon(&[(1.5, 1.5), (1.501, 1.5), (1.5, 1.501)]);
    let town = Town::of("CCCC\nCCCC\nCCCC").building("tiny", vec![tiny], 3);
    let town = town.buildings("....\n...B\n....").build();
    assert!(town.home("tiny").is_some());
}

#[test]
fn lake_lot_above_one_hectare_is_divided_by_the_beats() {
    // 12 x 12 squares are 1.8 ha; the lot crosses three beats.
    let row = "11111222223333";
    let rows = [row; 14].join("\n");
    let mut lot = vec!["..............".to_owned()];
    lot.extend(std::iter::repeat_n(".lllllllllll..".to_owned(), 11));
    lot.extend(["..............".to_owned(), "..............".to_owned()]);
    let town = Town::of(&[["C"; 14].concat().as_str(); 14].join("\n"))
        .beats(&rows)
        .buildings(&lot.join("\n"));
    let town = town.build();
    assert_eq!(town.beats(), rows);
    assert!(town.codes().contains(&"ground_divided"));
    assert!(town.coverage.footprints[0].ground);
}

#[test]
fn building_outside_every_community_is_named() {
    let far = polygon(&[(9.0, 1.0), (10.0, 1.0), (10.0, 2.0), (9.0, 2.0)]);
    let town = Town::of("CCCC\nCCCC\nCCCC").building("far", vec![far], 12);
    let town = town.buildings("....\n.A..\n....").build();
    assert_eq!(town.home("far"), None);
    let issue = town
        .issues
        .iter()
        .find(|i| i.code == "building_outside")
        .expect("an issue");
    assert_eq!((issue.feature.as_str(), issue.households), ("far", 12));
}

#[test]
fn house_mostly_outside_is_outside_however_long_it_is() {
    // Three squares lie inside, nine outside: its far wall is 100 m away from the town.
    let long = polygon(&[(3.0, 1.0), (15.0, 1.0), (15.0, 2.0), (3.0, 2.0)]);
    let town = Town::of("CCCCCC\nCCCCCC\nCCCCCC").building("long", vec![long], 12);
    let town = town.buildings("......\n.A....\n......").build();
    assert_eq!(town.home("long"), None);
    assert!(town.codes().contains(&"building_outside"));
}

#[test]
fn houses_turned_by_45_degrees_are_not_taken_for_lost() {
    let house = |ring: [(f64, f64); 4]| {
        let moved = ring.map(|(x, y)| (2.0 + x / 1000.0, 2.0 + y / 1000.0));
        polygon(&moved)
    };
    let main = house([
        (-243.0, -527.0),
        (527.0, 243.0),
        (248.0, 522.0),
        (-522.0, -248.0),
    ]);
    let annex = house([
        (387.0, 382.0),
        (580.0, 575.0),
        (510.0, 644.0),
        (317.0, 452.0),
    ]);
    let town = Town::of("CCCC\nCCCC\nCCCC\nCCCC").building("main", vec![main], 1);
    let town = town.building("other", vec![annex], 1).build();
    assert!(town.home("main").is_some() && town.home("other").is_some());
}

#[test]
fn community_inside_another_keeps_its_own_land() {
    let town = Town::of("CCCCCC\nCCCCCC\nCCDDCC\nCCDDCC\nCCCCCC\nCCCCCC")
        .buildings("......\n.A....\n..B...\n......\n....E.\n......")
        .build();
    assert_eq!(
        town.communities(),
        "CCCCCC\nCCCCCC\nCCDDCC\nCCDDCC\nCCCCCC\nCCCCCC"
    );
}

/// A pier that two outlines cut off: land without a building that nothing could ever join.
#[test]
fn sliver_that_touches_no_other_land_is_left_outside() {
    let mut town = Town::of("AA..\nAA..").buildings("a...\n....");
    let pier = polygon(&[(3.0, 0.0), (3.5, 0.0), (3.5, 2.0), (3.0, 2.0)]);
    town.layers.communities[0].polygons.push(pier.clone());
    town.layers.beats[0].polygons.push(pier);
    let built = town.build();
    assert_eq!(built.communities(), "AA\nAA");
    assert!(
        built.codes().contains(&"sliver_left_out"),
        "{:?}",
        built.codes()
    );
}
