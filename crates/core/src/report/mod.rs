//! What is said of a manifest and of a split: the one schema behind the command's JSON, the TypeScript types and
//! what the page draws.

mod check;
mod line;
mod pair;
mod split;
mod verify;

pub use crate::rules::grouped;
pub use check::{BucketCount, CodeSummary, Counts, InputFacts, LabelCount, ManifestFinding, Report, SCHEMA, Verdict};
pub use line::{Finding, LineDetail, LineVerdict};
pub use pair::{PairReport, PairSummary, SharedImage};
pub use split::{
    BalanceSummary, GroupSummary, KeepSummary, LabelBalance, LeakSummary, LookAlikes, OneSided, SplitReport,
    SplitSummary,
};
pub use verify::{Difference, Verification};
