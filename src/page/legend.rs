//! The legend of the overview: classes with the number of their parts, lines, a scale bar and the north.

use std::fmt::Write as _;

use super::classes::grouped;
use super::svg::text;

/// The column of the legend in pixels: left and right.
pub const COLUMN: (i32, i32) = (1560, 1960);

/// Top of the legend.
const TOP: i32 = 150;

/// Height of a row.
const ROW: i32 = 40;

/// Foot of the scale bar.
const FOOT: i32 = 1270;

/// Longest scale bar.
const LONGEST_PX: f64 = 260.0;

/// A sample beside the words.
#[derive(Clone, Copy, Debug)]
pub enum Sample {
    /// A filled patch.
    Patch(&'static str),
    /// An outlined patch, by the attributes of its stroke.
    Outline(&'static str),
    /// A line, by the attributes of its stroke.
    Line(&'static str),
    /// None: the words are a heading.
    Heading,
    /// None: the words stand alone.
    None,
}

/// One row.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it explains.
    pub sample: Sample,
    /// Its words.
    pub words: String,
    /// Further words, smaller.
    pub note: &'static str,
    /// How many there are.
    pub number: Option<usize>,
}

impl Row {
    /// A row without note and number.
    pub fn of(sample: Sample, words: impl Into<String>) -> Self {
        Self {
            sample,
            words: words.into(),
            note: "",
            number: None,
        }
    }

    /// The same with a number.
    pub fn counting(self, number: usize) -> Self {
        Self {
            number: Some(number),
            ..self
        }
    }
}

/// Draws the rows from the top down, and scale bar and north below them.
pub fn legend(svg: &mut String, rows: &[Row], px_per_m: f64) {
    svg.push_str("<g id=\"legend\">\n");
    for (index, row) in rows.iter().enumerate() {
        draw(svg, row, TOP + index as i32 * ROW);
    }
    scale_bar(svg, px_per_m);
    north(svg);
    svg.push_str("</g>\n");
}

fn draw(svg: &mut String, row: &Row, base: i32) {
    let (left, right) = COLUMN;
    let (indent, style) = match row.sample {
        Sample::Heading => (0, (30, "font-weight=\"bold\"")),
        Sample::None => (0, (24, "")),
        Sample::Patch(_) | Sample::Outline(_) | Sample::Line(_) => (64, (24, "")),
    };
    sample(svg, row.sample, (left, base));
    text(svg, (left + indent, base), style, &row.words);
    if !row.note.is_empty() {
        text(svg, (left + 215, base), (20, "fill=\"#555\""), row.note);
    }
    if let Some(number) = row.number {
        let end = "text-anchor=\"end\"";
        text(svg, (right, base), (24, end), &grouped(number as i64));
    }
}

fn sample(svg: &mut String, sample: Sample, (left, base): (i32, i32)) {
    let (top, middle, right) = (base - 22, base - 8, left + 48);
    let frame = "stroke=\"#333\"";
    let drawn = match sample {
        Sample::Patch(fill) => patch((left, top), fill, frame),
        Sample::Outline(stroke) => patch((left, top), "none", stroke),
        Sample::Line(stroke) => {
            format!("<path fill=\"none\" {stroke} d=\"M{left} {middle}H{right}\"/>\n")
        }
        Sample::Heading | Sample::None => String::new(),
    };
    svg.push_str(&drawn);
}

fn patch((x, y): (i32, i32), fill: &str, stroke: &str) -> String {
    format!("<rect x=\"{x}\" y=\"{y}\" width=\"48\" height=\"28\" fill=\"{fill}\" {stroke}/>\n")
}

/// A bar of a round length in two halves.
fn scale_bar(svg: &mut String, px_per_m: f64) {
    let metres = round_length(LONGEST_PX / px_per_m);
    let length = metres as f64 * px_per_m;
    let (left, top) = (COLUMN.0, FOOT - 12);
    let half = length / 2.0;
    let middle = f64::from(left) + half;
    writeln!(
        svg,
        "<rect x=\"{left}\" y=\"{top}\" width=\"{length:.1}\" height=\"12\" fill=\"#fff\" stroke=\"#222\"/>\n<rect x=\"{middle:.1}\" y=\"{top}\" width=\"{half:.1}\" height=\"12\" fill=\"#222\"/>"
    )
    .expect("a text takes what is written");
    let words = match metres {
        metres if metres % 1000 == 0 => format!("{} km", grouped(metres / 1000)),
        metres => format!("{metres} m"),
    };
    let at = |px: f64| (f64::from(left) + px).round() as i32;
    text(svg, (left, top - 10), (22, ""), "0");
    text(
        svg,
        (at(length), top - 10),
        (22, "text-anchor=\"middle\""),
        &words,
    );
}

/// The longest of 1, 2, 5, 10, 20, ... that is not above `most`, at least 1.
fn round_length(most: f64) -> i64 {
    let mut length: i64 = 1;
    for step in [2, 5, 10].into_iter().cycle() {
        let base = 10_i64.pow(length.ilog10());
        let next = base * step;
        if next as f64 > most {
            break;
        }
        length = next;
    }
    length
}

/// An arrow to the north, which is up.
fn north(svg: &mut String) {
    let (x, foot) = (COLUMN.1 - 22, FOOT);
    let (tip, notch) = (foot - 62, foot - 14);
    let (left, right) = (x - 18, x + 18);
    writeln!(
        svg,
        "<path fill=\"#222\" d=\"M{x} {tip}L{right} {foot}L{x} {notch}L{left} {foot}z\"/>"
    )
    .expect("a text takes what is written");
    let style = "text-anchor=\"middle\" font-weight=\"bold\"";
    text(svg, (x, tip - 8), (24, style), "N");
}

#[cfg(test)]
mod tests {
    use super::round_length;

    #[test]
    fn a_scale_bar_has_a_round_length() {
        let lengths = [0.3, 1.0, 1.9, 4.9, 5.0, 99.0, 1234.0, 2801.0, 60_000.0];
        let round = lengths.map(round_length);
        assert_eq!(round, [1, 1, 1, 2, 5, 50, 1000, 2000, 50_000]);
    }
}
