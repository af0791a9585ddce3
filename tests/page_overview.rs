//! The overview: one sheet with the parts of a plan by class, as drawing and as picture.

mod output_town;

use std::collections::BTreeSet;
use std::io::Cursor;

use output_town::Town;
use resvg::usvg::roxmltree::{Document, Node};
use wangge::output::{Basemap, BasemapOptions, Rendered};
use wangge::page::{PNG_NAME, PageInput, SVG_NAME, overview};
use wangge::plan::{Bounds, Exception, Range};

/// The checkerboard with bounds that its grids of 30, 90, 30 and 60 households break on both sides.
fn town() -> Town {
    let mut town = Town::checkerboard();
    town.rules[0].bounds.households = range(40, 60, 80);
    town
}

fn range(min: i64, target: i64, max: i64) -> Range {
    Range {
        min: Some(min),
        target: Some(target),
        max: Some(max),
    }
}

fn drawn(town: &Town, map: &Basemap) -> [Rendered; 2] {
    let input = PageInput {
        project: "棋盘 <A & B>",
        date: Some("2026-01"),
        layers: &town.layers,
        files: &[],
        map,
        rules: &town.rules,
    };
    overview(&input).expect("drawn")
}

fn drawing(town: &Town, map: &Basemap) -> String {
    let [_, svg] = drawn(town, map);
    assert_eq!(svg.name, SVG_NAME);
    String::from_utf8(svg.bytes).expect("UTF-8")
}

fn named<'a>(sheet: &'a Document<'a>, id: &str) -> Option<Node<'a, 'a>> {
    sheet
        .descendants()
        .find(|node| node.attribute("id") == Some(id))
}

/// Code and count of every part of a class.
fn parts(sheet: &Document<'_>, class: &str) -> Vec<String> {
    let group = named(sheet, class)
        .into_iter()
        .flat_map(|group| group.children());
    let paths = group.filter(|node| node.has_tag_name("path"));
    let title = |path: Node<'_, '_>| {
        path.first_child()
            .and_then(|title| title.text().map(str::to_owned))
    };
    paths
        .map(|path| title(path).expect("a part has a title"))
        .collect()
}

fn texts(sheet: &Document<'_>) -> Vec<String> {
    let nodes = sheet.descendants().filter(|node| node.has_tag_name("text"));
    nodes
        .map(|node| node.text().unwrap_or("").to_owned())
        .collect()
}

/// The words of the legend, each row from left to right.
fn legend(sheet: &Document<'_>) -> Vec<String> {
    let legend = named(sheet, "legend").expect("a legend");
    let mut rows: Vec<(i32, i32, String)> = legend
        .children()
        .filter(|node| node.has_tag_name("text"))
        .map(|node| {
            let at = |name| node.attribute(name).and_then(|at| at.parse().ok());
            let place = at("y").zip(at("x")).expect("a text has a place");
            (place.0, place.1, node.text().unwrap_or("").to_owned())
        })
        .collect();
    rows.sort();
    let lines = rows.chunk_by(|a, b| a.0 == b.0);
    lines
        .map(|line| {
            line.iter()
                .map(|(_, _, text)| text.as_str())
                .collect::<Vec<_>>()
                .join(" / ")
        })
        .collect()
}

#[test]
fn every_part_is_one_path_in_the_group_of_its_class() {
    let town = town();
    let svg = drawing(&town, &town.basemap(&BasemapOptions::default()));
    let sheet = Document::parse(&svg).expect("well-formed");
    assert_eq!(parts(&sheet, "below"), ["G1: 30", "G3: 30"]);
    assert_eq!(parts(&sheet, "near"), ["G4: 60"]);
    assert_eq!(parts(&sheet, "above"), ["G2: 90"]);
    for class in ["low", "high", "empty", "dedicated"] {
        assert!(named(&sheet, class).is_none(), "{class} has no part");
    }
}

#[test]
fn the_legend_counts_every_part_once() {
    let town = town();
    let mut map = town.basemap(&BasemapOptions::default());
    map.levels[0].parts[0].kind = "dedicated";
    map.levels[0].parts[2].tally.counts.households = 0;
    let svg = drawing(&town, &map);
    let rows = legend(&Document::parse(&svg).expect("well-formed"));
    assert_eq!(
        rows[..11],
        [
            "网格 grids / 4",
            "户数 households",
            "< 40 / 不足 below / 0",
            "40–49 / 0",
            "50–70 / 目标 target / 1",
            "71–80 / 0",
            "> 80 / 超出 above / 1",
            "0 / 无 none / 1",
            "专属 dedicated / 1",
            "警格界 beat",
            "网格界 grid",
        ]
    );
    assert!(!svg.contains("not found"));
}

#[test]
fn bounds_by_kind_of_community_are_beside_each_other() {
    let mut town = town();
    town.rules[0].rural = Some(Bounds {
        households: range(10, 20, 30),
        ..Bounds::default()
    });
    let svg = drawing(&town, &town.basemap(&BasemapOptions::default()));
    let sheet = Document::parse(&svg).expect("well-formed");
    // The village is G3 and G4.
    assert_eq!(parts(&sheet, "below"), ["G1: 30"]);
    assert_eq!(parts(&sheet, "high"), ["G3: 30"]);
    assert_eq!(parts(&sheet, "above"), ["G2: 90", "G4: 60"]);
    let rows = legend(&sheet);
    assert_eq!(rows[2], "城 urban | 村 rural");
    assert_eq!(rows[3..5], ["< 40 | < 10 / 1", "40–49 | 10–14 / 0"]);
}

