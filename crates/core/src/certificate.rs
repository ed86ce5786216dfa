//! A certificate: what was split, into what, with which options, so that anybody who has the files can check it.

use serde::{Deserialize, Serialize};

use crate::report::{Counts, InputFacts, LabelBalance, SplitReport};
use crate::split::SplitOptions;

/// Version of the rules: it grows whenever the same line would be judged in another way.
pub const RULES_VERSION: u32 = 1;

/// One of the files that a split wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OutputFacts {
    /// Number of lines.
    pub lines: u64,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
}

/// The files that a split wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Outputs {
    /// The training manifest.
    pub train: OutputFacts,
    /// The test manifest.
    pub test: OutputFacts,
    /// The lines set aside, if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected: Option<OutputFacts>,
}

/// Everything it takes to check a split.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Certificate {
    /// Version of this shape.
    pub schema: u32,
    /// The manifest that was split.
    pub input: InputFacts,
    /// What came out.
    pub outputs: Outputs,
    /// The options.
    pub options: SplitOptions,
    /// Version of the algorithms.
    pub algorithm_version: u32,
    /// Version of the rules.
    pub rules_version: u32,
    /// Lines of the manifest by status.
    pub counts: Counts,
    /// How each label is divided.
    pub labels: Vec<LabelBalance>,
}

impl Certificate {
    /// Version of the shape.
    pub const SCHEMA: u32 = 1;

    /// The certificate of the split of `report`, whose files are `outputs`.
    pub fn new(report: &SplitReport, outputs: Outputs) -> Self {
        let split = &report.split;
        Self {
            schema: Self::SCHEMA,
            input: report.check.input.clone(),
            outputs,
            options: SplitOptions { fraction: split.fraction, strategy: split.strategy, seed: split.seed },
            algorithm_version: split.algorithm_version,
            rules_version: RULES_VERSION,
            counts: report.check.counts,
            labels: split.labels.clone(),
        }
    }
}
