//! A file that is not JSON Lines.

use super::Facts;
use crate::manifest::sniff;
use crate::report::ManifestFinding;
use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::ManifestInaccessibleOrUnsupportedFormat,
    place: Where::Manifest,
    severity: Severity::Error,
    title: "The file is not a manifest",
    explanation: "A manifest is a text file in JSON Lines: one whole JSON object on each line, in UTF-8, with an extension to its name.",
    mend: "The message says what the file is and what to do about it.",
    guide: guide::FILES,
};

/// Reports a file that is something else, or whose name has no extension.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    if facts.lines == 0 {
        return None;
    }
    let disguise = sniff(facts.head);
    let no_objects = facts.objects == 0;
    let mostly_not = facts.objects < facts.lines.div_ceil(2);
    if let Some(disguise) = disguise.filter(|disguise| disguise.is_certain() || no_objects || mostly_not) {
        return Some(super::error(&RULE, format!("the file is not a manifest: {}", disguise.advice())));
    }
    if no_objects {
        let message = "no line of the file is a JSON object; a manifest has one whole object on each line";
        return Some(super::error(&RULE, message.into()));
    }
    let name = facts.name.rsplit(['/', '\\']).next().unwrap_or_default();
    let has_extension = name.rfind('.').is_some_and(|dot| dot > 0 && dot + 1 < name.len());
    (!has_extension && !name.is_empty() && name != "-")
        .then(|| super::error(&RULE, format!("the file name \"{name}\" has no extension; name it \"{name}.manifest\"")))
}
