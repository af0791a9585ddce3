//! What the project file says about the layers: paths (relative to the project file) and the names of fields.

use serde::Deserialize;

use super::schema::{BarrierClass, Kind};

/// All layers of a project.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// The buildings.
    pub buildings: BuildingsInput,
    /// Counts to be shared out onto the buildings.
    pub population: Option<PopulationInput>,
    /// The communities.
    pub communities: CommunitiesInput,
    /// The beats; without them every community is one beat.
    pub beats: Option<BeatsInput>,
    /// Areas that are grids of their own.
    pub dedicated: Option<DedicatedInput>,
    /// Lines along which boundaries should run.
    #[serde(default)]
    pub barriers: Vec<BarrierInput>,
    /// The compounds: kept whole where the bounds allow.
    pub compounds: Option<CompoundsInput>,
}

/// The building layer: polygons or points. Fields that are not named are not read.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuildingsInput {
    /// GeoJSON file.
    pub path: String,
    /// Field of the id; without it the feature's id, else its position in the file, counted from 0.
    pub id: Option<String>,
    /// Field of the households.
    pub households: Option<String>,
    /// Field of the persons.
    pub persons: Option<String>,
    /// Field of the merchants.
    pub merchants: Option<String>,
    /// Field of the tasks.
    pub tasks: Option<String>,
    /// Field of the number of floors.
    pub floors: Option<String>,
    /// Field of the height in metres, used where the floors are absent.
    pub height_m: Option<String>,
    /// Field of the use.
    #[serde(rename = "use")]
    pub use_field: Option<String>,
    /// Uses that are residential; without it every building is.
    pub residential_uses: Option<Vec<String>>,
    /// Field of the entrances: their number, or a list with the households of each.
    pub entrances: Option<String>,
    /// Uses whose buildings are grids of their own; default none.
    #[serde(default)]
    pub dedicated_uses: Vec<String>,
    /// Field of the id of the compound.
    pub compound: Option<String>,
}

/// The population layer: polygons and points, or a table of H3 cells when the path ends in `.csv`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PopulationInput {
    /// GeoJSON or CSV file.
    pub path: String,
    /// Field of the id; in a table the column of the cell (default `h3`).
    pub id: Option<String>,
    /// Field of the households; in a table the column (default `households`).
    pub households: Option<String>,
    /// Field of the persons; in a table the column (default `persons`).
    pub persons: Option<String>,
    /// Field of the merchants; in a table the column.
    pub merchants: Option<String>,
    /// Field of the tasks; in a table the column.
    pub tasks: Option<String>,
    /// How far from a building, in metres, a point outside all buildings may lie to belong to it. Default
    /// [`Self::REACH_M`].
    pub reach_m: Option<f64>,
}

impl PopulationInput {
    /// Default of `reach_m`: a point drawn at the gate or in the yard of its building.
    pub const REACH_M: f64 = 50.0;

    /// Metres that a point may lie from its building.
    #[must_use]
    pub fn reach_m(&self) -> f64 {
        self.reach_m.unwrap_or(Self::REACH_M)
    }
}

/// The community layer: polygons.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommunitiesInput {
    /// GeoJSON file.
    pub path: String,
    /// Field of the id; without it the feature's id, else its position in the file, counted from 0.
    pub id: Option<String>,
    /// Field of the name; without it the id.
    pub name: Option<String>,
    /// Field of the subdistrict.
    pub subdistrict: Option<String>,
    /// Urban or rural, for all or by field; without it all are urban.
    pub kind: Option<KindInput>,
}

/// Whether communities are urban or rural.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "String")]
pub enum KindInput {
    /// All of them.
    Constant(Kind),
    /// What this field says.
    Field(String),
}

impl From<String> for KindInput {
    fn from(text: String) -> Self {
        kind_in(&text).map_or(Self::Field(text), Self::Constant)
    }
}

/// Urban or rural, in English or Chinese.
pub(super) fn kind_in(text: &str) -> Option<Kind> {
    match text.trim().to_lowercase().as_str() {
        "urban" | "城市" => Some(Kind::Urban),
        "rural" | "农村" => Some(Kind::Rural),
        _ => None,
    }
}

/// The beat layer: polygons.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeatsInput {
    /// GeoJSON file.
    pub path: String,
    /// Field of the id; without it the feature's id, else its position in the file, counted from 0.
    pub id: Option<String>,
    /// Field of the station.
    pub station: Option<String>,
}

/// The compound layer: polygons.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompoundsInput {
    /// GeoJSON file.
    pub path: String,
    /// Field of the id; without it the feature's id, else its position in the file, counted from 0.
    pub id: Option<String>,
    /// Field of the name; without it the id.
    pub name: Option<String>,
}

/// The dedicated layer: polygons that are grids of their own.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DedicatedInput {
    /// GeoJSON file.
    pub path: String,
    /// Field of the id; without it the feature's id, else its position in the file, counted from 0.
    pub id: Option<String>,
    /// Field of the name, which becomes that of the grid.
    pub name: Option<String>,
    /// Field of the use.
    #[serde(rename = "use")]
    pub use_field: Option<String>,
    /// Uses that are dedicated; without it every feature is.
    pub uses: Option<Vec<String>>,
}

/// One barrier layer: lines, or polygons whose outlines count.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BarrierInput {
    /// GeoJSON file.
    pub path: String,
    /// What the features are.
    pub class: ClassInput,
}

