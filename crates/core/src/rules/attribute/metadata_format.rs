//! Metadata that is not in the shape its type asks for.

use crate::rules::Code;
use crate::rules::attribute::Faults;
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::Sink;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InvalidLabelAttributeMetadataFormat,
    place: Where::Attribute,
    severity: Severity::Error,
    title: "The metadata has the wrong shape",
    explanation: "NAME-metadata must be an object with the members that its type asks for: class-name, confidence, human-annotated and creation-date for a classification; objects, class-map, human-annotated and creation-date for a detection.",
    help: "Add or correct the members that the message names. Image-level confidence is the one that real files most often lack.",
    guide: guide::CLASSIFICATION,
};

/// Reports the `faults` of an attribute's metadata, if there are any. Says whether it did.
pub(in crate::rules) fn report(attribute: &Attribute<'_>, faults: &Faults<'_>, sink: &mut impl Sink) -> bool {
    faults.report(RULE.code, "metadata", attribute, attribute.metadata, sink)
}
