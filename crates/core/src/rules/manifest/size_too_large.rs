//! A file over the limit of bytes.

use super::Facts;
use crate::report::ManifestFinding;
use crate::rules::Code;
use crate::rules::limits::MAX_BYTES;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::text::grouped;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::ManifestSizeTooLarge,
    place: Where::Manifest,
    severity: Severity::Error,
    title: "The manifest is too large",
    explanation: "A manifest may have up to 1 GB (1,000,000,000 bytes). Splitting it works all the same.",
    help: "Use fewer lines, or spread the images over several projects.",
    guide: guide::QUOTAS,
};

/// Reports a file that is too large.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    (facts.bytes > MAX_BYTES).then(|| {
        let message = format!("the file has {} bytes, more than {}", grouped(facts.bytes), grouped(MAX_BYTES));
        super::error(&RULE, message)
    })
}