/// The class of the features of a barrier layer.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "ClassText")]
pub enum ClassInput {
    /// All of them.
    Constant(BarrierClass),
    /// By the value of a field.
    Field {
        /// The field.
        field: String,
        /// Values (as text) and the class each stands for.
        values: Vec<(String, BarrierClass)>,
        /// The class of all other features; without it they are left out.
        rest: Option<BarrierClass>,
    },
}

const CLASSES: [(&str, BarrierClass); 5] = [
    ("rail", BarrierClass::Rail),
    ("river", BarrierClass::River),
    ("major", BarrierClass::Major),
    ("minor", BarrierClass::Minor),
    ("wall", BarrierClass::Wall),
];

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "the class must be rail, river, major, minor or wall, or { field = \"...\", major = [...], minor = \"*\" }"
)]
enum ClassText {
    Constant(String),
    Field(FieldText),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldText {
    field: String,
    rail: Option<Values>,
    river: Option<Values>,
    major: Option<Values>,
    minor: Option<Values>,
    wall: Option<Values>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Values {
    One(Value),
    Many(Vec<Value>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Value {
    Flag(bool),
    Integer(i64),
    Real(f64),
    Text(String),
}

impl Value {
    /// As [`super::scalar::Scalar::text`] writes the value of a feature.
    fn into_text(self) -> String {
        match self {
            Self::Flag(flag) => flag.to_string(),
            Self::Integer(number) => number.to_string(),
            Self::Real(number) => format!("{number:?}"),
            Self::Text(text) => text,
        }
    }
}

impl TryFrom<ClassText> for ClassInput {
    type Error = String;

    fn try_from(text: ClassText) -> Result<Self, String> {
        match text {
            ClassText::Constant(word) => {
                let class = CLASSES.iter().find(|(name, _)| *name == word);
                class.map(|&(_, class)| Self::Constant(class)).ok_or_else(|| {
                    format!("unknown class `{word}`: use rail, river, major, minor or wall, or a table with `field`")
                })
            }
            ClassText::Field(text) => by_field(text),
        }
    }
}

fn by_field(text: FieldText) -> Result<ClassInput, String> {
    let lists = [text.rail, text.river, text.major, text.minor, text.wall];
    let (mut values, mut rest) = (Vec::new(), None);
    for ((_, class), list) in CLASSES.into_iter().zip(lists) {
        let list = match list {
            None => Vec::new(),
            Some(Values::One(value)) => vec![value.into_text()],
            Some(Values::Many(many)) => many.into_iter().map(Value::into_text).collect(),
        };
        for value in list {
            if value != "*" {
                values.push((value, class));
            } else if rest.replace(class).is_some() {
                return Err("\"*\" (all other values) can stand for one class only".to_owned());
            }
        }
    }
    values.sort();
    if let Some(twice) = values.windows(2).find(|w| w[0].0 == w[1].0) {
        return Err(format!("the value `{}` stands for two classes", twice[0].0));
    }
    if values.is_empty() && rest.is_none() {
        return Err("no value is given for any class: add for instance minor = \"*\"".to_owned());
    }
    Ok(ClassInput::Field {
        field: text.field,
        values,
        rest,
    })
}

/// Most persons that a beat should hold, by the kind of its communities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeatCaps {
    /// In town; unchecked when absent.
    pub urban_max: Option<i64>,
    /// In the country; unchecked when absent.
    pub rural_max: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(toml: &str) -> Result<ClassInput, String> {
        let text = format!("path = \"streets.geojson\"\nclass = {toml}");
        let input: Result<BarrierInput, _> = toml::from_str(&text);
        input.map(|b| b.class).map_err(|e| e.message().to_owned())
    }

    #[test]
    fn a_class_is_a_word_or_a_table_of_values() {
        assert_eq!(
            class("\"rail\""),
            Ok(ClassInput::Constant(BarrierClass::Rail))
        );
        assert_eq!(
            class(r#"{ field = "class", major = [0, "1"], minor = "*" }"#),
            Ok(ClassInput::Field {
                field: "class".to_owned(),
                values: vec![
                    ("0".to_owned(), BarrierClass::Major),
                    ("1".to_owned(), BarrierClass::Major)
                ],
                rest: Some(BarrierClass::Minor),
            })
        );
    }

    #[test]
    fn a_wrong_class_says_what_is_right() {
        let cases = [
            ("\"road\"", "unknown class `road`"),
            ("5", "the class must be rail, river"),
            (r#"{ field = "c" }"#, "no value is given"),
            (
                r#"{ field = "c", major = [1], minor = ["1"] }"#,
                "`1` stands for two",
            ),
            (
                r#"{ field = "c", major = "*", minor = "*" }"#,
                "one class only",
            ),
        ];
        for (text, message) in cases {
            let error = class(text).expect_err("wrong");
            assert!(error.contains(message), "{text}: {error}");
        }
    }

    #[test]
    fn kind_is_a_word_or_a_field() {
        let kind = |word: &str| KindInput::from(word.to_owned());
        assert_eq!(kind("rural"), KindInput::Constant(Kind::Rural));
        assert_eq!(kind("城市"), KindInput::Constant(Kind::Urban));
        assert_eq!(kind("type"), KindInput::Field("type".to_owned()));
    }
}
