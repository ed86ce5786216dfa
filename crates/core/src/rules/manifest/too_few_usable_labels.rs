//! Too few labels of the use case.

use super::Facts;
use crate::report::ManifestFinding;
use crate::rules::Code;
use crate::rules::limits::min_labels;
use crate::rules::rule::{Rule, Severity, Where, guide};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::ManifestTooFewUsableLabels,
    place: Where::Manifest,
    severity: Severity::Error,
    title: "Too few labels of this use case",
    explanation: "Only the labels of the chosen use case are trained with, and they are too few: 2 for image-level labels, 1 for detection.",
    help: "Choose the other use case, or label more images.",
    guide: guide::QUOTAS,
};

/// Reports a manifest with enough labels, but too few of its use case.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    let least = min_labels(facts.use_case);
    (facts.labels >= least && facts.usable_labels < least).then(|| {
        let usable = super::labels(facts.usable_labels);
        super::error(&RULE, format!("only {usable} of its use case can be used; training needs at least {least}"))
    })
}
