//! The service has no permission to read the manifest.

use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InvalidPermissionsManifestS3Bucket,
    place: Where::Service,
    severity: Severity::Error,
    title: "No permission to read the manifest",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The bucket of the manifest does not let the service read it.",
    why: "Only the service can report this. It fails to create the dataset.",
    help: "Fix the bucket policy.",
    page: page::FILE_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Prose {
    bad: "A bucket policy without `s3:GetObject` on the manifest for `rekognition.amazonaws.com`.",
    good: "A bucket policy that allows `rekognition.amazonaws.com` `s3:GetObject` on the manifest.",
};
