//! The rules of a manifest.
//!
//! A rule is one file in `line`, `attribute`, `annotation`, `manifest`, `split` or `service`, named after what it checks.
//! The file has the catalogue entry, the documentation, the example and, if the manifest alone decides, the function.
//!
//! To add a rule, see CONTRIBUTING.md.

mod annotation;
mod attribute;
mod catalogue;
mod code;
mod documentation;
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

pub use catalogue::{all, documentation, example, rule};
pub use code::Code;
pub use documentation::{Block, Documentation, Example, Pair};
pub use judge::{Judge, Judgement, LabelUse};
pub use limits::{Dataset, UseCase};
pub(crate) use line::duplicate_source_ref::problem as duplicate_problem;
pub(crate) use pattern::{PADDING, Sighting};
pub use rule::{Rule, Severity, Status, Where};
pub use sink::{BoxSign, BoxSigns, Explain, Problem, Sink, Tally};
pub use text::grouped;
pub(crate) use text::name_excerpt;
