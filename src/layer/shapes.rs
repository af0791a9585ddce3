//! The geometry of a feature as the file has it: degrees, nothing checked yet.
//!
//! GeoJSON (RFC 7946, section 3.1) read straight into flat lists; elevations are dropped. A coordinate that is no
//! number (null, text that is none, a list in the wrong place) becomes NaN, so that the feature can be named later.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::scalar::{Number, Scalar};

/// Longitude and latitude in degrees, as the file has them.
pub type Degrees = [f64; 2];

/// Everything a feature's geometry holds; a collection is flattened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shapes {
    /// Points.
    pub points: Vec<Degrees>,
    /// Lines.
    pub lines: Vec<Vec<Degrees>>,
    /// Polygons: outer ring, then holes.
    pub polygons: Vec<Vec<Vec<Degrees>>>,
    /// The `type` in the file; empty when there is no geometry.
    pub kind: String,
}

impl Shapes {
    /// Every coordinate.
    pub fn coordinates(&self) -> impl Iterator<Item = Degrees> + '_ {
        let rings = self.polygons.iter().flatten();
        let lines = self.lines.iter().chain(rings).flatten();
        self.points.iter().chain(lines).copied()
    }

    /// Takes over what `coordinates` holds for a geometry of type `kind`.
    pub(super) fn of(kind: String, coordinates: Coordinates) -> Self {
        let mut shapes = Self::default();
        match kind.as_str() {
            "Point" => shapes.points.extend(coordinates.position()),
            "MultiPoint" => shapes.points = coordinates.line(),
            "LineString" => shapes.lines.extend(some(coordinates.line())),
            "MultiLineString" => shapes.lines = coordinates.rings(),
            "Polygon" => shapes.polygons.extend(some(coordinates.rings())),
            "MultiPolygon" => {
                let parts = coordinates.children().into_iter();
                shapes.polygons = parts.filter_map(|c| some(c.rings())).collect();
            }
            _ => {}
        }
        shapes.kind = kind;
        shapes
    }

    /// Adds the members of a geometry collection.
    pub(super) fn extend(&mut self, members: Vec<Self>) {
        for member in members {
            self.points.extend(member.points);
            self.lines.extend(member.lines);
            self.polygons.extend(member.polygons);
        }
    }
}

fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

/// A nested list of numbers, of a depth that is not known beforehand.
#[derive(Debug, Default)]
pub(super) enum Coordinates {
    /// An empty list.
    #[default]
    Empty,
    /// A number; NaN for everything that is none.
    Number(f64),
    /// A list of numbers.
    Position(Degrees),
    /// A list of positions.
    Line(Vec<Degrees>),
    /// A deeper list.
    Nest(Vec<Coordinates>),
}

const NOWHERE: Degrees = [f64::NAN, f64::NAN];

impl Coordinates {
    fn position(self) -> Option<Degrees> {
        match self {
            Self::Empty => None,
            Self::Position(position) => Some(position),
            _ => Some(NOWHERE),
        }
    }

    fn line(self) -> Vec<Degrees> {
        match self {
            Self::Empty => Vec::new(),
            Self::Line(line) => line,
            _ => vec![NOWHERE],
        }
    }

    fn rings(self) -> Vec<Vec<Degrees>> {
        let children = self.children().into_iter();
        children.filter_map(|c| some(c.line())).collect()
    }

    fn children(self) -> Vec<Self> {
        match self {
            Self::Empty => Vec::new(),
            Self::Nest(children) => children,
            other => vec![other],
        }
    }
}

impl<'de> Deserialize<'de> for Coordinates {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CoordinatesVisitor)
    }
}

struct CoordinatesVisitor;

