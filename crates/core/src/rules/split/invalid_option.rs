//! A split option is out of range.

use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InvalidSplitOption,
    place: Where::Split,
    severity: Severity::Error,
    title: "A split option is out of range",
    explanation: "The share of the test side must be a number above 0 and below 1.",
    help: "Choose a share such as 0.2.",
    guide: guide::MANIFEST,
};