#[test]
fn without_bounds_on_households_persons_are_classed() {
    let mut town = town();
    town.rules[0].bounds = Bounds {
        persons: Range {
            max: Some(200),
            ..Range::default()
        },
        ..Bounds::default()
    };
    let svg = drawing(&town, &town.basemap(&BasemapOptions::default()));
    let sheet = Document::parse(&svg).expect("well-formed");
    assert_eq!(parts(&sheet, "near"), ["G1: 75", "G3: 75", "G4: 150"]);
    assert_eq!(parts(&sheet, "above"), ["G2: 225"]);
    let rows = legend(&sheet);
    assert_eq!(rows[1], "人数 persons");
    assert_eq!(
        rows[2..4],
        ["≤ 200 / 界内 within / 3", "> 200 / 超出 above / 1"]
    );
}

#[test]
fn parts_that_are_not_found_are_outlined_and_counted_at_both_levels() {
    let mut town = town();
    town.plan.levels[0].parts[1].exceptions = vec![Exception::NotFound];
    town.plan.levels[1].parts[0].exceptions = vec![Exception::NotFound];
    town.plan.levels[1].parts[5].exceptions = vec![Exception::NotFound];
    let svg = drawing(&town, &town.basemap(&BasemapOptions::default()));
    let sheet = Document::parse(&svg).expect("well-formed");
    let outlines = named(&sheet, "not_found").and_then(|node| node.attribute("d"));
    assert_eq!(outlines.map(|data| data.matches('z').count()), Some(3));
    let rows = legend(&sheet);
    assert!(
        rows.contains(&"网格未找到 not found / 1".to_owned()),
        "{rows:?}"
    );
    assert!(
        rows.contains(&"微网格未找到 not found / 2".to_owned()),
        "{rows:?}"
    );
}

#[test]
fn lines_inside_grids_and_lines_of_beats_are_drawn_once() {
    let town = town();
    let svg = drawing(&town, &town.basemap(&BasemapOptions::default()));
    let sheet = Document::parse(&svg).expect("well-formed");
    let data = |id: &str| {
        named(&sheet, id)
            .and_then(|node| node.attribute("d"))
            .map(str::to_owned)
    };
    // Between a and b, and between d and e: above each other, so one line of one step.
    let finer = data("finer").expect("lines of micro-grids");
    assert_eq!(
        (finer.matches('M').count(), finer.matches(' ').count()),
        (1, 2),
        "{finer}"
    );
    let beats = data("beats").expect("lines of beats");
    assert_eq!(beats.matches('M').count(), 1, "{beats}");
}

#[test]
fn title_date_and_totals_are_those_of_the_basemap() {
    let town = town();
    let svg = drawing(&town, &town.basemap(&BasemapOptions::default()));
    let texts = texts(&Document::parse(&svg).expect("well-formed"));
    assert_eq!(texts[..2], ["棋盘 <A & B>", "数据日期 data of 2026-01"]);
    let totals = [
        "2 社区 communities",
        "2 警格 beats",
        "4 网格 grids",
        "6 微网格 micro-grids",
        "210 户 households",
        "525 人 persons",
    ];
    assert_eq!(
        texts.last().map(String::as_str),
        Some(&*totals.join("  ·  "))
    );
    assert!(svg.contains("棋盘 &lt;A &amp; B&gt;"));
}

#[test]
fn the_scale_bar_is_as_long_as_it_says() {
    let town = town();
    let map = town.basemap(&BasemapOptions::default());
    let svg = drawing(&town, &map);
    let sheet = Document::parse(&svg).expect("well-formed");
    let rows = legend(&sheet);
    let words = rows
        .last()
        .and_then(|row| row.strip_prefix("0 / "))
        .expect("the bar comes last");
    let metres: f64 = words
        .strip_suffix(" m")
        .and_then(|m| m.parse().ok())
        .expect("metres");
    let bar = sheet
        .descendants()
        .find(|node| node.attribute("height") == Some("12"));
    let length: f64 = bar
        .and_then(|bar| bar.attribute("width")?.parse().ok())
        .expect("a bar");
    // The town is three faces wide and fills the frame.
    let width_m = 3.0 * f64::from(output_town::SIDE) * map.plane.x_m;
    assert!(
        (length / metres - 1460.0 / width_m).abs() < 0.01,
        "{length} px for {words}"
    );
}

#[test]
fn the_picture_has_its_size_and_the_colours_of_the_classes() {
    let town = town();
    let [picture, _] = drawn(&town, &town.basemap(&BasemapOptions::default()));
    assert_eq!(picture.name, PNG_NAME);
    let mut reader = png::Decoder::new(Cursor::new(&picture.bytes))
        .read_info()
        .expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut pixels).expect("pixels");
    assert_eq!((info.width, info.height), (2000, 1414));
    let colours: BTreeSet<&[u8]> = pixels.chunks_exact(3).collect();
    for fill in [
        [0x5e, 0x3c, 0x99],
        [0xf7, 0xf7, 0xf7],
        [0xe6, 0x61, 0x01],
        [0x08, 0x30, 0x6b],
    ] {
        assert!(colours.contains(&fill[..]), "{fill:x?} is missing");
    }
}

#[test]
fn the_same_plan_has_the_same_bytes_on_any_number_of_threads() {
    let town = town();
    let map = town.basemap(&BasemapOptions::default());
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads");
        pool.install(|| drawn(&town, &map))
    };
    assert!(with(1) == with(4));
}
