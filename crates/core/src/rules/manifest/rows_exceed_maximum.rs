//! A manifest over the limit of lines.

use super::Facts;
use crate::report::ManifestFinding;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::limits::{MAX_LINES, MAX_LINES_ON_REQUEST, UseCase, max_lines};
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::text::grouped;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::ManifestRowsExceedsMaximum,
    place: Where::Manifest,
    severity: Severity::Error,
    title: "Too many lines",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The manifest has more than 250,000 lines. In ap-south-1 and eu-west-2 the limits are 28,000 for training and 7,000 for testing.",
    why: "The service rejects the file. It may raise the limit for classification to 500,000 on request.",
    help: "Use fewer lines or another region, or request a higher quota.",
    page: page::QUOTAS,
};

pub(in crate::rules) const EXAMPLE: Example =
    Example::Prose { bad: "A manifest with 250,001 lines.", good: "A manifest with 250,000 lines." };

/// Reports a manifest with too many lines for its region.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    let limit = max_lines(facts.region, facts.dataset);
    (facts.lines > limit).then(|| {
        let raised =
            facts.use_case == UseCase::ImageLevelLabels && limit == MAX_LINES && facts.lines <= MAX_LINES_ON_REQUEST;
        let hint = if raised {
            format!("; the service may raise it to {} on request", grouped(MAX_LINES_ON_REQUEST))
        } else {
            String::new()
        };
        let (lines, limit) = (grouped(facts.lines), grouped(limit));
        super::error(&RULE, format!("the manifest has {lines} lines; the limit in {} is {limit}{hint}", facts.region))
    })
}
