//! The table itself: one row a line, and one entry a code of a line.

use std::collections::TryReserveError;
use std::ops::Range;

use super::blank::{BlankRuns, Tail};
use super::counts::LabelCounts;
use super::images::Images;
use super::interner::Interner;
use super::labels::{LabelColumn, LineLabel};
use super::offsets::{Offsets, row};
use crate::manifest::Fingerprint;
use crate::results::says_findings;
use crate::rules::{BoxSigns, Code, Judgement, Sighting, Status, Tally};

/// Bits of a row's flags; the two lowest hold the status.
pub(super) mod flag {
    use crate::rules::Status;

    pub(crate) const STATUS: u8 = 0b11;
    pub(crate) const IMAGE_LEVEL: u8 = 0b100;
    pub(crate) const LOCALIZATION: u8 = 0b1000;
    /// The line has a well-formed `source-ref`.
    pub(crate) const SOURCE: u8 = 0b1_0000;
    /// Findings stand on the line itself, the service's or an earlier check's.
    pub(crate) const SAYS: u8 = 0b10_0000;
    /// The row is blank lines only.
    pub(crate) const BLANK: u8 = 0b100_0000;

    /// The status in a row's flags.
    #[inline]
    pub(crate) fn status(flags: u8) -> Status {
        Status::ALL[usize::from(flags & STATUS)]
    }

    /// Bits of what the line's labels are on.
    #[inline]
    pub(crate) fn of_uses(image_level: bool, localization: bool) -> u8 {
        let bit = |set, bit| if set { bit } else { 0 };
        bit(image_level, IMAGE_LEVEL) | bit(localization, LOCALIZATION)
    }
}

/// Bytes of a short line of a manifest: nearly all that name an image and a label are longer.
const USUAL_LINE: u64 = 128;

/// Lines, labels and findings of one byte range.
///
/// Catalogs of neighbouring ranges [append](Catalog::append) to the catalog of both, and it is the same however the
/// input was cut.
#[derive(Clone, Default)]
pub struct Catalog {
    pub(super) offsets: Offsets,
    /// Boxes that were dropped.
    pub(super) box_signs: BoxSigns,
    /// The rows that stand for several blank lines.
    pub(super) blank_runs: BlankRuns,
    /// What lies in the range of the first bytes of the input, by which it is told what a file is that is no manifest.
    pub(super) head: Vec<u8>,
    pub(super) flags: Vec<u8>,
    pub(super) images: Images,
    pub(super) line_labels: LabelColumn,
    /// The names of labels.
    pub(super) labels: Interner,
    pub(super) label_counts: LabelCounts,
    pub(super) buckets: Interner,
    pub(super) bucket_lines: Vec<u64>,
    pub(super) finding_rows: Vec<u32>,
    pub(super) finding_codes: Vec<u8>,
    pub(super) finding_counts: Vec<u32>,
}

/// The bucket of the line that was recognized last: on most it is the same, and need not be looked up.
#[derive(Debug, Default)]
pub(super) struct LastBucket {
    run: u32,
    place: Option<usize>,
}

impl std::fmt::Debug for Catalog {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Catalog")
            .field("lines", &self.len())
            .field("bytes", &self.bytes())
            .finish_non_exhaustive()
    }
}

