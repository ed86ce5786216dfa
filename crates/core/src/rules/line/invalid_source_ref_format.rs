//! A `source-ref` that is no place in S3.

use crate::manifest::{SourceRef, Value};
use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};
use crate::rules::text::excerpt;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InvalidSourceRefFormat,
    place: Where::Removed,
    severity: Severity::Error,
    title: "source-ref is no S3 address",
    explanation: "The value of source-ref must be a string s3://BUCKET/KEY. The service takes an entry with another value out of the dataset without naming it.",
    help: "Write the image's address as s3://BUCKET/KEY.",
    guide: guide::TERMINAL,
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
