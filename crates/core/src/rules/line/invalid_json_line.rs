//! A line that is not one JSON object.

use std::ops::Range;

use crate::manifest::{BYTE_ORDER_MARK, Document, JsonError, JsonErrorKind, Value};
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule =
    Rule { code: Code::InvalidJsonLine, place: Where::Removed, severity: Severity::Error, title: "Invalid JSON" };

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "A line is not exactly one JSON object in UTF-8. Blank lines count.",
    why: "The service removes the line from the dataset and does not report it.",
    help: "Write one object per line with a JSON library. Remove blank lines.",
    page: page::DATASET_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
};

/// Why a line is not one JSON object.
enum Fault {
    NotUtf8(usize),
    Blank,
    NotJson(JsonError),
    /// A second object begins behind the first.
    SecondObject(usize),
    /// UTF-16 text.
    Utf16(usize),
    /// A byte order mark, which only the first line may have.
    ByteOrderMark,
    /// `NaN` or `Infinity`.
    NotANumber(usize),
    NotAnObject(Range<usize>),
}

/// Parses the line. Reports it, and gives nothing, where it is not one JSON object.
pub(in crate::rules) fn check<'d>(
    content: &'d [u8],
    document: &'d mut Document,
    sink: &mut impl Sink,
) -> Option<Value<'d>> {
    let fault = |fault: Fault| fault.problem(content.len());
    // What doesn't end in a bracket is no object: lines that were cut off, and all of a file that is no manifest. Where such a
    // line goes wrong is looked for only if somebody wants to know.
    if !content.trim_ascii_end().ends_with(b"}") {
        sink.report(RULE.code, || fault(parse(content, document).err().unwrap_or(Fault::Blank)));
        return None;
    }
    match parse(content, document) {
        Ok(entry) => Some(entry),
        Err(found) => {
            sink.report(RULE.code, || fault(found));
            None
        }
    }
}

fn parse<'d>(content: &'d [u8], document: &'d mut Document) -> Result<Value<'d>, Fault> {
    let not_utf8 = |at| memchr::memchr(0, content).map_or(Fault::NotUtf8(at), Fault::Utf16);
    let text = std::str::from_utf8(content).map_err(|error| not_utf8(error.valid_up_to()))?;
    match document.parse(text) {
        Ok(entry) if entry.is_object() => Ok(entry),
        Ok(other) => Err(Fault::NotAnObject(other.span())),
        Err(_) if text.trim_ascii().is_empty() => Err(Fault::Blank),
        Err(error) => Err(named(error, content)),
    }
}

/// What a person would call the place where a line goes wrong.
fn named(error: JsonError, content: &[u8]) -> Fault {
    let rest = content.get(error.at..).unwrap_or_default();
    let is_number = [&b"NaN"[..], b"Infinity", b"-Infinity"].iter().any(|number| rest.starts_with(number));
    match error.kind {
        _ if content.starts_with(BYTE_ORDER_MARK) => Fault::ByteOrderMark,
        _ if content.contains(&0) => Fault::Utf16(error.at),
        JsonErrorKind::TrailingText if rest.starts_with(b"{") => Fault::SecondObject(error.at),
        _ if is_number => Fault::NotANumber(error.at),
        _ => Fault::NotJson(error),
    }
}

/// Reports a line that is not UTF-8 and of which nothing was kept.
pub(in crate::rules) fn report_unread(sink: &mut impl Sink) {
    sink.report(RULE.code, || problem(0..0, "the line is very long and has bytes that are not UTF-8"));
}

impl Fault {
    /// What is said of it, on a line of so many bytes.
    fn problem(self, length: usize) -> Problem {
        match self {
            Self::NotUtf8(at) => problem(at..at + 1, "a byte is not UTF-8; save the file as UTF-8"),
            Self::SecondObject(at) => {
                let reason = format!("a second object starts at column {}; write one object per line", at + 1);
                problem(at..(at + 1).min(length), &reason)
            }
            Self::Utf16(at) => {
                let reason = "the line has null bytes, as text in UTF-16 does; PowerShell writes it with > and >>. \
                              Save the file as UTF-8";
                problem(at..at + 1, reason)
            }
            Self::ByteOrderMark => problem(
                0..BYTE_ORDER_MARK.len(),
                "the line starts with a byte order mark; only the first line may have one",
            ),
            Self::NotANumber(at) => problem(at..(at + 3).min(length), "NaN and Infinity aren't JSON; write a number"),
            Self::Blank => problem(0..length, "the line is blank; remove it"),
            Self::NotJson(error) => problem(error.at..(error.at + 1).min(length), &error.kind.describe()),
            Self::NotAnObject(span) => problem(span, "the line is JSON, but not an object in curly brackets"),
        }
    }
}

fn problem(span: Range<usize>, reason: &str) -> Problem {
    Problem::at(span, format!("not a JSON object: {reason}"))
}
