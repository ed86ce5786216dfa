//! The group rule matches no lines.

use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::GroupRuleMatchesNothing,
    place: Where::Split,
    severity: Severity::Warning,
    title: "Group rule matches no lines",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The group rule matches no line, or fewer than 1% of the eligible lines.",
    why: "A line without a match is a group of its own, so related images can be split apart.",
    help: "Test the expression on a `source-ref` of the manifest, or use a rule that Holdout suggests.",
    page: page::DISTRIBUTION,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Prose {
    bad: "`holdout split data.manifest --out split --group-by 'scene_(\\d+)'`, with images such as `s3://bucket/scene-0001/1.jpg`.",
    good: "`holdout split data.manifest --out split --group-by 'scene-(\\d+)'`",
};
