//! One JSON object for each line of the manifest, in order.

use std::io::Write;
use std::ops::Range;
use std::thread;

use holdout_core::catalog::Manifest;
use holdout_core::manifest::MAX_KEPT;
use holdout_core::rules::Judge;

use crate::error::Failure;
use crate::input::Input;

/// Bytes of the manifest that one thread renders at a time.
const BATCH: u64 = 2 << 20;

/// Writes the verdict on every line to standard output.
pub fn write(input: &Input, manifest: &Manifest, threads: usize) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let mut batches = batches(manifest);
    loop {
        let round: Vec<_> = batches.by_ref().take(threads).collect();
        if round.is_empty() {
            return out.flush().map_err(Failure::stdout);
        }
        let rendered: Vec<_> = thread::scope(|scope| {
            let running: Vec<_> =
                round.into_iter().map(|rows| scope.spawn(move || render(input, manifest, rows))).collect();
            running.into_iter().map(|thread| thread.join().map_err(|_| Failure::Worker)?).collect()
        });
        for text in rendered {
            out.write_all(&text?).map_err(Failure::stdout)?;
        }
    }
}

/// Rows in batches of about the same number of bytes.
fn batches(manifest: &Manifest) -> impl Iterator<Item = Range<u32>> {
    let rows = u32::try_from(manifest.len()).unwrap_or(u32::MAX);
    let mut next = 0;
    std::iter::from_fn(move || {
        if next >= rows {
            return None;
        }
        let first = next;
        let end = manifest.line_range(first).start + BATCH;
        while next < rows && manifest.line_range(next).start < end {
            next += 1;
        }
        Some(first..next)
    })
}

fn render(input: &Input, manifest: &Manifest, rows: Range<u32>) -> Result<Vec<u8>, Failure> {
    let mut judge = Judge::default();
    let mut text = Vec::new();
    let mut line = Vec::new();
    let mut row = rows.start;
    let start = manifest.line_range(rows.start).start;
    let end = manifest.line_range(rows.end - 1).end;
    let mut at = start;
    input.read(start..end, |mut piece| {
        while !piece.is_empty() {
            let left = manifest.line_range(row).end - at;
            let taken = usize::try_from(left).unwrap_or(usize::MAX).min(piece.len());
            // Of a line that is too long to judge the first bytes are enough.
            let kept = taken.min((MAX_KEPT + 1).saturating_sub(line.len()));
            line.extend_from_slice(&piece[..kept]);
            at += taken as u64;
            piece = &piece[taken..];
            if taken as u64 == left {
                let verdict = manifest.verdict(&mut judge, row, &line);
                // Writing to memory cannot fail, and a verdict has no keys but strings.
                let _ = serde_json::to_writer(&mut text, &verdict);
                text.push(b'\n');
                line.clear();
                row += 1;
            }
        }
        true
    })?;
    Ok(text)
}
