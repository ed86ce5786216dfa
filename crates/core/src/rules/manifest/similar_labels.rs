//! Labels whose names look alike.

use super::Facts;
use crate::report::{LabelCount, ManifestFinding};
use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::text::grouped;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::SimilarLabels,
    place: Where::Manifest,
    severity: Severity::Warning,
    title: "Similar label names",
    explanation: "Some label names differ only in case, in white space or in the way accents are written. The service trains each name as a label of its own.",
    help: "Use one spelling for each label.",
    guide: guide::MANIFEST,
};

/// Groups of labels that the message names.
const NAMED: usize = 3;

/// Reports labels whose names a person would take for the same.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    if facts.similar_labels.is_empty() {
        return None;
    }
    let label = |label: &LabelCount| format!("{:?} ({})", label.name, grouped(label.images));
    let named = facts.similar_labels.iter().take(NAMED);
    let named: Vec<_> = named.map(|group| group.iter().map(label).collect::<Vec<_>>().join(", ")).collect();
    let more = match facts.similar_labels.len().saturating_sub(NAMED) {
        0 => String::new(),
        1 => ", and 1 more group".to_owned(),
        more => format!(", and {} more groups", grouped(more as u64)),
    };
    Some(super::error(&RULE, format!("label names look alike: {}{more}", named.join("; "))))
}
