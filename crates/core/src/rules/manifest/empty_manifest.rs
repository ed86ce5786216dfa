//! A file without lines.

use super::Facts;
use crate::report::ManifestFinding;
use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::EmptyManifest,
    place: Where::Manifest,
    severity: Severity::Error,
    title: "The manifest is empty",
    explanation: "The file has no lines.",
    help: "Choose another file, or write a line for each image.",
    guide: guide::FILES,
};

/// Reports a manifest without lines.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    (facts.lines == 0).then(|| super::error(&RULE, "the file has no lines".into()))
}
