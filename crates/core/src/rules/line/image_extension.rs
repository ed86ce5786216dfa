//! An image whose name does not end like one.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::ImageExtension,
    place: Where::Warning,
    severity: Severity::Warning,
    title: "Unusual image file name",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The `source-ref` does not end in `.png`, `.jpg` or `.jpeg`.",
    why: "Nothing is lost: the service reads the contents of the file, not its name.",
    help: "Check that the file is a PNG or JPEG.",
    page: page::QUOTAS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.webp","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.png","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
};

/// Whether a `source-ref` ends like an image file.
#[inline]
pub(in crate::rules) fn is_usual(source_ref: &[u8]) -> bool {
    let Some((rest, dot)) = source_ref.split_last_chunk::<4>() else { return false };
    let letters = |ending: [u8; 4]| u32::from_le_bytes(ending.map(|byte| byte | 0x20));
    match dot {
        [b'.', ..] => letters(*dot) == letters(*b".png") || letters(*dot) == letters(*b".jpg"),
        [_, ..] => rest.last() == Some(&b'.') && letters(*dot) == letters(*b"jpeg"),
    }
}

/// Reports a `source-ref` that does not end like an image file.
pub(in crate::rules) fn check(source_ref: &str, value: Value<'_>, sink: &mut impl Sink) {
    if !is_usual(source_ref.as_bytes()) {
        sink.report(RULE.code, || {
            Problem::at(
                value.span(),
                "the name does not end in .png, .jpg or .jpeg; check that the file is a PNG or JPEG",
            )
        });
    }
}
