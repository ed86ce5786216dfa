//! The files in which the service tells what it found: written here as the service writes them, and read back.
//!
//! The *annotated manifest* (the service calls it a validation result manifest) is a copy of the manifest in which every
//! line with a finding carries it; the *summary* is `manifest_summary.json`. A manifest that carries findings already,
//! the service's or an earlier check's, is read like any other, and what it carries is told beside what is found here.

mod annotator;
mod insertions;
mod read_back;
mod summary;

pub use annotator::Annotator;
pub(crate) use read_back::says_findings;
pub use read_back::{ServiceFinding, read_back};
pub use summary::{DatasetSummary, ManifestSummary, Statistics, SummaryError};

/// Members in which findings stand: the key, and whether they are errors. The newest pages of the service's guide write
/// `cl-errors` where the others write `errors`; both are read, and `errors` is written.
const MEMBERS: [(&str, bool); 3] = [("errors", true), ("cl-errors", true), ("warnings", false)];

/// What stands at the end of the key of an attribute's metadata.
const METADATA: &str = "-metadata";

/// Whether `content` may have a member with findings: whether there can be such a key, spelt out or with escapes.
fn may_carry_findings(content: &[u8]) -> bool {
    [&b"errors\""[..], b"warnings\"", b"\\u"].iter().any(|sign| memchr::memmem::find(content, sign).is_some())
}
