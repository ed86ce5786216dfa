//! An entry without labels.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::WarningUnannotatedRecord,
    place: Where::Ignored,
    severity: Severity::Warning,
    title: "No labels on the line",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "A line names an image and has no label attribute.",
    why: "The service keeps the line and does not train with it.",
    help: "Label the image, or remove the line.",
    page: page::LINE_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg"}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
};

/// Reports an entry that names an image only.
pub(in crate::rules) fn report(root: Value<'_>, sink: &mut impl Sink) {
    sink.report(RULE.code, || {
        // Segmentation jobs write the mask of an image beside it.
        let is_mask = |key: &Value<'_>| key.name().ends_with(b"-ref") && key.name() != b"source-ref";
        let mask = root.members().map(|(key, _)| key).find(is_mask);
        match mask.and_then(|key| Some((key.span(), key.str()?))) {
            Some((span, name)) => Problem::at(
                span,
                format!("the line has no label attribute; `{name}` names a segmentation mask, which isn't used"),
            ),
            None => Problem::at(root.span(), "the line has no label attribute; it isn't used for training"),
        }
    });
}
