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
    help: "Make sure that the file is a PNG or a JPEG.",
    guide: guide::QUOTAS,
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
            Problem::at(value.span(), "the name does not end in .png, .jpg or .jpeg; make sure that it is such a file")
        });
    }
}
