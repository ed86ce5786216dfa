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

/// One entry of the catalogue. Help texts, documentation and `holdout explain` are drawn from it.
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
    /// Why it is wrong and what the service makes of it.
    pub explanation: &'static str,
    /// What to do about it.
    pub help: &'static str,
    /// Title of the page of the developer guide that says so.
    pub guide: &'static str,
}

impl Rule {
    /// What the service does about it, in a few words.
    pub fn consequence(&self) -> &'static str {
        match self.place {
            Where::Removed => "the line is removed without a word",
            Where::Line => "the line is not used",
            Where::Attribute => "the label attribute is dropped",
            Where::Annotation => "the box is dropped",
            Where::Ignored => "left out, not counted as bad",
            Where::Warning => "nothing is lost",
            Where::Manifest | Where::Split | Where::Service if self.severity == Severity::Error => {
                "training is refused"
            }
            Where::Manifest | Where::Split | Where::Service => "worth knowing",
        }
    }
}

/// Titles of the developer guide's pages.
pub(crate) mod guide {
    /// Where the lines' rules are.
    pub(crate) const LINES: &str = "Non-terminal JSON Line validation errors";
    /// Where the errors that remove a line or fail a file are.
    pub(crate) const TERMINAL: &str = "Terminal manifest content errors";
    /// Where the errors that fail a whole file are.
    pub(crate) const FILES: &str = "Terminal manifest file errors";
    /// How a classification line is written.
    pub(crate) const CLASSIFICATION: &str = "Importing image-level labels in manifest files";
    /// How a detection line is written.
    pub(crate) const DETECTION: &str = "Object localization in manifest files";
    /// How a manifest is put together.
    pub(crate) const MANIFEST: &str = "Creating a manifest file";
    /// The limits.
    pub(crate) const QUOTAS: &str = "Guidelines and quotas in Amazon Rekognition Custom Labels";
    /// The rules of whole manifests.
    pub(crate) const VALIDATION: &str = "Validation rules for manifest files";
}