impl<'de> Visitor<'de> for CoordinatesVisitor {
    type Value = Coordinates;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("coordinates")
    }
    fn visit_unit<E>(self) -> Result<Coordinates, E> {
        Ok(Coordinates::Number(f64::NAN))
    }
    fn visit_bool<E>(self, _: bool) -> Result<Coordinates, E> {
        Ok(Coordinates::Number(f64::NAN))
    }
    fn visit_i64<E>(self, number: i64) -> Result<Coordinates, E> {
        Ok(Coordinates::Number(number as f64))
    }
    fn visit_u64<E>(self, number: u64) -> Result<Coordinates, E> {
        Ok(Coordinates::Number(number as f64))
    }
    fn visit_f64<E>(self, number: f64) -> Result<Coordinates, E> {
        Ok(Coordinates::Number(number))
    }
    fn visit_str<E>(self, text: &str) -> Result<Coordinates, E> {
        Ok(Coordinates::Number(
            match Scalar::Text(text.to_owned()).number() {
                Number::Whole(number) => number as f64,
                Number::Fraction(number) => number,
                Number::Absent | Number::Unreadable => f64::NAN,
            },
        ))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Coordinates, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Coordinates::Number(f64::NAN))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Coordinates, A::Error> {
        match list.next_element()? {
            None => Ok(Coordinates::Empty),
            Some(Coordinates::Number(x)) => {
                let y = match list.next_element()? {
                    Some(Coordinates::Number(y)) => y,
                    _ => f64::NAN,
                };
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Coordinates::Position([x, y]))
            }
            Some(Coordinates::Position(first)) => {
                let mut line = vec![first];
                while let Some(next) = list.next_element::<Coordinates>()? {
                    line.extend(next.position());
                }
                Ok(Coordinates::Line(line))
            }
            Some(first) => {
                let mut children = vec![first];
                while let Some(next) = list.next_element()? {
                    children.push(next);
                }
                Ok(Coordinates::Nest(children))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Shapes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ShapesVisitor)
    }
}

struct ShapesVisitor;

impl<'de> Visitor<'de> for ShapesVisitor {
    type Value = Shapes;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a geometry")
    }
    fn visit_unit<E>(self) -> Result<Shapes, E> {
        Ok(Shapes::default())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Shapes, A::Error> {
        let (mut kind, mut coordinates) = (String::new(), Coordinates::Empty);
        let mut members = Vec::new();
        while let Some(key) = object.next_key::<String>()? {
            match key.as_str() {
                "type" => kind = object.next_value()?,
                "coordinates" => coordinates = object.next_value()?,
                "geometries" => members = object.next_value()?,
                _ => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        let mut shapes = Shapes::of(kind, coordinates);
        shapes.extend(members);
        Ok(shapes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shapes(json: &str) -> Shapes {
        serde_json::from_str(json).expect("JSON")
    }

    #[test]
    fn type_and_coordinates_come_in_any_order_and_elevations_are_dropped() {
        let a = shapes(r#"{"type":"Polygon","coordinates":[[[1,2,9],[3,4],[5,6.5]]]}"#);
        let b = shapes(r#"{"coordinates":[[[1,2],[3,4,0],[5,"6.5"]]],"bbox":[],"type":"Polygon"}"#);
        assert_eq!(a, b);
        assert_eq!(
            a.polygons,
            vec![vec![vec![[1.0, 2.0], [3.0, 4.0], [5.0, 6.5]]]]
        );
    }

    #[test]
    fn a_collection_is_flattened() {
        let s = shapes(
            r#"{"type":"GeometryCollection","geometries":[
                {"type":"Polygon","coordinates":[[[0,0],[1,0],[0,1]]]},
                {"type":"MultiPolygon","coordinates":[[[[5,5],[6,5],[5,6]]],[]]},
                {"type":"Point","coordinates":[7,7]}]}"#,
        );
        assert_eq!((s.polygons.len(), s.points.len()), (2, 1));
        assert_eq!(s.kind, "GeometryCollection");
    }

    #[test]
    fn what_is_no_number_is_nowhere() {
        for bad in [
            "[null,1]",
            "[1]",
            "[[1,2]]",
            "5",
            "[1,{}]",
            "[1,true]",
            "[1,\"east\"]",
        ] {
            let s = shapes(&format!(r#"{{"type":"Point","coordinates":{bad}}}"#));
            let nowhere = s.points.iter().all(|p| p[0].is_nan() || p[1].is_nan());
            assert!(s.points.len() == 1 && nowhere, "{bad}: {s:?}");
        }
        assert_eq!(shapes("null"), Shapes::default());
        assert!(
            shapes(r#"{"type":"Polygon","coordinates":[]}"#)
                .polygons
                .is_empty()
        );
    }
}
