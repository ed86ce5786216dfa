//! Lines into a dataset. Lines that are no entries are dropped, as the service drops them; of two lines with one image the
//! second is; if there are too many, nothing is changed. A line takes the place of the one of the same image, whole: how
//! attributes would merge AWS does not document.

use std::collections::BTreeSet;
use std::path::Path;

use holdout_core::catalog::{CheckOptions, Manifest, RangeScanner};
use holdout_core::report::{InputFacts, Report};
use holdout_core::rules::{self, Code, Severity, limits};
use rusqlite::Connection;

use super::{End, end};
use crate::entry::{Entry, Reader};
use crate::error::Fault;
use crate::files;
use crate::service::Service;
use crate::store::{Dataset, Job, Writer};

/// More than a fifth of the lines.
const MOST_DROPPED: (usize, usize) = (1, 5);

/// The lines of an update.
pub(super) fn lines(service: &Service, job: &Job, dataset: i64, text: &[u8]) -> Result<(), Fault> {
    let (entries, dropped) = read(text);
    put(service, job, dataset, &entries, dropped)
}

/// Fills a dataset from a file under `--s3-root`, unless `holdout check` rejects it.
pub(super) fn file(service: &Service, job: &Job, dataset: i64, object: &str) -> Result<(), Fault> {
    let refuse = |message| service.store.change(|database| end(service, database, job, &End::Refused { message }));
    let dataset_row = service.store.read(|database| Dataset::get(database, dataset))?;
    let inaccessible =
        |reason: String| format!("{}: {object}: {reason}", Code::ManifestInaccessibleOrUnsupportedFormat.as_str());
    let Some(root) = &service.s3_root else {
        return refuse(inaccessible("the service was started without --s3-root".to_owned()));
    };
    let read = root.open(Path::new(object)).and_then(|file| Ok(files::read(file, limits::MAX_BYTES)?));
    let text = match read {
        Ok(Ok(text)) => text,
        Ok(Err(size)) => return refuse(too_large(object, size)),
        Err(error) => {
            tracing::warn!(job = job.id, object, %error, "an object cannot be read");
            return refuse(inaccessible(error.to_string()));
        }
    };
    match refused(&dataset_row, object, &text) {
        Some(message) => refuse(message),
        None => lines(service, job, dataset, &text),
    }
}

/// Returns the dataset errors of a manifest: those of the report that `holdout check` prints, in the same words.
fn refused(dataset: &Dataset, object: &str, text: &[u8]) -> Option<String> {
    let mut scanner = RangeScanner::new(0..u64::MAX);
    scanner.push(text);
    let manifest = Manifest::new(scanner.finish());
    let kind = if dataset.kind == "TRAIN" { rules::Dataset::Training } else { rules::Dataset::Test };
    let options = CheckOptions { region: dataset.region().to_owned(), use_case: None, dataset: kind };
    errors(manifest.report(&facts(object, text.len() as u64), &options))
}

/// Returns the error for a file that is too large to be read.
fn too_large(object: &str, size: u64) -> String {
    let nothing = Manifest::new(RangeScanner::new(0..u64::MAX).finish());
    let mut report = nothing.report(&facts(object, size), &CheckOptions::default());
    report.findings.retain(|finding| finding.code == Code::ManifestSizeTooLarge);
    errors(report).unwrap_or_else(|| Code::ManifestSizeTooLarge.as_str().to_owned())
}

fn facts(object: &str, bytes: u64) -> InputFacts {
    let name = object.rsplit('/').next().unwrap_or(object).to_owned();
    InputFacts { name, bytes, sha256: None, lines: 0 }
}

fn errors(report: Report) -> Option<String> {
    let errors = report.findings.into_iter().filter(|finding| finding.severity == Severity::Error);
    let words: Vec<_> = errors.map(|finding| format!("{}: {}", finding.code.as_str(), finding.message)).collect();
    (!words.is_empty()).then(|| words.join("; "))
}

/// The entries of a text, and how many lines were dropped.
fn read(text: &[u8]) -> (Vec<Entry>, usize) {
    let (mut reader, mut entries, mut seen) = (Reader::default(), Vec::new(), BTreeSet::new());
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let mut dropped = 0;
    for (index, line) in text.split(|&byte| byte == b'\n').enumerate() {
        match reader.read(line, index == 0) {
            Some(entry) if seen.insert(entry.source_ref.clone()) => entries.push(entry),
            _ => dropped += 1,
        }
    }
    (entries, dropped)
}

fn put(service: &Service, job: &Job, dataset: i64, entries: &[Entry], dropped: usize) -> Result<(), Fault> {
    let (numerator, denominator) = MOST_DROPPED;
    let total = entries.len() + dropped;
    if dropped * denominator > total * numerator {
        let message = format!("{dropped} of {total} lines are no entries, or repeat an image.");
        let refused = End::Refused { message: format!("{}: {message}", Code::TooManyRecordsInError.as_str()) };
        return service.store.change(|database| end(service, database, job, &refused));
    }
    let refused = service.store.attempt(|database| {
        let mut writer = Writer::new(database, dataset)?;
        for entry in entries {
            writer.put(entry)?;
        }
        if let Some(refused) = over_limits(database, dataset)? {
            return Ok(Err(refused));
        }
        end(service, database, job, &End::Done { dropped }).map(Ok)
    })?;
    match refused {
        None => Ok(()),
        Some(refused) => service.store.change(|database| end(service, database, job, &refused)),
    }
}

/// What is too much of a dataset, if anything is.
fn over_limits(database: &Connection, id: i64) -> Result<Option<End>, Fault> {
    Dataset::recount(database, id)?;
    let dataset = Dataset::get(database, id)?;
    let region = dataset.region();
    let most =
        if dataset.kind == "TRAIN" { limits::max_training_lines(region) } else { limits::max_test_lines(region) };
    let refused =
        |code: Code, message: String| Ok(Some(End::Refused { message: format!("{}: {message}", code.as_str()) }));
    if dataset.total.unsigned_abs() > most {
        let message = format!("The dataset would have {} entries, and {most} are the most.", dataset.total);
        return refused(Code::ManifestRowsExceedsMaximum, message);
    }
    if dataset.labels.unsigned_abs() > limits::MAX_LABELS as u64 {
        let message =
            format!("The dataset would have {} labels, and {} are the most.", dataset.labels, limits::MAX_LABELS);
        return refused(Code::ManifestTooManyLabels, message);
    }
    Ok(None)
}
