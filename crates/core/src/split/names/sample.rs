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

/// Most names of a run: more tell no more.
const WINDOW_NAMES: usize = 512;

/// Names of usable lines, with their rows.
#[derive(Debug, Default)]
pub struct NameSample {
    names: Vec<(u32, String)>,
    document: Document,
}

impl NameSample {
    /// The byte ranges of an input of so many bytes in which [`NameSample::windows`] lie: what is to be read for a sample is
    /// known before the manifest is. In a small input they overlap.
    pub fn spans(bytes: u64) -> impl Iterator<Item = Range<u64>> {
        (0..WINDOWS).map(move |number| bytes / WINDOWS * number).map(move |from| from..(from + WINDOW_BYTES).min(bytes))
    }

    /// The byte ranges of the input to read for it: they begin and end where lines do, and don't overlap. Which they are
    /// depends on the manifest alone.
    pub fn windows(manifest: &Manifest) -> Vec<Range<u64>> {
        let mut windows = Vec::new();
        let mut free_from = 0;
        for span in Self::spans(manifest.bytes()) {
            let from = span.start.max(free_from);
            // The lines on both edges may reach over them.
            let lines = manifest.rows_within(&span).map(|row| manifest.line_range(row));
            let mut lines = lines.filter(|line| from <= line.start && line.end <= span.end);
            let Some(first) = lines.next() else { continue };
            let end = lines.next_back().map_or(first.end, |last| last.end);
            windows.push(first.start..end);
            free_from = end;
        }
        windows
    }

    /// Reads a window, of which `bytes` are all.
    pub fn read(&mut self, manifest: &Manifest, window: &Range<u64>, bytes: &[u8]) {
        for row in manifest.rows_within(window).take(WINDOW_NAMES) {
            let line = manifest.line_range(row);
            let within = |at: u64| usize::try_from(at.saturating_sub(window.start)).unwrap_or(usize::MAX);
            let Some(line) = bytes.get(within(line.start)..within(line.end)) else { continue };
            if manifest.status(row) == Status::Valid
                && let Some(name) = source_ref(&mut self.document, line, row == 0)
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
