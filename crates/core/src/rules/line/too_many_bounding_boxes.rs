//! More boxes than an image may have.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::TooManyBoundingBoxes,
    place: Where::Line,
    severity: Severity::Error,
    title: "Too many boxes on the image",
    explanation: "An image may have up to 50 bounding boxes, those of all its label attributes together.",
    help: "Leave out boxes, or cut the image into several.",
    guide: guide::LINES,
};

/// Most boxes on one image.
pub(in crate::rules) const MAX_BOXES: usize = 50;

/// Reports an image of `boxes` boxes, where they are too many. Says whether it did.
pub(in crate::rules) fn check(boxes: u64, root: Value<'_>, sink: &mut impl Sink) -> bool {
    let too_many = boxes > MAX_BOXES as u64;
    if too_many {
        sink.report(RULE.code, || {
            Problem::at(root.span(), format!("the image has {boxes} bounding boxes, more than {MAX_BOXES}"))
        });
    }
    too_many
}
