//! Towers divided by entrances: cuts as pictures, groups of entrances, and the tower through the public command.

mod town;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;
use town::{Said, properties, wangge};
use wangge::geometry::{Lattice, Plane, Point, Polygon, slices};

/// Lattice units a character of a picture: 11 m.
const SIDE: i32 = 1000;

#[test]
fn a_bar_is_cut_across_its_long_axis() {
    let bar = block(12, 2);
    assert_eq!(drawn(&bar, &[1, 1]), "111111222222\n111111222222");
    assert_eq!(drawn(&bar, &[1, 2, 3]), "112222333333\n112222333333");
    let upright = block(2, 4);
    assert_eq!(drawn(&upright, &[3, 1]), "22\n11\n11\n11");
}

#[test]
fn an_angle_is_cut_through_its_corner() {
    let angle = ring(&[(0, 0), (6, 0), (6, 2), (2, 2), (2, 6), (0, 6)]);
    let two = assert_sliced(&angle, &[1, 1]);
    for slice in &two {
        let corner = |x: i32, y: i32| {
            let near = |p: &Point| (p.x - x * SIDE).abs() + (p.y - y * SIDE).abs() < SIDE / 2;
            slice.rings[0].iter().any(near)
        };
        assert!(corner(0, 0) && corner(2, 2), "{slice:?}");
    }
}

#[test]
fn a_ring_around_a_court_falls_in_brackets() {
    let mut court = block(8, 6);
    let hole = ring(&[(3, 2), (5, 2), (5, 4), (3, 4)]).rings.remove(0);
    court.rings.push(hole);
    let halves = "11112222\n11112222\n111..222\n111..222\n11112222\n11112222";
    assert_eq!(drawn(&court, &[1, 1]), halves);
    for shares in [&[1, 1][..], &[1, 1, 1], &[2, 1, 1, 3]] {
        assert_sliced(&court, shares);
    }
}

#[test]
fn a_triangle_is_cut_by_area_not_by_length() {
    let triangle = ring(&[(0, 0), (12, 0), (12, 6)]);
    let two = assert_sliced(&triangle, &[1, 1]);
    let cut = two[0].rings[0].iter().map(|p| p.x).max().expect("points");
    assert!(
        cut > 8 * SIDE,
        "half of the area lies beyond 12 / √2: {cut}"
    );
    assert_sliced(&triangle, &[1, 2, 3, 4]);
}

#[test]
fn the_legs_of_a_u_are_not_cut_off_together() {
    let u = ring(&[
        (0, 0),
        (6, 0),
        (6, 9),
        (4, 9),
        (4, 2),
        (2, 2),
        (2, 9),
        (0, 9),
    ]);
    for shares in [&[1, 1][..], &[1, 1, 1], &[1, 2, 1], &[1; 7]] {
        assert_sliced(&u, shares);
    }
}

#[test]
fn slices_narrower_than_two_metres_are_none() {
    let plane = Plane::at(Lattice::default());
    assert_eq!(slices(&block(1, 1), &[1; 40], &plane), None);
}

#[test]
fn a_tower_of_264_with_two_entrances_is_two_micro_grids_under_a_cap_of_150() {
    let place = Place::new(&[tower(
        json!({"households": 264, "persons": 528, "entrances": 2}),
    )]);
    let said = place.plan(100, 150);
    assert_eq!(said.status, Some(0), "{said:?}");
    let parts = place.features("micro_grids");
    assert_eq!(parts.len(), 2);
    for part in &parts {
        let counts = [&part["buildings"], &part["households"], &part["persons"]];
        assert_eq!(counts, [1, 132, 264]);
        assert_eq!(part["exceptions"], json!([]));
    }
    let row = &place.features("buildings")[0];
    assert_eq!(
        [&row["households"], &row["divided"]],
        [&json!(264), &json!(true)]
    );
    assert_eq!(
        row["grids"].as_array().map(Vec::len),
        Some(1),
        "both in one grid"
    );
    let shares = row["micro_grids"].as_array().expect("a list");
    let codes: Vec<&Value> = shares.iter().map(|share| &share["code"]).collect();
    assert!(codes[0] != codes[1] && parts.iter().all(|part| codes.contains(&&part["code"])));
    for (share, entrance) in shares.iter().zip(1..) {
        assert_eq!([&share["households"], &share["persons"]], [132, 264]);
        assert_eq!(share["entrances"], json!([entrance]));
    }
    let issue = place.issue("divided_building");
    assert_eq!([&issue["feature"], &issue["severity"]], ["T", "info"]);
    let message = issue["message"].as_str().expect("a text");
    assert!(message.contains("entrance 1: 132 households and 264 persons; entrance 2: 132"));
    assert!(
        issue["message_zh"]
            .as_str()
            .expect("a text")
            .contains("132 户 264 人")
    );
    let register =
        fs::read_to_string(place.folder.path().join("out/register.csv")).expect("a file");
    let rows = register
        .lines()
        .filter(|row| row.starts_with("micro_grid,"));
    assert_eq!(rows.filter(|row| row.contains(",1,132,264,")).count(), 2);
}

