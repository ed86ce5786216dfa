//! One JSON object for each line of the manifest, in order.

use std::io::Write;
use std::iter::Peekable;
use std::ops::Range;
use std::thread;

use holdout_core::catalog::Manifest;
use holdout_core::manifest::MAX_KEPT;
use holdout_core::rules::Judge;

use crate::error::Failure;
use crate::input::Input;
use crate::{stdio, threads};

/// Bytes of the manifest that one thread renders at a time.
const BATCH: u64 = 2 << 20;

/// Bytes of verdicts on blank lines that are written at a time.
const BLANK_BATCH: usize = 256 << 10;

/// Writes the verdict on every line to standard output, or to where a closed pipe ends.
pub fn write(input: &Input, manifest: &Manifest, threads: usize) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let mut batches = batches(manifest).peekable();
    loop {
        let round = round(&mut batches, manifest, threads);
        if round.is_empty() {
            return stdio::wrote(out.flush());
        }
        if let [rows] = &*round
            && manifest.lines_of(rows.start) > 1
        {
            if let Err(error) = blank_lines(&mut out, manifest, rows.start) {
                return stdio::wrote(Err(error));
            }
            continue;
        }
        let rendered: Vec<_> = thread::scope(|scope| {
            let render = |rows| threads::spawn(scope, move || render(input, manifest, rows));
            let running: Vec<_> = round.into_iter().map(render).collect();
            running.into_iter().map(|thread| thread?.join().map_err(|_| Failure::Worker)?).collect()
        });
        for text in rendered {
            if let Err(error) = out.write_all(&text?) {
                return stdio::wrote(Err(error));
            }
        }
    }
}

/// The next batches, one for each thread; a run of blank lines, of which there may be very many, by itself.
fn round(
    batches: &mut Peekable<impl Iterator<Item = Range<u32>>>,
    manifest: &Manifest,
    threads: usize,
) -> Vec<Range<u32>> {
    let is_run = |rows: &Range<u32>| manifest.lines_of(rows.start) > 1;
    let mut round: Vec<_> = batches.next_if(is_run).into_iter().collect();
    if round.is_empty() {
        round.extend(std::iter::from_fn(|| batches.next_if(|rows| !is_run(rows))).take(threads));
    }
    round
}

/// Writes the verdict on each line of a run of blank lines.
fn blank_lines(out: &mut impl Write, manifest: &Manifest, row: u32) -> std::io::Result<()> {
    let mut verdict = manifest.verdict(&mut Judge::default(), row, b"\n");
    let lines = verdict.line..verdict.line + verdict.lines;
    verdict.lines = 1;
    let mut text = Vec::with_capacity(BLANK_BATCH);
    for line in lines {
        verdict.line = line;
        serde_json::to_writer(&mut text, &verdict)?;
        text.push(b'\n');
        if text.len() > BLANK_BATCH {
            out.write_all(&text)?;
            text.clear();
        }
    }
    out.write_all(&text)
}

/// Rows in batches of about the same number of bytes; a run of blank lines is a batch by itself.
fn batches(manifest: &Manifest) -> impl Iterator<Item = Range<u32>> {
    let rows = u32::try_from(manifest.len()).unwrap_or(u32::MAX);
    let mut next = 0;
    std::iter::from_fn(move || {
        if next >= rows {
            return None;
        }
        let first = next;
        let end = manifest.line_range(first).start + BATCH;
        let is_run = |row| manifest.lines_of(row) > 1;
        next += 1;
        while next < rows && manifest.line_range(next).start < end && !is_run(first) && !is_run(next) {
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
