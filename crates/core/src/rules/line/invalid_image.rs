//! An image that the service could not read.

use crate::rules::Code;
use crate::rules::attribute::Frame;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule =
    Rule { code: Code::InvalidImage, place: Where::Line, severity: Severity::Error, title: "Unusable image" };

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The longer side of an image is more than 20 times the shorter side. The service reads only PNG and JPEG files of up to 15 MB; a manifest cannot show that.",
    why: "The line is invalid and not used for training.",
    help: "Replace the image, or crop it and its boxes.",
    page: page::LINE_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":2000,"height":80,"depth":3}],"annotations":[{"class_id":0,"left":10,"top":20,"width":30,"height":40}]},"animals-metadata":{"objects":[{"confidence":1}],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[{"class_id":0,"left":10,"top":20,"width":30,"height":40}]},"animals-metadata":{"objects":[{"confidence":1}],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
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
            let reason = if width.min(height) <= 0.0 {
                "each side must be at least 1 px"
            } else {
                "the longer side may be at most 20 times the shorter one"
            };
            Problem::at(frame.image_size.span(), format!("the image is {width} x {height} px; {reason}"))
                .in_attribute(attribute)
        });
    }
    wrong
}
