//! Issues travel with the result: a defect of the inputs, its place, what was done about it, how bad it is.

/// How bad an issue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Repaired or harmless; good to know.
    Info,
    /// Repaired in a way that a person should look at.
    Warning,
    /// Data was lost or could not be used.
    Error,
}

impl Severity {
    /// Word in the outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One defect found in the inputs and what was done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Issue {
    /// Stable code in `snake_case`, for instance `sliver_relabelled`.
    pub code: &'static str,
    /// The layer's name in the project file.
    pub layer: &'static str,
    /// Id of the feature, as in the file; empty when the issue is about a place or the whole layer.
    pub feature: String,
    /// How bad.
    pub severity: Severity,
    /// Where: absolute lattice coordinates (1e-7 degree), longitude first.
    pub place: Option<[i32; 2]>,
    /// What is wrong, in English.
    pub message: String,
    /// What is wrong, in Chinese.
    pub message_zh: String,
    /// What the engine did, for instance `kept`, `dropped`, `joined to beat 10A`.
    pub action: String,
    /// Households concerned.
    pub households: u64,
    /// Persons concerned.
    pub persons: u64,
}

impl Issue {
    /// An issue about `feature` of `layer` without place and counts.
    #[must_use]
    pub fn new(
        code: &'static str,
        severity: Severity,
        layer: &'static str,
        feature: impl Into<String>,
    ) -> Self {
        Self {
            code,
            layer,
            feature: feature.into(),
            severity,
            place: None,
            message: String::new(),
            message_zh: String::new(),
            action: String::new(),
            households: 0,
            persons: 0,
        }
    }

    /// Says what is wrong, in English and Chinese.
    #[must_use]
    pub fn says(mut self, message: impl Into<String>, message_zh: impl Into<String>) -> Self {
        self.message = message.into();
        self.message_zh = message_zh.into();
        self
    }

    /// Says what was done.
    #[must_use]
    pub fn done(mut self, action: impl Into<String>) -> Self {
        self.action = action.into();
        self
    }

    /// Says where, in absolute lattice coordinates.
    #[must_use]
    pub fn at(mut self, place: [i32; 2]) -> Self {
        self.place = Some(place);
        self
    }

    /// Says how many households and persons are concerned.
    #[must_use]
    pub fn counting(mut self, households: u64, persons: u64) -> Self {
        self.households = households;
        self.persons = persons;
        self
    }
}
