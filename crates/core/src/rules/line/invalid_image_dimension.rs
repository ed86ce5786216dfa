//! A side of the image that is too short or too long.

use std::ops::RangeInclusive;

use crate::rules::Code;
use crate::rules::attribute::Frame;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::{Problem, Sink};
use crate::rules::text::plain;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InvalidImageDimension,
    place: Where::Line,
    severity: Severity::Error,
    title: "Image too small or too large",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "An image with boxes has a side under 64 or over 4096 pixels.",
    why: "The line is invalid and not used for training.",
    help: "Scale the image and its boxes, and write the new size.",
    page: page::LINE_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":6400,"height":4800,"depth":3}],"annotations":[{"class_id":0,"left":10,"top":20,"width":30,"height":40}]},"animals-metadata":{"objects":[{"confidence":1}],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[{"class_id":0,"left":10,"top":20,"width":30,"height":40}]},"animals-metadata":{"objects":[{"confidence":1}],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
};

const ALLOWED: RangeInclusive<f64> = 64.0..=4096.0;

/// Whether a side is outside of the limits.
#[inline]
pub(in crate::rules) fn is_wrong(width: f64, height: f64) -> bool {
    !ALLOWED.contains(&width) || !ALLOWED.contains(&height)
}

/// Reports an image size outside of the limits. Says whether it did.
pub(in crate::rules) fn check(frame: &Frame<'_>, attribute: &Attribute<'_>, sink: &mut impl Sink) -> bool {
    let wrong = is_wrong(frame.width, frame.height);
    if wrong {
        sink.report(RULE.code, || {
            let [width, height] = [frame.width, frame.height].map(plain);
            Problem::at(
                frame.image_size.span(),
                format!("the image is {width} x {height} px; each side must be from 64 to 4096 px"),
            )
            .in_attribute(attribute)
        });
    }
    wrong
}
