//! One property value of a feature: what a field may hold in a real file, and how it reads as text or number.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A property value.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Scalar {
    /// Null, or the field is missing.
    #[default]
    Null,
    /// True or false.
    Flag(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction or an exponent.
    Real(f64),
    /// Text.
    Text(String),
    /// A list: of use where several counts may stand.
    List(Vec<Scalar>),
    /// An object: no use as a value.
    Nested,
}

impl Scalar {
    /// The value as an id or name, exactly as the file has it; `None` for null, empty text and nested values.
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Null | Self::List(_) | Self::Nested => None,
            Self::Flag(flag) => Some(flag.to_string()),
            Self::Integer(number) => Some(number.to_string()),
            Self::Real(number) => Some(format!("{number:?}")),
            Self::Text(text) => (!text.trim().is_empty()).then(|| text.clone()),
        }
    }

    /// The value as a number, numbers written as text included.
    pub fn number(&self) -> Number {
        match self {
            Self::Null => Number::Absent,
            Self::Integer(number) => Number::Whole(*number),
            Self::Real(number) => real(*number),
            Self::Text(text) => number_in(text.trim()),
            Self::Flag(_) | Self::List(_) | Self::Nested => Number::Unreadable,
        }
    }

    /// Whether the value says yes, in the ways of street layers: `T`, `true`, `yes`, 1, or a kind of tunnel or
    /// bridge.
    pub fn says_yes(&self) -> bool {
        const YES: [&str; 9] = [
            "t",
            "true",
            "y",
            "yes",
            "1",
            "viaduct",
            "culvert",
            "building_passage",
            "covered",
        ];
        match self {
            Self::Flag(flag) => *flag,
            Self::Integer(number) => *number == 1,
            Self::Text(text) => YES.contains(&text.trim().to_lowercase().as_str()),
            Self::Null | Self::Real(_) | Self::List(_) | Self::Nested => false,
        }
    }
}

/// A value read as a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// Nothing is stated.
    Absent,
    /// A whole number.
    Whole(i64),
    /// A finite number with a fraction, or too large for 64 bits.
    Fraction(f64),
    /// Something else.
    Unreadable,
}

fn number_in(text: &str) -> Number {
    if text.is_empty() {
        return Number::Absent;
    }
    text.parse().map_or_else(
        |_| text.parse().map_or(Number::Unreadable, real),
        Number::Whole,
    )
}

fn real(number: f64) -> Number {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if !number.is_finite() {
        Number::Unreadable
    } else if number.fract() == 0.0 && number.abs() < EXACT {
        Number::Whole(number as i64)
    } else {
        Number::Fraction(number)
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a property value")
    }
    fn visit_unit<E>(self) -> Result<Scalar, E> {
        Ok(Scalar::Null)
    }
    fn visit_bool<E>(self, flag: bool) -> Result<Scalar, E> {
        Ok(Scalar::Flag(flag))
    }
    fn visit_i64<E>(self, number: i64) -> Result<Scalar, E> {
        Ok(Scalar::Integer(number))
    }
    fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
        Ok(
            i64::try_from(number)
                .map_or_else(|_| Scalar::Text(number.to_string()), Scalar::Integer),
        )
    }
    fn visit_f64<E>(self, number: f64) -> Result<Scalar, E> {
        Ok(Scalar::Real(number))
    }
    fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(text.to_owned()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Scalar, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Scalar::List(values))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Scalar, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Nested)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scalar(json: &str) -> Scalar {
        serde_json::from_str(json).expect("JSON")
    }

    #[test]
    fn ids_keep_the_form_of_the_file() {
        let cases = [
            ("12", Some("12")),
            ("-3", Some("-3")),
            ("18446744073709551615", Some("18446744073709551615")),
            ("1.0", Some("1.0")),
            ("\"007\"", Some("007")),
            ("\"楼 1\"", Some("楼 1")),
            ("\" \"", None),
            ("null", None),
            ("[1]", None),
        ];
        for (json, text) in cases {
            assert_eq!(scalar(json).text().as_deref(), text, "{json}");
        }
    }

    #[test]
    fn numbers_may_be_written_as_text() {
        let cases = [
            ("12", Number::Whole(12)),
            ("\" 12 \"", Number::Whole(12)),
            ("12.0", Number::Whole(12)),
            ("\"2.5\"", Number::Fraction(2.5)),
            ("\"\"", Number::Absent),
            ("null", Number::Absent),
            ("\"NaN\"", Number::Unreadable),
            ("\"many\"", Number::Unreadable),
            ("true", Number::Unreadable),
            ("1e300", Number::Fraction(1e300)),
        ];
        for (json, number) in cases {
            assert_eq!(scalar(json).number(), number, "{json}");
        }
    }

    #[test]
    fn tunnels_are_told_in_many_ways() {
        for yes in ["\"T\"", "true", "\"yes\"", "1", "\"1\"", "\"viaduct\""] {
            assert!(scalar(yes).says_yes(), "{yes}");
        }
        for no in ["\"F\"", "false", "\"no\"", "0", "null", "\"\"", "[]"] {
            assert!(!scalar(no).says_yes(), "{no}");
        }
    }
}
