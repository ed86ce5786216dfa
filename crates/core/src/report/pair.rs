//! The report of two manifests that are used together: each of them, and what spans both.

use serde::{Deserialize, Serialize};

use super::{ManifestFinding, Report, Verdict};
use crate::rules::UseCase;

/// A training manifest and a test manifest, checked together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PairReport {
    /// [`SCHEMA`](super::SCHEMA).
    pub schema: u32,
    /// The training manifest.
    pub train: Report,
    /// The test manifest.
    pub test: Report,
    /// What spans both.
    pub both: PairSummary,
    /// Whether the service would accept the two: no finding on either or on both is an error.
    pub accepted: bool,
    /// The same in three states, over both manifests.
    pub outcome: Verdict,
    /// The verdict in one sentence.
    pub verdict: String,
}

/// What spans a training manifest and a test manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PairSummary {
    /// What the two are used for: the training manifest tells, unless the user does.
    pub use_case: UseCase,
    /// Labels that both have.
    pub common_labels: u64,
    /// Training labels without an image in the test manifest, in order of first appearance.
    pub missing_in_test: Vec<String>,
    /// Test labels without an image in the training manifest, in order of first appearance.
    pub missing_in_train: Vec<String>,
    /// Images that both name, lines that are removed left out.
    pub images_on_both_sides: u64,
    /// The first of them, at most ten, in the order of the training manifest.
    pub shared_images: Vec<SharedImage>,
    /// Findings on the two together.
    pub findings: Vec<ManifestFinding>,
}

/// An image that both manifests name, by the lines that do, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SharedImage {
    /// Line of the training manifest.
    pub train_line: u64,
    /// Line of the test manifest.
    pub test_line: u64,
}
