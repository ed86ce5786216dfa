//! From the bytes of a range to its lines' groups.

use xxhash_rust::xxh64::xxh64;

use super::ALONE;
use super::rule::GroupBy;
use crate::manifest::{Document, Line, MAX_KEPT, SourceRef, blank_line};

/// Seed of the hash of a group's name, the same as of a line's `source-ref`.
const SEED: u64 = 42;

/// Reads the groups of the lines of a byte range that begins and ends where lines do.
#[derive(Debug)]
pub struct GroupReader {
    by: GroupBy,
    document: Document,
    /// Whether the next line is the input's first.
    first: bool,
    /// The beginning of a line whose end has not come yet, as far as a line is kept.
    kept: Vec<u8>,
    /// Whether the line before was blank.
    after_blank: bool,
    hashes: Vec<u64>,
}

impl GroupReader {
    /// A reader of the lines from byte `start` of the input on.
    pub fn new(by: &GroupBy, start: u64) -> Self {
        Self {
            by: by.clone(),
            document: Document::default(),
            first: start == 0,
            kept: Vec::new(),
            after_blank: false,
            hashes: Vec::new(),
        }
    }

    /// Reads the bytes that follow, as many as there are.
    pub fn push(&mut self, bytes: &[u8]) {
        for part in bytes.split_inclusive(|&byte| byte == b'\n') {
            if part.ends_with(b"\n") && self.kept.is_empty() {
                self.read(part);
                continue;
            }
            // A line longer than any that is read need not be kept in full to be known as one.
            let room = (MAX_KEPT + 2).saturating_sub(self.kept.len());
            self.kept.extend_from_slice(&part[..part.len().min(room)]);
            if part.ends_with(b"\n") {
                let mut line = std::mem::take(&mut self.kept);
                self.read(&line);
                line.clear();
                self.kept = line;
            }
        }
    }

    /// The groups of the rows, as hashes.
    pub fn finish(mut self) -> Vec<u64> {
        if !self.kept.is_empty() {
            let line = std::mem::take(&mut self.kept);
            self.read(&line);
        }
        self.hashes
    }

    fn read(&mut self, line: &[u8]) {
        let is_blank = blank_line(line) == Some(line.len());
        // Blank lines that follow one another are one row, and no range is cut within them.
        if std::mem::replace(&mut self.after_blank, is_blank) && is_blank {
            return;
        }
        let source = source_ref(&mut self.document, line, self.first);
        // A hash that is the mark by chance becomes another.
        let hash = source.and_then(|source| {
            let source = SourceRef::canonical(source);
            self.by.group_of(&source).map(|name| xxh64(name.as_bytes(), SEED).max(ALONE + 1))
        });
        self.hashes.push(hash.unwrap_or(ALONE));
        self.first = false;
    }
}

/// The decoded `source-ref` of a line, if it has one.
pub fn source_ref<'d>(document: &'d mut Document, line: &'d [u8], first: bool) -> Option<&'d str> {
    if line.len() > MAX_KEPT {
        return None;
    }
    let text = std::str::from_utf8(Line::new(line, first).content).ok()?;
    document.parse(text).ok()?.get("source-ref")?.str()
}
