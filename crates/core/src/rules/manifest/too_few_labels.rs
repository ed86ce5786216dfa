//! Too few labels to train with.

use super::Facts;
use crate::report::ManifestFinding;
use crate::rules::Code;
use crate::rules::limits::min_labels;
use crate::rules::rule::{Rule, Severity, Where, guide};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::ManifestTooFewLabels,
    place: Where::Manifest,
    severity: Severity::Error,
    title: "The manifest has too few labels",
    explanation: "Training needs at least 2 labels for image-level labels, and 1 for detection.",
    help: "Label more images.",
    guide: guide::QUOTAS,
};

/// Reports a manifest with too few labels.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    let least = min_labels(facts.use_case);
    (facts.lines > 0 && facts.labels < least).then(|| {
        super::error(&RULE, format!("it has {} usable; training needs at least {least}", super::labels(facts.labels)))
    })
}
