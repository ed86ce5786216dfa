//! Lines into a dataset. Lines that are no entries are dropped, as the service drops them; of two lines with one image the
//! second is; if there are too many, nothing is changed. A line takes the place of the one of the same image, whole: how
//! attributes would merge AWS does not document.

use std::collections::BTreeSet;
use std::path::Path;

use holdout_core::rules::{Code, limits};
use rusqlite::Connection;

use super::{End, end};
use crate::entry::{Entry, Reader};
use crate::error::Fault;
use crate::service::Service;
use crate::store::{Dataset, Job, Writer};

/// More than a fifth of the lines.
const MOST_DROPPED: (usize, usize) = (1, 5);

/// The lines of an update.
pub(super) fn lines(service: &Service, job: &Job, dataset: i64, text: &[u8]) -> Result<(), Fault> {
    let (entries, dropped) = read(text);
    put(service, job, dataset, &entries, dropped)
}

/// The lines of a file.
pub(super) fn file(service: &Service, job: &Job, dataset: i64, path: &Path) -> Result<(), Fault> {
    let size = std::fs::metadata(path).map(|metadata| metadata.len());
    let refused = match size {
        Ok(size) if size > limits::MAX_BYTES => Some((
            Code::ManifestSizeTooLarge,
            format!("The manifest has {size} bytes, and {} are the most.", limits::MAX_BYTES),
        )),
        Ok(_) => None,
        Err(error) => Some((Code::ManifestInaccessibleOrUnsupportedFormat, error.to_string())),
    };
    if let Some((code, message)) = refused {
        let refused = End::Refused { code: code.as_str(), message };
        return service.store.change(|database| end(service, database, job, &refused));
    }
    match std::fs::read(path) {
        Ok(text) => lines(service, job, dataset, &text),
        Err(error) => {
            let code = Code::ManifestInaccessibleOrUnsupportedFormat.as_str();
            let refused = End::Refused { code, message: error.to_string() };
            service.store.change(|database| end(service, database, job, &refused))
        }
    }
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
        let refused = End::Refused { code: Code::TooManyRecordsInError.as_str(), message };
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
    let region = dataset.arn.split(':').nth(3).unwrap_or_default();
    let most =
        if dataset.kind == "TRAIN" { limits::max_training_lines(region) } else { limits::max_test_lines(region) };
    let refused = |code: Code, message| Ok(Some(End::Refused { code: code.as_str(), message }));
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
