//! A byte order mark before the first line.

use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule =
    Rule { code: Code::ByteOrderMark, place: Where::Warning, severity: Severity::Warning, title: "Byte order mark" };

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The file starts with a UTF-8 byte order mark.",
    why: "Holdout accepts it. Other programs that read the file may not.",
    help: "Save the file as UTF-8 without a byte order mark.",
    page: page::MANIFEST,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: concat!(
        "\u{feff}",
        r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#
    ),
    good: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
};

/// Reports a byte order mark of `skipped` bytes, if there is one.
pub(in crate::rules) fn check(skipped: usize, sink: &mut impl Sink) {
    if skipped > 0 {
        sink.report(RULE.code, || {
            Problem::at(0..0, "the file starts with a byte order mark; save it as UTF-8 without one")
        });
    }
}
