//! A GeoJSON text to features: only the wanted properties are kept, nothing is built that is not used.
//!
//! A feature collection (RFC 7946, section 3.3), a single feature or a bare geometry. Foreign members, `bbox`
//! and a byte order mark are skipped.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::scalar::Scalar;
use super::shapes::{Coordinates, Shapes};

/// A parsed file.
#[derive(Debug, Default)]
pub struct Document {
    /// Its features, in the order of the file.
    pub features: Vec<Feature>,
    /// The `crs` member; null when absent.
    pub crs: Value,
    /// Names of the properties seen, each once.
    pub names: Vec<String>,
}

/// A feature with the wanted properties.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feature {
    /// The `id` member.
    pub id: Scalar,
    /// The wanted properties, in the order they were asked for; null where missing.
    pub fields: Vec<Scalar>,
    /// The geometry.
    pub shapes: Shapes,
}

/// Why a text is no GeoJSON.
#[derive(Debug)]
pub struct Malformed {
    /// What is wrong, with line and column.
    pub message: String,
    /// Position of the feature that was being read, counted from 0; `None` outside the features.
    pub feature: Option<usize>,
}

/// Parses `bytes`, keeping the properties named in `wanted` (at most 128).
///
/// # Errors
/// [`Malformed`] when it is no JSON, is cut off, or is no GeoJSON object.
pub fn parse(bytes: &[u8], wanted: &[Option<&str>]) -> Result<Document, Malformed> {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err(malformed("the file is empty"));
    }
    let reading = Cell::new(None);
    let mut names = Vec::new();
    let mut reader = serde_json::Deserializer::from_slice(text);
    let seed = ObjectSeed {
        wanted,
        names: &mut names,
        reading: &reading,
    };
    let object = seed
        .deserialize(&mut reader)
        .and_then(|object| reader.end().map(|()| object))
        .map_err(|error| Malformed {
            message: what(&error),
            feature: reading.get(),
        })?;
    let (crs, features) = object.into_features(wanted.len())?;
    Ok(Document {
        features,
        crs,
        names,
    })
}

fn malformed(message: impl Into<String>) -> Malformed {
    Malformed {
        message: message.into(),
        feature: None,
    }
}

fn what(error: &serde_json::Error) -> String {
    match error.classify() {
        serde_json::error::Category::Eof => format!("the file is cut off: {error}"),
        serde_json::error::Category::Data => format!("not GeoJSON: {error}"),
        _ => format!("not JSON: {error}"),
    }
}

/// Any GeoJSON object: what stands at the top is known only at its end.
#[derive(Default)]
struct Object {
    kind: String,
    crs: Value,
    features: Option<Vec<Feature>>,
    feature: Feature,
    coordinates: Coordinates,
    members: Vec<Shapes>,
}

impl Object {
    fn into_features(self, wanted: usize) -> Result<(Value, Vec<Feature>), Malformed> {
        let mut feature = self.feature;
        feature.fields.resize(wanted, Scalar::Null);
        let features = match self.kind.as_str() {
            "FeatureCollection" => self
                .features
                .ok_or_else(|| malformed("not GeoJSON: a FeatureCollection without `features`"))?,
            "Feature" => vec![feature],
            "Point" | "MultiPoint" | "LineString" | "MultiLineString" | "Polygon"
            | "MultiPolygon" | "GeometryCollection" => {
                feature.shapes = Shapes::of(self.kind, self.coordinates);
                feature.shapes.extend(self.members);
                vec![feature]
            }
            "" => return Err(malformed("not GeoJSON: the object has no `type`")),
            other => return Err(malformed(format!("not GeoJSON: the type is `{other}`"))),
        };
        Ok((self.crs, features))
    }
}

struct ObjectSeed<'a> {
    wanted: &'a [Option<&'a str>],
    names: &'a mut Vec<String>,
    reading: &'a Cell<Option<usize>>,
}

impl<'de> DeserializeSeed<'de> for ObjectSeed<'_> {
    type Value = Object;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Object, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ObjectSeed<'_> {
    type Value = Object;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a GeoJSON object")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
        let mut object = Object::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => object.kind = map.next_value()?,
                "crs" => object.crs = map.next_value()?,
                "features" => {
                    object.features = Some(map.next_value_seed(FeaturesSeed {
                        wanted: self.wanted,
                        names: self.names,
                        reading: self.reading,
                    })?);
                    self.reading.set(None);
                }
                "id" => object.feature.id = map.next_value()?,
                "geometry" => object.feature.shapes = map.next_value()?,
                "properties" => {
                    object.feature.fields = map.next_value_seed(PropertiesSeed {
                        wanted: self.wanted,
                        names: self.names,
                    })?;
                }
                "coordinates" => object.coordinates = map.next_value()?,
                "geometries" => object.members = map.next_value()?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(object)
    }
}

struct FeaturesSeed<'a> {
    wanted: &'a [Option<&'a str>],
    names: &'a mut Vec<String>,
    reading: &'a Cell<Option<usize>>,
}

