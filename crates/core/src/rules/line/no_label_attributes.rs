//! An entry whose label attributes are all incomplete.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::entry::is_reserved;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};
use crate::rules::text::excerpt;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::NoLabelAttributes,
    place: Where::Line,
    severity: Severity::Error,
    title: "No complete label attribute",
    explanation: "A label attribute is a pair of keys, NAME and NAME-metadata. The line has keys that look like one half, and no whole pair.",
    help: "Give NAME and NAME-metadata the same NAME, and write both.",
    guide: guide::LINES,
};

/// Reports an entry without one complete pair.
pub(in crate::rules) fn report(root: Value<'_>, sink: &mut impl Sink) {
    sink.report(RULE.code, || {
        let mut keys: Vec<_> = root
            .members()
            .map(|(key, _)| key)
            .filter(|key| !is_reserved(key.name()))
            .filter_map(|key| key.str())
            .collect();
        let more = if keys.len() > 4 { ", …" } else { "" };
        keys.truncate(4);
        let keys: Vec<_> = keys.iter().map(|key| format!("\"{}\"", excerpt(key))).collect();
        Problem::at(
            root.span(),
            format!("no pair of keys NAME and NAME-metadata is complete (there are {}{more})", keys.join(", ")),
        )
    });
}
