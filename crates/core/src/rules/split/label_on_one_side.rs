//! A label is missing on one side.

use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::LabelOnOneSide,
    place: Where::Split,
    severity: Severity::Warning,
    title: "A label is missing on one side",
    explanation: "Images of a label stand on one side only, so it is either not learned or not tested, though there are two of them or more.",
    help: "Label more images, choose a larger test share, or another seed or strategy.",
    guide: guide::FILES,
};
