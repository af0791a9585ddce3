//! The map page of a plan through the program: it holds the written files as they are, and leaves with `--no-map`.

mod town;

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use town::{Town, names_all};

/// What a block of the page unpacks to.
fn block(page: &str, name: &str) -> String {
    let start = format!("<script type=\"text/plain\" id=\"data-{name}\">");
    let (_, rest) = page.split_once(&start).expect("the block is there");
    let (packed, _) = rest.split_once("</script>").expect("it ends");
    let bytes = STANDARD.decode(packed).expect("base64");
    let mut text = String::new();
    let read = GzDecoder::new(&bytes[..]).read_to_string(&mut text);
    read.expect("gzip");
    text
}

#[test]
fn the_page_holds_the_files_byte_for_byte() {
    let town = Town::new();
    let said = town.plan();
    names_all(&said.out, &["map.html"]);
    let page = town.read("out/map.html");
    for (name, file) in [
        ("level-0", "grids.geojson"),
        ("level-1", "micro_grids.geojson"),
        ("beats", "beats.geojson"),
        ("communities", "communities.geojson"),
        ("buildings", "buildings.geojson"),
        ("issues", "issues.geojson"),
        ("crosswalk", "crosswalk.csv"),
        ("plan", "plan.json"),
    ] {
        assert_eq!(block(&page, name), town.read(&format!("out/{file}")));
    }
    let barriers = block(&page, "barriers");
    names_all(&barriers, &["\"class\":\"major\"", "\"class\":\"river\""]);
}

#[test]
fn the_page_names_the_project_and_may_ask_nobody() {
    let town = Town::new();
    town.edit(
        "project.toml",
        "[project]\n",
        "[project]\ndate = \"2026-10\"\n",
    );
    let name = town.read("project.toml");
    let name = name.split_once("name = \"").expect("a name").1;
    let name = name.split_once('"').expect("it ends").0;
    town.edit("project.toml", name, "A & B <i>");
    town.plan();
    let page = town.read("out/map.html");
    names_all(
        &page,
        &[
            "<title>A &amp; B &lt;i></title>",
            "default-src 'none'",
            "MapLibre contributors",
        ],
    );
    for tag in ["<link", "<img", "<iframe", "src=\"http", "@import"] {
        assert!(!page.contains(tag), "{tag}");
    }
    names_all(&block(&page, "plan"), &["\"date\": \"2026-10\""]);
}

#[test]
fn without_the_map_an_old_one_is_removed() {
    let town = Town::new();
    town.plan();
    assert!(town.path("out/map.html").exists());
    let said = town.plan_with(&["--no-map"]);
    assert_eq!(said.status, Some(0), "{said:?}");
    assert!(!said.out.contains("map.html"), "{}", said.out);
    assert!(!town.path("out/map.html").exists());
    assert!(town.path("out/grids.geojson").exists());
}
