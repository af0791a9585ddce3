//! Small pieces of SVG: texts, outlines and lines, in tenths of a pixel so that the same picture has the same bytes.

use std::fmt::Write as _;

use crate::geometry::{Plane, Point, Polygon};

/// A place on the sheet in tenths of a pixel, x to the right and y down.
pub type Dot = [i32; 2];

/// Where the land lies on the sheet: local metres, scaled, north up.
#[derive(Clone, Copy, Debug)]
pub struct Projection {
    plane: Plane,
    low: Point,
    /// Sheet position of `low`, in pixels.
    at: [f64; 2],
    px_per_m: f64,
}

impl Projection {
    /// The largest one that keeps the box from `low` to `high` in the middle of the frame `[x, y, width, height]`.
    pub fn fit(plane: Plane, (low, high): (Point, Point), frame: [f64; 4]) -> Self {
        let [x, y, width, height] = frame;
        let size = plane.vector_m(low, high).map(|side| side.max(1.0));
        let px_per_m = (width / size[0]).min(height / size[1]);
        let left = x + (width - size[0] * px_per_m) / 2.0;
        let bottom = y + f64::midpoint(height, size[1] * px_per_m);
        Self {
            plane,
            low,
            at: [left, bottom],
            px_per_m,
        }
    }

    /// Pixels a metre.
    pub fn px_per_m(&self) -> f64 {
        self.px_per_m
    }

    /// A ring on the sheet; points on the same tenth of a pixel as the one before are dropped.
    pub fn ring(&self, ring: &[Point]) -> Vec<Dot> {
        let mut dots: Vec<Dot> = ring.iter().map(|&point| self.dot(point)).collect();
        dots.dedup();
        while dots.len() > 1 && dots.first() == dots.last() {
            dots.pop();
        }
        dots
    }

    fn dot(&self, point: Point) -> Dot {
        let [east, north] = self.plane.vector_m(self.low, point);
        let x = self.at[0] + east * self.px_per_m;
        let y = self.at[1] - north * self.px_per_m;
        [(x * 10.0).round() as i32, (y * 10.0).round() as i32]
    }
}

/// The path data of polygons, holes included.
pub fn outline(polygons: &[Polygon], projection: &Projection) -> String {
    let mut data = String::new();
    for ring in polygons.iter().flat_map(|polygon| &polygon.rings) {
        let dots = projection.ring(ring);
        if let Some((&first, rest)) = dots.split_first() {
            let mut steps = steps(first, rest.iter().chain([&first]).copied());
            // The closing letter draws the last one.
            steps.pop();
            draw(&mut data, first, &steps);
            data.push('z');
        }
    }
    data
}

/// The path data of lines.
pub fn strokes(lines: &[Vec<Dot>]) -> String {
    let mut data = String::new();
    for line in lines {
        if let Some((&first, rest)) = line.split_first() {
            draw(&mut data, first, &steps(first, rest.iter().copied()));
        }
    }
    data
}

/// The steps from dot to dot; those that go straight on are one.
fn steps(first: Dot, rest: impl Iterator<Item = Dot>) -> Vec<[i32; 2]> {
    let mut at = first;
    let mut steps: Vec<[i32; 2]> = Vec::new();
    for dot in rest {
        let step = [dot[0] - at[0], dot[1] - at[1]];
        at = dot;
        match steps.last_mut() {
            Some(last) if goes_on(*last, step) => *last = [last[0] + step[0], last[1] + step[1]],
            _ => steps.push(step),
        }
    }
    steps
}

fn goes_on(a: [i32; 2], b: [i32; 2]) -> bool {
    let [a, b] = [a, b].map(|step| step.map(i64::from));
    a[0] * b[1] == a[1] * b[0] && a[0] * b[0] + a[1] * b[1] > 0
}

