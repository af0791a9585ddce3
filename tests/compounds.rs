//! Compounds and barriers in the plan, as pictures: `2` is a unit of 20 households, letters are compounds or parts.

mod board;

use board::{Board, SIDE_DM};
use wangge::layer::BarrierClass;
use wangge::plan::{CompoundState, LevelReport};

fn states(report: &LevelReport) -> Vec<(CompoundState, i64, usize)> {
    let compounds = report.compounds.iter();
    compounds
        .map(|c| (c.state, c.counts.households, c.parts.len()))
        .collect()
}

#[test]
fn a_compound_that_fits_stays_whole_though_a_shorter_line_would_cut_it() {
    // The line between the fifth and the sixth unit is a tenth of the others, and in the middle.
    let short = || Board::of("2222222222").border((4, 5), SIDE_DM / 10, None);
    assert_eq!(short().plan(&[(50, 150)]).picture(0), "aaaaabbbbb");
    let board = short().compounds("....AA....");
    let planned = board.plan(&[(50, 150)]);
    let picture = planned.picture(0);
    assert!(
        ["aaaabbbbbb", "aaaaaabbbb"].contains(&&*picture),
        "{picture}"
    );
    let report = planned.report(0);
    assert_eq!(states(report), [(CompoundState::Whole, 40, 1)]);
}

#[test]
fn a_compound_above_the_bound_is_divided_among_its_own_and_listed() {
    let board = Board::of("222222222222222").compounds("AAAAAAAAAA.....");
    let planned = board.plan(&[(80, 120)]);
    assert_eq!(planned.picture(0), "aaaaabbbbbccccc");
    assert_eq!(
        states(planned.report(0)),
        [(CompoundState::Divided, 200, 2)]
    );
}

#[test]
fn a_compound_above_the_fine_bound_is_whole_in_one_coarse_part() {
    let board = Board::of("2222222222222222").compounds(".....AAAAAA.....");
    let planned = board.plan(&[(80, 160), (40, 80)]);
    assert_eq!(
        states(planned.report(0)),
        [(CompoundState::Whole, 120, 1)],
        "{}",
        planned.picture(0)
    );
    assert_eq!(
        states(planned.report(1)),
        [(CompoundState::Divided, 120, 2)],
        "{}",
        planned.picture(1)
    );
    assert_eq!((planned.outside(0), planned.outside(1)), (0, 0));
}

#[test]
fn bounds_come_before_whole_compounds() {
    // Ten units of 20 make two parts of 100 only in the middle, where the compound is.
    let board = Board::of("2222222222").compounds("....AA....");
    let planned = board.plan(&[(90, 110)]);
    assert_eq!(planned.picture(0), "aaaaabbbbb");
    assert_eq!(planned.outside(0), 0);
    assert_eq!(states(planned.report(0)), [(CompoundState::Split, 40, 2)]);
}

#[test]
fn a_compound_without_people_is_not_spoken_of() {
    let board = Board::of("5500055").compounds("..AAA..");
    let planned = board.plan(&[(50, 150)]);
    assert_eq!(states(planned.report(0)), []);
}

#[test]
fn the_boundary_follows_a_road_rather_than_a_shorter_line() {
    // The line on the western side of the park is longer than all others.
    let park = || Board::of("22202222").border((2, 3), SIDE_DM * 3 / 2, None);
    assert_ne!(park().plan(&[(40, 100)]).picture(0), "aaabbbbb");
    for class in [BarrierClass::Minor, BarrierClass::Major, BarrierClass::Wall] {
        let board = park().border((2, 3), SIDE_DM * 3 / 2, Some(class));
        assert_eq!(board.plan(&[(40, 100)]).picture(0), "aaabbbbb", "{class:?}");
    }
}

#[test]
fn the_boundary_follows_the_edge_of_a_compound() {
    let board = Board::of("22202222")
        .border((2, 3), SIDE_DM * 3 / 2, None)
        .compounds("AAA.....");
    assert_eq!(board.plan(&[(40, 100)]).picture(0), "aaabbbbb");
}

#[test]
fn a_river_is_crossed_only_when_nothing_else_is_connected() {
    // Cut across, two squares have the shortest line; along the river both banks have enough.
    let dry = Board::of("555\n555");
    assert_eq!(dry.plan(&[(120, 180)]).report(0).across, []);
    for class in [BarrierClass::River, BarrierClass::Rail] {
        let board = Board::of("222222\n222222").along_row(0, class);
        let planned = board.plan(&[(50, 150)]);
        assert_eq!(planned.picture(0), "aaaaaa\nbbbbbb", "{class:?}");
        assert_eq!(planned.report(0).across, []);
        // Too few for a part on either bank.
        let board = Board::of("222\n222").along_row(0, class);
        let planned = board.plan(&[(100, 150)]);
        assert_eq!(planned.picture(0), "aaa\naaa", "{class:?}");
        assert_eq!(planned.report(0).across.len(), 1);
        assert_eq!(planned.outside(0), 0);
    }
}

#[test]
fn a_part_round_the_end_of_a_railway_does_not_lie_across_it() {
    // The track ends between the second and the third column.
    let board = Board::of("222\n222")
        .border((0, 3), SIDE_DM, Some(BarrierClass::Rail))
        .border((1, 4), SIDE_DM, Some(BarrierClass::Rail));
    let planned = board.plan(&[(100, 150)]);
    assert_eq!(planned.picture(0), "aaa\naaa");
    assert_eq!(planned.report(0).across, []);
}

#[test]
fn water_between_banks_joins_one_of_them_and_is_no_part() {
    let board = Board::of("222222\n000000\n222222")
        .along_row(0, BarrierClass::River)
        .along_row(1, BarrierClass::River);
    let planned = board.plan(&[(100, 150)]);
    let picture = planned.picture(0);
    assert!(picture.starts_with("aaaaaa\n") && picture.ends_with("\nbbbbbb"));
    assert_eq!(planned.plan.levels[0].parts.len(), 2, "{picture}");
    assert_eq!((planned.outside(0), planned.report(0).across.len()), (0, 0));
}
