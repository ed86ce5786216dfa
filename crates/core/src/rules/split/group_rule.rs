//! The group rule matches no lines.

use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::GroupRuleMatchesNothing,
    place: Where::Split,
    severity: Severity::Warning,
    title: "The group rule matches no lines",
    explanation: "The rule to group by matches no line, or fewer than 1 % of the usable lines. Each line that it does not match is a group of its own.",
    help: "Check the expression against a source-ref of the manifest, or use a rule that Holdout suggests.",
    guide: guide::MANIFEST,
};
