//! An attribute that has lost all its boxes.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::NoValidAnnotations,
    place: Where::Attribute,
    severity: Severity::Error,
    title: "No box is left",
    explanation: "The attribute has boxes, and every one was dropped for a reason that is reported beside this one.",
    help: "Mend one of the boxes.",
    guide: guide::LINES,
};

/// Reports an attribute whose boxes were all dropped.
pub(in crate::rules) fn report(attribute: &Attribute<'_>, annotations: Value<'_>, sink: &mut impl Sink) {
    sink.report(RULE.code, || {
        Problem::at(annotations.span(), "every bounding box of the attribute was dropped; see the other findings")
            .in_attribute(attribute)
    });
}
