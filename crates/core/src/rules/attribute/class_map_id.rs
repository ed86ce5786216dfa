//! A box whose class has no name.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};
use crate::rules::text::excerpt;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::MissingClassMapId,
    place: Where::Attribute,
    severity: Severity::Error,
    title: "A class id is not in the class map",
    explanation: "Every class_id of an annotation must have an entry in the metadata's class-map.",
    help: "Add the missing ids to class-map.",
    guide: guide::DETECTION,
};

/// Reports that the class map lacks the id of the annotation `index`, the first of `missing` such annotations.
pub(in crate::rules) fn report(
    attribute: &Attribute<'_>,
    class_id: Value<'_>,
    (index, missing): (usize, usize),
    sink: &mut impl Sink,
) {
    sink.report(RULE.code, || {
        let more = if missing > 1 { format!(", nor have {} more annotations", missing - 1) } else { String::new() };
        let id = excerpt(class_id.source());
        Problem::at(class_id.span(), format!("class_id {id} of annotation {index} has no entry in class-map{more}"))
            .in_attribute(attribute)
    });
}
