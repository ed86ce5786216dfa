//! The report of a verification: where a split is not what its certificate says.

use serde::{Deserialize, Serialize};

/// Whether a split is what its certificate says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Verification {
    /// Version of the shape.
    pub schema: u32,
    /// Whether nothing differs.
    pub verified: bool,
    /// What differs.
    pub differences: Vec<Difference>,
}

/// Something that is not what the certificate says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Difference {
    /// What it is.
    pub what: String,
    /// What the certificate says.
    pub certified: String,
    /// What is there.
    pub found: String,
}

impl Verification {
    /// The verification with these differences.
    pub fn new(differences: Vec<Difference>) -> Self {
        Self { schema: super::SCHEMA, verified: differences.is_empty(), differences }
    }
}
