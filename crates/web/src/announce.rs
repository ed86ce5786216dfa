//! What a screen reader says: one sentence for each state, and the progress now and then.

use holdout_core::report::Verdict;

use crate::format::{bytes, count, counted, percent, ratio};
use crate::state::{Manifest, Phase, Reading, Save, State};

/// The sentence for the state of the page. It is said again only when it changes.
pub fn sentence(state: &State) -> String {
    match (state.phase(), &state.reading, &state.open) {
        (Phase::Reading, Some(reading), _) => self::reading(reading),
        (Phase::Checked, _, Some(open)) => checked(open),
        (Phase::Done, _, Some(open)) => done(open),
        _ => String::new(),
    }
}

/// What the split comes to, once it is computed for what is set: whoever changes a setting hears what it did.
pub fn split(state: &State) -> String {
    let Some(open) = state.open.as_ref().filter(|open| !open.split.busy && state.phase() != Phase::Reading) else {
        return String::new();
    };
    open.split.report.as_ref().map_or_else(String::new, |report| {
        let split = &report.split;
        let mut parts = vec![format!("Split: {} to train with", counted(split.train, "line", "lines"))];
        parts.push(format!("{} to test with", count(split.test)));
        for (missing, side) in [(&split.missing_in_train, "train"), (&split.missing_in_test, "test")] {
            if !missing.is_empty() {
                parts
                    .push(format!("{} with no image to {side} with", counted(missing.len() as u64, "label", "labels")));
            }
        }
        parts.join(", ") + "."
    })
}

/// The title of the page, as the browser's tab shows it.
pub fn title(state: &State) -> String {
    match (&state.reading, &state.open) {
        (Some(Reading { progress, .. }), _) if progress.total_bytes > 0 => {
            let share = ratio(progress.bytes, progress.total_bytes);
            format!("{:.0}% · Holdout", share * 100.0)
        }
        (Some(_), _) => "Reading… · Holdout".to_owned(),
        (None, Some(open)) => {
            let mark = match open.pair.as_ref().map_or(open.report.outcome, |pair| pair.report.outcome) {
                Verdict::Accepted => '✓',
                Verdict::AcceptedWithLosses => '!',
                Verdict::Rejected => '✕',
            };
            format!("{mark} {} · Holdout", open.report.input.name)
        }
        (None, None) => "Holdout: check and split a manifest".to_owned(),
    }
}

fn reading(reading: &Reading) -> String {
    let progress = &reading.read_out;
    if progress.bytes == 0 {
        return format!("Reading {}.", reading.name);
    }
    let lines = counted(progress.lines, "line", "lines");
    if progress.total_bytes == 0 {
        return format!("{} read, {lines}.", bytes(progress.bytes));
    }
    format!("{} read, {lines}.", percent(ratio(progress.bytes, progress.total_bytes)))
}

fn checked(open: &Manifest) -> String {
    let shown = open.in_front();
    let counts = shown.report.counts;
    if let Some(pair) = &open.pair {
        let name = &shown.report.input.name;
        let lines = counted(shown.report.input.lines, "line", "lines");
        return format!("{} In front is {name}, {lines}.", pair.report.verdict);
    }
    format!(
        "{} {} valid, {} invalid, {} ignored, {} removed.",
        open.report.verdict,
        counted(counts.valid, "line", "lines"),
        count(counts.invalid),
        count(counts.ignored),
        count(counts.removed),
    )
}

fn done(open: &Manifest) -> String {
    let Save::Done(files) = &open.save else { return String::new() };
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    format!("Saved {}.", names.join(", "))
}
