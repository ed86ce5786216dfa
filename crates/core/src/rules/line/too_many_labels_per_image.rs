//! More labels than an image may have.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::TooManyLabelsPerImage,
    place: Where::Line,
    severity: Severity::Error,
    title: "Too many labels on the image",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "An image has more than 50 different labels.",
    why: "The line is invalid: 50 labels per image is a quota of the service, which has no code for it.",
    help: "Remove labels.",
    page: page::QUOTAS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Prose {
    bad: "A line with 51 label attributes, each with a `class-name` of its own.",
    good: "A line with at most 50 different labels.",
};

/// Most different labels on one image.
pub(in crate::rules) const MAX_LABELS: usize = 50;

/// Reports an image with more labels than that.
pub(in crate::rules) fn report(root: Value<'_>, sink: &mut impl Sink) {
    sink.report(RULE.code, || {
        Problem::at(root.span(), format!("the image has more than {MAX_LABELS} different labels"))
    });
}
