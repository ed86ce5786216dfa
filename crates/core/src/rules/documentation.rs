//! The documentation of a rule: what it checks, why it matters, how to fix it, and an example.
//!
//! The texts and the examples are in lists of their own. A program that needs only codes and titles links neither.

/// The texts of a rule. Code spans are in backticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Documentation {
    /// What the rule checks.
    pub checks: &'static str,
    /// Why it matters: what the service does.
    pub why: &'static str,
    /// What to do about it.
    pub help: &'static str,
    /// File name of the page of the developer guide that the rule follows, without its extension.
    pub page: &'static str,
}

impl Documentation {
    /// Returns the address of the page of the developer guide that the rule follows.
    ///
    /// ```
    /// use holdout_core::rules::{Code, documentation};
    /// assert_eq!(
    ///     documentation(Code::ManifestTooManyLabels).url(),
    ///     "https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/limits.html"
    /// );
    /// ```
    pub fn url(&self) -> String {
        format!("https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/{}.html", self.page)
    }
}

/// An example of a rule: what it reports, and the correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Example {
    /// The lines of a manifest.
    Manifest {
        /// Reported by the rule.
        bad: &'static str,
        /// Not reported by any rule.
        good: &'static str,
    },
    /// A line that is too long to print: each `…` stands for a repeated text.
    Abbreviated {
        /// Reported by the rule.
        bad: &'static str,
        /// Not reported by any rule.
        good: &'static str,
        /// The text that each `…` of a line stands for, in their order.
        fillers: &'static [&'static str],
        /// How often the text is repeated in the bad line and in the good line.
        counts: (usize, usize),
        /// A sentence for the reader that says what `…` stands for.
        note: &'static str,
    },
    /// A training manifest and a test manifest.
    Pair {
        /// Reported by the rule.
        bad: Pair,
        /// Not reported by any rule.
        good: Pair,
    },
    /// A description in words, with code spans in backticks.
    Prose {
        /// Reported by the rule.
        bad: &'static str,
        /// Not reported by the rule.
        good: &'static str,
    },
}

/// A part of an example as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A sentence, with code spans in backticks.
    Prose(&'static str),
    /// Lines of a manifest.
    Lines {
        /// Name of the file, for an example of two files.
        file: Option<&'static str>,
        /// The lines, separated by line feeds, without the final one. A byte order mark is written as `<U+FEFF>`.
        text: String,
    },
}

impl Example {
    /// Returns the part that the rule reports.
    pub fn bad(&self) -> Vec<Block> {
        match self {
            Self::Manifest { bad, .. } | Self::Abbreviated { bad, .. } => vec![Block::lines(None, bad)],
            Self::Pair { bad, .. } => bad.blocks(),
            Self::Prose { bad, .. } => vec![Block::Prose(bad)],
        }
    }

    /// Returns the correction.
    pub fn good(&self) -> Vec<Block> {
        match self {
            Self::Manifest { good, .. } => vec![Block::lines(None, good)],
            Self::Abbreviated { good, note, .. } => vec![Block::lines(None, good), Block::Prose(note)],
            Self::Pair { good, .. } => good.blocks(),
            Self::Prose { good, .. } => vec![Block::Prose(good)],
        }
    }
}

impl Block {
    fn lines(file: Option<&'static str>, text: &str) -> Self {
        if text.is_empty() {
            return Self::Prose("A file without lines.");
        }
        Self::Lines { file, text: text.replace('\u{feff}', "<U+FEFF>") }
    }
}

impl Pair {
    fn blocks(&self) -> Vec<Block> {
        vec![Block::lines(Some("train.manifest"), self.train), Block::lines(Some("test.manifest"), self.test)]
    }
}

/// A training manifest and a test manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Lines of the training manifest.
    pub train: &'static str,
    /// Lines of the test manifest.
    pub test: &'static str,
}

/// Pages of the developer guide.
pub(super) mod page {
    /// Image-level labels in a manifest.
    pub(in crate::rules) const CLASSIFICATION: &str = "md-create-manifest-file-classification";
    /// Errors that stop training once the contents of a manifest were read.
    pub(in crate::rules) const CONTENT_ERRORS: &str = "tm-debugging-aggregate-errors";
    /// Errors that stop the creation of a dataset or remove lines from it.
    pub(in crate::rules) const DATASET_ERRORS: &str = "debugging-datasets-terminal-errors";
    /// Bounding boxes in a manifest.
    pub(in crate::rules) const DETECTION: &str = "md-create-manifest-file-object-detection";
    /// The split that the service makes.
    pub(in crate::rules) const DISTRIBUTION: &str = "md-distributing-datasets";
    /// Errors of a manifest file that stop training.
    pub(in crate::rules) const FILE_ERRORS: &str = "tm-terminal-errors-reference";
    /// Errors of a line that do not stop training.
    pub(in crate::rules) const LINE_ERRORS: &str = "tm-debugging-json-line-errors";
    /// The parts of a manifest.
    pub(in crate::rules) const MANIFEST: &str = "md-create-manifest-file";
    /// Quotas.
    pub(in crate::rules) const QUOTAS: &str = "limits";
    /// Rules for whole manifests.
    pub(in crate::rules) const VALIDATION: &str = "md-create-manifest-file-validation-rules";
}
