//! Too many labels to train with.

use super::Facts;
use crate::report::ManifestFinding;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::limits::MAX_LABELS;
use crate::rules::rule::{Rule, Severity, Where};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::ManifestTooManyLabels,
    place: Where::Manifest,
    severity: Severity::Error,
    title: "Too many labels",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The manifest has more than 250 different labels. After a split, each subset is counted separately.",
    why: "The service rejects the dataset.",
    help: "Merge or remove labels.",
    page: page::QUOTAS,
};

pub(in crate::rules) const EXAMPLE: Example =
    Example::Prose { bad: "A manifest with 251 different labels.", good: "A manifest with 250 different labels." };

/// Reports a manifest with too many labels.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    (facts.labels > MAX_LABELS).then(|| {
        super::error(&RULE, format!("the manifest has {} different labels; the limit is {MAX_LABELS}", facts.labels))
    })
}
