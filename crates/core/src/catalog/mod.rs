//! The waist of the data path: a columnar table of lines, labels and findings, a few tens of bytes a line.
//!
//! A [`RangeScanner`] makes the [`Catalog`] of any byte range; catalogs of neighbouring ranges append to one, in whatever
//! way the input was cut; a whole one becomes a [`Manifest`], of which reports, splits and outputs are made.

mod blank;
mod codec;
mod columns;
mod counts;
mod duplicates;
mod images;
mod inspect;
mod interner;
mod labels;
mod offsets;
mod pair;
mod query;
mod scanner;
mod summary;
mod whole;

pub use codec::DecodeError;
pub use columns::Catalog;
pub use images::Images;
pub use query::Query;
pub use scanner::{Progress, RangeScanner};
pub use summary::CheckOptions;
pub use whole::{Label, Manifest, PlacedLabels};
