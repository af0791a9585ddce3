//! `overview.svg` and `overview.png`: one sheet for documents, the parts coloured by where they lie in their bounds.
//!
//! All numbers are those of the basemap, which is what is written; nothing is counted a second time.

use std::fmt::Write as _;

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::geometry::{Point, Polygon};
use crate::output::{Basemap, LevelMap, PartArea, Rendered, noun};
use crate::plan::{Count, Exception};

use super::PageInput;
use super::classes::{Class, Classes, grouped};
use super::legend::{Row, Sample, legend};
use super::lines::{joined, sides, without};
use super::raster::picture;
use super::svg::{Projection, escaped, fitting, outline, strokes, text};

/// Name of the drawing.
pub const SVG_NAME: &str = "overview.svg";

/// Name of the picture.
pub const PNG_NAME: &str = "overview.png";

/// Pixels of the picture, and units of the drawing: A4, landscape.
pub const SIZE: (u32, u32) = (2000, 1414);

/// Millimetres of the sheet.
const SIZE_MM: (u32, u32) = (297, 210);

/// Where the map lies: left, top, width, height.
const FRAME: [f64; 4] = [50.0, 120.0, 1460.0, 1190.0];

/// Left and right end of title and totals.
const MARGINS: (i32, i32) = (50, 1960);

/// The level that is coloured; the coarsest where there is none of this name.
const GRID: &str = "grid";

/// Fonts with the letters of both languages, wherever the drawing is opened.
const FONTS: &str = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, WenQuanYi Zen Hei, sans-serif";

const PART_LINE: &str = "stroke=\"#333\" stroke-width=\"1.2\"";
const FINER_LINE: &str = "stroke=\"#8c8c8c\" stroke-width=\"0.7\"";
const BEAT_LINE: &str = "stroke=\"#08306b\" stroke-width=\"3\"";
const MISSED_LINE: &str = "stroke=\"#d0006f\" stroke-width=\"4\"";

/// Round joints take half as long again to draw and look the same.
const JOINT: &str = "stroke-linejoin=\"bevel\"";

/// The drawing and the picture.
///
/// # Errors
/// [`Error::Io`] when the picture cannot be made.
pub fn overview(input: &PageInput<'_>) -> Result<[Rendered; 2]> {
    let svg = drawing(input);
    let picture = picture(&svg, SIZE, SIZE_MM.0).map_err(|message| Error::Io {
        path: PNG_NAME.into(),
        source: std::io::Error::other(message),
        remedy: "the picture could not be made; free some memory, or run again with --no-map",
    })?;
    Ok([
        Rendered {
            name: PNG_NAME.to_owned(),
            bytes: picture,
        },
        Rendered {
            name: SVG_NAME.to_owned(),
            bytes: svg.into_bytes(),
        },
    ])
}

/// What the sheet is about.
struct Sheet<'a> {
    input: &'a PageInput<'a>,
    level: &'a LevelMap,
    finer: Option<&'a LevelMap>,
    classes: Classes,
    projection: Projection,
}

impl<'a> Sheet<'a> {
    /// The levels that are drawn.
    fn levels(&self) -> impl Iterator<Item = &'a LevelMap> {
        [Some(self.level), self.finer].into_iter().flatten()
    }
}

fn drawing(input: &PageInput<'_>) -> String {
    let levels = &input.map.levels;
    let at = levels.iter().position(|level| level.name == GRID);
    let at = at.unwrap_or(0);
    let sheet = Sheet {
        input,
        level: &levels[at],
        finer: levels.get(at + 1),
        classes: Classes::of(&input.rules[at]),
        projection: Projection::fit(input.map.plane, extent(&levels[at]), FRAME),
    };
    let ((width, height), (width_mm, height_mm)) = (SIZE, SIZE_MM);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width_mm}mm\" height=\"{height_mm}mm\" viewBox=\"0 0 {width} {height}\" font-family=\"{FONTS}\" fill=\"#222\">\n<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    head(&mut svg, input);
    let numbers = parts(&mut svg, &sheet);
    lines(&mut svg, &sheet);
    missed(&mut svg, &sheet);
    let rows = rows(&sheet, &numbers);
    legend(&mut svg, &rows, sheet.projection.px_per_m());
    foot(&mut svg, input.map);
    svg.push_str("</svg>\n");
    svg
}

