//! A key that comes twice at the top level of an entry.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::entry::Entry;
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::{Problem, Sink};
use crate::rules::text::excerpt;

pub(in crate::rules) const RULE: Rule =
    Rule { code: Code::DuplicateKey, place: Where::Warning, severity: Severity::Warning, title: "Duplicate key" };

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "A key appears more than once in an entry.",
    why: "The last value is used, as in most JSON readers. The others are ignored.",
    help: "Keep one of the keys.",
    page: page::MANIFEST,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","note":"a","note":"b","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","note":"b","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
};

/// Reports each key that comes again later on the line.
pub(in crate::rules) fn check(root: Value<'_>, entry: &Entry, sink: &mut impl Sink) {
    for &key in &entry.overridden {
        let key = root.at(key);
        sink.report(RULE.code, || {
            let name = excerpt(key.str().unwrap_or_default());
            Problem::at(
                key.span(),
                format!("the key \"{name}\" appears again later on the line; the last value is used"),
            )
        });
    }
}
