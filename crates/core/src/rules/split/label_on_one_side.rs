//! A label is missing on one side.

use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::LabelOnOneSide,
    place: Where::Split,
    severity: Severity::Warning,
    title: "Label missing from train or test",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "A label has two images or more, and all of them are in train or all in test.",
    why: "The label is either not trained or not tested.",
    help: "Label more images. Or choose a larger test fraction, or another seed or strategy.",
    page: page::DISTRIBUTION,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Prose {
    bad: "`holdout split data.manifest --out split --strategy hash`, with a label of 2 images whose hashes are both above the fraction.",
    good: "`holdout split data.manifest --out split`: the stratified strategy puts one of the 2 images in each subset.",
};
