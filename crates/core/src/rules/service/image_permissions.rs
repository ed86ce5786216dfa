//! The service has no permission to read the images.

use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InvalidPermissionsImagesS3Bucket,
    place: Where::Service,
    severity: Severity::Error,
    title: "No permission to read the images",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The bucket of the images does not let the service read them.",
    why: "Only the service can report this. Training fails.",
    help: "Fix the bucket policy.",
    page: page::CONTENT_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Prose {
    bad: "A bucket policy without `s3:GetObject` on the images for `rekognition.amazonaws.com`.",
    good: "A bucket policy that allows `rekognition.amazonaws.com` `s3:GetObject` on the images.",
};
