//! Too many labels to train with.

use super::Facts;
use crate::report::ManifestFinding;
use crate::rules::Code;
use crate::rules::limits::MAX_LABELS;
use crate::rules::rule::{Rule, Severity, Where, guide};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::ManifestTooManyLabels,
    place: Where::Manifest,
    severity: Severity::Error,
    title: "The manifest has too many labels",
    explanation: "A manifest may have up to 250 different labels; after a split each side is counted for itself.",
    help: "Merge or leave out labels.",
    guide: guide::QUOTAS,
};

/// Reports a manifest with too many labels.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    (facts.labels > MAX_LABELS)
        .then(|| super::error(&RULE, format!("it has {} different labels, more than {MAX_LABELS}", facts.labels)))
}
