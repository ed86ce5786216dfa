//! Rules on a split.

pub(super) mod group_rule;
pub(super) mod image_on_both_sides;
pub(super) mod insufficient_images_for_autosplit;
pub(super) mod insufficient_images_for_distribute;
pub(super) mod insufficient_label_overlap;
pub(super) mod insufficient_usable_label_overlap;
pub(super) mod invalid_option;
pub(super) mod label_on_one_side;
mod names;
mod pair;
pub(super) mod previous_split;
pub(super) mod same_file_name;

use super::limits::{MAX_LABELS, max_test_lines, max_training_lines};
use super::rule::{Rule, Severity};
use super::text::{excerpt, grouped};
use super::{Code, rule};
use crate::report::{LabelBalance, ManifestFinding, OneSided};

pub use names::{MissingImages, group_rule_matches_nothing, previous_split_not_found, same_file_names};
pub use pair::{PairFacts, judge_pair};

/// Labels that a message names.
const NAMED: usize = 10;

/// What the rules look at.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'f> {
    /// Lines on the training side.
    pub train: u64,
    /// Lines on the test side.
    pub test: u64,
    /// The labels and how they are divided.
    pub labels: &'f [LabelBalance],
    /// Of these, whether a label belongs to the use case.
    pub usable: &'f [bool],
    /// Region whose limits hold.
    pub region: &'f str,
    /// Whether the subset of a line follows from its hash alone.
    pub by_hash: bool,
}

/// Judges a split; the findings are in the order of the rules.
pub fn judge(facts: &Facts<'_>) -> Vec<ManifestFinding> {
    let mut findings = Vec::new();
    insufficient_images(facts, &mut findings);
    one_sided(facts, &mut findings);
    too_large(facts, &mut findings);
    let all: Vec<_> = facts.labels.iter().collect();
    overlap(&insufficient_label_overlap::RULE, "labels", common(&all), &mut findings);
    let usable: Vec<_> =
        facts.labels.iter().zip(facts.usable).filter(|(_, usable)| **usable).map(|(label, _)| label).collect();
    if usable.len() < all.len() {
        let rule = &insufficient_usable_label_overlap::RULE;
        overlap(rule, "labels of the use case", common(&usable), &mut findings);
    }
    findings
}

/// The share of the test side is no usable number.
pub fn invalid_fraction(fraction: f64) -> ManifestFinding {
    let message = format!("the test fraction {fraction} must be a number above 0 and below 1, such as 0.2");
    invalid_option(message)
}

/// An option of a split makes no sense.
pub fn invalid_option(message: String) -> ManifestFinding {
    finding(&invalid_option::RULE, Severity::Error, message)
}

fn insufficient_images(facts: &Facts<'_>, findings: &mut Vec<ManifestFinding>) {
    let usable = facts.train + facts.test;
    let mut refuse = |message: String| {
        // The one is told by distributing a dataset, the other by a training that divides it.
        let rules = [&insufficient_images_for_distribute::RULE, &insufficient_images_for_autosplit::RULE];
        findings.extend(rules.map(|rule| finding(rule, Severity::Error, message.clone())));
    };
    if usable < 2 {
        return refuse(format!("a split needs at least 2 eligible lines; the manifest has {usable}"));
    }
    let empty = [("training", facts.train), ("test", facts.test)].into_iter().find(|(_, lines)| *lines == 0);
    if let Some((side, _)) = empty {
        let why = if facts.by_hash {
            "the hash strategy assigns each line or group on its own; choose another fraction, or the stratified strategy"
        } else {
            "fixed lines, moves and whole groups allow no other split; fix fewer lines, or choose another group rule"
        };
        return refuse(format!("the {side} set would be empty: {why}"));
    }
    if facts.labels.iter().all(|label| label.images < 2) {
        return refuse("no label has 2 images, so none can be in both train and test; label more images".to_owned());
    }
    let single: Vec<_> = facts.labels.iter().filter(|label| label.images == 1).map(|label| &*label.name).collect();
    if !single.is_empty() {
        let message = format!(
            "{} only 1 image, which can\u{2019}t be in both train and test: {}",
            has_have(single.len()),
            list(&single)
        );
        findings.push(finding(&insufficient_images_for_distribute::RULE, Severity::Warning, message));
    }
}

