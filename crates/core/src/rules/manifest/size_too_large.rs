//! A file over the limit of bytes.

use super::Facts;
use crate::report::ManifestFinding;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::limits::MAX_BYTES;
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::text::grouped;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::ManifestSizeTooLarge,
    place: Where::Manifest,
    severity: Severity::Error,
    title: "Manifest too large",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The file has more than 1 GB (1,000,000,000 bytes).",
    why: "The service rejects the file. Holdout can still split it.",
    help: "Use fewer lines, or spread the images over several projects.",
    page: page::QUOTAS,
};

pub(in crate::rules) const EXAMPLE: Example =
    Example::Prose { bad: "A file of 1,200,000,000 bytes.", good: "Two files of 600,000,000 bytes, in two projects." };

/// Reports a file that is too large.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    (facts.bytes > MAX_BYTES).then(|| {
        let message = format!("the file has {} bytes, more than {}", grouped(facts.bytes), grouped(MAX_BYTES));
        super::error(&RULE, message)
    })
}
