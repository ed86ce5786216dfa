//! Too few labelled images to split.

use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InsufficientImagesPerLabelForAutosplit,
    place: Where::Split,
    severity: Severity::Error,
    title: "Too few labelled images to split",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "Fewer than 2 lines are eligible, or no label has 2 images.",
    why: "Training fails if it has to split the dataset itself.",
    help: "Label more images.",
    page: page::FILE_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = super::insufficient_images_for_distribute::EXAMPLE;
