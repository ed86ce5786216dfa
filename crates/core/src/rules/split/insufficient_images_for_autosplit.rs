//! Too few labelled images to split.

use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InsufficientImagesPerLabelForAutosplit,
    place: Where::Split,
    severity: Severity::Error,
    title: "Too few labelled images to split",
    explanation: "The same as for distributing a dataset, as a training says it that divides the dataset by itself: there are fewer than 2 usable lines, or no label has 2 images.",
    help: "Label more images.",
    guide: guide::FILES,
};
