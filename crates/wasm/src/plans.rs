//! Plans: each follows from its options alone, so questions name it by them; the last few are kept.

use std::rc::Rc;

use holdout_core::catalog::Manifest;
use holdout_core::certificate::{Certificate, OutputFacts, Outputs, PreviousFiles};
use holdout_core::report::SplitReport;
use holdout_core::split::{Given, Plan, Planner, Side};

use crate::error::Failure;
use crate::options::SplitRequest;

const KEPT: usize = 4;

/// The last few, the latest last.
#[derive(Debug, Default)]
pub(crate) struct Plans(Vec<(SplitRequest, Rc<Plan>)>);

impl Plans {
    /// The plan of these options, if it is kept.
    pub(crate) fn find(&self, request: &SplitRequest) -> Option<&Rc<Plan>> {
        self.0.iter().find(|(known, _)| known == request).map(|(_, plan)| plan)
    }

    /// Keeps a plan as the latest.
    pub(crate) fn keep(&mut self, request: SplitRequest, plan: Rc<Plan>) {
        self.0.retain(|(known, _)| *known != request);
        self.0.push((request, plan));
        if self.0.len() > KEPT {
            self.0.remove(0);
        }
    }
}

/// A plan in the making, step by step.
#[derive(Debug)]
pub(crate) struct Planning {
    request: SplitRequest,
    planner: Option<(Planner, Rc<Manifest>)>,
    plan: Option<Rc<Plan>>,
}

impl Planning {
    /// Begins one.
    pub(crate) fn begin(manifest: Rc<Manifest>, request: SplitRequest, given: Given) -> Result<Self, Failure> {
        let planner = Planner::new(&manifest, request.clone().options()?, given);
        let planner = planner.map_err(|finding| Failure::InvalidOptions(finding.message))?;
        Ok(Self { request, planner: Some((planner, manifest)), plan: None })
    }

    /// One that was made before.
    pub(crate) fn known(request: SplitRequest, plan: Rc<Plan>) -> Self {
        Self { request, planner: None, plan: Some(plan) }
    }

    /// Takes a step. Says whether the plan is made.
    pub(crate) fn advance(&mut self) -> bool {
        if self.planner.as_mut().is_some_and(|(planner, _)| planner.advance()) {
            return false;
        }
        if let Some((planner, manifest)) = self.planner.take() {
            self.plan = Some(Rc::new(planner.finish(&manifest)));
        }
        true
    }

    /// The plan and what it follows from. Steps that are left are taken.
    pub(crate) fn finish(mut self) -> Result<(SplitRequest, Rc<Plan>), Failure> {
        while !self.advance() {}
        let plan = self.plan.ok_or_else(|| Failure::Internal("a plan was not made".to_owned()))?;
        Ok((self.request, plan))
    }
}

/// The certificate, from the report and the digests of the training, the test and the rejected lines.
pub(crate) fn certificate(
    manifest: &Manifest,
    plan: &Plan,
    report: &SplitReport,
    [train, test, rejected]: [String; 3],
    previous: Option<PreviousFiles>,
) -> Certificate {
    let bytes = |side| plan.ranges(manifest, side).map(|range| range.end - range.start).sum();
    let facts = |side, sha256| OutputFacts { sha256, lines: plan.count(side), bytes: bytes(side) };
    let outputs = Outputs {
        train: facts(Side::Train, train),
        test: facts(Side::Test, test),
        rejected: (report.split.rejected > 0).then(|| facts(Side::Rejected, rejected)),
    };
    Certificate::new(report, outputs, previous)
}
