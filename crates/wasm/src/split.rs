//! A plan: its report, the byte ranges that its outputs are made of, and its certificate.

use std::ops::Range;
use std::rc::Rc;

use holdout_core::catalog::Manifest;
use holdout_core::certificate::{Certificate, OutputFacts, Outputs};
use holdout_core::report::SplitReport;
use holdout_core::split::{Plan, Side, SplitOptions};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Failure;
use crate::ledger::Ledger;
use crate::offset::{from_js, to_js};
use crate::options;

/// A plan for the manifest of a [`Ledger`]. Its methods are given that ledger again.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Split(Rc<Plan>);

#[wasm_bindgen]
impl Split {
    /// The report of the split, as the command prints it.
    pub fn report(&self, ledger: &Ledger) -> Result<String, JsValue> {
        Ok(crate::json(&self.whole_report(ledger)?))
    }

    /// Which bytes of the input from `start` to `end` belong to a side: start and end of each range, in order.
    pub fn ranges(&self, ledger: &Ledger, side: &str, start: f64, end: f64) -> Result<Vec<f64>, JsValue> {
        let ranges = self.ranges_within(ledger.manifest()?, read_side(side)?, from_js(start)..from_js(end));
        Ok(ranges.into_iter().flat_map(|range| [to_js(range.start), to_js(range.end)]).collect())
    }

    /// The certificate as JSON, from the digests of the training, the test and the rejected lines.
    pub fn certificate(
        &self,
        ledger: &Ledger,
        train: String,
        test: String,
        rejected: String,
    ) -> Result<String, JsValue> {
        let report = self.whole_report(ledger)?;
        let facts = |side, sha256| OutputFacts { sha256, lines: self.0.count(side), bytes: self.bytes(ledger, side) };
        let outputs = Outputs {
            train: facts(Side::Train, train),
            test: facts(Side::Test, test),
            rejected: (report.split.rejected > 0).then(|| facts(Side::Rejected, rejected)),
        };
        Ok(crate::json(&Certificate::new(&report, outputs)))
    }
}

impl Split {
    pub(crate) fn plan(manifest: &Manifest, options: JsValue) -> Result<Self, JsValue> {
        let options: SplitOptions = options::read(options)?;
        let plan = Plan::new(manifest, options).map_err(|finding| Failure::InvalidOptions(finding.message))?;
        Ok(Self(Rc::new(plan)))
    }

    pub(crate) fn shared(&self) -> Rc<Plan> {
        Rc::clone(&self.0)
    }

    fn whole_report(&self, ledger: &Ledger) -> Result<SplitReport, Failure> {
        let manifest = ledger.manifest()?;
        Ok(self.0.report(manifest, ledger.check()?))
    }

    fn bytes(&self, ledger: &Ledger, side: Side) -> u64 {
        let Ok(manifest) = ledger.manifest() else { return 0 };
        self.0.ranges(manifest, side).map(|range| range.end - range.start).sum()
    }

    /// The part of a side's ranges that lies in `window`, neighbours joined.
    fn ranges_within(&self, manifest: &Manifest, side: Side, window: Range<u64>) -> Vec<Range<u64>> {
        let rows = u32::try_from(manifest.len()).unwrap_or(u32::MAX);
        let mut ranges: Vec<Range<u64>> = Vec::new();
        for row in first_row(manifest, rows, window.start)..rows {
            let line = manifest.line_range(row);
            if line.start >= window.end {
                break;
            }
            if self.0.side(row) != side {
                continue;
            }
            let part = line.start.max(window.start)..line.end.min(window.end);
            match ranges.last_mut() {
                Some(last) if last.end == part.start => last.end = part.end,
                _ => ranges.push(part),
            }
        }
        ranges
    }
}

/// The first row that ends after `offset`.
fn first_row(manifest: &Manifest, rows: u32, offset: u64) -> u32 {
    let (mut low, mut high) = (0, rows);
    while low < high {
        let middle = low + (high - low) / 2;
        if manifest.line_range(middle).end <= offset { low = middle + 1 } else { high = middle }
    }
    low
}

fn read_side(side: &str) -> Result<Side, Failure> {
    let known = Side::ALL.into_iter().find(|known| known.as_str() == side);
    known.ok_or_else(|| Failure::InvalidOptions(format!("There is no side \"{side}\".")))
}

#[cfg(test)]
mod tests {
    use holdout_core::catalog::RangeScanner;

    use super::*;

    const METADATA: &str = r#"{"confidence":1,"class-name":"x","job-name":"j","human-annotated":"yes","creation-date":"2024-01-01T00:00:00","type":"groundtruth/image-classification"}"#;

    fn line(n: usize) -> String {
        if n % 7 == 6 {
            return "\n".to_owned();
        }
        format!("{{\"source-ref\":\"s3://bucket/{n}.png\",\"a\":1,\"a-metadata\":{METADATA}}}\n")
    }

    #[test]
    fn windows_of_any_size_add_up_to_the_whole() {
        let input: String = (0..50).map(line).collect();
        let mut scanner = RangeScanner::new(0..input.len() as u64);
        scanner.push(input.as_bytes());
        let manifest = Manifest::new(scanner.finish());
        let split =
            Split(Rc::new(Plan::new(&manifest, SplitOptions::default()).expect("the options are the usual ones")));
        for side in Side::ALL {
            let whole: Vec<u64> = split.0.ranges(&manifest, side).flatten().collect();
            assert!(!whole.is_empty());
            for size in [1, 13, 400, 1 << 20] {
                let windows = (0..input.len() as u64).step_by(size);
                let parts = windows.flat_map(|at| split.ranges_within(&manifest, side, at..at + size as u64));
                assert_eq!(parts.flatten().collect::<Vec<u64>>(), whole, "{side:?} in windows of {size}");
            }
        }
    }
}
