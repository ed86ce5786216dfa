//! Images in several buckets.

use super::Facts;
use crate::report::ManifestFinding;
use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::text::grouped;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::ImagesInMultipleS3Buckets,
    place: Where::Manifest,
    severity: Severity::Error,
    title: "The images are in several buckets",
    explanation: "All images of a manifest must be in one bucket.",
    help: "Copy the images into one bucket, or use a manifest for each.",
    guide: guide::VALIDATION,
};

/// Buckets that the message names.
const NAMED: usize = 5;

/// Reports a manifest whose images are in more than one bucket.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    (facts.buckets.len() > 1).then(|| {
        let named = facts.buckets.iter().take(NAMED);
        let named: Vec<_> = named.map(|bucket| format!("{} ({})", bucket.name, grouped(bucket.lines))).collect();
        let more = match facts.buckets.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let count = facts.buckets.len();
        super::error(&RULE, format!("its images are in {count} buckets: {}{more}", named.join(", ")))
    })
}
