//! Rules on a manifest as a whole, judged from its catalog.

pub(super) mod box_units;
pub(super) mod empty_manifest;
pub(super) mod multiple_buckets;
pub(super) mod rows_exceed_maximum;
pub(super) mod similar_labels;
pub(super) mod size_too_large;
pub(super) mod too_few_labels;
pub(super) mod too_few_usable_labels;
pub(super) mod too_many_invalid_rows;
pub(super) mod too_many_labels;
pub(super) mod too_many_records_in_error;
pub(super) mod unsupported_format;

use super::limits::{Dataset, UseCase};
use super::rule::Rule;
use super::sink::BoxSigns;
use crate::report::{BucketCount, Counts, LabelCount, ManifestFinding};

/// What the rules look at.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'f> {
    /// File name; `-` or empty where there is none.
    pub name: &'f str,
    /// Size in bytes.
    pub bytes: u64,
    /// The first bytes.
    pub head: &'f [u8],
    /// Number of lines.
    pub lines: u64,
    /// Lines that are JSON objects.
    pub objects: u64,
    /// Lines by status.
    pub counts: Counts,
    /// Buckets, most lines first.
    pub buckets: &'f [BucketCount],
    /// Region whose limits hold.
    pub region: &'f str,
    /// Which dataset it is for.
    pub dataset: Dataset,
    /// What the manifest is used for.
    pub use_case: UseCase,
    /// Different labels on valid lines.
    pub labels: usize,
    /// Of these, labels on lines of the use case.
    pub usable_labels: usize,
    /// Labels whose names differ only in case, white space or Unicode normalisation, in groups.
    pub similar_labels: &'f [Vec<LabelCount>],
    /// Boxes that were dropped, by what they look like.
    pub boxes: BoxSigns,
    /// Boxes of valid lines.
    pub kept_boxes: u64,
}

/// Judges a whole manifest; the findings are in the order of the rules.
pub fn judge(facts: &Facts<'_>) -> Vec<ManifestFinding> {
    let rules = [
        empty_manifest::check,
        unsupported_format::check,
        size_too_large::check,
        rows_exceed_maximum::check,
        too_many_records_in_error::check,
        too_many_invalid_rows::check,
        multiple_buckets::check,
        too_few_labels::check,
        too_many_labels::check,
        too_few_usable_labels::check,
        similar_labels::check,
        box_units::check,
    ];
    // What is no manifest is not judged as one: everything else would have the same cause.
    if let Some(finding) = unsupported_format::not_a_manifest(facts) {
        return vec![finding];
    }
    rules.into_iter().filter_map(|check| check(facts)).collect()
}

fn error(rule: &Rule, message: String) -> ManifestFinding {
    ManifestFinding { code: rule.code, severity: rule.severity, message, help: None }
}

/// The service's limit on bad lines.
fn over_a_fifth(part: u64, whole: u64) -> bool {
    part * 5 > whole
}

/// A share as a person reads it, never rounded onto the limit: 20.04% is not 20%.
#[expect(clippy::cast_precision_loss, reason = "a percentage needs no more than 52 bits")]
fn share(part: u64, whole: u64) -> String {
    let percent = part as f64 * 100.0 / whole as f64;
    let digits = if (percent - 20.0).abs() < 0.5 { 2 } else { 0 };
    format!("{percent:.digits$}%")
}

fn labels(count: usize) -> String {
    match count {
        0 => "no usable labels".into(),
        1 => "1 usable label".into(),
        more => format!("{more} usable labels"),
    }
}