/// Labels that could be on both sides and are not, by the reason for it.
fn one_sided(facts: &Facts<'_>, findings: &mut Vec<ManifestFinding>) {
    if facts.train + facts.test < 2 {
        return;
    }
    let reasons = [
        (OneSided::OneGroup, "all their images are in one group, which is never divided"),
        (OneSided::Kept, "a previous split or a manual move fixes all their images"),
        (OneSided::NoRoom, "there is no room for an image of each label"),
        (OneSided::Chance, "the strategy ignores labels"),
    ];
    for (reason, words) in reasons {
        for side in ["test", "training"] {
            let images = |label: &LabelBalance| if side == "test" { label.test } else { label.train };
            let missing: Vec<_> = facts
                .labels
                .iter()
                .filter(|label| label.one_sided == Some(reason) && images(label) == 0)
                .map(|label| &*label.name)
                .collect();
            if !missing.is_empty() {
                let message =
                    format!("{} from the {side} set: {}; {words}", is_are_missing(missing.len()), list(&missing));
                findings.push(finding(&label_on_one_side::RULE, Severity::Warning, message));
            }
        }
    }
}

fn is_are_missing(labels: usize) -> String {
    if labels == 1 { "1 label is missing".into() } else { format!("{labels} labels are missing") }
}

fn too_large(facts: &Facts<'_>, findings: &mut Vec<ManifestFinding>) {
    let sides = [
        ("training", facts.train, max_training_lines(facts.region)),
        ("test", facts.test, max_test_lines(facts.region)),
    ];
    for (side, lines, limit) in sides {
        if lines > limit {
            let (lines, limit) = (grouped(lines), grouped(limit));
            let message = format!("the {side} set has {lines} lines; the limit in {} is {limit}", facts.region);
            findings.push(finding(rule(Code::ManifestRowsExceedsMaximum), Severity::Error, message));
        }
    }
    let count = |side: fn(&LabelBalance) -> u64| facts.labels.iter().filter(|label| side(label) > 0).count();
    for (side, labels) in [("training", count(|label| label.train)), ("test", count(|label| label.test))] {
        if labels > MAX_LABELS {
            let message = format!("the {side} set has {labels} different labels; the limit is {MAX_LABELS}");
            findings.push(finding(rule(Code::ManifestTooManyLabels), Severity::Error, message));
        }
    }
}

/// How many of the labels are on both sides, and how many on the training side.
fn common(labels: &[&LabelBalance]) -> (usize, usize) {
    let train = labels.iter().filter(|label| label.train > 0);
    (train.clone().filter(|label| label.test > 0).count(), train.count())
}

fn overlap(rule: &Rule, what: &str, (common, train): (usize, usize), findings: &mut Vec<ManifestFinding>) {
    if common * 2 < train {
        let message = format!("{common} of {train} training {what} are also in the test set; at least half must be");
        findings.push(finding(rule, Severity::Error, message));
    }
}

fn finding(rule: &Rule, severity: Severity, message: String) -> ManifestFinding {
    ManifestFinding { code: rule.code, severity, message, help: None }
}

fn has_have(labels: usize) -> String {
    if labels == 1 { "1 label has".into() } else { format!("{labels} labels have") }
}

fn list(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().take(NAMED).map(|name| format!("\"{}\"", excerpt(name))).collect();
    let more = names.len().saturating_sub(NAMED);
    let quoted = quoted.join(", ");
    if more > 0 { format!("{quoted} and {more} more") } else { quoted }
}
