//! A line that is not one JSON object.

use std::ops::Range;

use crate::manifest::{Document, Value};
use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InvalidJsonLine,
    place: Where::Removed,
    severity: Severity::Error,
    title: "Not one JSON object",
    explanation: "Every line must be one JSON object in UTF-8 with nothing after it. The service takes other lines, blank ones included, out of the dataset without naming them.",
    mend: "Write each entry on one line of its own with a JSON library; remove blank lines.",
    guide: guide::TERMINAL,
};

/// Parses the line. Reports it, and gives nothing, where it is not one JSON object.
pub(in crate::rules) fn check<'d>(
    content: &'d [u8],
    document: &'d mut Document,
    sink: &mut impl Sink,
) -> Option<Value<'d>> {
    let text = match std::str::from_utf8(content) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            report(sink, at..at + 1, || "a byte is not UTF-8; save the file as UTF-8".into());
            return None;
        }
    };
    match document.parse(text) {
        Ok(entry) if entry.is_object() => Some(entry),
        Ok(other) => {
            report(sink, other.span(), || "it is JSON, but not an object in curly brackets".into());
            None
        }
        Err(_) if text.trim_ascii().is_empty() => {
            report(sink, 0..text.len(), || "the line is blank; remove it".into());
            None
        }
        Err(error) => {
            report(sink, error.at..(error.at + 1).min(text.len()), || error.kind.describe());
            None
        }
    }
}

/// Reports a line that is not UTF-8 and of which nothing was kept.
pub(in crate::rules) fn report_unread(sink: &mut impl Sink) {
    report(sink, 0..0, || "the line is very long and has bytes that are not UTF-8".into());
}

fn report(sink: &mut impl Sink, span: Range<usize>, reason: impl FnOnce() -> String) {
    sink.report(RULE.code, || Problem::at(span, format!("not a JSON object: {}", reason())));
}
