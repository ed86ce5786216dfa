//! A label name that is too long.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InvalidLabelNameLength,
    place: Where::Attribute,
    severity: Severity::Error,
    title: "Label name too long",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "A label name has more than 256 characters.",
    why: "The service drops the label attribute.",
    help: "Shorten the name on every line that uses it.",
    page: page::CLASSIFICATION,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Abbreviated {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"…","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"…","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
    fillers: &["x"],
    counts: (257, 256),
    note: "`…` stands for 257 characters in the first line, and for 256 in the second.",
};

/// Most characters of a label name.
pub(in crate::rules) const MAX_CHARACTERS: usize = 256;

/// Reports a name that is too long. Says whether it did.
pub(in crate::rules) fn check(name: &str, place: Value<'_>, attribute: &Attribute<'_>, sink: &mut impl Sink) -> bool {
    if name.len() <= MAX_CHARACTERS {
        return false;
    }
    let characters = name.chars().count();
    let too_long = characters > MAX_CHARACTERS;
    if too_long {
        sink.report(RULE.code, || {
            let message = format!("the label name has {characters} characters, more than {MAX_CHARACTERS}");
            Problem::at(place.span(), message).in_attribute(attribute)
        });
    }
    too_long
}
