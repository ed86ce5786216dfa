//! Which lines a person asks to see.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::columns::flag;
use super::offsets::row;
use super::whole::Manifest;
use crate::rules::{Code, Status};

/// Conditions that a line must meet, all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "snake_case", deny_unknown_fields)]
pub struct Query {
    /// It has a finding of this code.
    pub code: Option<Code>,
    /// It has this status.
    pub status: Option<Status>,
    /// It is valid and carries this label.
    pub label: Option<String>,
    /// It carries findings itself, the service's or an earlier check's.
    pub service_findings: bool,
}

impl Manifest {
    /// Rows of the lines that meet `query`, in order.
    pub fn find(&self, query: &Query) -> Vec<u32> {
        let label = match &query.label {
            Some(name) => match self.find_label(name) {
                Some(label) => Some(label),
                None => return Vec::new(),
            },
            None => None,
        };
        let meets = |&row: &u32| {
            query.status.is_none_or(|status| self.status(row) == status)
                && (!query.service_findings || self.says_findings(row))
                && label.is_none_or(|label| self.line_labels(row).any(|(other, _)| other == label))
        };
        match query.code {
            Some(code) => self.rows_with(code).filter(meets).collect(),
            None => (0..row(self.len())).filter(meets).collect(),
        }
    }

    /// Byte ranges, within `window`, of the lines that have one of these statuses, in order, neighbours joined.
    pub fn ranges_of<'m>(
        &'m self,
        statuses: &'m [Status],
        window: Range<u64>,
    ) -> impl Iterator<Item = Range<u64>> + 'm {
        let mut rows = self.rows_within(&window);
        let is_one = |row: u32| statuses.contains(&self.status(row));
        std::iter::from_fn(move || {
            let first = rows.find(|&row| is_one(row))?;
            let behind = rows.clone().find(|&row| !is_one(row)).unwrap_or(rows.end);
            rows.start = behind;
            let (start, end) = (self.line_range(first).start, self.line_range(behind - 1).end);
            Some(start.max(window.start)..end.min(window.end))
        })
    }

    fn says_findings(&self, row: u32) -> bool {
        self.catalog.flags[row as usize] & flag::SAYS != 0
    }

    /// Lines that carry findings themselves, the service's or an earlier check's.
    pub(super) fn lines_with_service_findings(&self) -> u64 {
        self.catalog.flags.iter().filter(|&&flags| flags & flag::SAYS != 0).count() as u64
    }

    /// Rows with a finding of that code, in order, each once.
    fn rows_with(&self, code: Code) -> impl Iterator<Item = u32> {
        let findings = self.catalog.finding_rows.iter().zip(&self.catalog.finding_codes);
        findings.filter(move |&(_, &other)| other == code as u8).map(|(&row, _)| row)
    }
}
