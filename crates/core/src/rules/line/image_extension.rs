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

const ENDINGS: [&str; 3] = [".png", ".jpg", ".jpeg"];

/// Reports a `source-ref` that does not end like an image file.
pub(in crate::rules) fn check(source_ref: &str, value: Value<'_>, sink: &mut impl Sink) {
    let ends = |ending: &str| {
        let start = source_ref.len().checked_sub(ending.len());
        start.and_then(|start| source_ref.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(ending))
    };
    if !ENDINGS.into_iter().any(ends) {
        sink.report(RULE.code, || {
            Problem::at(value.span(), "the name does not end in .png, .jpg or .jpeg; make sure that it is such a file")
        });
    }
}
