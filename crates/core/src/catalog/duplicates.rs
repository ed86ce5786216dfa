//! Which lines repeat the image of an earlier line. It can be told only of a whole catalog, and then it does not depend on
//! how the input was cut.

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::columns::{Catalog, flag};
use super::counts::LabelCounts;
use super::offsets::row;
use crate::order;
use crate::rules::{Code, Status};

/// A line that repeats an image, and the first line that names it, as rows.
pub(super) type Duplicate = (u32, u32);

/// Images of a part.
const PART: usize = 1 << 20;

/// Bits a line in each of the two sets of marks.
const MARKS_PER_LINE: usize = 8;

/// Where more than one line of so many is removed, going through all of them is faster than to look up each.
const FEW: usize = 32;

/// All hashes are looked at for each part, so there are not too many of them.
const MOST_PARTS: usize = 32;

/// The part that a hash belongs to. Bits that the table doesn't use first decide: it has the lowest for its places, and the
/// highest to tell entries apart.
fn part_of(hash: u64, parts: u64) -> u64 {
    (((hash >> 24) & 0xffff_ffff) * parts) >> 32
}

/// Which hashes may have been met twice: all that were, and one in eight of the others. Each is a bit in two sets,
/// which it shares with others; a table of all would take many times as much.
struct Marks {
    /// Those that were met, and those that were met again.
    words: Vec<[u64; 2]>,
}

impl Marks {
    /// Sets of so many bits, or a few more.
    fn new(bits: usize) -> Self {
        Self { words: vec![[0; 2]; bits / 64 + 1] }
    }

    fn clear(&mut self) {
        self.words.fill([0; 2]);
    }

    #[inline]
    fn insert(&mut self, hash: u64) {
        let (word, bit) = self.place(hash);
        let [once, again] = &mut self.words[word];
        *again |= *once & bit;
        *once |= bit;
    }

    #[inline]
    fn maybe_repeated(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.words[word][1] & bit != 0
    }

    /// The lower half of the hash tells the word and the highest bits the bit: others have told the part.
    #[inline]
    fn place(&self, hash: u64) -> (usize, u64) {
        ((((hash & 0xffff_ffff) * self.words.len() as u64) >> 32) as usize, 1 << (hash >> 58))
    }
}

impl Catalog {
    /// Finds the lines that repeat an image, marks them as removed, and drops what was found on them after that: a
    /// removed line is not read on. They are in the order of the lines.
    pub(super) fn resolve_duplicates(&mut self) -> Vec<Duplicate> {
        let found = self.find_duplicates();
        if found.is_empty() {
            return found;
        }
        let is_counted = self.take_from_counts(&found);
        for &(row, _) in &found {
            let flags = &mut self.flags[row as usize];
            *flags = (*flags & !flag::STATUS) | Status::Removed as u8;
        }
        if !is_counted {
            self.label_counts = LabelCounts::of(&self.line_labels, &self.flags);
        }
        self.rewrite_findings(&found);
        found
    }

    /// Takes the labels of lines that are to be removed from what was counted. Says whether that is all there is to do: where
    /// there are many, or the first line with a label is one of them, all are to be counted anew.
    fn take_from_counts(&mut self, removed: &[Duplicate]) -> bool {
        if removed.len() > self.len() / FEW {
            return false;
        }
        let mut takes_first = false;
        for row in removed.iter().map(|&(row, _)| row as usize) {
            if self.status(row) == Status::Valid {
                for label in self.line_labels.line(row) {
                    takes_first |= self.label_counts.take(label, row);
                }
            }
        }
        !takes_first
    }

    /// Images are looked for in parts, by their hash: what is kept of some of them is small, and stays where it is fast.
    fn find_duplicates(&self) -> Vec<Duplicate> {
        let parts = self.len().div_ceil(PART).clamp(1, MOST_PARTS);
        let mut marks = Marks::new(self.len() / parts * MARKS_PER_LINE);
        let mut first = HashTable::new();
        let mut found = Vec::new();
        for part in 0..parts as u64 {
            let images = || self.sources().filter(|&(_, hash)| part_of(hash, parts as u64) == part);
            marks.clear();
            images().for_each(|(_, hash)| marks.insert(hash));
            first.clear();
            for (index, _) in images().filter(|&(_, hash)| marks.maybe_repeated(hash)) {
                self.look_up(index, &mut first, &mut found);
            }
        }
        if !found.is_sorted() {
            order::sort_by_key(&mut found, |&(row, _)| row);
        }
        found
    }

    /// The lines that name an image, with its hash.
    fn sources(&self) -> impl Iterator<Item = (usize, u64)> {
        let lines = self.images.hashes.iter().zip(&self.flags).enumerate();
        lines.filter(|(_, (_, flags))| *flags & flag::SOURCE != 0).map(|(index, (&hash, _))| (index, hash))
    }

    #[inline]
    fn look_up(&self, index: usize, first: &mut HashTable<u32>, found: &mut Vec<Duplicate>) {
        let image = self.images.of(index);
        let same = |&other: &u32| self.images.of(other as usize) == image;
        match first.entry(image.hash, same, |&other| self.images.hashes[other as usize]) {
            Entry::Occupied(known) => found.push((row(index), *known.get())),
            Entry::Vacant(place) => {
                place.insert(row(index));
            }
        }
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
