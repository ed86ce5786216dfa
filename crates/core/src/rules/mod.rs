//! The rules of a manifest. A rule is an entry in the catalogue and, where it can be judged from the manifest, a function;
//! both stand in one file under `line`, `attribute`, `annotation`, `manifest`, `split` or `service`, after what it judges.
//!
//! To add a rule: write its file, name its code in [`Code`], list it in `catalogue`, call it where its kind is read
//! (`judge` for a line, `manifest` for the whole), and add its cases to `tests/manifests`.

mod annotation;
mod attribute;
mod catalogue;
mod code;
mod entry;
mod judge;
mod keys;
pub mod limits;
mod line;
pub mod manifest;
mod pattern;
mod rule;
mod service;
mod sink;
pub mod split;
mod text;

pub use catalogue::{all, rule};
pub use code::Code;
pub use judge::{Judge, Judgement, LabelUse};
pub use limits::{Dataset, UseCase};
pub(crate) use line::duplicate_source_ref::problem as duplicate_problem;
pub(crate) use pattern::{PADDING, Sighting};
pub use rule::{Rule, Severity, Status, Where};
pub use sink::{BoxSign, BoxSigns, Explain, Problem, Sink, Tally};
pub use text::grouped;
pub(crate) use text::name_excerpt;