#[test]
fn flagged_towers_stay_whole_and_the_certificate_says_what_can_be_done() {
    let place = Place::new(&[tower(
        json!({"households": 264, "persons": 528, "entrances": 2}),
    )]);
    place.edit("oversize = \"entrance\"", "oversize = \"flag\"");
    assert_eq!(place.plan(100, 150).status, Some(0));
    assert_eq!(place.features("micro_grids").len(), 1);
    assert!(place.features("buildings")[0].get("divided").is_none());
    let plan = fs::read_to_string(place.folder.path().join("out/plan.json")).expect("a file");
    assert!(plan.contains("divide the building by entrances"), "{plan}");
}

#[test]
fn entrances_are_never_split_and_their_groups_lie_within_the_bounds() {
    let cases = [
        (json!(4), vec![132, 132], vec![json!([1, 2]), json!([3, 4])]),
        (
            json!([100, 24, 76, 64]),
            vec![124, 140],
            vec![json!([1, 2]), json!([3, 4])],
        ),
        (
            json!([110, 22, 22, 110]),
            vec![132, 132],
            vec![json!([1, 2]), json!([3, 4])],
        ),
        (json!(null), vec![132, 132], vec![json!([]), json!([])]),
    ];
    for (entrances, households, runs) in cases {
        let place = Place::new(&[tower(
            json!({"households": 264, "persons": 528, "entrances": entrances}),
        )]);
        assert_eq!(place.plan(100, 150).status, Some(0));
        let row = &place.features("buildings")[0];
        let shares = row["micro_grids"].as_array().expect("a list");
        let told: Vec<&Value> = shares.iter().map(|share| &share["entrances"]).collect();
        assert_eq!(told, runs.iter().collect::<Vec<_>>(), "{entrances}");
        let told: Vec<&Value> = shares.iter().map(|share| &share["households"]).collect();
        assert_eq!(told, households, "{entrances}");
    }
}

#[test]
fn the_cap_of_persons_divides_too() {
    let place = Place::new(&[tower(
        json!({"households": 140, "persons": 900, "entrances": null}),
    )]);
    place.edit("max = 150 }", "max = 150 }\npersons = { max = 500 }");
    assert_eq!(place.plan(50, 150).status, Some(0));
    let parts = place.features("micro_grids");
    let persons: Vec<&Value> = parts.iter().map(|part| &part["persons"]).collect();
    assert_eq!(persons, [450, 450]);
}

#[test]
fn an_entrance_above_the_bound_stays_above_and_says_so() {
    let place = Place::new(&[tower(
        json!({"households": 300, "persons": 600, "entrances": [180, 120]}),
    )]);
    assert_eq!(place.plan(100, 150).status, Some(0));
    let mut parts: Vec<(i64, bool)> = place
        .features("micro_grids")
        .iter()
        .map(|part| {
            let above = part["exceptions"] == json!(["unit_above_max"]);
            (part["households"].as_i64().expect("a count"), above)
        })
        .collect();
    parts.sort_unstable();
    assert_eq!(parts, [(120, false), (180, true)]);
    let issue = place.issue("entrance_above_max");
    assert!(
        issue["message"]
            .as_str()
            .expect("a text")
            .starts_with("entrance 1 of building T")
    );
}

#[test]
fn entrances_that_contradict_the_building_are_taken_in_proportion() {
    let place = Place::new(&[tower(
        json!({"households": 264, "persons": 528, "entrances": [10, 12]}),
    )]);
    assert_eq!(place.plan(100, 150).status, Some(0));
    let row = &place.features("buildings")[0];
    let told: Vec<&Value> = row["micro_grids"]
        .as_array()
        .expect("a list")
        .iter()
        .collect();
    assert_eq!([&told[0]["households"], &told[1]["households"]], [120, 144]);
    assert_eq!(place.issue("entrances_contradict")["feature"], "T");
}

#[test]
fn bad_numbers_of_entrances_are_named_and_the_tower_divided_evenly() {
    for (entrances, code) in [
        (json!(-2), "negative_count"),
        (json!("two"), "unreadable_count"),
        (json!(5000), "absurd_count"),
        (json!([132, "many"]), "unreadable_count"),
        (json!({"a": 2}), "unreadable_count"),
    ] {
        let place = Place::new(&[tower(
            json!({"households": 264, "persons": 528, "entrances": entrances}),
        )]);
        assert_eq!(place.plan(100, 150).status, Some(0), "{entrances}");
        assert_eq!(place.issue(code)["feature"], "T", "{entrances}");
        let parts = place.features("micro_grids");
        assert!(
            parts.iter().all(|part| part["households"] == 132),
            "{entrances}"
        );
    }
}

