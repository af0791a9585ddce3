//! Residents whom the lines of communities and beats assign differently: named always, moved only on request.

mod picture;

use picture::{Built, Town};
use wangge::coverage::Conflicts;
use wangge::issue::{Issue, Severity};
use wangge::unit::{Counts, Graph, Reconciled, reconcile};

/// Two communities, two beats; the beat line leaves two squares of A in the beat of B. A house at `a` to `h`.
const COMMUNITIES: &str = "
    AAAAABBBB
    AAAAABBBB
    AAAAABBBB";
const BEATS: &str = "
    AAABBBBBB
    AAABBBBBB
    AAABBBBBB";

struct Told {
    communities: String,
    beats: String,
    issues: Vec<Issue>,
    came_to: Reconciled,
}

fn told(houses: &str, households: i64, conflicts: Conflicts) -> Told {
    let mut town = Town::of(COMMUNITIES).beats(BEATS).buildings(houses);
    town.align.conflicts = conflicts;
    let align = town.align;
    let mut built: Built = town.build();
    let count = Counts {
        households,
        persons: 3 * households,
        ..Counts::default()
    };
    let counts = vec![count; built.layers.buildings.len()];
    let graph = Graph::of(&built.coverage, &counts);
    let mut issues = Vec::new();
    let came_to = reconcile(
        &mut built.coverage,
        &graph,
        &built.layers,
        &align,
        &mut issues,
    );
    Told {
        communities: built.communities(),
        beats: built.beats(),
        issues,
        came_to,
    }
}

/// Two houses at home in each community and one of A in the beat of B.
const ONE_ASTRAY: &str = "
    a........
    b..c..d.e
    .........";

#[test]
fn residents_between_the_lines_are_named_with_both_sides_and_stay() {
    let told = told(ONE_ASTRAY, 40, Conflicts::Keep);
    assert_eq!(told.communities, trim(COMMUNITIES));
    assert_eq!(told.beats, trim(BEATS));
    let [issue] = &told.issues[..] else {
        panic!("{:?}", told.issues)
    };
    assert_eq!(
        (issue.code, issue.severity),
        ("line_conflict", Severity::Warning)
    );
    assert_eq!(
        (issue.feature.as_str(), issue.households, issue.persons),
        ("A", 40, 120)
    );
    assert!(issue.place.is_some());
    for words in ["beat B", "80 households, 240 persons"] {
        assert!(issue.message.contains(words), "{}", issue.message);
    }
    assert!(
        issue.message_zh.contains("社区 A 有 40 户 120 人"),
        "{}",
        issue.message_zh
    );
    for words in [
        "follow_beat\" gives it to community B",
        "\"follow_community\" to beat A",
    ] {
        assert!(issue.action.contains(words), "{}", issue.action);
    }
    assert_eq!((told.came_to.conflicts, told.came_to.moved), (1, 0));
}

#[test]
fn conflicts_follow_the_beat_line_on_request() {
    let told = told(ONE_ASTRAY, 40, Conflicts::FollowBeat);
    assert_eq!(told.communities, trim(BEATS));
    assert_eq!(told.beats, trim(BEATS));
    assert_eq!((told.came_to.conflicts, told.came_to.moved), (1, 1));
    assert!(told.issues[0].action.contains("given to community B"));
}

#[test]
fn conflicts_follow_the_community_line_on_request() {
    let told = told(ONE_ASTRAY, 40, Conflicts::FollowCommunity);
    assert_eq!(told.communities, trim(COMMUNITIES));
    assert_eq!(told.beats, trim(COMMUNITIES));
    assert!(told.issues[0].action.contains("given to beat A"));
}

#[test]
fn houses_without_residents_are_no_conflict() {
    let told = told(ONE_ASTRAY, 0, Conflicts::FollowBeat);
    assert_eq!(told.came_to.conflicts, 0);
    assert_eq!(told.communities, trim(COMMUNITIES));
    assert!(told.issues.is_empty(), "{:?}", told.issues);
}

/// Most of A lives in beat B: then that is the home of A, and what is left in beat A is the conflict's other side.
#[test]
fn home_is_where_most_households_are() {
    let told = told(
        "
    ...a.....
    b..c..d.e
    ...f.....",
        40,
        Conflicts::Keep,
    );
    // Beat A has no other community, so A is at home there too: nothing is assigned differently.
    assert_eq!(told.came_to.conflicts, 0);
}

fn trim(picture: &str) -> String {
    let rows = picture.lines().map(str::trim).filter(|row| !row.is_empty());
    rows.collect::<Vec<_>>().join("\n")
}
