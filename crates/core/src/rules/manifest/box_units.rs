//! Boxes that are all wrong in the same way.

use super::Facts;
use crate::report::ManifestFinding;
use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::BoxSigns;
use crate::rules::text::grouped;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::BoxUnits,
    place: Where::Manifest,
    severity: Severity::Warning,
    title: "Box values in another unit or order",
    explanation: "Most boxes are dropped, and their values look as if a program wrote them in another form. The service takes left, top, width and height in pixels.",
    help: "Write left, top, width and height in pixels of the image.",
    guide: guide::DETECTION,
};

/// Reports boxes that look as if they were fractions of the image or corners.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    let BoxSigns { dropped, fractions, corners } = facts.boxes;
    let kept: u64 = facts.kept_boxes;
    // Of corners, those near the upper left corner pass for boxes.
    let are_many = dropped > 0 && dropped * 4 >= dropped + kept;
    let nearly_all = |boxes: u64| are_many && boxes * 10 >= dropped * 9;
    let (what, boxes) = if nearly_all(fractions) {
        ("fractions of the image, from 0 to 1", fractions)
    } else if nearly_all(corners) {
        ("two corners (x1, y1, x2, y2)", corners)
    } else {
        return None;
    };
    let message = format!(
        "the values of {} of {} boxes look like {what}; the service takes left, top, width and height in pixels",
        grouped(boxes),
        grouped(dropped + kept)
    );
    Some(super::error(&RULE, message))
}
