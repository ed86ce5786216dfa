//! An entry without an image.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::MissingSourceRef,
    place: Where::Removed,
    severity: Severity::Error,
    title: "No source-ref",
    explanation: "The key source-ref says where the image is. The service takes an entry without it out of the dataset without naming it.",
    help: "Add \"source-ref\": \"s3://BUCKET/KEY\".",
    guide: guide::TERMINAL,
};

/// Reports an entry without `source-ref`.
pub(in crate::rules) fn report(root: Value<'_>, sink: &mut impl Sink) {
    sink.report(RULE.code, || {
        Problem::at(root.span(), "the key \"source-ref\" is missing; add \"source-ref\": \"s3://BUCKET/KEY\"")
    });
}
