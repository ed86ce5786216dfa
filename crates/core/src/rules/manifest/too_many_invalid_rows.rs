//! Too many invalid lines.

use super::Facts;
use crate::report::ManifestFinding;
use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::text::grouped;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::TooManyInvalidRowsInManifest,
    place: Where::Manifest,
    severity: Severity::Error,
    title: "Too many lines are invalid",
    explanation: "Over 20% of the lines are invalid, all rules together: lines that are removed, blank lines and lines that cannot be used.",
    help: "Mend the lines, or leave the bad ones out: a split sets them aside.",
    guide: guide::VALIDATION,
};

/// Reports a manifest of which too much is invalid.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    let invalid = facts.counts.invalid + facts.counts.removed;
    super::over_a_fifth(invalid, facts.lines).then(|| {
        let share = super::share(invalid, facts.lines);
        super::error(&RULE, format!("{share} of its lines ({}) are invalid; the limit is 20%", grouped(invalid)))
    })
}