impl<'de> DeserializeSeed<'de> for FeaturesSeed<'_> {
    type Value = Vec<Feature>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for FeaturesSeed<'_> {
    type Value = Vec<Feature>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list of features")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<Feature>, A::Error> {
        let mut features = Vec::new();
        loop {
            self.reading.set(Some(features.len()));
            let seed = FeatureSeed {
                wanted: self.wanted,
                names: self.names,
            };
            match list.next_element_seed(seed)? {
                Some(feature) => features.push(feature),
                None => return Ok(features),
            }
        }
    }
}

struct FeatureSeed<'a> {
    wanted: &'a [Option<&'a str>],
    names: &'a mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for FeatureSeed<'_> {
    type Value = Feature;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Feature, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FeatureSeed<'_> {
    type Value = Feature;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a feature")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Feature, A::Error> {
        let mut feature = Feature::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "id" => feature.id = map.next_value()?,
                "geometry" => feature.shapes = map.next_value()?,
                "properties" => {
                    feature.fields = map.next_value_seed(PropertiesSeed {
                        wanted: self.wanted,
                        names: self.names,
                    })?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        feature.fields.resize(self.wanted.len(), Scalar::Null);
        Ok(feature)
    }
}

struct PropertiesSeed<'a> {
    wanted: &'a [Option<&'a str>],
    names: &'a mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for PropertiesSeed<'_> {
    type Value = Vec<Scalar>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for PropertiesSeed<'_> {
    type Value = Vec<Scalar>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("the properties of a feature")
    }
    fn visit_unit<E>(self) -> Result<Vec<Scalar>, E> {
        Ok(Vec::new())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<Scalar>, A::Error> {
        let mut fields = vec![Scalar::Null; self.wanted.len()];
        let mut names = KeySeed {
            wanted: self.wanted,
            names: self.names,
        };
        while let Some(places) = map.next_key_seed(&mut names)? {
            if places == 0 {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value: Scalar = map.next_value()?;
            for (i, field) in fields.iter_mut().enumerate() {
                if places >> i & 1 == 1 {
                    field.clone_from(&value);
                }
            }
        }
        Ok(fields)
    }
}

/// Reads a property's name as the set of places in `wanted` that ask for it (bit i for place i).
struct KeySeed<'a> {
    wanted: &'a [Option<&'a str>],
    names: &'a mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for &mut KeySeed<'_> {
    type Value = u128;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u128, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for &mut KeySeed<'_> {
    type Value = u128;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("the name of a property")
    }
    fn visit_str<E>(self, key: &str) -> Result<u128, E> {
        if !self.names.iter().any(|name| name == key) {
            self.names.push(key.to_owned());
        }
        let places = self.wanted.iter().enumerate();
        Ok(places
            .filter(|(_, name)| **name == Some(key))
            .fold(0, |set, (i, _)| set | 1 << i))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINT: &str = r#"{"type":"Point","coordinates":[1,2]}"#;

    fn parsed(text: &str) -> Document {
        parse(text.as_bytes(), &[Some("a"), None, Some("a")]).expect("GeoJSON")
    }

    #[test]
    fn bbox_first_byte_order_mark_and_foreign_members_do_no_harm() {
        let text = format!(
            "\u{feff}{{\"bbox\":[0,0,1,1],\"name\":\"x\",\"features\":[{{\"type\":\"Feature\",\"id\":7,\
             \"properties\":{{\"b\":[1],\"a\":\"5\"}},\"geometry\":{POINT}}},\
             {{\"type\":\"Feature\",\"properties\":null,\"geometry\":null}}],\"type\":\"FeatureCollection\"}}"
        );
        let document = parsed(&text);
        let five = Scalar::Text("5".to_owned());
        assert_eq!(
            document.features[0].fields,
            [five.clone(), Scalar::Null, five]
        );
        assert_eq!(document.features[0].id, Scalar::Integer(7));
        assert_eq!(document.features[1].fields.len(), 3);
        assert_eq!(document.names, ["b", "a"]);
    }

    #[test]
    fn a_single_feature_a_geometry_and_an_empty_collection_are_files_too() {
        let feature = format!(r#"{{"type":"Feature","properties":{{"a":1}},"geometry":{POINT}}}"#);
        assert_eq!(parsed(&feature).features[0].fields[0], Scalar::Integer(1));
        assert_eq!(parsed(POINT).features[0].shapes.points, [[1.0, 2.0]]);
        let empty = r#"{"type":"FeatureCollection","features":[]}"#;
        assert!(parsed(empty).features.is_empty());
    }

    #[test]
    fn what_is_no_geojson_says_why_and_where() {
        let wrong = |text: &str| parse(text.as_bytes(), &[]).expect_err("not GeoJSON");
        assert_eq!(wrong(" \n").message, "the file is empty");
        assert!(
            wrong("<xml>")
                .message
                .starts_with("not JSON: expected value at line 1")
        );
        assert!(wrong(r#"{"a":1}"#).message.contains("no `type`"));
        assert!(
            wrong(r#"{"type":"Topology"}"#)
                .message
                .contains("`Topology`")
        );
        assert!(wrong("[1,2]").message.contains("a GeoJSON object"));
        let cut = wrong(r#"{"type":"FeatureCollection","features":[{"type":"Feature"},{"ty"#);
        assert!(
            cut.message.starts_with("the file is cut off"),
            "{}",
            cut.message
        );
        assert_eq!(cut.feature, Some(1));
    }
}
