//! The engine for JavaScript. Handles over [`holdout_core`], one for each thing a worker does: [`RangeScan`] makes the
//! catalog of a byte range, [`Grouping`] the column of its lines' groups, [`Ledger`] holds the merged catalog, [`Split`] is a
//! plan, [`Annotation`] writes the findings into the lines, [`Digest`] is a running SHA-256.
//!
//! This crate translates and decides nothing. Options come in as JavaScript objects and are checked by name; reports go
//! out as the JSON text that the command prints; catalogs and ranges as typed arrays, never as an object a line. Whatever
//! fails is thrown as an `Error` with a `code`. Reading files, workers and progress are the business of `js/`.

mod annotation;
mod digest;
mod error;
mod grouping;
mod known;
mod ledger;
mod offset;
mod options;
mod panic;
mod scan;
mod split;

pub use annotation::Annotation;
pub use digest::Digest;
pub use grouping::Grouping;
pub use ledger::{Found, Ledger, Pair};
pub use panic::{start, take_panic};
pub use scan::{RangeScan, Scanned};
pub use split::Split;

/// The JSON text of a report.
fn json(value: &impl serde::Serialize) -> String {
    // Reports are plain data with names for members: there is nothing in them that could fail to be written.
    serde_json::to_string(value).unwrap_or_default()
}