#[test]
fn what_cannot_be_divided_stays_whole_and_is_named() {
    let households = json!({"id": "T", "households": 264, "persons": 528, "entrances": 2});
    let point = feature(
        &households,
        &json!({"type": "Point", "coordinates": degrees((50.0, 50.0))}),
    );
    let one = tower(json!({"households": 264, "persons": 528, "entrances": 1}));
    let two = tower(json!({"households": 264, "persons": 528, "entrances": 2}));
    let over = feature(
        &json!({"id": "U", "households": 0, "persons": 0, "entrances": 1}),
        &outline(&[(40.0, 35.0), (60.0, 35.0), (60.0, 65.0), (40.0, 65.0)]),
    );
    for (rows, why) in [
        (vec![point], "it is a point"),
        (vec![one], "it has one inhabited entrance"),
        (vec![two, over], "its footprint overlaps another"),
    ] {
        let place = Place::new(&rows);
        assert_eq!(place.plan(100, 150).status, Some(0), "{why}");
        let issue = place.issue("undivided_building");
        assert!(
            issue["message"].as_str().expect("a text").contains(why),
            "{issue}"
        );
        let parts = place.features("micro_grids");
        let whole = |part: &Value| part["households"] == 264;
        assert!(parts.iter().any(whole), "{why}: {parts:?}");
        assert!(
            place
                .features("buildings")
                .iter()
                .all(|row| row.get("divided").is_none())
        );
    }
}

#[test]
fn groups_in_two_grids_are_listed_by_grid() {
    let place = Place::new(&[tower(
        json!({"households": 264, "persons": 528, "entrances": 2}),
    )]);
    place.edit("min = 200, max = 400", "min = 100, max = 150");
    assert_eq!(place.plan(100, 150).status, Some(0));
    let row = &place.features("buildings")[0];
    for level in ["grids", "micro_grids"] {
        let shares = row[level].as_array().expect("a list");
        assert!(shares.len() == 2 && shares.iter().all(|share| share["households"] == 132));
    }
    let totals = place.features("communities");
    assert_eq!(
        [&totals[0]["buildings"], &totals[0]["households"]],
        [1, 264]
    );
}

#[test]
fn counts_from_areas_are_divided_as_they_are_shared_out() {
    let place = Place::new(&[tower(json!({"entrances": 4, "floors": 20}))]);
    let area = feature(
        &json!({"households": 264, "persons": 527}),
        &outline(&[(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]),
    );
    place.write("population", &[area]);
    place.edit(
        "households = \"households\"\npersons = \"persons\"\n",
        "floors = \"floors\"\n",
    );
    place.edit(
        "[inputs.communities]",
        "[inputs.population]\npath = \"population.geojson\"\nhouseholds = \"households\"\npersons = \"persons\"\n[inputs.communities]",
    );
    let said = place.plan(100, 150);
    assert_eq!(said.status, Some(0), "{said:?}");
    let row = &place.features("buildings")[0];
    let shares = row["micro_grids"].as_array().expect("a list");
    let persons = [&shares[0]["persons"], &shares[1]["persons"]];
    assert_eq!(persons, [264, 263]);
}

#[test]
fn threads_do_not_change_a_byte() {
    let row = tower(json!({"households": 800, "persons": 1600, "entrances": null}));
    let [one, four] = ["1", "4"].map(|threads| {
        let place = Place::new(std::slice::from_ref(&row));
        assert_eq!(
            place.plan_with(100, 150, &["--threads", threads]).status,
            Some(0)
        );
        town::files(&place.folder.path().join("out"))
    });
    town::assert_same(&one, &four, "threads");
}

/// A community of 100 m with some buildings, two levels, the finer with `oversize = "entrance"`.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new(buildings: &[Value]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let place = Self { folder };
        place.write("buildings", buildings);
        let land = outline(&[(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]);
        place.write("communities", &[feature(&json!({"code": "C"}), &land)]);
        let project = "[project]\nname = \"tower\"\n[inputs.buildings]\npath = \"buildings.geojson\"\nid = \"id\"\n\
             households = \"households\"\npersons = \"persons\"\nentrances = \"entrances\"\n\
             [inputs.communities]\npath = \"communities.geojson\"\nid = \"code\"\n\
             [[level]]\nname = \"grid\"\nhouseholds = { min = 200, max = 400 }\n\
             [[level]]\nname = \"micro_grid\"\nhouseholds = { min = 100, max = 150 }\noversize = \"entrance\"\n";
        fs::write(place.folder.path().join("project.toml"), project).expect("a file");
        place
    }

    fn write(&self, layer: &str, features: &[Value]) {
        let text = json!({"type": "FeatureCollection", "features": features}).to_string();
        fs::write(self.folder.path().join(format!("{layer}.geojson")), text).expect("a file");
    }

    fn edit(&self, from: &str, to: &str) {
        let path = self.folder.path().join("project.toml");
        let text = fs::read_to_string(&path).expect("a file");
        assert!(text.contains(from), "{from}");
        fs::write(path, text.replace(from, to)).expect("a file");
    }

    fn plan(&self, min: i64, max: i64) -> Said {
        self.plan_with(min, max, &[])
    }

    fn plan_with(&self, min: i64, max: i64, more: &[&str]) -> Said {
        let finer = format!("min = {min}, max = {max} }}");
        self.edit("min = 100, max = 150 }", &finer);
        wangge(
            self.folder.path(),
            &[&["plan", "project.toml"], more].concat(),
        )
    }

    fn features(&self, layer: &str) -> Vec<Value> {
        properties(&Path::new(self.folder.path()).join(format!("out/{layer}.geojson")))
    }

    fn issue(&self, code: &str) -> Value {
        let issues = self.features("issues");
        let found = issues.iter().find(|issue| issue["code"] == code);
        found
            .unwrap_or_else(|| panic!("no {code} in {issues:#?}"))
            .clone()
    }
}

