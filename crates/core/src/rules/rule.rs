//! What a rule says of itself.

use serde::{Deserialize, Serialize};

use super::Code;

/// What a finding sits on, and so what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Where {
    /// The service takes the line out of the dataset without a word.
    Removed,
    /// The line is invalid: not used, and counted towards the limit of 20%.
    Line,
    /// The label attribute is dropped; the line stays usable while another one is valid.
    Attribute,
    /// The box is dropped.
    Annotation,
    /// The line or the attribute is valid, not used, and not counted as invalid.
    Ignored,
    /// Nothing is lost.
    Warning,
    /// The manifest as a whole.
    Manifest,
    /// A split into training and test.
    Split,
    /// Only the service can tell.
    Service,
}

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Status {
    /// Used for training.
    Valid,
    /// Not used, counted as invalid.
    Invalid,
    /// Not used, not counted as invalid.
    Ignored,
    /// Taken out of the dataset; counted as invalid too.
    Removed,
}

impl Status {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 4] = [Self::Valid, Self::Invalid, Self::Ignored, Self::Removed];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Ignored => "ignored",
            Self::Removed => "removed",
        }
    }
}

/// Whether the service would refuse for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something is refused or lost.
    Error,
    /// Worth knowing.
    Warning,
}

/// The short entry of a rule in the catalogue. Its texts are [`documentation`](super::documentation()).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The code, the service's own where it has one.
    pub code: Code,
    /// What it sits on, and so what it costs.
    #[serde(rename = "where")]
    pub place: Where,
    /// Whether the service refuses or drops something for it.
    pub severity: Severity,
    /// What is wrong, in a few words.
    pub title: &'static str,
}

impl Rule {
    /// What the service does about it, in a few words.
    pub fn consequence(&self) -> &'static str {
        match self.place {
            Where::Removed => "silently removed",
            Where::Line => "the line is not used",
            Where::Attribute => "the label attribute is dropped",
            Where::Annotation => "the box is dropped",
            Where::Ignored => "skipped (not an error)",
            Where::Warning => "nothing is lost",
            Where::Manifest | Where::Split | Where::Service if self.severity == Severity::Error => "rejected",
            Where::Manifest | Where::Split | Where::Service => "warning only",
        }
    }
}
