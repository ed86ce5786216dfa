//! Lines that belong together: a scene, a video, a patient. The rule is read off each line's `source-ref`, and only a hash
//! of what it names is kept, eight bytes a line; so columns of neighbouring ranges append to one, however they were cut.

mod base_name;
mod count;
mod reader;
mod rule;

pub(super) use base_name::{Marks, base_of, is_hash, is_uuid};
pub use count::GroupCount;
use hashbrown::HashTable;
pub use reader::{GroupReader, source_ref};
pub use rule::GroupBy;

use super::usable::number;
use crate::catalog::Manifest;
use crate::report::ManifestFinding;
use crate::rules::Status;
use crate::rules::split::invalid_option;

/// Marks a line that belongs to no group but its own.
const ALONE: u64 = 0;

/// The groups of a manifest's usable lines.
#[derive(Clone, Debug)]
pub struct Groups {
    by: String,
    /// The group of each row; rows that are not usable have none.
    ids: Vec<u32>,
    count: u32,
    /// Of each group the hash of its name, and a mark for a line by itself.
    hashes: Vec<u64>,
    /// Lines that a rule put into a group.
    matched: u64,
}

/// The id of a row that is not usable.
const NO_GROUP: u32 = u32::MAX;

/// The groups of a manifest in the making: what [`GroupReader`] makes of its lines, in order.
#[derive(Debug)]
pub struct Grouping {
    groups: Groups,
    /// The groups that have a name.
    known: HashTable<u32>,
    lines: usize,
}

impl Grouping {
    /// Those of no line yet.
    pub fn new(manifest: &Manifest, by: &GroupBy) -> Self {
        let ids = Vec::with_capacity(manifest.len());
        let groups = Groups { by: by.text().to_owned(), ids, count: 0, hashes: Vec::new(), matched: 0 };
        Self { groups, known: HashTable::new(), lines: manifest.len() }
    }

    /// Takes the hashes of the rows that follow.
    pub fn push(&mut self, manifest: &Manifest, hashes: impl IntoIterator<Item = u64>) {
        for hash in hashes {
            let row = number(self.groups.ids.len());
            let is_usable = self.groups.ids.len() < self.lines && manifest.status(row) == Status::Valid;
            let id = if is_usable { self.group_of(hash) } else { NO_GROUP };
            self.groups.ids.push(id);
        }
    }

    /// The group of a usable line, which is a new one unless it is known by its hash.
    fn group_of(&mut self, hash: u64) -> u32 {
        let Groups { count, hashes, matched, .. } = &mut self.groups;
        let next = *count;
        let id = if hash == ALONE {
            next
        } else {
            *matched += 1;
            let same = |&other: &u32| hashes[other as usize] == hash;
            *self.known.entry(hash, same, |&other| hashes[other as usize]).or_insert(next).get()
        };
        if id == next {
            hashes.push(hash);
            *count += 1;
        }
        id
    }

    /// The groups. Fails where other than all lines were taken.
    pub fn finish(self) -> Result<Groups, ManifestFinding> {
        let (read, lines) = (self.groups.ids.len(), self.lines);
        if read == lines {
            Ok(self.groups)
        } else {
            Err(invalid_option(format!("groups of {read} lines were read, and there are {lines}")))
        }
    }
}

impl Groups {
    /// The groups of a manifest, of which `hashes` are those of all rows in order. Fails where they are not as many.
    pub fn new(manifest: &Manifest, by: &GroupBy, hashes: &[u64]) -> Result<Self, ManifestFinding> {
        let mut grouping = Grouping::new(manifest, by);
        grouping.push(manifest, hashes.iter().copied());
        grouping.finish()
    }

    /// The rule, as it was written.
    pub fn by(&self) -> &str {
        &self.by
    }

    /// Number of groups; a line that the rule does not match is one by itself.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Usable lines that the rule matches.
    pub fn matched(&self) -> u64 {
        self.matched
    }

    /// Whether the rule puts lines together: it matches one line in a hundred, and some group has more than one.
    pub fn is_useful(&self) -> bool {
        let lines = self.ids.iter().filter(|&&id| id != NO_GROUP).count() as u64;
        self.matches_some(lines) && u64::from(self.count) < lines
    }

    /// Whether the rule matches one in a hundred of so many usable lines.
    pub(super) fn matches_some(&self, lines: u64) -> bool {
        self.matched > 0 && self.matched.saturating_mul(100) >= lines
    }

    /// The hash of the group's name for each line; 0 for a line that is in no group or not usable.
    pub fn name_hashes(&self) -> impl Iterator<Item = u64> {
        self.ids.iter().map(|&id| self.hashes.get(id as usize).copied().unwrap_or(ALONE))
    }

    /// The group of a usable line.
    pub fn of(&self, row: u32) -> u32 {
        self.ids[row as usize]
    }

    /// The hash by which the group of a usable line is told its side: that of its name, or of a line by itself that of its
    /// `source-ref`.
    pub(super) fn hash_of(&self, manifest: &Manifest, row: u32) -> u64 {
        match self.hashes[self.of(row) as usize] {
            ALONE => manifest.source_hash(row),
            hash => hash,
        }
    }
}
