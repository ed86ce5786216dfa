//! A plan: the side of every line, and the byte ranges that each output is made of.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::options::{SplitOptions, Strategy};
use super::stratified::Task;
use super::{hashed, random};
use crate::catalog::Manifest;
use crate::report::ManifestFinding;

/// Where a line goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Side {
    /// To the training manifest.
    Train,
    /// To the test manifest.
    Test,
    /// To neither: it is invalid, ignored or removed.
    Rejected,
}

impl Side {
    /// All three, in the order in which outputs are written.
    pub const ALL: [Self; 3] = [Self::Train, Self::Test, Self::Rejected];

    /// The word used in JSON and in file names.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Test => "test",
            Self::Rejected => "rejected",
        }
    }
}

/// For each usable line, in order, whether it is on the test side.
pub(super) struct Assignment {
    pub(super) test: Vec<bool>,
}

/// The side of every line of a manifest.
#[derive(Clone, Debug)]
pub struct Plan {
    options: SplitOptions,
    sides: Vec<Side>,
}

impl Plan {
    /// Splits a manifest. Fails where the options make no sense; too few lines are a finding of the report.
    pub fn new(manifest: &Manifest, options: SplitOptions) -> Result<Self, ManifestFinding> {
        options.validate()?;
        let rows: Vec<u32> = manifest.usable_rows().collect();
        let quota = options.quota(rows.len());
        let assignment = match options.strategy {
            Strategy::Random => random::assign(rows.len(), quota, options.seed),
            Strategy::Hash => hashed::assign(manifest, &rows, options.fraction),
            Strategy::Stratified => Assignment { test: Task::new(manifest, &rows, quota, &options).assign() },
        };
        let mut sides = vec![Side::Rejected; manifest.len()];
        for (&row, &test) in rows.iter().zip(&assignment.test) {
            sides[row as usize] = if test { Side::Test } else { Side::Train };
        }
        Ok(Self { options, sides })
    }

    /// What it was made with.
    pub fn options(&self) -> &SplitOptions {
        &self.options
    }

    /// Number of lines, those that are set aside included.
    #[expect(clippy::cast_possible_truncation, reason = "rows are numbered in 32 bits")]
    pub fn lines(&self) -> u32 {
        self.sides.len() as u32
    }

    /// Where a line goes.
    pub fn side(&self, row: u32) -> Side {
        self.sides[row as usize]
    }

    /// Number of lines of a side.
    pub fn count(&self, side: Side) -> u64 {
        self.sides.iter().filter(|&&other| other == side).count() as u64
    }

    /// Byte ranges of the input that make up a side, in order, neighbours joined.
    pub fn ranges<'p>(&'p self, manifest: &'p Manifest, side: Side) -> impl Iterator<Item = Range<u64>> + 'p {
        self.ranges_within(manifest, side, 0..u64::MAX)
    }

    /// The parts of these ranges that lie in `window`.
    pub fn ranges_within<'p>(
        &'p self,
        manifest: &'p Manifest,
        side: Side,
        window: Range<u64>,
    ) -> impl Iterator<Item = Range<u64>> + 'p {
        let mut rows = manifest.rows_within(&window);
        std::iter::from_fn(move || {
            let first = rows.find(|&row| self.side(row) == side)?;
            rows.start = self.run_end(first..rows.end);
            let (start, end) = (manifest.line_range(first).start, manifest.line_range(rows.start - 1).end);
            Some(start.max(window.start)..end.min(window.end))
        })
    }

    /// The row behind the first of `rows` and those that follow it on the same side.
    pub(crate) fn run_end(&self, rows: Range<u32>) -> u32 {
        let side = self.side(rows.start);
        let mut others = rows.clone();
        others.find(|&row| self.side(row) != side).unwrap_or(rows.end)
    }
}
