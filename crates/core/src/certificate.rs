//! A certificate: what was split, into what, with which options, so that anybody who has the files can check it.

mod compare;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use xxhash_rust::xxh64::xxh64;

use crate::report::{Counts, Difference, InputFacts, KeepSummary, LabelBalance, LeakSummary, SplitReport};
use crate::split::SplitOptions;

/// Version of the rules: it grows whenever the same line would be judged in another way.
pub const RULES_VERSION: u32 = 2;

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

/// The manifests of a previous split that was respected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PreviousFiles {
    /// The previous test manifest.
    pub test: OutputFacts,
    /// The previous training manifest, if it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub train: Option<OutputFacts>,
}

/// Result of a submission. It cannot be recomputed, so `verify` does not check it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SubmissionRecord {
    /// How it was submitted: `upload` or `distribute`.
    pub mode: String,
    /// Identifier of the submission.
    pub id: String,
    /// When it was complete, in RFC 3339.
    pub created_at: String,
    /// The endpoint that took it, unless it is the region's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// ARNs of the datasets: training first, then test.
    pub datasets: Vec<String>,
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
    /// What was kept of an earlier split, if one was: to make the plan again takes that split as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep: Option<KeepSummary>,
    /// The manifests of that split.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<PreviousFiles>,
    /// Lines of the manifest by status.
    pub counts: Counts,
    /// What training could have seen of the test set.
    #[serde(default)]
    pub leak: LeakSummary,
    /// How each label is divided.
    pub labels: Vec<LabelBalance>,
    /// Result of the submission, if the page saved the certificate after one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submission: Option<SubmissionRecord>,
    /// xxHash64 of all members above except the submission, in hexadecimal. It also covers options that leave no trace in
    /// the split, such as the seed of a split by hash.
    pub checksum: String,
}

impl OutputFacts {
    /// Where a file is not what is said here of the one that is called `what`.
    pub fn differences(&self, found: &Self, what: &str) -> Vec<Difference> {
        compare::files(self, found, what)
    }
}

impl Certificate {
    /// Returns every member in which this certificate differs from one that was made anew, of the same manifest and with the
    /// same options. `as_read` is this certificate before it was understood: unknown members are differences, too.
    pub fn differences(&self, as_read: &Value, mut anew: Self) -> Vec<Difference> {
        anew.checksum = self.sum();
        anew.submission.clone_from(&self.submission);
        compare::certificates(as_read, &anew)
    }

    /// Computes the checksum of all other members but the submission, which is added to a certificate later.
    fn sum(&self) -> String {
        let unsigned = Self { checksum: String::new(), submission: None, ..self.clone() };
        format!("{:016x}", xxh64(&unsigned.to_json(), 0))
    }

    /// Returns the certificate as JSON on one line.
    // Never inlined: each copy adds 10 KB to the engine's wasm.
    #[inline(never)]
    pub fn to_json(&self) -> Vec<u8> {
        // Plain data with names for members: there is nothing in it that could fail to be written.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Version of the shape.
    pub const SCHEMA: u32 = 1;

    /// The certificate of the split of `report`, whose files are `outputs`; `previous` are the manifests of the split that it
    /// respects.
    pub fn new(report: &SplitReport, outputs: Outputs, previous: Option<PreviousFiles>) -> Self {
        let split = &report.split;
        let mut certificate = Self {
            schema: Self::SCHEMA,
            input: report.check.input.clone(),
            outputs,
            options: SplitOptions {
                fraction: split.fraction,
                strategy: split.strategy,
                seed: split.seed,
                group_by: split.groups.by.clone(),
                moves: split.moves.clone(),
            },
            algorithm_version: split.algorithm_version,
            rules_version: RULES_VERSION,
            keep: split.keep,
            previous,
            counts: report.check.counts,
            leak: split.leak.clone(),
            labels: split.labels.clone(),
            submission: None,
            checksum: String::new(),
        };
        certificate.checksum = certificate.sum();
        certificate
    }
}
