//! An entry whose label attributes are all incomplete.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::entry::is_reserved;
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::{Problem, Sink};
use crate::rules::text::excerpt;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::NoLabelAttributes,
    place: Where::Line,
    severity: Severity::Error,
    title: "No complete label attribute",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "A line has no complete pair of keys `NAME` and `NAME-metadata`, only parts of one.",
    why: "The line is invalid and not used for training.",
    help: "Write both keys with the same `NAME`.",
    page: page::LINE_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pets-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
};

/// Reports an entry without one complete pair.
pub(in crate::rules) fn report(root: Value<'_>, sink: &mut impl Sink) {
    sink.report(RULE.code, || {
        let mut keys: Vec<_> = root
            .members()
            .map(|(key, _)| key)
            .filter(|key| !is_reserved(key.name()))
            .filter_map(|key| key.str())
            .collect();
        let more = if keys.len() > 4 { ", …" } else { "" };
        keys.truncate(4);
        let keys: Vec<_> = keys.iter().map(|key| format!("\"{}\"", excerpt(key))).collect();
        Problem::at(
            root.span(),
            format!("no complete pair of keys NAME and NAME-metadata (found {}{more})", keys.join(", ")),
        )
    });
}
