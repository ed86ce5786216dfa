//! The service could not copy the images.

use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::FailedImagesS3Copy,
    place: Where::Service,
    severity: Severity::Error,
    title: "Images could not be copied",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The service could not copy the images to its own bucket.",
    why: "Only the service can report this. Training fails.",
    help: "Check the permissions and the region of the bucket, then try again.",
    page: page::CONTENT_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Prose {
    bad: "The images are in a bucket that the service cannot read.",
    good: "The service can read every image, and the bucket is in the region of the project.",
};
