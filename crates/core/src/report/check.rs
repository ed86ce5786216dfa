//! The report of a check: counts, labels, codes, and whether the service would accept the manifest.

use serde::{Deserialize, Serialize};

use crate::rules::{Code, Severity, UseCase, Where};

/// Version of the report's shape. It grows when a member changes its meaning or goes away.
pub const SCHEMA: u32 = 1;

/// Everything that is known of one manifest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: u32,
    /// Which bytes were read.
    pub input: InputFacts,
    /// What the manifest would be used for.
    pub use_case: UseCase,
    /// Usable lines of the other use case, which training would filter out.
    pub filtered_out: u64,
    /// The region whose limits were applied.
    pub region: String,
    /// Lines by status.
    pub counts: Counts,
    /// Buckets named by the lines' `source-ref`, most lines first, then by name.
    pub buckets: Vec<BucketCount>,
    /// Labels of the valid lines, in order of first appearance.
    pub labels: Vec<LabelCount>,
    /// Line findings by code, in the order of the rules.
    pub codes: Vec<CodeSummary>,
    /// Lines that carry findings themselves, which the service or an earlier check wrote; absent where none do.
    #[serde(default, skip_serializing_if = "is_none")]
    pub lines_with_service_findings: u64,
    /// Findings on the manifest as a whole.
    pub findings: Vec<ManifestFinding>,
    /// Whether the service would accept it: no manifest finding is an error.
    pub accepted: bool,
    /// The same in three states: what is accepted may still lose lines, label attributes or boxes.
    pub outcome: Verdict,
    /// The verdict in one sentence.
    pub verdict: String,
}

fn is_none<T: Default + PartialEq>(count: &T) -> bool {
    *count == T::default()
}

/// Identity of the input.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InputFacts {
    /// File name, or `-` for standard input.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of all bytes, in lower-case hexadecimal; absent while it has not been computed.
    pub sha256: Option<String>,
    /// Number of lines.
    pub lines: u64,
}

/// Lines by status; the four add up to the number of lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Counts {
    /// Usable for training.
    pub valid: u64,
    /// Kept by the service, not used, counted towards the limit of 20%.
    pub invalid: u64,
    /// Neither used nor counted as invalid.
    pub ignored: u64,
    /// Taken out of the dataset without a word; counted as invalid too.
    pub removed: u64,
}

/// How many lines name a bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BucketCount {
    /// Bucket name.
    pub name: String,
    /// Lines whose well-formed `source-ref` names it.
    pub lines: u64,
}

/// How often a label occurs on valid lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LabelCount {
    /// Label name, as written.
    pub name: String,
    /// Images that carry it, as an image-level label or as a box.
    pub images: u64,
    /// Bounding boxes with it.
    pub boxes: u64,
}

/// All line findings of one code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodeSummary {
    /// The code.
    pub code: Code,
    /// What it sits on, and so what it costs.
    #[serde(rename = "where")]
    pub place: Where,
    /// Number of findings.
    pub count: u64,
    /// Number of lines with at least one.
    pub lines: u64,
    /// The first lines with it, at most ten, counted from 1.
    pub first_lines: Vec<u64>,
    /// What is wrong, in a few words.
    pub title: String,
    /// What the service does about it, in a few words.
    pub consequence: String,
}

/// A finding on the manifest as a whole, or on a split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ManifestFinding {
    /// The code.
    pub code: Code,
    /// Whether the service would refuse for it.
    pub severity: Severity,
    /// What, where and what to do, with the actual values.
    pub message: String,
    /// A command that repairs the file, or another next step; absent where the message says all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// What becomes of a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The service accepts it, and uses all of it.
    Accepted,
    /// The service accepts it, and removes or ignores lines, label attributes or boxes.
    AcceptedWithLosses,
    /// The service rejects it.
    Rejected,
}
