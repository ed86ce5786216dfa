//! An entry without labels.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::WarningUnannotatedRecord,
    place: Where::Ignored,
    severity: Severity::Warning,
    title: "No labels on the line",
    explanation: "The line names an image and nothing that could be a label attribute. The service keeps it and does not train with it.",
    mend: "Label the image, or leave the line out.",
    guide: guide::LINES,
};

/// Reports an entry that names an image only.
pub(in crate::rules) fn report(root: Value<'_>, sink: &mut impl Sink) {
    sink.report(RULE.code, || Problem::at(root.span(), "the line has no label attribute; it is not used for training"));
}
