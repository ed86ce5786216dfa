//! Too few labelled images to split.

use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InsufficientImagesPerLabelForDistribute,
    place: Where::Split,
    severity: Severity::Error,
    title: "Too few labelled images to split",
    explanation: "A test dataset cannot be filled: there are fewer than 2 usable lines, or no label has 2 images. A label with a single image cannot be on both sides.",
    help: "Label more images.",
    guide: guide::FILES,
};
