//! A file name is in both subsets.

use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::SameFileName,
    place: Where::Split,
    severity: Severity::Warning,
    title: "A file name is in both subsets",
    explanation: "Images in training and test have the same file name in different folders. They may be copies of one image.",
    help: "Compare the images. If they are copies, remove them, or split with --group-by file-name.",
    guide: guide::MANIFEST,
};
