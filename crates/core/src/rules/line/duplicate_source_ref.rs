//! An image that an earlier line names already.

use std::ops::Range;

use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::Problem;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::DuplicateSourceRef,
    place: Where::Removed,
    severity: Severity::Error,
    title: "The image was named before",
    explanation: "An earlier line has the same source-ref. The service keeps the first and takes later ones out of the dataset without naming them.",
    help: "Put all labels of an image on one line.",
    guide: guide::TERMINAL,
};

/// The finding on a line that repeats the image of line `first`, counted from 1.
pub(crate) fn problem(span: Range<usize>, first: u64) -> Problem {
    Problem { code: RULE.code, ..Problem::at(span, format!("the same image as line {first}; the first one stays")) }
}
