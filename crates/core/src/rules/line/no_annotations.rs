//! An entry whose attributes have no boxes.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::WarningNoAnnotations,
    place: Where::Ignored,
    severity: Severity::Warning,
    title: "No boxes on the line",
    explanation: "Every valid label attribute of the line is a detection without boxes. The service keeps the line and does not train with it.",
    help: "Draw boxes, or leave the line out.",
    guide: guide::LINES,
};

/// Reports an entry without a single label to learn.
pub(in crate::rules) fn report(root: Value<'_>, sink: &mut impl Sink) {
    sink.report(RULE.code, || {
        Problem::at(root.span(), "no label attribute of the line has annotations; it is not used")
    });
}
