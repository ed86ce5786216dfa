//! Counts groups that are in both subsets, without a table of all groups.

use super::ALONE;
use crate::report::{LookAlikes, ManifestFinding};
use crate::rules::split::invalid_option;
use crate::split::{Plan, Side};

/// The lowest bit of a hash, which says whether the line is on the test side.
const TEST: u64 = 1;

/// The groups of a rule that are in both subsets, as they are counted: of each usable line the hash of its group is kept,
/// eight bytes a line.
#[derive(Debug)]
pub struct GroupCount<'p> {
    plan: &'p Plan,
    rows: std::ops::Range<u32>,
    hashes: Vec<u64>,
    alone: u64,
}

impl<'p> GroupCount<'p> {
    /// The count of no line yet.
    pub fn new(plan: &'p Plan) -> Self {
        let lines = plan.count(Side::Train) + plan.count(Side::Test);
        let hashes = Vec::with_capacity(usize::try_from(lines).unwrap_or(0));
        Self { plan, rows: 0..plan.lines(), hashes, alone: 0 }
    }

    /// Takes what a [`GroupReader`](super::GroupReader) makes of the lines that follow.
    pub fn push(&mut self, hashes: impl IntoIterator<Item = u64>) {
        for (hash, row) in hashes.into_iter().zip(&mut self.rows) {
            match self.plan.side(row) {
                Side::Rejected => {}
                _ if hash == ALONE => self.alone += 1,
                Side::Test => self.hashes.push(hash | TEST),
                Side::Train => self.hashes.push(hash & !TEST),
            }
        }
    }

    /// The count by the rule `by`. Fails where not all lines were taken.
    pub fn finish(mut self, by: &str) -> Result<LookAlikes, ManifestFinding> {
        if !self.rows.is_empty() {
            return Err(invalid_option(format!("the groups of {} lines were not read", self.rows.len())));
        }
        // In place: a table of all groups would take several times as much.
        self.hashes.sort_unstable();
        let mut count = LookAlikes { by: by.to_owned(), groups: self.alone, on_both_sides: 0, test: 0 };
        for group in self.hashes.chunk_by(|one, other| one | TEST == other | TEST) {
            let test = group.iter().filter(|&&hash| hash & TEST == TEST).count();
            count.groups += 1;
            if (1..group.len()).contains(&test) {
                count.on_both_sides += 1;
                count.test += test as u64;
            }
        }
        Ok(count)
    }
}
