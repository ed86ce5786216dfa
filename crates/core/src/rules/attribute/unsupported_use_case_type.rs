//! A kind of label that the service does not train on.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};
use crate::rules::text::excerpt;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::UnsupportedUseCaseType,
    place: Where::Attribute,
    severity: Severity::Error,
    title: "The kind of label is not supported",
    explanation: "The service trains on groundtruth/image-classification and groundtruth/object-detection only. Multi-label, segmentation and other Ground Truth jobs are not accepted.",
    help: "Convert the labels: one classification attribute for each class of a multi-label job, boxes for a segmentation.",
    guide: guide::MANIFEST,
};

/// Reports the type `kind` of an attribute.
pub(in crate::rules) fn report(attribute: &Attribute<'_>, kind: Value<'_>, sink: &mut impl Sink) {
    sink.report(RULE.code, || {
        let name = kind.str().unwrap_or_default();
        let hint = match name {
            "groundtruth/image-classification-multilabel" => {
                "; write each class as a classification attribute of its own"
            }
            _ => "",
        };
        Problem::at(kind.span(), format!("type \"{}\" is not supported{hint}", excerpt(name))).in_attribute(attribute)
    });
}
