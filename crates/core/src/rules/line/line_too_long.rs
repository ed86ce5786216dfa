//! A line over the limit of characters.

use crate::manifest::MAX_CHARACTERS;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule =
    Rule { code: Code::LineTooLong, place: Where::Removed, severity: Severity::Error, title: "Line too long" };

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "A line has more than 100,000 characters.",
    why: "The service removes the line from the dataset and does not report it.",
    help: "Shorten the line. Remove keys and attributes that the service does not use.",
    page: page::DATASET_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Abbreviated {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","note":"…","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
    fillers: &["x"],
    counts: (100_000, 0),
    note: "`…` stands for 100,000 characters.",
};

/// Reports a line of `characters` characters, where they are too many. Says whether it did.
pub(in crate::rules) fn check(characters: usize, sink: &mut impl Sink) -> bool {
    let too_long = characters > MAX_CHARACTERS;
    if too_long {
        sink.report(RULE.code, || {
            Problem::at(0..0, format!("the line has {characters} characters, more than {MAX_CHARACTERS}; shorten it"))
        });
    }
    too_long
}

/// Reports a line so long that its characters were not counted.
pub(in crate::rules) fn report_unread(sink: &mut impl Sink) {
    sink.report(RULE.code, || {
        Problem::at(0..0, format!("the line has far more than {MAX_CHARACTERS} characters; shorten it"))
    });
}