impl Catalog {
    /// Number of rows: lines, of which blank ones that follow one another are one row.
    pub fn len(&self) -> usize {
        self.offsets.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Range of the input that the lines fill.
    pub fn bytes(&self) -> Range<u64> {
        if self.is_empty() { 0..0 } else { self.offsets.first()..self.offsets.end() }
    }

    /// Offset of the first byte of a row.
    pub fn start_of(&self, row: usize) -> u64 {
        if row < self.len() { self.offsets.start(row) } else { self.offsets.end() }
    }

    /// How often each code was found so far, in the order of the rules. Repeated images are not among them: they are
    /// known only once the catalog is whole.
    pub fn codes(&self) -> Vec<(Code, u64)> {
        let mut counts = vec![0_u64; Code::ALL.len()];
        for (code, count) in self.finding_codes.iter().zip(&self.finding_counts) {
            counts[usize::from(*code)] += u64::from(*count);
        }
        Code::ALL.iter().copied().zip(counts).filter(|&(_, count)| count > 0).collect()
    }

    /// Adds the lines of `next`, whose range must begin where this one ends.
    pub fn append(&mut self, next: &Self) {
        self.head.extend_from_slice(&next.head);
        self.box_signs.append(next.box_signs);
        let tail = self.take_tail(next);
        let (before, first_finding) = (self.len(), self.finding_rows.len());
        self.offsets.append(&next.offsets, tail.as_ref().map_or(0, Tail::bytes));
        self.flags.extend_from_slice(&next.flags);
        self.images.append(next);
        let numbers: Vec<u32> = next.labels.names().map(|name| self.labels.intern(name.as_bytes())).collect();
        self.line_labels.append(&next.line_labels, &numbers);
        self.label_counts.append(&next.label_counts, &numbers, before);
        for (name, lines) in next.buckets.names().zip(&next.bucket_lines) {
            self.count_bucket(name.as_bytes(), *lines);
        }
        self.finding_rows.extend(next.finding_rows.iter().map(|other| other + row(before)));
        self.finding_codes.extend_from_slice(&next.finding_codes);
        self.finding_counts.extend_from_slice(&next.finding_counts);
        self.join_blank(next, before, first_finding, tail.as_ref());
    }

    /// Makes room for an input of `bytes` bytes whose lines are like those so far, so that growing never holds two copies
    /// of a column much larger than it needs. Where there is no such room, columns grow as they are filled: an input may
    /// be said to be longer than it turns out.
    pub fn reserve_for(&mut self, bytes: u64) {
        let seen = self.bytes();
        // Lines that begin with a lot of nothing are no measure of what comes: room is made for lines of a usual length.
        let read = (seen.end - seen.start).max(self.len() as u64 * USUAL_LINE);
        if read == 0 || bytes <= seen.end {
            return;
        }
        let more = |len: usize| {
            let wanted = len as u128 * u128::from(bytes - seen.end) * 33 / 32 / u128::from(read);
            usize::try_from(wanted).unwrap_or(usize::MAX)
        };
        let (rows, labels, findings) =
            (more(self.len()), more(self.line_labels.bytes().len()), more(self.finding_rows.len()));
        _ = self.reserve(rows, labels, findings);
    }

    fn reserve(&mut self, rows: usize, labels: usize, findings: usize) -> Result<(), TryReserveError> {
        self.offsets.try_reserve(rows)?;
        self.flags.try_reserve_exact(rows)?;
        self.images.try_reserve(rows)?;
        self.line_labels.try_reserve(rows, labels)?;
        self.finding_rows.try_reserve_exact(findings)?;
        self.finding_codes.try_reserve_exact(findings)?;
        self.finding_counts.try_reserve_exact(findings)
    }

    /// Adds lines to those of a bucket. Gives its place.
    fn count_bucket(&mut self, name: &[u8], lines: u64) -> usize {
        let id = self.buckets.intern(name) as usize;
        if id == self.bucket_lines.len() {
            self.bucket_lines.push(0);
        }
        self.bucket_lines[id] += lines;
        id
    }

    /// Adds a judged line.
    pub(super) fn push(&mut self, range: Range<u64>, judgement: &Judgement<'_>, tally: &Tally) {
        let mut flags = judgement.status as u8 | flag::of_uses(judgement.image_level, judgement.localization);
        let mut fingerprint = Fingerprint::default();
        if let Some(source_ref) = judgement.source_ref {
            flags |= flag::SOURCE;
            fingerprint = Fingerprint::of(source_ref.as_bytes());
        }
        if judgement.may_say && judgement.root().is_some_and(says_findings) {
            flags |= flag::SAYS;
        }
        if let Some(bucket) = judgement.bucket() {
            self.count_bucket(bucket.as_bytes(), 1);
        }
        self.box_signs.append(tally.boxes());
        let row = self.len();
        self.line_labels.push(judgement.labels().map(|(name, boxes, on_image)| {
            let label = LineLabel::new(self.labels.intern(name.as_bytes()), boxes, on_image);
            self.label_counts.add(label, row);
            label
        }));
        self.push_row(range, flags, fingerprint, tally);
    }

    /// Adds a line that was recognized. `last` is the bucket of the one before.
    #[inline]
    pub(super) fn push_recognized(&mut self, start: u64, sighting: &Sighting<'_>, last: &mut LastBucket) {
        let verdict = sighting.verdict;
        let uses = flag::of_uses(verdict.image_level, verdict.localization);
        match last.place {
            Some(place) if last.run == sighting.bucket_run => self.bucket_lines[place] += 1,
            _ => {
                let place = self.count_bucket(sighting.bucket, 1);
                *last = LastBucket { run: sighting.bucket_run, place: Some(place) };
            }
        }
        let row = self.len();
        self.line_labels.push(sighting.labels.iter().map(|seen| {
            let label = LineLabel::new(seen.label, seen.boxes, seen.on_image);
            self.label_counts.add(label, row);
            label
        }));
        let range = start..start + sighting.line.len() as u64;
        self.push_findings(&verdict.findings);
        self.push_facts(range, verdict.status as u8 | flag::SOURCE | uses, Fingerprint::of(sighting.source_ref));
    }

    /// Adds a line of which no more is known than its status.
    pub(super) fn push_unread(&mut self, range: Range<u64>, status: Status, tally: &Tally) {
        self.line_labels.push(std::iter::empty());
        self.push_row(range, status as u8, Fingerprint::default(), tally);
    }

    pub(super) fn push_row(&mut self, range: Range<u64>, flags: u8, fingerprint: Fingerprint, tally: &Tally) {
        self.push_findings(tally.counts());
        self.push_facts(range, flags, fingerprint);
    }

    /// Adds what was found on the line that is added next.
    #[inline]
    fn push_findings(&mut self, findings: &[(Code, u32)]) {
        for &(code, count) in findings {
            self.finding_rows.push(row(self.len()));
            self.finding_codes.push(code as u8);
            self.finding_counts.push(count);
        }
    }

    #[inline]
    fn push_facts(&mut self, range: Range<u64>, flags: u8, fingerprint: Fingerprint) {
        self.offsets.push(range);
        self.flags.push(flags);
        self.images.push(fingerprint);
    }

    pub(super) fn status(&self, row: usize) -> Status {
        flag::status(self.flags[row])
    }
}