/// A tower of 60 by 12 m, named T.
fn tower(mut counts: Value) -> Value {
    counts["id"] = json!("T");
    let corners = [(20.0, 44.0), (80.0, 44.0), (80.0, 56.0), (20.0, 56.0)];
    feature(&counts, &outline(&corners))
}

fn feature(properties: &Value, geometry: &Value) -> Value {
    json!({"type": "Feature", "properties": properties, "geometry": geometry})
}

fn outline(corners: &[(f64, f64)]) -> Value {
    let ring: Vec<[f64; 2]> = corners
        .iter()
        .chain(&corners[..1])
        .map(|&c| degrees(c))
        .collect();
    json!({"type": "Polygon", "coordinates": [ring]})
}

/// Metres east and north of a corner in degrees.
fn degrees((x, y): (f64, f64)) -> [f64; 2] {
    [118.0 + x / 94_404.0, 32.0 + y / 111_319.5]
}

fn ring(corners: &[(i32, i32)]) -> Polygon {
    let point = |&(x, y): &(i32, i32)| Point::new(x * SIDE, y * SIDE);
    Polygon {
        rings: vec![corners.iter().map(point).collect()],
    }
}

fn block(width: i32, height: i32) -> Polygon {
    ring(&[(0, 0), (width, 0), (width, height), (0, height)])
}

/// Slices that make up the footprint, each with its share of the area to a tenth.
fn assert_sliced(footprint: &Polygon, shares: &[u64]) -> Vec<Polygon> {
    let plane = Plane::at(Lattice::default());
    let slices = slices(footprint, shares, &plane).expect("slices");
    assert_eq!(slices.len(), shares.len());
    let area = |polygon: &Polygon| polygon.twice_area() as f64;
    let total: u64 = shares.iter().sum();
    for (slice, &share) in slices.iter().zip(shares) {
        let wanted = area(footprint) * share as f64 / total as f64;
        let off = (area(slice) / wanted - 1.0).abs();
        assert!(off < 0.25, "{shares:?}: {off}");
    }
    let sum: f64 = slices.iter().map(area).sum();
    assert!((sum / area(footprint) - 1.0).abs() < 1e-3);
    slices
}

/// The slices as a picture: the number of the slice in the middle of every square.
fn drawn(footprint: &Polygon, shares: &[u64]) -> String {
    let slices = assert_sliced(footprint, shares);
    let (_, high) = footprint.bounds().expect("a footprint");
    let square = |x: i32, y: i32| {
        let at = Point::new(x * SIDE + SIDE / 2, y * SIDE + SIDE / 2);
        let found = slices.iter().position(|slice| contains(slice, at));
        found.map_or(".".to_owned(), |n| (n + 1).to_string())
    };
    let row = |y: i32| (0..high.x / SIDE).map(|x| square(x, y)).collect::<String>();
    (0..high.y / SIDE)
        .rev()
        .map(row)
        .collect::<Vec<_>>()
        .join("\n")
}

fn contains(polygon: &Polygon, at: Point) -> bool {
    let east = |&(a, b): &(Point, Point)| {
        let rises = (a.y > at.y) != (b.y > at.y);
        rises && (wangge::geometry::cross(a, b, at) > 0) == (b.y > a.y)
    };
    polygon.segments().filter(east).count() % 2 == 1
}
