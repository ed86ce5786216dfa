//! A line that is not one JSON object.

use std::ops::Range;

use crate::manifest::{Document, JsonError, Value};
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

/// Why a line is not one JSON object.
enum Fault {
    NotUtf8(usize),
    Blank,
    NotJson(JsonError),
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
    let text = std::str::from_utf8(content).map_err(|error| Fault::NotUtf8(error.valid_up_to()))?;
    match document.parse(text) {
        Ok(entry) if entry.is_object() => Ok(entry),
        Ok(other) => Err(Fault::NotAnObject(other.span())),
        Err(_) if text.trim_ascii().is_empty() => Err(Fault::Blank),
        Err(error) => Err(Fault::NotJson(error)),
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
            Self::Blank => problem(0..length, "the line is blank; remove it"),
            Self::NotJson(error) => problem(error.at..(error.at + 1).min(length), &error.kind.describe()),
            Self::NotAnObject(span) => problem(span, "it is JSON, but not an object in curly brackets"),
        }
    }
}

fn problem(span: Range<usize>, reason: &str) -> Problem {
    Problem::at(span, format!("not a JSON object: {reason}"))
}
