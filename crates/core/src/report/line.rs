//! One line of the manifest, judged: the short form for machines and the long form for a person who looks at it.

use serde::{Deserialize, Deserializer, Serialize};

use crate::results::ServiceFinding;
use crate::rules::{Code, Status, Where};
use crate::split::Side;

/// The verdict on one line: an object of the command's `jsonl` output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LineVerdict {
    /// Line number, from 1.
    pub line: u64,
    /// How many lines this is about: more than one for blank lines that follow one another. Absent for one.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub lines: u64,
    /// What becomes of the line.
    pub status: Status,
    /// Labels of a valid line, in order of first appearance, each once; empty for any other line.
    pub labels: Vec<String>,
    /// What was found, in the order of the rules.
    pub findings: Vec<Finding>,
    /// What the line itself says was found on it, by the service or by an earlier check; absent where it says nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service_findings: Vec<ServiceFinding>,
}

fn one() -> u64 {
    1
}

fn is_one<T: PartialEq + From<u8>>(lines: &T) -> bool {
    *lines == T::from(1)
}

/// One thing found on a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// The code.
    pub code: Code,
    /// What it sits on, and so what it costs.
    #[serde(rename = "where")]
    pub place: Where,
    /// The label attribute it concerns; a name of over 256 characters is cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<String>,
    /// Index of the annotation it concerns, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annotation: Option<u32>,
    /// What, where and what to do, with the actual values.
    pub message: String,
    /// First byte of the place on the line, from 1.
    pub column: u64,
    /// The same in UTF-16 code units, as JavaScript counts.
    pub column_utf16: u64,
    /// Length of the place in bytes; 0 where it is a point.
    pub length: u64,
    /// The same in UTF-16 code units.
    pub length_utf16: u64,
}

/// One line as a person looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LineDetail {
    /// The verdict.
    #[serde(flatten)]
    pub verdict: LineVerdict,
    /// Offset of its first byte in the manifest.
    pub start: u64,
    /// Its length in bytes, ending included.
    pub bytes: u64,
    /// Where the last split put it, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// Its text without the ending, bytes that are no UTF-8 replaced, cut after 64 KiB.
    pub text: String,
    /// Whether `text` was cut.
    pub truncated: bool,
}

// As it is written, with the verdict's members among its own: a reader that is derived for a flattened member takes in
// everything first, and is several times as large.
impl<'de> Deserialize<'de> for LineDetail {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Flat {
            line: u64,
            #[serde(default = "one")]
            lines: u64,
            status: Status,
            labels: Vec<String>,
            findings: Vec<Finding>,
            #[serde(default)]
            service_findings: Vec<ServiceFinding>,
            start: u64,
            bytes: u64,
            side: Option<Side>,
            text: String,
            truncated: bool,
        }
        let Flat { line, lines, status, labels, findings, service_findings, start, bytes, side, text, truncated } =
            Flat::deserialize(deserializer)?;
        let verdict = LineVerdict { line, lines, status, labels, findings, service_findings };
        Ok(Self { verdict, start, bytes, side, text, truncated })
    }
}
