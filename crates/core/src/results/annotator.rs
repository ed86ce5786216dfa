//! Writing an annotated manifest: the input once more, piece by piece, with the findings put into their lines.

use std::ops::Deref;

use super::insertions::Insertions;
use crate::catalog::Manifest;
use crate::manifest::{Document, Line, MAX_KEPT};
use crate::rules::{Code, Judge, Problem};

/// Copies a manifest and puts what was found into its lines, where it belongs: `errors` and `warnings`, arrays of
/// `{"code","message"}`, into the annotation, the label attribute, its metadata or the line.
///
/// What is not inserted is the input, byte for byte; only a line that is no JSON object, or longer than any that can be
/// kept, is replaced by one that holds only its findings. No more than a line is kept. What is inserted may make a line
/// longer than the service takes: the file is there to be read, and to be mended, before it is given to the service.
///
/// ```
/// use holdout_core::catalog::{Manifest, RangeScanner};
/// use holdout_core::results::Annotator;
/// let input = b"{\"image\":\"a.jpg\"}\n";
/// let mut scanner = RangeScanner::new(0..input.len() as u64);
/// scanner.push(input);
/// let manifest = Manifest::new(scanner.finish());
/// let mut annotated = Vec::new();
/// let mut annotator = Annotator::new(&manifest);
/// for piece in input.chunks(5) {
///     annotator.push(piece, |bytes| annotated.extend_from_slice(bytes));
/// }
/// let annotated = String::from_utf8(annotated)?;
/// assert!(annotated.starts_with(r#"{"image":"a.jpg","errors":[{"code":"ERROR_MISSING_SOURCE_REF","message":"#));
/// # Ok::<(), std::string::FromUtf8Error>(())
/// ```
#[derive(Debug)]
pub struct Annotator<M> {
    manifest: M,
    judge: Judge,
    document: Document,
    insertions: Insertions,
    /// Offset of the next byte that will be pushed.
    at: u64,
    /// Which of the lines with findings comes next.
    next: usize,
    /// What is kept of that line: the bytes that are judged, and the last two.
    line: Vec<u8>,
    tail: Vec<u8>,
    /// Whether the last byte of a run of blank lines was a carriage return.
    is_inside_ending: bool,
}

impl<M: Deref<Target = Manifest>> Annotator<M> {
    /// An annotator that starts at the input's first byte.
    pub fn new(manifest: M) -> Self {
        Self {
            manifest,
            judge: Judge::default(),
            document: Document::default(),
            insertions: Insertions::default(),
            at: 0,
            next: 0,
            line: Vec::new(),
            tail: Vec::new(),
            is_inside_ending: false,
        }
    }

    /// Reads the next piece of the input; `emit` gets what is to be written, in order.
    pub fn push(&mut self, mut bytes: &[u8], mut emit: impl FnMut(&[u8])) {
        while !bytes.is_empty() {
            let row = self.manifest.row_with_finding(self.next);
            let range = row.map_or(u64::MAX..u64::MAX, |row| self.manifest.line_range(row));
            let is_inside = range.start <= self.at;
            let left = if is_inside { range.end } else { range.start } - self.at;
            let (taken, rest) = bytes.split_at(usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len()));
            bytes = rest;
            self.at += taken.len() as u64;
            if !is_inside {
                emit(taken);
                continue;
            }
            if let Some(row) = row.filter(|&row| self.manifest.lines_of(row) > 1) {
                self.write_blank(row, taken, &mut emit);
            } else {
                self.keep(taken);
            }
            if self.at == range.end
                && let Some(row) = row
            {
                if self.manifest.lines_of(row) == 1 {
                    self.write_line(row, &mut emit);
                }
                self.next = self.manifest.next_finding_row(self.next);
            }
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        let judged = bytes.len().min((MAX_KEPT + 1).saturating_sub(self.line.len()));
        self.line.extend_from_slice(&bytes[..judged]);
        self.tail.extend_from_slice(&bytes[bytes.len().saturating_sub(2)..]);
        self.tail.drain(..self.tail.len().saturating_sub(2));
    }

    /// Writes what was found on each of the blank lines whose bytes these are.
    fn write_blank(&mut self, row: u32, bytes: &[u8], emit: &mut impl FnMut(&[u8])) {
        let problems = self.manifest.problems(&mut self.judge, row, b"\n").problems;
        let text = self.insertions.alone(&problems);
        for &byte in bytes {
            // A blank line is its ending: one or two bytes, which may come in two pieces.
            let is_inside = std::mem::replace(&mut self.is_inside_ending, byte == b'\r');
            if !is_inside {
                emit(text);
            }
            emit(&[byte]);
        }
    }

    fn write_line(&mut self, row: u32, emit: &mut impl FnMut(&[u8])) {
        let line = Line::new(&self.line, self.manifest.line_range(row).start == 0);
        let problems = self.manifest.problems(&mut self.judge, row, &self.line).problems;
        emit(&self.line[..line.skipped]);
        let text = if has_room(&problems, line.content, &mut self.document) {
            self.insertions.within(line.content, &problems, &mut self.document)
        } else {
            self.insertions.alone(&problems)
        };
        emit(text);
        emit(ending(&self.tail));
        self.line.clear();
        self.tail.clear();
    }
}

/// Whether the line is a JSON object. Of one that was too long to be judged it has still to be found out; of one that was
/// too long to be kept it is not known, and no more is left of it than of one that is no JSON.
fn has_room(problems: &[Problem], content: &[u8], document: &mut Document) -> bool {
    let has = |code| problems.iter().any(|problem| problem.code == code);
    if !has(Code::LineTooLong) {
        return !has(Code::InvalidJsonLine);
    }
    content.len() <= MAX_KEPT
        && std::str::from_utf8(content).is_ok_and(|text| document.parse(text).is_ok_and(|value| value.is_object()))
}

/// The ending of a line whose last two bytes these are.
fn ending(tail: &[u8]) -> &[u8] {
    match tail {
        [b'\r', b'\n'] => tail,
        [.., b'\n' | b'\r'] => &tail[tail.len() - 1..],
        _ => &[],
    }
}
