//! Which lines repeat the image of an earlier line. It can be told only of a whole catalog, and then it does not depend on
//! how the input was cut.

use hashbrown::HashTable;

use super::columns::{Catalog, flag};
use super::offsets::row;
use crate::manifest::Fingerprint;
use crate::rules::{Code, Status};

/// A line that repeats an image, and the first line that names it, as rows.
pub(super) type Duplicate = (u32, u32);

impl Catalog {
    pub(super) fn fingerprint(&self, row: usize) -> Fingerprint {
        Fingerprint { hash: self.hashes[row], check: self.checks[row] }
    }

    /// Finds the lines that repeat an image, marks them as removed, and drops what was found on them after that: a
    /// removed line is not read on. They are in the order of the lines.
    pub(super) fn resolve_duplicates(&mut self) -> Vec<Duplicate> {
        let found = self.find_duplicates();
        if found.is_empty() {
            return found;
        }
        for &(row, _) in &found {
            let flags = &mut self.flags[row as usize];
            *flags = (*flags & !flag::STATUS) | Status::Removed as u8;
        }
        self.rewrite_findings(&found);
        found
    }

    fn find_duplicates(&self) -> Vec<Duplicate> {
        let sources = self.flags.iter().filter(|&flags| flags & flag::SOURCE != 0).count();
        let mut first: HashTable<u32> = HashTable::with_capacity(sources);
        let mut found = Vec::new();
        for index in 0..self.len() {
            if self.flags[index] & flag::SOURCE == 0 {
                continue;
            }
            let fingerprint = self.fingerprint(index);
            let entry = first.entry(
                fingerprint.hash,
                |&other| self.fingerprint(other as usize) == fingerprint,
                |&other| self.hashes[other as usize],
            );
            match entry {
                hashbrown::hash_table::Entry::Occupied(known) => found.push((row(index), *known.get())),
                hashbrown::hash_table::Entry::Vacant(place) => {
                    place.insert(row(index));
                }
            }
        }
        found
    }

    fn rewrite_findings(&mut self, duplicates: &[Duplicate]) {
        let capacity = self.finding_rows.len() + duplicates.len();
        let mut rows = Vec::with_capacity(capacity);
        let mut codes = Vec::with_capacity(capacity);
        let mut counts = Vec::with_capacity(capacity);
        let mut push = |row, code, count| {
            rows.push(row);
            codes.push(code);
            counts.push(count);
        };
        let mut waiting = duplicates.iter().map(|&(row, _)| row).peekable();
        let findings = self.finding_rows.iter().zip(&self.finding_codes).zip(&self.finding_counts);
        for ((&row, &code), &count) in findings {
            while let Some(earlier) = waiting.next_if(|&duplicate| duplicate < row) {
                push(earlier, Code::DuplicateSourceRef as u8, 1);
            }
            let removed = waiting.peek() == Some(&row);
            if !removed || code < Code::DuplicateSourceRef as u8 {
                push(row, code, count);
            }
        }
        for row in waiting {
            push(row, Code::DuplicateSourceRef as u8, 1);
        }
        self.finding_rows = rows;
        self.finding_codes = codes;
        self.finding_counts = counts;
    }
}
