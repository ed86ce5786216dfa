//! Training and test share too few usable labels.

use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InsufficientUsableLabelOverlap,
    place: Where::Split,
    severity: Severity::Error,
    title: "Training and test share too few usable labels",
    explanation: "At least half of the training labels of the use case must be in the test dataset as well.",
    help: "Move images, or label more.",
    guide: guide::VALIDATION,
};
