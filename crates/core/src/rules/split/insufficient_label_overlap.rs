//! Training and test share too few labels.

use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InsufficientLabelOverlap,
    place: Where::Split,
    severity: Severity::Error,
    title: "Training and test share too few labels",
    explanation: "At least half of the training labels must be in the test dataset as well.",
    help: "Move images, or label more.",
    guide: guide::VALIDATION,
};
