//! Too many lines that the service takes out.

use super::Facts;
use crate::report::ManifestFinding;
use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::text::grouped;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::TooManyRecordsInError,
    place: Where::Manifest,
    severity: Severity::Error,
    title: "Too many lines would be removed",
    explanation: "The service takes out lines that it cannot read or whose image it cannot place, and gives up where they are over 20%.",
    help: "Mend the lines that are removed.",
    guide: guide::FILES,
};

/// Reports a manifest of which too much would be removed.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    let removed = facts.counts.removed;
    super::over_a_fifth(removed, facts.lines).then(|| {
        let share = super::share(removed, facts.lines);
        super::error(&RULE, format!("{share} of its lines ({}) would be removed; the limit is 20%", grouped(removed)))
    })
}
