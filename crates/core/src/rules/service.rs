//! Errors that only the service can find. They are known and explained, and never guessed at.

use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};

pub(in crate::rules) const MANIFEST_PERMISSIONS: Rule = Rule {
    code: Code::InvalidPermissionsManifestS3Bucket,
    place: Where::Service,
    severity: Severity::Error,
    title: "The service may not read the manifest",
    explanation: "The permissions of the bucket that holds the manifest do not let the service read it.",
    help: "Correct the bucket policy.",
    guide: guide::FILES,
};

pub(in crate::rules) const OUTPUT_BUCKET: Rule = Rule {
    code: Code::CannotWriteOutputS3Bucket,
    place: Where::Service,
    severity: Severity::Error,
    title: "The service may not write its results",
    explanation: "The permissions of the output bucket do not let the service write to it.",
    help: "Correct the bucket policy.",
    guide: guide::FILES,
};

pub(in crate::rules) const IMAGE_PERMISSIONS: Rule = Rule {
    code: Code::InvalidPermissionsImagesS3Bucket,
    place: Where::Service,
    severity: Severity::Error,
    title: "The service may not read the images",
    explanation: "The permissions of the bucket that holds the images do not let the service read them.",
    help: "Correct the bucket policy.",
    guide: guide::FILES,
};

pub(in crate::rules) const IMAGE_OWNER: Rule = Rule {
    code: Code::InvalidImagesS3BucketOwner,
    place: Where::Service,
    severity: Severity::Error,
    title: "The images belong to another account",
    explanation: "The bucket that holds the images belongs to another account.",
    help: "Copy the images into a bucket of the account that trains.",
    guide: guide::FILES,
};

pub(in crate::rules) const IMAGE_COPY: Rule = Rule {
    code: Code::FailedImagesS3Copy,
    place: Where::Service,
    severity: Severity::Error,
    title: "The images could not be copied",
    explanation: "The service could not copy the images to its own bucket.",
    help: "Look at the permissions and the region of the bucket, and try again.",
    guide: guide::FILES,
};
