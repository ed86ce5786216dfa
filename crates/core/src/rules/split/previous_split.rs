//! Previous test images are not in the manifest.

use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::PreviousSplitNotFound,
    place: Where::Split,
    severity: Severity::Warning,
    title: "Previous test images not found",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "Fewer than half of the previous test images are in the manifest. Images are compared by `source-ref`.",
    why: "Missing images count as removed, and other images fill the test set.",
    help: "Use the same bucket and prefix in both manifests. If the images were moved, update the `source-ref` values of the previous manifests.",
    page: page::DISTRIBUTION,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Prose {
    bad: "`holdout split data.manifest --out split --keep old/test.manifest`, with `s3://old-bucket/…` in the previous test set and `s3://new-bucket/…` in the manifest.",
    good: "The same command, after `s3://old-bucket/` is replaced by `s3://new-bucket/` in `old/test.manifest`.",
};
