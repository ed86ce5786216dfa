//! The images belong to another account.

use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InvalidImagesS3BucketOwner,
    place: Where::Service,
    severity: Severity::Error,
    title: "Images owned by another account",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The bucket of the images belongs to another account.",
    why: "Only the service can report this. Training fails.",
    help: "Copy the images into a bucket of the account that trains.",
    page: page::CONTENT_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Prose {
    bad: "Account 111111111111 trains with images in a bucket of account 222222222222.",
    good: "Account 111111111111 trains with images in a bucket of its own.",
};
