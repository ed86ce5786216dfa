//! More labels than an image may have.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::TooManyLabelsPerImage,
    place: Where::Line,
    severity: Severity::Error,
    title: "Too many labels on the image",
    explanation: "An image may carry up to 50 different labels. The service has a limit, and no code for it.",
    help: "Leave out labels.",
    guide: guide::QUOTAS,
};

/// Most different labels on one image.
pub(in crate::rules) const MAX_LABELS: usize = 50;

/// Reports an image with more labels than that.
pub(in crate::rules) fn report(root: Value<'_>, sink: &mut impl Sink) {
    sink.report(RULE.code, || {
        Problem::at(root.span(), format!("the image carries more than {MAX_LABELS} different labels"))
    });
}
