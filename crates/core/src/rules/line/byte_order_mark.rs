//! A byte order mark before the first line.

use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::ByteOrderMark,
    place: Where::Warning,
    severity: Severity::Warning,
    title: "The file starts with a byte order mark",
    explanation: "A UTF-8 byte order mark stands before the first line. It is accepted here; other readers of the file may stumble over it.",
    help: "Save the file as UTF-8 without a byte order mark.",
    guide: guide::MANIFEST,
};

/// Reports a byte order mark of `skipped` bytes, if there is one.
pub(in crate::rules) fn check(skipped: usize, sink: &mut impl Sink) {
    if skipped > 0 {
        sink.report(RULE.code, || {
            Problem::at(0..0, "the file starts with a byte order mark; save it as UTF-8 without one")
        });
    }
}
