//! The overview through the program: it shows what the files hold, and leaves with `--no-map`.

mod town;

use std::path::Path;

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
    let picture = town.outputs().remove(Path::new("overview.png"));
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

/// Fonts are found through this configuration on Linux only.
#[cfg(target_os = "linux")]
#[test]
fn a_machine_without_fonts_gets_its_picture_without_letters() {
    let town = Town::planned();
    let with_letters = town.outputs();
    std::fs::create_dir(town.path("none")).expect("a folder");
    let dir = town.path("none");
    let fonts = format!("<fontconfig><dir>{}</dir></fontconfig>", dir.display());
    town.write("fonts.conf", fonts);
    let mut command = town::command(town.folder.path(), &["plan", "project.toml"]);
    let command = command.env("FONTCONFIG_FILE", town.path("fonts.conf"));
    let output = command.output().expect("the program starts");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let bare = town.outputs();
    let svg = Path::new("overview.svg");
    assert!(bare[svg] == with_letters[svg]);
    let png = Path::new("overview.png");
    assert!(bare[png].starts_with(b"\x89PNG"));
    // On a machine that has fonts the letters take their room.
    assert!(bare[png].len() <= with_letters[png].len());
}
