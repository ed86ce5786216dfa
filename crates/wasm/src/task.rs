//! Tasks: bytes are pushed piece by piece, and something comes of them. A worker may have several under way.

use std::fmt::Write;
use std::ops::Range;
use std::rc::Rc;

use holdout_core::catalog::{Catalog, Images, Manifest, Progress, RangeScanner};
use holdout_core::results::Annotator;
use holdout_core::split::{GroupBy, GroupReader, Grouping};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::answer::json;
use crate::error::Failure;
use crate::ledger::read_catalog;
use crate::plans::Planning;

/// One of them.
#[derive(Debug)]
pub(crate) enum Task {
    /// Reads the lines that start in a byte range.
    Scan(Box<RangeScanner>),
    /// The catalog of such a range, on its way to the ledger.
    Scanned(Box<Catalog>),
    /// Reads the groups of a range that begins and ends where lines do.
    Group(Box<GroupReader>),
    /// Puts the groups of ranges together, in order.
    Groups(Box<Grouping>, Rc<Manifest>),
    /// Puts together which images lines name, from the catalogs of ranges, in order.
    Images(Images),
    /// A running SHA-256.
    Digest(Box<Sha256>),
    /// A plan in the making, which takes steps and no bytes.
    Plan(Box<Planning>),
    /// Puts the findings into the lines of the manifest, from its first byte on.
    Annotate(Box<Annotator<Rc<Manifest>>>),
}

#[derive(Serialize)]
struct CodeCount {
    code: &'static str,
    count: u64,
}

#[derive(Serialize)]
struct Found {
    lines: u64,
    codes: Vec<CodeCount>,
}

impl Task {
    /// For the lines that start in that range.
    pub(crate) fn scan(range: Range<u64>) -> Self {
        Self::Scan(Box::new(RangeScanner::new(range)))
    }

    /// By that rule, for the lines from byte `start` on.
    pub(crate) fn group(by: &GroupBy, start: u64) -> Self {
        Self::Group(Box::new(GroupReader::new(by, start)))
    }

    /// By that rule, of all lines of the manifest.
    pub(crate) fn groups(by: &GroupBy, manifest: Rc<Manifest>) -> Self {
        Self::Groups(Box::new(Grouping::new(&manifest, by)), manifest)
    }

    /// For all lines of the manifest.
    pub(crate) fn annotate(manifest: Rc<Manifest>) -> Self {
        Self::Annotate(Box::new(Annotator::new(manifest)))
    }

    /// Of nothing yet.
    pub(crate) fn digest() -> Self {
        Self::Digest(Box::default())
    }

    /// The byte to push first.
    pub(crate) fn feed_from(&self) -> u64 {
        match self {
            Self::Scan(scanner) => scanner.feed_from(),
            _ => 0,
        }
    }

    /// Takes the bytes that follow. A scan answers once every line of its range has been read to its end, a plan once it is
    /// made, an annotation what is to be written of these bytes, the others nothing.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut answer = Vec::new();
        match self {
            Self::Scan(scanner) => answer.extend((scanner.push(bytes) == Progress::Complete).then_some(1)),
            Self::Plan(planning) => answer.extend(planning.advance().then_some(1)),
            Self::Annotate(annotator) => {
                answer.reserve_exact(bytes.len());
                annotator.push(bytes, |bytes| answer.extend_from_slice(bytes));
            }
            Self::Group(reader) => reader.push(bytes),
            Self::Groups(grouping, manifest) => {
                let hashes = bytes.as_chunks().0.iter().copied();
                grouping.push(manifest, hashes.map(u64::from_le_bytes));
            }
            Self::Images(images) => images.append(&read_catalog(bytes)?),
            Self::Digest(digest) => digest.update(bytes),
            Self::Scanned(_) => {}
        }
        Ok(answer)
    }

    /// What has come of it, and what is left to ask: a scan tells what it found, and then its catalog; a grouping gives the
    /// hashes of its lines' groups, a digest itself in hexadecimal.
    pub(crate) fn finish(self) -> (Vec<u8>, Option<Self>) {
        match self {
            Self::Scan(scanner) => {
                let catalog = scanner.finish();
                let codes = catalog.codes().into_iter().map(|(code, count)| CodeCount { code: code.as_str(), count });
                let found = json(&Found { lines: catalog.lines(), codes: codes.collect() });
                (found, Some(Self::Scanned(Box::new(catalog))))
            }
            Self::Scanned(catalog) => (catalog.to_bytes(), None),
            Self::Group(reader) => (reader.finish().into_iter().flat_map(u64::to_le_bytes).collect(), None),
            Self::Digest(digest) => (hexadecimal(&digest.finalize()).into_bytes(), None),
            Self::Annotate(_) | Self::Plan(_) | Self::Groups(..) | Self::Images(_) => (Vec::new(), None),
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        // Writing to a string can't fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Tasks by number. The number of one that has ended is given to another.
#[derive(Debug, Default)]
pub(crate) struct Tasks(Vec<Option<Task>>);

impl Tasks {
    /// Begins one, and gives its number.
    pub(crate) fn begin(&mut self, task: Task) -> usize {
        let number = self.0.iter().position(Option::is_none).unwrap_or(self.0.len());
        if number == self.0.len() {
            self.0.push(None);
        }
        self.0[number] = Some(task);
        number
    }

    /// One that is under way.
    pub(crate) fn get(&mut self, number: usize) -> Result<&mut Task, Failure> {
        self.0.get_mut(number).and_then(Option::as_mut).ok_or_else(no_such_task)
    }

    /// Ends one, finished or not.
    pub(crate) fn end(&mut self, number: usize) -> Option<Task> {
        self.0.get_mut(number).and_then(Option::take)
    }

    /// Finishes one; what is left of it keeps its number.
    pub(crate) fn finish(&mut self, number: usize) -> Result<Vec<u8>, Failure> {
        let (answer, left) = self.end(number).ok_or_else(no_such_task)?.finish();
        self.0[number] = left;
        Ok(answer)
    }
}

fn no_such_task() -> Failure {
    Failure::Internal("there is no such task".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_agrees_with_the_standard() {
        let mut digest = Task::digest();
        digest.push(b"a").unwrap();
        digest.push(b"bc").unwrap();
        let (answer, left) = digest.finish();
        assert_eq!(answer, b"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert!(left.is_none());
    }

    #[test]
    fn a_scan_tells_what_it_found_and_then_its_catalog() {
        let mut tasks = Tasks::default();
        let (other, scan) = (tasks.begin(Task::digest()), tasks.begin(Task::scan(0..3)));
        assert_eq!(tasks.get(scan).unwrap().push(b"{}\n").unwrap(), [1]);
        let found = tasks.finish(scan).unwrap();
        assert!(found.starts_with(br#"{"lines":1,"codes":[{"code":""#), "{}", String::from_utf8_lossy(&found));
        assert_eq!(Catalog::from_bytes(&tasks.finish(scan).unwrap()).unwrap().len(), 1);
        assert!(tasks.finish(scan).is_err(), "it has ended");
        assert_eq!(tasks.begin(Task::digest()), scan, "its number is free");
        assert_ne!(other, scan);
    }
}
