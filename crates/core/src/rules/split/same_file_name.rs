//! A file name is in both subsets.

use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::SameFileName,
    place: Where::Split,
    severity: Severity::Warning,
    title: "File name in both train and test",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "Images in train and test have the same file name in different folders.",
    why: "They may be copies of one image.",
    help: "Compare the images. Remove copies, or split with `--group-by file-name`.",
    page: page::VALIDATION,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Prose {
    bad: "`s3://bucket/a/1.jpg` in train and `s3://bucket/b/1.jpg` in test.",
    good: "`holdout split data.manifest --out split --group-by file-name` keeps both in one subset.",
};
