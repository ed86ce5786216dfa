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
    /// The byte ranges of the input to read for it: they begin and end where lines do, and don't overlap. Which they are
    /// depends on the manifest alone.
    pub fn windows(manifest: &Manifest) -> Vec<Range<u64>> {
        let bytes = manifest.bytes();
        let mut windows: Vec<Range<u64>> = Vec::new();
        for number in 0..WINDOWS {
            let from = bytes / WINDOWS * number;
            let rows = manifest.rows_within(&(from..(from + WINDOW_BYTES).min(bytes)));
            if rows.is_empty() {
                continue;
            }
            // The first line may have begun before. The last may be of any length: it is left to the next window.
            let last = manifest.line_range(rows.end - 1);
            let end = if last.end <= from + WINDOW_BYTES { last.end } else { last.start };
            let start = manifest.line_range(rows.start).start;
            let start = windows.last().map_or(start, |before| start.max(before.end));
            if start < end && end - start <= 4 * WINDOW_BYTES {
                windows.push(start..end);
            }
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
