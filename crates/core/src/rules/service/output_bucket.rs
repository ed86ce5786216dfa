//! The service has no permission to write its results.

use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::CannotWriteOutputS3Bucket,
    place: Where::Service,
    severity: Severity::Error,
    title: "No permission to write results",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The output bucket does not let the service write to it.",
    why: "Only the service can report this. Training fails.",
    help: "Fix the bucket policy.",
    page: page::FILE_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Prose {
    bad: "A bucket policy without `s3:PutObject` on the output folder for `rekognition.amazonaws.com`.",
    good: "A bucket policy that allows `rekognition.amazonaws.com` `s3:PutObject` on the output folder.",
};
