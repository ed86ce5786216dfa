//! A detection without boxes.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::WarningNoAttributeAnnotations,
    place: Where::Ignored,
    severity: Severity::Warning,
    title: "The attribute has no boxes",
    explanation: "A person looked at the image (human-annotated is yes) and drew no box. The service keeps the line and does not use the attribute.",
    help: "Draw boxes, or leave the attribute out.",
    guide: guide::LINES,
};

/// Reports a detection without boxes.
pub(in crate::rules) fn report(attribute: &Attribute<'_>, annotations: Value<'_>, sink: &mut impl Sink) {
    sink.report(RULE.code, || {
        Problem::at(annotations.span(), "the attribute has no annotations; it is not used").in_attribute(attribute)
    });
}
