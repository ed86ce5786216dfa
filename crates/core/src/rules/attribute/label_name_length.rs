//! A label name that is too long.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InvalidLabelNameLength,
    place: Where::Attribute,
    severity: Severity::Error,
    title: "A label name is too long",
    explanation: "A label name may have up to 256 characters.",
    help: "Shorten the name, on every line that uses it.",
    guide: guide::CLASSIFICATION,
};

/// Most characters of a label name.
pub(in crate::rules) const MAX_CHARACTERS: usize = 256;

/// Reports a name that is too long. Says whether it did.
pub(in crate::rules) fn check(name: &str, place: Value<'_>, attribute: &Attribute<'_>, sink: &mut impl Sink) -> bool {
    if name.len() <= MAX_CHARACTERS {
        return false;
    }
    let characters = name.chars().count();
    let too_long = characters > MAX_CHARACTERS;
    if too_long {
        sink.report(RULE.code, || {
            let message = format!("the label name has {characters} characters, more than {MAX_CHARACTERS}");
            Problem::at(place.span(), message).in_attribute(attribute)
        });
    }
    too_long
}