fn draw(data: &mut String, first: Dot, steps: &[[i32; 2]]) {
    data.push('M');
    pair(data, first);
    for (index, step) in steps.iter().enumerate() {
        match index {
            0 => data.push('l'),
            _ if step[0] >= 0 => data.push(' '),
            _ => {}
        }
        pair(data, *step);
    }
}

/// Two numbers of tenths; a sign parts them where there is one.
fn pair(data: &mut String, [x, y]: [i32; 2]) {
    tenths(data, x);
    if y >= 0 {
        data.push(' ');
    }
    tenths(data, y);
}

fn tenths(data: &mut String, value: i32) {
    let (whole, tenth) = (value.unsigned_abs() / 10, value.unsigned_abs() % 10);
    let sign = if value < 0 { "-" } else { "" };
    let written = match (whole, tenth) {
        (whole, 0) => write!(data, "{sign}{whole}"),
        (0, tenth) => write!(data, "{sign}.{tenth}"),
        (whole, tenth) => write!(data, "{sign}{whole}.{tenth}"),
    };
    written.expect("a text takes what is written");
}

/// Adds a text with its base line at `(x, y)`; `style` are further attributes.
pub fn text(svg: &mut String, (x, y): (i32, i32), (size, style): (i32, &str), content: &str) {
    let content = escaped(content);
    let style = if style.is_empty() {
        String::new()
    } else {
        format!(" {style}")
    };
    writeln!(
        svg,
        "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{style}>{content}</text>"
    )
    .expect("a text takes what is written");
}

/// The size, at most `size`, at which a text is not wider than `width`, by the usual widths of letters.
pub fn fitting(content: &str, size: i32, width: i32) -> i32 {
    let wide = |c: char| if c < '\u{2e80}' { 6 } else { 10 };
    let tenths_em: i32 = content.chars().map(wide).sum();
    size.min(width * 10 / tenths_em.max(1)).max(1)
}

/// Text for XML: letters with a meaning are named, those that XML does not allow are spaces.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.push(' '),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_straight_on_are_one_and_tenths_are_short() {
        let line = vec![[100, 205], [103, 205], [113, 205], [113, 200], [110, 201]];
        assert_eq!(strokes(&[line]), "M10 20.5l1.3 0 0-.5-.3 .1");
        let back = vec![[0, 0], [10, 0], [5, 0]];
        assert_eq!(strokes(&[back]), "M0 0l1 0-.5 0");
    }

    #[test]
    fn an_outline_is_closed_by_its_letter_and_a_speck_is_a_dot() {
        let plane = Plane { x_m: 1.0, y_m: 1.0 };
        let ends = (Point::new(0, 0), Point::new(100, 100));
        let projection = Projection::fit(plane, ends, [0.0, 0.0, 200.0, 100.0]);
        let corners = [(0, 0), (50, 0), (100, 0), (100, 100), (0, 100)];
        let square = Polygon {
            rings: vec![corners.map(|(x, y)| Point::new(x, y)).to_vec()],
        };
        // In the middle of the frame, a pixel a metre, north up.
        assert_eq!(
            outline(&[square], &projection),
            "M50 100l100 0 0-100-100 0z"
        );
        let tiny = Projection::fit(plane, ends, [0.0, 0.0, 0.01, 0.01]);
        let speck = Polygon {
            rings: vec![corners.map(|(x, y)| Point::new(x, y)).to_vec()],
        };
        assert_eq!(outline(&[speck], &tiny), "M0 0z");
    }

    #[test]
    fn letters_that_xml_reserves_or_forbids_are_no_letters_of_it() {
        assert_eq!(
            escaped("a<b>&\"c\"\u{1}网"),
            "a&lt;b&gt;&amp;&quot;c&quot; 网"
        );
    }

    #[test]
    fn a_long_text_is_written_smaller() {
        assert_eq!(fitting("网格", 40, 1000), 40);
        assert_eq!(fitting(&"网".repeat(50), 40, 1000), 20);
    }
}
