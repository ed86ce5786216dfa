//! A plan: its report, the byte ranges that its outputs are made of, and its certificate.

use std::rc::Rc;

use holdout_core::catalog::Manifest;
use holdout_core::certificate::{Certificate, OutputFacts, Outputs};
use holdout_core::report::SplitReport;
use holdout_core::split::{Given, Plan, Planner, Side, SplitOptions};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Failure;
use crate::ledger::Ledger;
use crate::offset::{from_js, to_js};

/// A plan for the manifest of a [`Ledger`], at first in the making. Its methods are given that ledger again.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Split {
    planning: Option<(Planner, Rc<Manifest>)>,
    plan: Option<Rc<Plan>>,
}

#[wasm_bindgen]
impl Split {
    /// Takes a step in making the plan. Says whether there are more; nothing else can be asked before.
    pub fn advance(&mut self) -> bool {
        if self.planning.as_mut().is_some_and(|(planner, _)| planner.advance()) {
            return true;
        }
        if let Some((planner, manifest)) = self.planning.take() {
            self.plan = Some(Rc::new(planner.finish(&manifest)));
        }
        false
    }

    /// The report of the split, as the command prints it.
    pub fn report(&self, ledger: &Ledger) -> Result<String, JsValue> {
        Ok(crate::json(&self.whole_report(ledger)?))
    }

    /// Which bytes of the input from `start` to `end` belong to a side: start and end of each range, in order.
    pub fn ranges(&self, ledger: &Ledger, side: &str, start: f64, end: f64) -> Result<Vec<f64>, JsValue> {
        let ranges = self.made()?.ranges_within(ledger.manifest()?, read_side(side)?, from_js(start)..from_js(end));
        Ok(ranges.flat_map(|range| [to_js(range.start), to_js(range.end)]).collect())
    }

    /// The certificate as JSON, from the digests of the training, the test and the rejected lines.
    pub fn certificate(
        &self,
        ledger: &Ledger,
        train: String,
        test: String,
        rejected: String,
    ) -> Result<String, JsValue> {
        let (plan, manifest) = (self.made()?, ledger.manifest()?);
        let report = self.whole_report(ledger)?;
        let bytes = |side| plan.ranges(manifest, side).map(|range| range.end - range.start).sum();
        let facts = |side, sha256| OutputFacts { sha256, lines: plan.count(side), bytes: bytes(side) };
        let outputs = Outputs {
            train: facts(Side::Train, train),
            test: facts(Side::Test, test),
            rejected: (report.split.rejected > 0).then(|| facts(Side::Rejected, rejected)),
        };
        Ok(crate::json(&Certificate::new(&report, outputs)))
    }
}

impl Split {
    pub(crate) fn begin(manifest: Rc<Manifest>, options: SplitOptions, given: Given) -> Result<Self, Failure> {
        let planner = Planner::new(&manifest, options, given);
        let planner = planner.map_err(|finding| Failure::InvalidOptions(finding.message))?;
        Ok(Self { planning: Some((planner, manifest)), plan: None })
    }

    pub(crate) fn made(&self) -> Result<&Rc<Plan>, Failure> {
        self.plan.as_ref().ok_or_else(|| Failure::Internal("a plan was asked before it was made".to_owned()))
    }

    fn whole_report(&self, ledger: &Ledger) -> Result<SplitReport, Failure> {
        let manifest = ledger.manifest()?;
        Ok(self.made()?.report(manifest, ledger.check()?))
    }
}

fn read_side(side: &str) -> Result<Side, Failure> {
    let known = Side::ALL.into_iter().find(|known| known.as_str() == side);
    known.ok_or_else(|| Failure::InvalidOptions(format!("There is no side \"{side}\".")))
}
