//! A certificate: what was split, into what, with which options, so that anybody who has the files can check it.

use serde::{Deserialize, Serialize};

use crate::report::{Counts, Difference, InputFacts, KeepSummary, LabelBalance, LeakSummary, SplitReport, grouped};
use crate::split::SplitOptions;

/// Version of the rules: it grows whenever the same line would be judged in another way.
pub const RULES_VERSION: u32 = 1;

/// One of the files that a split wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OutputFacts {
    /// Number of lines.
    pub lines: u64,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
}

/// The files that a split wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Outputs {
    /// The training manifest.
    pub train: OutputFacts,
    /// The test manifest.
    pub test: OutputFacts,
    /// The lines set aside, if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected: Option<OutputFacts>,
}

/// Everything it takes to check a split.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Certificate {
    /// Version of this shape.
    pub schema: u32,
    /// The manifest that was split.
    pub input: InputFacts,
    /// What came out.
    pub outputs: Outputs,
    /// The options.
    pub options: SplitOptions,
    /// Version of the algorithms.
    pub algorithm_version: u32,
    /// Version of the rules.
    pub rules_version: u32,
    /// What was kept of an earlier split, if one was: to make the plan again takes that split as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep: Option<KeepSummary>,
    /// Lines of the manifest by status.
    pub counts: Counts,
    /// What training could have seen of the test set.
    #[serde(default)]
    pub leak: LeakSummary,
    /// How each label is divided.
    pub labels: Vec<LabelBalance>,
}

impl OutputFacts {
    /// Where a file is not what is said here of the one that is called `what`.
    pub fn differences(&self, found: &Self, what: &str) -> Vec<Difference> {
        let mut differences = Differences::default();
        differences.facts(what, self, found);
        differences.0
    }
}

/// Differences, as they are found.
#[derive(Default)]
struct Differences(Vec<Difference>);

impl Differences {
    fn compare<T: PartialEq>(&mut self, what: &str, certified: &T, found: &T, tell: impl Fn(&T) -> String) {
        if certified != found {
            let difference = Difference { what: what.to_owned(), certified: tell(certified), found: tell(found) };
            self.0.push(difference);
        }
    }

    fn facts(&mut self, what: &str, certified: &OutputFacts, found: &OutputFacts) {
        self.compare(&format!("lines of {what}"), &certified.lines, &found.lines, |lines| grouped(*lines));
        self.compare(&format!("bytes of {what}"), &certified.bytes, &found.bytes, |bytes| grouped(*bytes));
        self.compare(&format!("SHA-256 of {what}"), &certified.sha256, &found.sha256, Clone::clone);
    }
}

impl Certificate {
    /// Where a certificate that was made anew, of the same manifest and with the same options, differs from this one.
    pub fn differences(&self, anew: &Self) -> Vec<Difference> {
        let mut differences = Differences::default();
        let debug = |value: &dyn std::fmt::Debug| format!("{value:?}");
        differences.compare("bytes of the manifest", &self.input.bytes, &anew.input.bytes, |bytes| grouped(*bytes));
        differences.compare("lines of the manifest", &self.input.lines, &anew.input.lines, |lines| grouped(*lines));
        let digest = |sha256: &Option<String>| sha256.clone().unwrap_or_else(|| "unknown".to_owned());
        differences.compare("SHA-256 of the manifest", &self.input.sha256, &anew.input.sha256, digest);
        differences.compare("algorithm version", &self.algorithm_version, &anew.algorithm_version, ToString::to_string);
        differences.compare("rules version", &self.rules_version, &anew.rules_version, ToString::to_string);
        differences.compare("lines by status", &self.counts, &anew.counts, |counts| debug(counts));
        differences.compare("what was kept", &self.keep, &anew.keep, |keep| debug(keep));
        if self.leak.look_alikes.is_some() {
            differences.compare("what training could have seen", &self.leak, &anew.leak, |leak| debug(leak));
        }
        let names = ["the training side, planned again", "the test side, planned again"];
        for (name, (certified, found)) in names
            .into_iter()
            .zip([(&self.outputs.train, &anew.outputs.train), (&self.outputs.test, &anew.outputs.test)])
        {
            differences.facts(name, certified, found);
        }
        let lines = |facts: &Option<OutputFacts>| facts.as_ref().map_or(0, |facts| facts.lines);
        let (certified, found) = (lines(&self.outputs.rejected), lines(&anew.outputs.rejected));
        differences.compare("lines set aside", &certified, &found, |lines| grouped(*lines));
        if let (Some(certified), Some(found)) = (&self.outputs.rejected, &anew.outputs.rejected) {
            differences.facts("the lines set aside", certified, found);
        }
        let count = (self.labels.len(), anew.labels.len());
        differences.compare("number of labels", &count.0, &count.1, ToString::to_string);
        // What is not counted but computed follows from the counts, and loses its last bits on the way through JSON.
        let counts = |label: &LabelBalance| {
            let LabelBalance { name, images, train, test, boxes_train, boxes_test, .. } = label;
            format!("\"{name}\": {images} images, {train} train, {test} test, boxes {boxes_train} and {boxes_test}")
        };
        for (certified, found) in self.labels.iter().zip(&anew.labels) {
            let what = format!("label \"{}\"", found.name);
            differences.compare(&what, &counts(certified), &counts(found), Clone::clone);
        }
        differences.0
    }

    /// Version of the shape.
    pub const SCHEMA: u32 = 1;

    /// The certificate of the split of `report`, whose files are `outputs`.
    pub fn new(report: &SplitReport, outputs: Outputs) -> Self {
        let split = &report.split;
        Self {
            schema: Self::SCHEMA,
            input: report.check.input.clone(),
            outputs,
            options: SplitOptions {
                fraction: split.fraction,
                strategy: split.strategy,
                seed: split.seed,
                group_by: split.groups.by.clone(),
                moves: split.moves.clone(),
            },
            algorithm_version: split.algorithm_version,
            rules_version: RULES_VERSION,
            keep: split.keep,
            counts: report.check.counts,
            leak: split.leak.clone(),
            labels: split.labels.clone(),
        }
    }
}
