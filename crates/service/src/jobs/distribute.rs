//! The split itself: that of the rest of Holdout, over the lines in their order, so that it is the same here, in the page and
//! on the command line. The plan is made outside the transaction, for nobody may change either dataset meanwhile.

use holdout_core::catalog::{CheckOptions, Manifest, RangeScanner};
use holdout_core::report::InputFacts;
use holdout_core::rules::{Code, Severity};
use holdout_core::split::{Plan, Side, SplitOptions};

use super::{End, end};
use crate::error::Fault;
use crate::service::Service;
use crate::store::{Filter, Job, Row};

/// Entries that are read at a time.
const PAGE: usize = 2000;

/// Moves the test side's entries.
pub(super) fn run(service: &Service, job: &Job, train: i64, test: i64) -> Result<(), Fault> {
    let (manifest, ids) = scan(service, train)?;
    let options = SplitOptions { seed: service.options.seed, ..SplitOptions::default() };
    let plan = Plan::new(&manifest, options).map_err(|finding| Fault::internal(finding.message))?;
    let refused = refused(&manifest, &plan);
    service.store.change(|database| {
        if let Some(refused) = &refused {
            return end(service, database, job, refused);
        }
        for (row, &id) in (0..plan.lines()).zip(&ids) {
            if plan.side(row) == Side::Test {
                Row::shift(database, id, test)?;
            }
        }
        end(service, database, job, &End::Done { dropped: 0 })
    })
}

/// The lines of a dataset, as a manifest, and the number of each.
fn scan(service: &Service, dataset: i64) -> Result<(Manifest, Vec<i64>), Fault> {
    let mut scanner = RangeScanner::new(0..u64::MAX);
    let mut ids = Vec::new();
    loop {
        let after = ids.last().copied().unwrap_or(0);
        let rows = service.store.read(|database| Row::list(database, dataset, after, &Filter::default(), PAGE))?;
        if rows.is_empty() {
            return Ok((Manifest::new(scanner.finish()), ids));
        }
        for row in &rows {
            scanner.push(row.line.as_bytes());
            scanner.push(b"\n");
            ids.push(row.id);
        }
    }
}

/// Why there can be no split, if so.
fn refused(manifest: &Manifest, plan: &Plan) -> Option<End> {
    let facts = InputFacts { name: String::new(), bytes: manifest.bytes(), sha256: None, lines: manifest.lines() };
    let report = plan.report(manifest, manifest.report(&facts, &CheckOptions::default()));
    let found = report.split.findings.into_iter().find(|finding| {
        finding.code == Code::InsufficientImagesPerLabelForDistribute && finding.severity == Severity::Error
    })?;
    let words = "The manifest file doesn't have enough labeled images to distribute the dataset.";
    Some(End::Refused { message: format!("{}: {words} {}", found.code.as_str(), found.message) })
}
