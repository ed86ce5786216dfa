//! A kind of label that the service does not train on.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::{Problem, Sink};
use crate::rules::text::excerpt;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::UnsupportedUseCaseType,
    place: Where::Attribute,
    severity: Severity::Error,
    title: "Unsupported label type",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The `type` is neither `groundtruth/image-classification` nor `groundtruth/object-detection`.",
    why: "The service drops the label attribute. It does not train on multi-label, segmentation and other Ground Truth jobs.",
    help: "Convert the labels: one classification attribute per class, or boxes instead of a mask.",
    page: page::MANIFEST,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification-multilabel"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
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
