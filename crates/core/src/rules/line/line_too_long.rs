//! A line over the limit of characters.

use crate::manifest::MAX_CHARACTERS;
use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::LineTooLong,
    place: Where::Removed,
    severity: Severity::Error,
    title: "The line is too long",
    explanation: "The service reads lines of up to 100,000 characters and takes longer ones out of the dataset without naming them.",
    help: "Shorten the line: drop members and attributes that the service does not use.",
    guide: guide::TERMINAL,
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
