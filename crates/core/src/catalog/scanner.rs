//! From bytes to a catalog: a push machine that takes a byte range of an input in pieces of any size.

use std::ops::Range;

use memchr::memchr;

use super::columns::{Catalog, LastBucket};
use crate::manifest::{Line, LongLine, MAX_KEPT, SNIFFED, blank_line};
use crate::rules::{Judge, PADDING, Tally};

/// Whether a scanner wants more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Feed it the bytes that follow.
    NeedMore,
    /// Every line that starts in its range has been read.
    Complete,
}

/// Reads the lines that start in one byte range of an input.
///
/// Feed it the input from [`feed_from`](RangeScanner::feed_from) on, in pieces of any size, until it says
/// [`Progress::Complete`] or the input ends; the last line of the range may reach over the range's end. It keeps no more
/// than a fixed amount of an unfinished line, however long the line is.
///
/// ```
/// use holdout_core::catalog::{Progress, RangeScanner};
/// let input = b"{}\n{\"source-ref\":\"s3://bucket/a.png\"}\n";
/// let mut scanner = RangeScanner::new(0..input.len() as u64);
/// for piece in input.chunks(7) {
///     if scanner.push(piece) == Progress::Complete {
///         break;
///     }
/// }
/// assert_eq!(scanner.finish().len(), 2);
/// ```
#[derive(Debug)]
pub struct RangeScanner {
    range: Range<u64>,
    /// Offset of the next byte that will be pushed.
    at: u64,
    state: State,
    judge: Judge,
    tally: Tally,
    catalog: Catalog,
    bucket: LastBucket,
    recognized: u64,
}

#[derive(Debug)]
enum State {
    /// Before the first line that starts in the range.
    Skipping,
    /// In a line, of which these bytes came in earlier pieces.
    InLine(Vec<u8>),
    /// In a line too long to keep, and how much of it was read.
    InLongLine(LongLine, u64),
    Complete,
}

impl RangeScanner {
    /// A scanner for the lines that start in `range`, which may reach beyond the end of the input.
    pub fn new(range: Range<u64>) -> Self {
        let at = range.start.saturating_sub(1);
        let state = match range.start {
            _ if range.is_empty() => State::Complete,
            0 => State::InLine(Vec::new()),
            _ => State::Skipping,
        };
        let (judge, tally, catalog) = (Judge::default(), Tally::default(), Catalog::default());
        Self { range, at, state, judge, tally, catalog, bucket: LastBucket::default(), recognized: 0 }
    }

    /// Offset of the first byte to push: one before the range, where the line before it may end.
    pub fn feed_from(&self) -> u64 {
        self.range.start.saturating_sub(1)
    }

    /// Lines read so far.
    pub fn lines(&self) -> u64 {
        self.catalog.lines()
    }

    /// How many of them were read by comparing them with lines before, without a tree; it changes no result.
    pub fn recognized(&self) -> u64 {
        self.recognized
    }

    /// What was found so far.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Reads the next piece of the input. After the first lines, room is made for the rest of the range, which should be like
    /// them: columns that grow by doubling are held twice.
    pub fn push(&mut self, bytes: &[u8]) -> Progress {
        let is_first = self.catalog.is_empty();
        let progress = self.read(bytes);
        if is_first {
            self.catalog.reserve_for(self.range.end);
        }
        progress
    }

    fn read(&mut self, bytes: &[u8]) -> Progress {
        let mut rest = bytes;
        while !rest.is_empty() {
            rest = match std::mem::replace(&mut self.state, State::Complete) {
                State::Skipping => self.skip(rest),
                State::InLine(kept) => self.read_line(kept, rest),
                State::InLongLine(line, length) => self.read_long_line(line, length, rest),
                State::Complete => return Progress::Complete,
            };
        }
        if matches!(self.state, State::Complete) { Progress::Complete } else { Progress::NeedMore }
    }

    /// The catalog, once the input has ended or the scanner is complete.
    pub fn finish(mut self) -> Catalog {
        match std::mem::replace(&mut self.state, State::Complete) {
            State::InLine(kept) if !kept.is_empty() => self.judge_line(&kept),
            State::InLongLine(line, length) => self.judge_long_line(&line, length),
            _ => {}
        }
        self.catalog
    }

