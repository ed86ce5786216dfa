//! A key that comes twice at the top level of an entry.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::entry::Entry;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};
use crate::rules::text::excerpt;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::DuplicateKey,
    place: Where::Warning,
    severity: Severity::Warning,
    title: "A key comes twice",
    explanation: "An entry names the same key more than once. The last one counts, as in most readers of JSON; the others are passed over.",
    help: "Keep one of them.",
    guide: guide::MANIFEST,
};

/// Reports each key that comes again later on the line.
pub(in crate::rules) fn check(root: Value<'_>, entry: &Entry, sink: &mut impl Sink) {
    for &key in &entry.overridden {
        let key = root.at(key);
        sink.report(RULE.code, || {
            let name = excerpt(key.str().unwrap_or_default());
            Problem::at(key.span(), format!("the key \"{name}\" comes again later on the line; the last one counts"))
        });
    }
}
