//! A split option is out of range.

use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InvalidSplitOption,
    place: Where::Split,
    severity: Severity::Error,
    title: "Invalid split option",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "An option of a split is out of range. For example, a test fraction must be above 0 and below 1.",
    why: "Holdout makes no split.",
    help: "Choose a valid value, such as a fraction of 0.2.",
    page: page::DISTRIBUTION,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Prose {
    bad: "`holdout split data.manifest --out split --fraction 20`",
    good: "`holdout split data.manifest --out split --fraction 0.2`",
};