    /// Moves on by `length` bytes; gives what is left.
    fn advance<'b>(&mut self, bytes: &'b [u8], length: usize) -> &'b [u8] {
        self.at += length as u64;
        &bytes[length..]
    }

    /// A line begins here, unless it would begin outside of the range.
    fn begin_line(&mut self, buffer: Vec<u8>) {
        self.state = if self.at < self.range.end { State::InLine(buffer) } else { State::Complete };
    }

    fn skip<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        // A line feed behind this place would begin a line outside of the range.
        if self.at + 1 >= self.range.end {
            return bytes;
        }
        let Some(newline) = memchr(b'\n', bytes) else {
            self.state = State::Skipping;
            return self.advance(bytes, bytes.len());
        };
        let rest = self.advance(bytes, newline + 1);
        self.begin_line(Vec::new());
        rest
    }

    /// Reads the lines at the beginning of `bytes` that are like lines before; gives what is left.
    fn read_recognized<'b>(&mut self, mut bytes: &'b [u8]) -> &'b [u8] {
        while self.at < self.range.end
            && let Some(sighting) = self.judge.recognize(bytes, &mut |name| self.catalog.labels.intern(name))
        {
            let length = sighting.line.len();
            self.catalog.push_recognized(self.at, &sighting, &mut self.bucket);
            self.recognized += 1;
            self.sniff(self.at, &bytes[..length]);
            bytes = self.advance(bytes, length);
        }
        bytes
    }

    /// Reads the blank lines at the beginning of `bytes`, however many there are; gives what is left.
    fn read_blank<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let (mut length, mut lines) = (0, 0);
        while self.at + (length as u64) < self.range.end
            && let Some(line) = blank_line(&bytes[length..])
        {
            length += line;
            lines += 1;
        }
        if lines > 0 {
            self.sniff(self.at, &bytes[..length]);
            self.catalog.push_blank(self.at..self.at + length as u64, lines);
        }
        self.advance(bytes, length)
    }

    /// Reads a line that came in pieces and ends where the scanner stands, if it is like lines before.
    fn recognize_kept(&mut self, line: &mut Vec<u8>) -> bool {
        let length = line.len();
        line.resize(length + PADDING, 0);
        let start = self.at - length as u64;
        let seen = self.judge.recognize(line, &mut |name| self.catalog.labels.intern(name));
        let is_seen = seen.is_some_and(|sighting| {
            self.catalog.push_recognized(start, &sighting, &mut self.bucket);
            true
        });
        line.truncate(length);
        if is_seen {
            self.recognized += 1;
            self.sniff(start, line);
        }
        is_seen
    }

    fn read_line<'b>(&mut self, mut kept: Vec<u8>, bytes: &'b [u8]) -> &'b [u8] {
        if kept.is_empty() {
            let rest = self.read_recognized(bytes);
            let rest = self.read_blank(rest);
            if rest.len() < bytes.len() {
                self.begin_line(kept);
                return rest;
            }
        }
        let newline = memchr(b'\n', bytes);
        let length = newline.map_or(bytes.len(), |newline| newline + 1);
        if kept.len() + length - usize::from(newline.is_some()) > MAX_KEPT {
            let start = self.at - kept.len() as u64;
            self.sniff(start, &kept);
            self.sniff(self.at, &bytes[..length]);
            let mut line = LongLine::default();
            line.push(&kept);
            return self.read_long_line(line, kept.len() as u64, bytes);
        }
        if newline.is_none() {
            kept.extend_from_slice(bytes);
            self.state = State::InLine(kept);
            return self.advance(bytes, length);
        }
        let rest = self.advance(bytes, length);
        if kept.is_empty() {
            self.judge_line(&bytes[..length]);
        } else {
            kept.extend_from_slice(&bytes[..length]);
            if !self.recognize_kept(&mut kept) {
                self.judge_line(&kept);
            }
            kept.clear();
        }
        self.begin_line(kept);
        rest
    }

    fn read_long_line<'b>(&mut self, mut line: LongLine, length: u64, bytes: &'b [u8]) -> &'b [u8] {
        let Some(newline) = memchr(b'\n', bytes) else {
            line.push(bytes);
            self.state = State::InLongLine(line, length + bytes.len() as u64);
            return self.advance(bytes, bytes.len());
        };
        line.push(&bytes[..newline]);
        let rest = self.advance(bytes, newline + 1);
        self.judge_long_line(&line, length + newline as u64 + 1);
        self.begin_line(Vec::new());
        rest
    }

    /// Judges a line that ends where the scanner stands.
    fn judge_line(&mut self, bytes: &[u8]) {
        let start = self.at - bytes.len() as u64;
        self.sniff(start, bytes);
        if blank_line(bytes) == Some(bytes.len()) {
            self.catalog.push_blank(start..self.at, 1);
            return;
        }
        self.tally.clear();
        let line = Line::new(bytes, start == 0);
        let judgement = self.judge.judge(line, &mut self.tally);
        self.catalog.push(start..self.at, &judgement, &self.tally);
        if let Some(verdict) = judgement.verdict(&self.tally)
            && line.skipped == 0
        {
            self.judge.learn(bytes, verdict);
        }
    }

    fn judge_long_line(&mut self, line: &LongLine, length: u64) {
        self.tally.clear();
        let status = Judge::judge_long(line.is_utf8(), &mut self.tally);
        self.catalog.push_unread(self.at - length..self.at, status, &self.tally);
    }

    /// Keeps the input's first bytes, by which it is told what a file is that is no manifest.
    fn sniff(&mut self, start: u64, bytes: &[u8]) {
        if start < SNIFFED as u64 {
            let wanted = usize::try_from(SNIFFED as u64 - start).unwrap_or(0);
            self.catalog.head.extend_from_slice(&bytes[..bytes.len().min(wanted)]);
        }
    }
}
