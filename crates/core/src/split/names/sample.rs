//! A sample of the names: some thousand lines in a few runs, for look-alikes lie side by side in most manifests.

use std::ops::Range;

use crate::catalog::Manifest;
use crate::manifest::Document;
use crate::rules::Status;
use crate::split::groups::source_ref;

/// Runs of neighbouring lines that are read, spread evenly over the input.
const WINDOWS: u64 = 16;

/// Bytes of a run, about.
const WINDOW_BYTES: u64 = 128 << 10;

/// Most lines of a run: more tell no more.
const WINDOW_LINES: usize = 512;

/// Names of usable lines, with their rows.
#[derive(Debug, Default)]
pub struct NameSample {
    names: Vec<(u32, String)>,
    document: Document,
    /// Behind the last line that was read.
    read_to: u64,
}

impl NameSample {
    /// The byte ranges to read for it, of an input of so many bytes: what is to be read is known before the manifest is. In a
    /// small input they overlap.
    pub fn spans(bytes: u64) -> impl Iterator<Item = Range<u64>> {
        (0..WINDOWS).map(move |number| bytes / WINDOWS * number).map(move |from| from..(from + WINDOW_BYTES).min(bytes))
    }

    /// Reads the lines within one of them, of which `bytes` are all. They are read in their order; lines that reach over
    /// an edge are left out.
    pub fn read(&mut self, manifest: &Manifest, span: &Range<u64>, bytes: &[u8]) {
        let from = span.start.max(self.read_to);
        let lines = manifest.rows_within(span).map(|row| (row, manifest.line_range(row)));
        for (row, line) in lines.filter(|(_, line)| line.start >= from).take(WINDOW_LINES) {
            let within = |at: u64| usize::try_from(at - span.start).unwrap_or(usize::MAX);
            let Some(text) = bytes.get(within(line.start)..within(line.end)) else { return };
            self.read_to = line.end;
            if manifest.status(row) == Status::Valid
                && let Some(name) = source_ref(&mut self.document, text, row == 0)
            {
                self.names.push((row, name.to_owned()));
            }
        }
    }

    /// The names, in the order of their lines.
    pub(super) fn names(&self) -> &[(u32, String)] {
        &self.names
    }
}
