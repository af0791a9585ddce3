//! Writing GeoJSON (RFC 7946): WGS 84, right-hand rule, at most 7 decimals, one feature a line.
//!
//! Coordinates are absolute lattice integers and are written digit by digit, so what is written is exactly what
//! was computed and the bytes depend on nothing else.

use std::io::{self, Write};

use serde_json::{Map, Value};

use crate::geometry::{Lattice, Polygon};

/// A place in absolute lattice units (1e-7 degree), longitude first.
pub type Position = [i32; 2];

/// What a feature looks like, in absolute lattice units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Geometry {
    /// No place.
    Null,
    /// A point.
    Point(Position),
    /// A line of at least two points.
    LineString(Vec<Position>),
    /// Outer ring, then holes; the last point may or may not repeat the first.
    Polygon(Vec<Vec<Position>>),
    /// Polygons of the same form.
    MultiPolygon(Vec<Vec<Vec<Position>>>),
}

impl Geometry {
    /// Local polygons as one geometry: null for none, a polygon for one, else a multipolygon.
    #[must_use]
    pub fn of_polygons(polygons: &[Polygon], lattice: Lattice) -> Self {
        let rings = |polygon: &Polygon| -> Vec<Vec<Position>> {
            let ring = |ring: &Vec<_>| ring.iter().map(|&p| lattice.absolute(p)).collect();
            polygon.rings.iter().map(ring).collect()
        };
        match polygons {
            [] => Self::Null,
            [one] => Self::Polygon(rings(one)),
            many => Self::MultiPolygon(many.iter().map(rings).collect()),
        }
    }
}

/// Writes a feature collection, feature by feature.
///
/// ```
/// use wangge::layer::{Geometry, GeojsonWriter};
///
/// let mut writer = GeojsonWriter::new(Vec::new())?;
/// writer.feature(&serde_json::Map::new(), &Geometry::Point([1_187_000_000, 5]))?;
/// let text = String::from_utf8(writer.finish()?).expect("JSON is UTF-8");
/// assert!(text.contains(r#""coordinates":[118.7,0.0000005]"#));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct GeojsonWriter<W: Write> {
    out: W,
    features: usize,
}

impl<W: Write> GeojsonWriter<W> {
    /// Opens the collection.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn new(mut out: W) -> io::Result<Self> {
        out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
        Ok(Self { out, features: 0 })
    }

    /// Writes one feature; its properties keep their order. Rings are closed, outer rings written
    /// counter-clockwise and holes clockwise, whichever way they come.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn feature(
        &mut self,
        properties: &Map<String, Value>,
        geometry: &Geometry,
    ) -> io::Result<()> {
        let separator: &[u8] = if self.features == 0 { b"\n" } else { b",\n" };
        self.features += 1;
        self.out.write_all(separator)?;
        self.out
            .write_all(b"{\"type\":\"Feature\",\"properties\":")?;
        serde_json::to_writer(&mut self.out, properties)?;
        self.out.write_all(b",\"geometry\":")?;
        write_geometry(&mut self.out, geometry)?;
        self.out.write_all(b"}")
    }

    /// Closes the collection and hands the output back, flushed.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(b"\n]}\n")?;
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Which way a ring has to run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    CounterClockwise,
    Clockwise,
}

fn write_geometry(out: &mut impl Write, geometry: &Geometry) -> io::Result<()> {
    let name = match geometry {
        Geometry::Null => return out.write_all(b"null"),
        Geometry::Point(_) => "Point",
        Geometry::LineString(_) => "LineString",
        Geometry::Polygon(_) => "Polygon",
        Geometry::MultiPolygon(_) => "MultiPolygon",
    };
    write!(out, "{{\"type\":\"{name}\",\"coordinates\":")?;
    match geometry {
        Geometry::Null => {}
        Geometry::Point(position) => write_position(out, *position)?,
        Geometry::LineString(line) => write_list(out, line, |out, p| write_position(out, *p))?,
        Geometry::Polygon(rings) => write_polygon(out, rings)?,
        Geometry::MultiPolygon(polygons) => {
            write_list(out, polygons, |out, rings| write_polygon(out, rings))?;
        }
    }
    out.write_all(b"}")
}

fn write_list<W: Write, T>(
    out: &mut W,
    items: &[T],
    mut write: impl FnMut(&mut W, &T) -> io::Result<()>,
) -> io::Result<()> {
    out.write_all(b"[")?;
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.write_all(b",")?;
        }
        write(out, item)?;
    }
    out.write_all(b"]")
}

fn write_polygon(out: &mut impl Write, rings: &[Vec<Position>]) -> io::Result<()> {
    out.write_all(b"[")?;
    for (i, ring) in rings.iter().enumerate() {
        if i > 0 {
            out.write_all(b",")?;
        }
        let turn = if i == 0 {
            Turn::CounterClockwise
        } else {
            Turn::Clockwise
        };
        write_ring(out, ring, turn)?;
    }
    out.write_all(b"]")
}

