//! Some lines of each code, read and judged again, for those who want to see them.

use std::collections::BTreeMap;

use holdout_core::catalog::{Manifest, Query};
use holdout_core::manifest::{Line, MAX_KEPT};
use holdout_core::report::{Finding, Report};
use holdout_core::rules::{Code, Judge};

use crate::error::Failure;
use crate::input::Input;

/// A finding on a line.
#[derive(Debug)]
pub struct Example {
    /// Number of the line, from 1.
    pub line: u64,
    /// The line's text, without its ending and without a byte order mark.
    pub text: Vec<u8>,
    /// Bytes of a byte order mark before the text.
    pub skipped: usize,
    /// What was found.
    pub finding: Finding,
}

/// Examples by code.
pub type Examples = BTreeMap<Code, Vec<Example>>;

/// Reads up to `most` findings of each code, one of a line.
pub fn read(input: &Input, manifest: &Manifest, report: &Report, most: usize) -> Result<Examples, Failure> {
    let mut judge = Judge::default();
    let mut examples = Examples::new();
    for summary in &report.codes {
        let rows = if most <= summary.first_lines.len() {
            summary.first_lines.iter().filter_map(|&line| manifest.row_of_line(line)).collect()
        } else {
            manifest.find(&Query { code: Some(summary.code), ..Query::default() })
        };
        let mut of_code = Vec::new();
        for row in rows.into_iter().take(most) {
            let bytes = line(input, manifest, row)?;
            let verdict = manifest.verdict(&mut judge, row, &bytes);
            let finding = verdict.findings.into_iter().find(|finding| finding.code == summary.code);
            let Line { content, skipped } = Line::new(&bytes, manifest.line_range(row).start == 0);
            let text = content.to_vec();
            of_code.extend(finding.map(|finding| Example { line: verdict.line, text, skipped, finding }));
        }
        examples.insert(summary.code, of_code);
    }
    Ok(examples)
}

/// The bytes of a line, as many as are judged.
fn line(input: &Input, manifest: &Manifest, row: u32) -> Result<Vec<u8>, Failure> {
    let range = manifest.line_range(row);
    let end = range.end.min(range.start + MAX_KEPT as u64 + 2);
    let mut bytes = Vec::new();
    // A line is short; a buffer of the usual size would cost more than the line.
    let mut buffer = vec![0; usize::try_from(end - range.start).unwrap_or_default()];
    input.read_into(&mut buffer, range.start..end, |piece| {
        bytes.extend_from_slice(piece);
        true
    })?;
    Ok(bytes)
}
