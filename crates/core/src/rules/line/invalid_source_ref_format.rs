//! A `source-ref` that is no place in S3.

use crate::manifest::{SourceRef, Value};
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::{Problem, Sink};
use crate::rules::text::excerpt;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InvalidSourceRefFormat,
    place: Where::Removed,
    severity: Severity::Error,
    title: "source-ref isn't an S3 URI",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The value of `source-ref` is not a string of the form `s3://BUCKET/KEY`.",
    why: "The service removes the line from the dataset and does not report it.",
    help: "Write the location of the image as `s3://BUCKET/KEY`.",
    page: page::DATASET_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"https://bucket.s3.amazonaws.com/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
};

/// Takes the value of `source-ref` apart. Gives it decoded, with the length of
/// its bucket; reports it, and gives nothing, where that fails.
pub(in crate::rules) fn check<'d>(value: Value<'d>, sink: &mut impl Sink) -> Option<(&'d str, usize)> {
    let Some(text) = value.str() else {
        sink.report(RULE.code, || Problem::at(value.span(), "source-ref must be a string \"s3://BUCKET/KEY\""));
        return None;
    };
    match SourceRef::parse(text) {
        Ok(source) => {
            let bucket = source.bucket.len();
            Some((text, bucket))
        }
        Err(error) => {
            sink.report(RULE.code, || {
                let shown = excerpt(text);
                Problem::at(
                    value.span(),
                    format!("source-ref \"{shown}\" is not s3://BUCKET/KEY: {}", error.describe()),
                )
            });
            None
        }
    }
}