fn write_ring(out: &mut impl Write, ring: &[Position], turn: Turn) -> io::Result<()> {
    let open = match ring {
        [first, body @ .., last] if !body.is_empty() && first == last => &ring[..ring.len() - 1],
        _ => ring,
    };
    let mut closed: Vec<Position> = open.iter().chain(open.first()).copied().collect();
    if turn_of(open).is_some_and(|t| t != turn) {
        closed.reverse();
    }
    write_list(out, &closed, |out, p| write_position(out, *p))
}

/// Which way the ring runs; `None` when it has no area.
fn turn_of(ring: &[Position]) -> Option<Turn> {
    let &[ox, oy] = ring.first()?;
    let twice_area: i128 = ring
        .windows(2)
        .map(|w| {
            let from = |v: i32, o: i32| i128::from(v) - i128::from(o);
            from(w[0][0], ox) * from(w[1][1], oy) - from(w[1][0], ox) * from(w[0][1], oy)
        })
        .sum();
    match twice_area {
        0 => None,
        1.. => Some(Turn::CounterClockwise),
        _ => Some(Turn::Clockwise),
    }
}

fn write_position(out: &mut impl Write, [x, y]: Position) -> io::Result<()> {
    out.write_all(b"[")?;
    write_degrees(out, x)?;
    out.write_all(b",")?;
    write_degrees(out, y)?;
    out.write_all(b"]")
}

/// Writes lattice units as decimal degrees, without trailing zeros.
fn write_degrees(out: &mut impl Write, units: i32) -> io::Result<()> {
    const IN_A_DEGREE: u32 = 10_000_000;
    let mut digits = [0u8; 16];
    let mut at = digits.len();
    let size = units.unsigned_abs();
    let (mut whole, mut rest) = (size / IN_A_DEGREE, size % IN_A_DEGREE);
    if rest > 0 {
        let mut places = 7;
        while rest % 10 == 0 {
            rest /= 10;
            places -= 1;
        }
        for _ in 0..places {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        at -= 1;
        digits[at] = b'.';
    }
    loop {
        at -= 1;
        digits[at] = b'0' + (whole % 10) as u8;
        whole /= 10;
        if whole == 0 {
            break;
        }
    }
    if units < 0 {
        at -= 1;
        digits[at] = b'-';
    }
    out.write_all(&digits[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(geometry: &Geometry) -> String {
        let mut out = Vec::new();
        write_geometry(&mut out, geometry).expect("memory");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn degrees_are_exact_and_trimmed() {
        let degrees = |units| {
            let mut out = Vec::new();
            write_degrees(&mut out, units).expect("memory");
            String::from_utf8(out).expect("UTF-8")
        };
        let cases = [
            (0, "0"),
            (1, "0.0000001"),
            (-5, "-0.0000005"),
            (10_000_000, "1"),
            (1_187_654_321, "118.7654321"),
            (-711_000_200, "-71.10002"),
            (1_800_000_000, "180"),
            (-1_799_999_999, "-179.9999999"),
        ];
        for (units, text) in cases {
            assert_eq!(degrees(units), text);
        }
    }

    #[test]
    fn rings_are_closed_and_keep_the_right_hand_rule() {
        let square = |size| vec![[0, 0], [0, size], [size, size], [size, 0]];
        let mut closed = square(20_000_000);
        closed.push([0, 0]);
        assert_eq!(
            written(&Geometry::Polygon(vec![closed, square(10_000_000)])),
            r#"{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,2],[0,2],[0,0]],[[0,0],[0,1],[1,1],[1,0],[0,0]]]}"#
        );
    }

    #[test]
    fn one_feature_a_line_and_properties_in_their_order() {
        let mut writer = GeojsonWriter::new(Vec::new()).expect("memory");
        let properties = |pairs: &[(&str, Value)]| {
            pairs
                .iter()
                .map(|(k, v)| ((*k).to_string(), v.clone()))
                .collect::<Map<_, _>>()
        };
        let first = properties(&[("z", Value::from("网格")), ("a", Value::from(1))]);
        writer.feature(&first, &Geometry::Null).expect("memory");
        let line = Geometry::LineString(vec![[0, 0], [10_000_000, 5_000_000]]);
        writer.feature(&properties(&[]), &line).expect("memory");
        let text = String::from_utf8(writer.finish().expect("memory")).expect("UTF-8");
        let expected = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"z":"网格","a":1},"geometry":null},
{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[0,0],[1,0.5]]}}
]}
"#;
        assert_eq!(text, expected);
    }

    #[test]
    fn local_polygons_become_absolute() {
        let lattice = Lattice { origin: [100, 200] };
        let ring = |d| {
            [(0, 0), (d, 0), (0, d)]
                .map(|(x, y)| crate::geometry::Point::new(x, y))
                .to_vec()
        };
        let polygon = |d| Polygon {
            rings: vec![ring(d)],
        };
        assert_eq!(Geometry::of_polygons(&[], lattice), Geometry::Null);
        assert_eq!(
            Geometry::of_polygons(&[polygon(7)], lattice),
            Geometry::Polygon(vec![vec![[100, 200], [107, 200], [100, 207]]])
        );
        let Geometry::MultiPolygon(two) = Geometry::of_polygons(&[polygon(7), polygon(8)], lattice)
        else {
            panic!("two polygons are a multipolygon")
        };
        assert_eq!(two.len(), 2);
    }
}