/// Lowest and highest corner of all parts.
fn extent(level: &LevelMap) -> (Point, Point) {
    let polygons = level.parts.iter().flat_map(|part| &part.polygons);
    let boxes = polygons.filter_map(Polygon::bounds);
    let around = boxes.reduce(|(low, high), (l, h)| {
        let low = Point::new(low.x.min(l.x), low.y.min(l.y));
        (low, Point::new(high.x.max(h.x), high.y.max(h.y)))
    });
    around.unwrap_or_default()
}

/// Title, and the date of the data where the project states it.
fn head(svg: &mut String, input: &PageInput<'_>) {
    let (left, right) = MARGINS;
    let date = input.date.map(|date| format!("数据日期 data of {date}"));
    let room = if date.is_some() { 1400 } else { right - left };
    let size = fitting(input.project, 48, room);
    let bold = "font-weight=\"bold\"";
    text(svg, (left, 84), (size, bold), input.project);
    if let Some(date) = date {
        let end = "text-anchor=\"end\"";
        text(svg, (right, 84), (fitting(&date, 26, 480), end), &date);
    }
}

/// Draws the parts, class by class, and counts them.
fn parts(svg: &mut String, sheet: &Sheet<'_>) -> Vec<(Class, usize)> {
    let parts = sheet.level.parts.par_iter();
    let drawn: Vec<(Class, String)> = parts.map(|part| drawn(part, sheet)).collect();
    let of_class = |class: Class| {
        let here = drawn.iter().filter(move |(own, _)| *own == class);
        here.map(|(_, path)| path.as_str())
    };
    for class in Class::ALL {
        let paths: String = of_class(class).collect();
        if !paths.is_empty() {
            let (name, fill) = (class.name(), class.colour());
            writeln!(
                svg,
                "<g id=\"{name}\" fill=\"{fill}\" fill-rule=\"evenodd\" {PART_LINE} {JOINT}>\n{paths}</g>"
            )
            .expect("a text takes what is written");
        }
    }
    Class::ALL
        .map(|class| (class, of_class(class).count()))
        .to_vec()
}

/// A part as a path, which viewers name by its code and count.
fn drawn(part: &PartArea, sheet: &Sheet<'_>) -> (Class, String) {
    let class = sheet.classes.class(part, &sheet.input.layers.communities);
    let data = outline(&part.polygons, &sheet.projection);
    let (code, count) = (escaped(&part.code), sheet.classes.shown(part));
    let path = format!("<path d=\"{data}\"><title>{code}: {count}</title></path>\n");
    (class, path)
}

/// Draws the lines of the finer level, then those of the beats: each side once, at the coarsest level it is in.
fn lines(svg: &mut String, sheet: &Sheet<'_>) {
    let own = sides(areas(sheet.level), &sheet.projection);
    if let Some(finer) = sheet.finer {
        let inner = without(&sides(areas(finer), &sheet.projection), &own);
        stroked(svg, ("finer", FINER_LINE), &strokes(&joined(&inner)));
    }
    let beats = sheet.input.map.beats.iter().map(|beat| &beat.polygons[..]);
    let beats = sides(beats, &sheet.projection);
    stroked(svg, ("beats", BEAT_LINE), &strokes(&joined(&beats)));
}

fn areas(level: &LevelMap) -> impl Iterator<Item = &[Polygon]> {
    level.parts.iter().map(|part| &part.polygons[..])
}

fn stroked(svg: &mut String, (name, line): (&str, &str), data: &str) {
    if !data.is_empty() {
        writeln!(
            svg,
            "<path id=\"{name}\" fill=\"none\" {line} {JOINT} d=\"{data}\"/>"
        )
        .expect("a text takes what is written");
    }
}

/// Parts without a plan within their bounds and without a proof that there is none.
fn not_found(level: &LevelMap) -> impl Iterator<Item = &PartArea> {
    let code = Exception::NotFound.code();
    level
        .parts
        .iter()
        .filter(move |part| part.exceptions.contains(&code))
}

