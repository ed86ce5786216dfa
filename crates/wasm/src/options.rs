//! Options on their way in: JavaScript objects, written as JSON, to what the core takes.

use holdout_core::catalog::{CheckOptions, Query};
use holdout_core::rules::{Code, Status, UseCase};
use holdout_core::split::{Move, SplitOptions, Strategy};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::Failure;

/// Most lines a page may have.
const MOST_LINES: u32 = 500;

/// Reads an options object. Members that it should not have were refused in `js/options.js`.
pub(crate) fn read<T: DeserializeOwned>(options: &str) -> Result<T, Failure> {
    serde_json::from_str(options).map_err(|error| {
        let text = error.to_string();
        // Nobody has seen the JSON in which the place would be.
        let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _place)| what);
        Failure::InvalidOptions(format!("An option is wrong: {what}."))
    })
}

/// What a check may be told.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Check {
    region: Option<String>,
    use_case: Option<Use>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Use {
    #[default]
    Auto,
    ImageLevel,
    Localization,
}

impl From<Check> for CheckOptions {
    fn from(check: Check) -> Self {
        let usual = Self::default();
        Self {
            region: check.region.unwrap_or(usual.region),
            use_case: match check.use_case.unwrap_or_default() {
                Use::Auto => usual.use_case,
                Use::ImageLevel => Some(UseCase::ImageLevelLabels),
                Use::Localization => Some(UseCase::ObjectLocalization),
            },
            dataset: usual.dataset,
        }
    }
}

/// What a split may be told.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct SplitRequest {
    fraction: Option<f64>,
    strategy: Option<Strategy>,
    seed: Option<u64>,
    group_by: Option<String>,
    /// The rule by which look-alikes are counted where lines are not grouped.
    watch: Option<String>,
    /// Whether the names of images are compared for the report.
    names: bool,
    /// Whether file names that are in both subsets are counted.
    file_names: bool,
    /// Number of an earlier split.
    keep: Option<u32>,
    r#move: Vec<Move>,
}

impl SplitRequest {
    /// The rule by which lines belong together.
    pub(crate) fn group_by(&self) -> Option<&str> {
        self.group_by.as_deref()
    }

    /// The rule by which look-alikes are counted.
    pub(crate) fn watch(&self) -> Option<&str> {
        self.watch.as_deref()
    }

    /// Whether the names of images are compared for the report.
    pub(crate) fn compares_names(&self) -> bool {
        self.names
    }

    /// Whether file names that are in both subsets are counted.
    pub(crate) fn counts_file_names(&self) -> bool {
        self.file_names
    }

    /// The rule whose groups have to be known.
    pub(crate) fn rule(&self) -> Option<&str> {
        self.group_by().or(self.watch())
    }

    /// The number of the earlier split that is kept.
    pub(crate) fn keep(&self) -> Option<usize> {
        self.keep.map(|number| number as usize)
    }

    /// The core's options. Fails where they make no sense, whatever the manifest.
    pub(crate) fn options(self) -> Result<SplitOptions, Failure> {
        let usual = SplitOptions::default();
        let options = SplitOptions {
            fraction: self.fraction.unwrap_or(usual.fraction),
            strategy: self.strategy.unwrap_or(usual.strategy),
            seed: self.seed.unwrap_or(usual.seed),
            group_by: self.group_by,
            moves: self.r#move,
        };
        options.validate().map_err(|finding| Failure::InvalidOptions(finding.message))?;
        Ok(options)
    }
}

/// Which lines to show.
#[derive(Debug, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct LineQuery {
    status: Option<Status>,
    code: Option<Code>,
    label: Option<String>,
    service_findings: bool,
    offset: u32,
    limit: u32,
}

impl Default for LineQuery {
    fn default() -> Self {
        Self { status: None, code: None, label: None, service_findings: false, offset: 0, limit: 50 }
    }
}

impl LineQuery {
    /// The conditions, how many lines to pass over and how many to give.
    pub(crate) fn parts(self) -> Result<(Query, usize, usize), Failure> {
        if self.limit > MOST_LINES {
            return Err(Failure::InvalidOptions(format!(
                "\"limit\" is {}; a page has {MOST_LINES} lines at most.",
                self.limit
            )));
        }
        let query =
            Query { code: self.code, status: self.status, label: self.label, service_findings: self.service_findings };
        Ok((query, self.offset as usize, self.limit as usize))
    }
}
