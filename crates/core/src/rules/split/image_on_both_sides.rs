//! An image is on both sides.

use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::ImageOnBothSides,
    place: Where::Split,
    severity: Severity::Error,
    title: "An image is on both sides",
    explanation: "A test set that holds training images measures nothing. A split made here never does this; two given files may.",
    help: "Take the image out of one of the manifests.",
    guide: guide::VALIDATION,
};
