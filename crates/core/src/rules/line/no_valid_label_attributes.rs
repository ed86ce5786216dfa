//! An entry that has lost all its label attributes.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::NoValidLabelAttributes,
    place: Where::Line,
    severity: Severity::Error,
    title: "No label attribute is left",
    explanation: "Every label attribute of the line was dropped for a reason that is reported beside this one.",
    help: "Mend one of the attributes.",
    guide: guide::LINES,
};

/// Reports an entry whose attributes were all dropped.
pub(in crate::rules) fn report(root: Value<'_>, sink: &mut impl Sink) {
    sink.report(RULE.code, || {
        Problem::at(root.span(), "every label attribute of the line was dropped; see the other findings")
    });
}
