//! Reading what a manifest says of itself: the findings that the service, or an earlier check, wrote into a line.

use serde::{Deserialize, Serialize};

use super::{MEMBERS, METADATA, may_carry_findings};
use crate::manifest::{Document, Value};
use crate::rules::{Code, Severity, name_excerpt, rule};

/// A finding that stands on the line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServiceFinding {
    /// The code, as it is written; it need not be one that is known here.
    pub code: String,
    /// Whether it stands among the errors or the warnings.
    pub severity: Severity,
    /// The label attribute in which it stands, or in whose metadata; a name of over 256 characters is cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<String>,
    /// Index of the annotation in which it stands, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annotation: Option<u32>,
    /// What is said; empty where nothing is.
    pub message: String,
    /// What the code means, in a few words; absent where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// What the line `content` says was found on it: in the line, in its attributes, in their annotations and in their
/// metadata, in the order in which it stands there.
///
/// ```
/// use holdout_core::results::read_back;
/// let line = br#"{"source-ref":"s3://b/k.jpg","cl-errors":[{"code":"ERROR_INVALID_IMAGE","message":"not readable"}]}"#;
/// assert_eq!(read_back(line)[0].title.as_deref(), Some("Unusable image"));
/// ```
pub fn read_back(content: &[u8]) -> Vec<ServiceFinding> {
    let mut document = Document::default();
    let text = if may_carry_findings(content) { std::str::from_utf8(content).ok() } else { None };
    let Some(root) = text.and_then(|text| document.parse(text).ok()) else { return Vec::new() };
    let mut findings = Vec::new();
    visit(root, &mut |found: Found<'_>| findings.push(found.finding()));
    findings
}

/// Whether the entry `root` says that anything was found on it: whether [`read_back`] gives any of it.
pub(crate) fn says_findings(root: Value<'_>) -> bool {
    let mut says = false;
    visit(root, &mut |_| says = true);
    says
}

/// A finding where it stands.
struct Found<'d> {
    code: &'d str,
    is_error: bool,
    element: Value<'d>,
    attribute: Option<&'d str>,
    annotation: Option<u32>,
}

impl Found<'_> {
    fn finding(&self) -> ServiceFinding {
        let message = self.element.get("message").and_then(|message| message.str());
        ServiceFinding {
            code: self.code.to_owned(),
            severity: if self.is_error { Severity::Error } else { Severity::Warning },
            attribute: self.attribute.map(|name| name_excerpt(name).into_owned()),
            annotation: self.annotation,
            message: message.unwrap_or_default().to_owned(),
            title: Code::parse(self.code).map(|code| rule(code).title.to_owned()),
        }
    }
}

/// Goes through all places of an entry in which findings may stand.
fn visit<'d>(root: Value<'d>, take: &mut impl FnMut(Found<'d>)) {
    for (key, part) in root.members() {
        let key = key.str().unwrap_or_default();
        visit_member(key, part, (None, None), take);
        let name = Some(key.strip_suffix(METADATA).unwrap_or(key));
        for (key, value) in part.members() {
            let key = key.str().unwrap_or_default();
            if key == "annotations" {
                for (index, annotation) in (0..).zip(value.elements()) {
                    for (key, value) in annotation.members() {
                        visit_member(key.str().unwrap_or_default(), value, (name, Some(index)), take);
                    }
                }
            }
            visit_member(key, value, (name, None), take);
        }
    }
}

/// Goes through the findings of a member, if it is one that holds them.
fn visit_member<'d>(
    key: &str,
    value: Value<'d>,
    (attribute, annotation): (Option<&'d str>, Option<u32>),
    take: &mut impl FnMut(Found<'d>),
) {
    let Some(&(_, is_error)) = MEMBERS.iter().find(|(name, _)| *name == key) else { return };
    for element in value.elements() {
        if let Some(code) = element.get("code").and_then(|code| code.str()) {
            take(Found { code, is_error, element, attribute, annotation });
        }
    }
}