/// Outlines them, at both levels.
fn missed(svg: &mut String, sheet: &Sheet<'_>) {
    let outlines = sheet
        .levels()
        .flat_map(not_found)
        .map(|part| outline(&part.polygons, &sheet.projection));
    stroked(
        svg,
        ("not_found", MISSED_LINE),
        &outlines.collect::<String>(),
    );
}

/// The rows of the legend.
fn rows(sheet: &Sheet<'_>, numbers: &[(Class, usize)]) -> Vec<Row> {
    let heading = Row::of(Sample::Heading, said(&sheet.level.name));
    let mut rows = vec![
        heading.counting(sheet.level.parts.len()),
        Row::of(Sample::None, count_words(sheet.classes.count())),
    ];
    rows.extend(
        sheet
            .classes
            .kinds_words()
            .map(|kinds| Row::of(Sample::None, kinds)),
    );
    rows.extend(
        numbers
            .iter()
            .filter_map(|&numbered| class_row(sheet, numbered)),
    );
    rows.extend([
        Row::of(Sample::Line(BEAT_LINE), "警格界 beat"),
        Row::of(Sample::Line(PART_LINE), line_words(&sheet.level.name)),
    ]);
    let finer = sheet.finer.iter();
    rows.extend(finer.map(|level| Row::of(Sample::Line(FINER_LINE), line_words(&level.name))));
    rows.extend(sheet.levels().filter_map(missed_row));
    rows
}

/// Classes that no part can be of have no row, nor have those besides the bounds that no part is of.
fn class_row(sheet: &Sheet<'_>, (class, number): (Class, usize)) -> Option<Row> {
    let beside = matches!(class, Class::Empty | Class::Dedicated);
    if beside && number == 0 {
        return None;
    }
    let row = Row::of(Sample::Patch(class.colour()), sheet.classes.label(class)?);
    Some(Row {
        note: sheet.classes.note(class),
        ..row.counting(number)
    })
}

fn missed_row(level: &LevelMap) -> Option<Row> {
    let number = not_found(level).count();
    let words = match noun(&level.name) {
        own if own == level.name => format!("未找到 {own} not found"),
        chinese => format!("{chinese}未找到 not found"),
    };
    (number > 0).then(|| Row::of(Sample::Outline(MISSED_LINE), words).counting(number))
}

fn count_words(count: Count) -> &'static str {
    match count {
        Count::Households => "户数 households",
        Count::Persons => "人数 persons",
        Count::Merchants => "商户 merchants",
        Count::Tasks => "任务 tasks",
        Count::Workload => "工作量 workload",
    }
}

/// The parts of a level in both languages.
fn said(level: &str) -> String {
    let english = format!("{}s", level.replace('_', "-"));
    match noun(level) {
        own if own == level => english,
        chinese => format!("{chinese} {english}"),
    }
}

fn line_words(level: &str) -> String {
    let english = level.replace('_', "-");
    match noun(level) {
        own if own == level => english,
        chinese => format!("{chinese}界 {english}"),
    }
}

/// The line of totals.
fn foot(svg: &mut String, map: &Basemap) {
    let (left, right) = MARGINS;
    let sum = |of: fn(&crate::unit::Counts) -> i64| -> i64 {
        map.communities.iter().map(|c| of(&c.tally.counts)).sum()
    };
    let mut totals = vec![
        (map.communities.len() as i64, "社区 communities".to_owned()),
        (map.beats.len() as i64, "警格 beats".to_owned()),
    ];
    let levels = map.levels.iter();
    totals.extend(levels.map(|level| (level.parts.len() as i64, said(&level.name))));
    totals.push((sum(|counts| counts.households), "户 households".to_owned()));
    totals.push((sum(|counts| counts.persons), "人 persons".to_owned()));
    let totals = totals
        .iter()
        .map(|(number, words)| format!("{} {words}", grouped(*number)));
    let line = totals.collect::<Vec<String>>().join("  ·  ");
    text(
        svg,
        (left, 1376),
        (fitting(&line, 28, right - left), ""),
        &line,
    );
}
