//! An entry without labels.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::WarningUnannotatedRecord,
    place: Where::Ignored,
    severity: Severity::Warning,
    title: "No labels on the line",
    explanation: "The line names an image and nothing that could be a label attribute. The service keeps it and does not train with it.",
    help: "Label the image, or leave the line out.",
    guide: guide::LINES,
};

/// Reports an entry that names an image only.
pub(in crate::rules) fn report(root: Value<'_>, sink: &mut impl Sink) {
    sink.report(RULE.code, || {
        // Segmentation jobs write the mask of an image beside it.
        let is_mask = |key: &Value<'_>| key.name().ends_with(b"-ref") && key.name() != b"source-ref";
        let mask = root.members().map(|(key, _)| key).find(is_mask);
        match mask.and_then(|key| Some((key.span(), key.str()?))) {
            Some((span, name)) => Problem::at(
                span,
                format!("the line has no label attribute; `{name}` names a segmentation mask, which isn't used"),
            ),
            None => Problem::at(root.span(), "the line has no label attribute; it isn't used for training"),
        }
    });
}
