//! A value that is not in the shape its type asks for.

use crate::rules::Code;
use crate::rules::attribute::Faults;
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::Sink;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InvalidLabelAttributeFormat,
    place: Where::Attribute,
    severity: Severity::Error,
    title: "The label attribute has the wrong shape",
    explanation: "The value of a classification is an integer. The value of a detection is an object with image_size, an array of one {width, height, depth}, and annotations, an array of {class_id, left, top, width, height}.",
    help: "Correct the members that the message names.",
    guide: guide::DETECTION,
};

/// Reports the `faults` of an attribute's value, if there are any. Says whether it did.
pub(in crate::rules) fn report(attribute: &Attribute<'_>, faults: &Faults<'_>, sink: &mut impl Sink) -> bool {
    faults.report(RULE.code, "value", attribute, attribute.value, sink)
}
