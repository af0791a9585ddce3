//! The overview through the program: it shows what the files hold, and leaves with `--no-map`.

mod town;

use resvg::usvg::roxmltree::Document;
use town::{Town, names_all};

#[test]
fn the_overview_says_what_the_files_hold() {
    let town = Town::new();
    town.edit(
        "project.toml",
        "[project]\n",
        "[project]\ndate = \"2026-10\"\n",
    );
    let said = town.plan();
    names_all(&said.out, &["overview.png", "overview.svg"]);
    let svg = town.read("out/overview.svg");
    let sheet = Document::parse(&svg).expect("well-formed");
    let mut shown: Vec<String> = sheet
        .descendants()
        .filter(|node| node.has_tag_name("title"))
        .map(|title| title.text().unwrap_or("").to_owned())
        .collect();
    shown.sort();
    let written: Vec<String> = town
        .features("grids.geojson")
        .iter()
        .map(|grid| {
            format!(
                "{}: {}",
                grid["code"].as_str().expect("a code"),
                grid["households"]
            )
        })
        .collect();
    assert_eq!(shown, written);
    names_all(
        &svg,
        &["小镇", "2026-10", "160 户 households", "384 人 persons"],
    );
    let picture = town.outputs().remove("overview.png".as_ref());
    assert!(picture.expect("a picture").starts_with(b"\x89PNG"));
}

#[test]
fn without_the_map_old_overviews_are_removed() {
    let town = Town::planned();
    let said = town.plan_with(&["--no-map"]);
    assert_eq!(said.status, Some(0), "{said:?}");
    for name in ["overview.png", "overview.svg"] {
        assert!(!said.out.contains(name), "{}", said.out);
        assert!(!town.path("out").join(name).exists(), "{name}");
    }
    assert!(town.path("out/grids.geojson").exists());
}
