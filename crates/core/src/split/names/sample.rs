//! A sample of the names: some thousand lines in a few runs, for look-alikes lie side by side in most manifests.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::catalog::Manifest;
use crate::manifest::{Document, SourceRef};
use crate::rules::Status;
use crate::split::groups::source_ref;

/// Runs of neighbouring lines that are read, spread evenly over the input. To begin to read takes longer than a run is long.
const RUNS: u64 = 8;

/// Bytes of a run.
const RUN_BYTES: u64 = 128 << 10;

/// Most lines of a run: more tell no more.
const RUN_LINES: usize = 512;

/// Names of usable lines, with their rows.
#[derive(Debug, Default)]
pub struct NameSample {
    names: Vec<(u32, String)>,
    document: Document,
}

impl NameSample {
    /// The byte ranges to read for it, of an input of so many bytes: what is to be read is known before the manifest is.
    pub fn spans(bytes: u64) -> impl Iterator<Item = Range<u64>> {
        let runs = bytes.div_ceil(RUN_BYTES).clamp(1, RUNS);
        let apart = bytes / runs;
        (0..runs).map(move |run| run * apart..run * apart + apart.min(RUN_BYTES))
    }

    /// Reads the lines within one of them, of which `bytes` are all. Lines that reach over an edge are left out.
    pub fn read(&mut self, manifest: &Manifest, span: &Range<u64>, bytes: &[u8]) {
        let lines = manifest.rows_within(span).map(|row| (row, manifest.line_range(row)));
        for (row, line) in lines.filter(|(_, line)| span.start <= line.start).take(RUN_LINES) {
            let within = |at: u64| usize::try_from(at - span.start).unwrap_or(usize::MAX);
            let Some(text) = bytes.get(within(line.start)..within(line.end)) else { return };
            if manifest.status(row) == Status::Valid
                && let Some(name) = source_ref(&mut self.document, text, row == 0)
            {
                self.names.push((row, SourceRef::canonical(name).into_owned()));
            }
        }
    }

    /// Whether a file name is there twice, in different folders.
    pub fn repeats_file_names(&self) -> bool {
        let mut folders = BTreeMap::new();
        self.files().any(|(folder, file)| *folders.entry(file).or_insert(folder) != folder)
    }

    /// The folder and the file name of each name.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.names.iter().filter_map(|(_, name)| name.rsplit_once('/'))
    }

    /// Whether a file name of this sample is among those of another, in a different folder.
    pub fn shares_file_names<'f>(&self, mut others: impl Iterator<Item = (&'f str, &'f str)>) -> bool {
        let mut known: BTreeMap<&str, &str> = BTreeMap::new();
        for (folder, file) in self.files() {
            known.insert(file, folder);
        }
        others.any(|(folder, file)| known.get(file).is_some_and(|&other| other != folder))
    }

    /// The names, in the order of their lines.
    pub(super) fn names(&self) -> &[(u32, String)] {
        &self.names
    }
}
