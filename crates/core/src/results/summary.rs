//! `manifest_summary.json`: what the service sums up of a training, and so do we.

use serde::{Deserialize, Serialize};

use crate::catalog::Manifest;
use crate::report::{ManifestFinding, PairReport, Report};
use crate::rules::{Code, Severity, UseCase, rule};

/// The summary of a training manifest, and of a test manifest where there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ManifestSummary {
    /// Of each of the two.
    pub statistics: Statistics,
    /// What spans both.
    pub errors: Vec<SummaryError>,
}

/// Both manifests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Statistics {
    /// The training manifest.
    pub training: DatasetSummary,
    /// The test manifest; one without lines where there is none.
    pub testing: DatasetSummary,
}

/// One manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DatasetSummary {
    /// What it is used for.
    pub use_case: UseCase,
    /// Number of lines.
    pub total_json_lines: u64,
    /// Lines that are used.
    pub valid_json_lines: u64,
    /// Lines that are not used and counted as invalid, those that are removed among them.
    pub invalid_json_lines: u64,
    /// Lines that are not used and not counted as invalid.
    pub ignored_json_lines: u64,
    /// Numbers, from 1, of the lines on which there is an error, in order.
    pub error_json_line_indices: Vec<u64>,
    /// Errors of the manifest as a whole.
    pub errors: Vec<SummaryError>,
}

/// An error of a manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SummaryError {
    /// The code.
    pub code: Code,
    /// What, where and what to do.
    pub message: String,
}

impl ManifestSummary {
    /// The summary of a manifest that stands for itself.
    pub fn of_one(manifest: &Manifest, report: &Report) -> Self {
        let training = DatasetSummary::of(manifest, report);
        Self { statistics: Statistics { training, ..Statistics::default() }, errors: Vec::new() }
    }

    /// The summary of a training and a test manifest, and what spans both.
    pub fn of_pair(train: &Manifest, test: &Manifest, report: &PairReport) -> Self {
        let training = DatasetSummary::of(train, &report.train);
        let testing = DatasetSummary::of(test, &report.test);
        Self { statistics: Statistics { training, testing }, errors: errors(&report.both.findings) }
    }
}

impl DatasetSummary {
    fn of(manifest: &Manifest, report: &Report) -> Self {
        Self {
            use_case: report.use_case,
            total_json_lines: report.input.lines,
            valid_json_lines: report.counts.valid,
            invalid_json_lines: report.counts.invalid + report.counts.removed,
            ignored_json_lines: report.counts.ignored,
            error_json_line_indices: manifest
                .rows_in_error()
                .flat_map(|row| (manifest.line_number(row)..).zip(0..manifest.lines_of(row)))
                .map(|(line, _)| line)
                .collect(),
            errors: errors(&report.findings),
        }
    }
}

impl Manifest {
    /// Rows of the lines on which there is an error, in order, each once.
    fn rows_in_error(&self) -> impl Iterator<Item = u32> {
        let mut last = None;
        self.line_findings().filter_map(move |(row, code)| {
            let is_new = rule(code).severity == Severity::Error && last != Some(row);
            is_new.then(|| {
                last = Some(row);
                row
            })
        })
    }
}

fn errors(findings: &[ManifestFinding]) -> Vec<SummaryError> {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| SummaryError { code: finding.code, message: finding.message.clone() }).collect()
}
