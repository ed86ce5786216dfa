//! An image whose name does not end like one.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::ImageExtension,
    place: Where::Warning,
    severity: Severity::Warning,
    title: "The file name is not .png, .jpg or .jpeg",
    explanation: "The name of the image does not end in .png, .jpg or .jpeg. The service looks at the contents, so this is a hint only.",
    mend: "Make sure that the file is a PNG or a JPEG.",
    guide: guide::QUOTAS,
};

const ENDINGS: [&[u8]; 3] = [b".png", b".jpg", b".jpeg"];

/// Whether a `source-ref` ends like an image file.
#[inline]
pub(in crate::rules) fn is_usual(source_ref: &[u8]) -> bool {
    let ends = |ending: &[u8]| {
        let start = source_ref.len().checked_sub(ending.len());
        start.is_some_and(|start| source_ref[start..].eq_ignore_ascii_case(ending))
    };
    ENDINGS.into_iter().any(ends)
}

/// Reports a `source-ref` that does not end like an image file.
pub(in crate::rules) fn check(source_ref: &str, value: Value<'_>, sink: &mut impl Sink) {
    if !is_usual(source_ref.as_bytes()) {
        sink.report(RULE.code, || {
            Problem::at(value.span(), "the name does not end in .png, .jpg or .jpeg; make sure that it is such a file")
        });
    }
}
