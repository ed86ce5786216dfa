//! A plan: the side of every line, and the byte ranges that each output is made of.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::groups::Groups;
use super::keep::Keep;
use super::options::{Move, SplitOptions};
use super::planner::Planner;
use super::usable::Usable;
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

/// The side of every line of a manifest.
#[derive(Clone, Debug)]
pub struct Plan {
    options: SplitOptions,
    pub(super) given: Given,
    sides: Vec<Side>,
    /// Blank lines that share a row with another; they are rejected.
    blank: u64,
}

/// What a plan is made with, besides the manifest and the options.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The groups that [`SplitOptions::group_by`] makes.
    pub groups: Option<Arc<Groups>>,
    /// An earlier split to hold on to.
    pub keep: Option<Arc<Keep>>,
}

impl Plan {
    /// Splits a manifest. Fails where the options make no sense; too few lines are a finding of the report.
    pub fn new(manifest: &Manifest, options: SplitOptions) -> Result<Self, ManifestFinding> {
        Self::with(manifest, options, Given::default())
    }

    /// The same with groups, or an earlier split. Fails also where the groups are not those of the options.
    pub fn with(manifest: &Manifest, options: SplitOptions, given: Given) -> Result<Self, ManifestFinding> {
        let mut planner = Planner::new(manifest, options, given)?;
        while planner.advance() {}
        Ok(planner.finish(manifest))
    }

    /// The plan in which `test` says of each free group of lines whether it is on the test side.
    pub(super) fn of(
        manifest: &Manifest,
        options: SplitOptions,
        given: Given,
        (usable, test): (&Usable, &[bool]),
    ) -> Self {
        let mut sides = vec![Side::Rejected; manifest.len()];
        for (row, place) in usable.places(manifest) {
            let on_test = place.group().map_or(place.is_test(), |group| test[group as usize]);
            sides[row as usize] = if on_test { Side::Test } else { Side::Train };
        }
        for &Move { line, side } in &options.moves {
            let place = manifest.row_of_line(line).and_then(|row| sides.get_mut(row as usize));
            if let Some(place) = place {
                *place = side;
            }
        }
        Self { options, given, sides, blank: manifest.lines() - manifest.len() as u64 }
    }

    /// What it was made with.
    pub fn options(&self) -> &SplitOptions {
        &self.options
    }

    /// The groups that lines are kept together by.
    pub fn groups(&self) -> Option<&Groups> {
        self.given.groups.as_deref()
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
        let rows = self.sides.iter().filter(|&&other| other == side).count() as u64;
        if side == Side::Rejected { rows + self.blank } else { rows }
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
