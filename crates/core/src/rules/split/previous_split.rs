//! Previous test images are not in the manifest.

use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::PreviousSplitNotFound,
    place: Where::Split,
    severity: Severity::Warning,
    title: "Previous test images are not in the manifest",
    explanation: "Fewer than half of the previous test images are in the manifest. Images are compared by their source-ref. The images that are not found count as removed, and the test set is filled with others.",
    help: "Check that both manifests use the same bucket and prefix. If the images were moved, rewrite the source-ref of the previous manifests.",
    guide: guide::MANIFEST,
};
