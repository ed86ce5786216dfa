//! An image that the service could not read.

use crate::rules::Code;
use crate::rules::attribute::Frame;
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InvalidImage,
    place: Where::Line,
    severity: Severity::Error,
    title: "The image cannot be used",
    explanation: "The service reads PNG and JPEG files of up to 15 MB whose longer side is at most 20 times the shorter one. A manifest tells only the sides; the rest the service finds out.",
    help: "Replace the image, or crop it and its boxes.",
    guide: guide::LINES,
};

const MAX_ASPECT: f64 = 20.0;

/// Whether an image of that size is too narrow.
#[inline]
pub(in crate::rules) fn is_wrong(width: f64, height: f64) -> bool {
    let (short, long) = (width.min(height), width.max(height));
    short <= 0.0 || long > MAX_ASPECT * short
}

/// Reports an image that is too narrow. Says whether it did.
pub(in crate::rules) fn check(frame: &Frame<'_>, attribute: &Attribute<'_>, sink: &mut impl Sink) -> bool {
    let wrong = is_wrong(frame.width, frame.height);
    if wrong {
        sink.report(RULE.code, || {
            let (width, height) = (frame.width, frame.height);
            let reason =
                if width.min(height) <= 0.0 { "an image has at least one pixel" } else { "the limit is 20 to 1" };
            Problem::at(frame.image_size.span(), format!("the image is {width} x {height} px; {reason}"))
                .in_attribute(attribute)
        });
    }
    wrong
}
