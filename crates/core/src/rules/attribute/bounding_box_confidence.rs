//! Boxes without a confidence.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::MissingBoundingBoxConfidence,
    place: Where::Attribute,
    severity: Severity::Error,
    title: "A box has no confidence",
    explanation: "The metadata's objects must hold one {confidence} for each annotation, in the same order.",
    help: "Write one {\"confidence\": NUMBER} for each annotation.",
    guide: guide::DETECTION,
};

/// Reports `objects` that are fewer than the `annotations`, or that lack a number. Says whether it did.
pub(in crate::rules) fn check(
    objects: Value<'_>,
    annotations: Option<usize>,
    attribute: &Attribute<'_>,
    sink: &mut impl Sink,
) -> bool {
    let mut count = 0;
    let mut lacking = None;
    for object in objects.elements() {
        let confident = object.get("confidence").and_then(|confidence| confidence.finite()).is_some();
        if !confident && lacking.is_none() {
            lacking = Some((count, object));
        }
        count += 1;
    }
    let too_few = annotations.is_some_and(|annotations| count < annotations);
    if too_few || lacking.is_some() {
        sink.report(RULE.code, || {
            let (span, message) = if let Some((index, object)) = lacking {
                (object.span(), format!("objects[{index}] has no numeric \"confidence\""))
            } else {
                let annotations = annotations.unwrap_or_default();
                (objects.span(), format!("there are {count} objects for {annotations} annotations; write one for each"))
            };
            Problem::at(span, message).in_attribute(attribute)
        });
    }
    too_few || lacking.is_some()
}
