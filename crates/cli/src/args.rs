//! The command line.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread::available_parallelism;

use clap::{Args, Parser, Subcommand, ValueEnum};
use holdout_client::endpoint;
use holdout_core::catalog::CheckOptions;
use holdout_core::rules::{Dataset, UseCase, limits};
use holdout_core::split::{Move, Side, SplitOptions, Strategy};

use crate::input::Limits;
use crate::nearest::nearest;
pub use crate::service_args::{ServeArguments, SubmitArguments};
use crate::{examples, render, stdio};

/// Checks and splits manifests for Amazon Rekognition Custom Labels, before you upload anything.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true, after_help = examples::ALL)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check a manifest against the service's rules
    #[command(after_help = examples::CHECK)]
    Check(CheckArguments),
    /// Split a manifest into train and test
    #[command(after_help = examples::SPLIT)]
    Split(SplitArguments),
    /// Verify a split with its certificate: digests, counts, and a repeated split
    #[command(after_help = examples::VERIFY)]
    Verify(VerifyArguments),
    /// Explain a code: what it means and how to fix it
    #[command(after_help = examples::EXPLAIN)]
    Explain(ExplainArguments),
    /// Upload a split, or let the service split a dataset
    #[command(after_help = examples::SUBMIT)]
    Submit(SubmitArguments),
    /// Run a local stand-in for the service
    #[command(after_help = examples::SERVE)]
    Serve(ServeArguments),
    /// Print the licences of this program and its dependencies
    Licenses,
    /// Print completions for a shell
    #[command(after_help = examples::COMPLETIONS)]
    Completions(CompletionsArguments),
}

#[derive(Debug, Args)]
pub struct CompletionsArguments {
    /// The shell
    pub shell: CompletionShell,
}

/// The shells that completions are written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CompletionShell {
    Bash,
    Zsh,
    Fish,
    Powershell,
}

#[derive(Debug, Args)]
pub struct InputArguments {
    /// The manifest; `-` reads standard input
    pub manifest: PathBuf,
    #[command(flatten)]
    pub reading: ReadingArguments,
}

#[derive(Debug, Args)]
pub struct ReadingArguments {
    /// AWS region; its limits apply
    #[arg(long, default_value = limits::DEFAULT_REGION)]
    pub region: String,
    /// Use case of the manifest; by default the one with more valid lines
    #[arg(long, value_enum, default_value = "auto")]
    pub use_case: UseCaseArgument,
    #[command(flatten)]
    pub resources: ResourceArguments,
}

/// What reading may take of the machine.
#[derive(Debug, Args)]
pub struct ResourceArguments {
    /// Number of reading threads; all cores by default
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// Largest number of lines; each takes about 30 bytes of memory
    #[arg(long, value_name = "N", default_value_t = 100_000_000)]
    pub max_lines: u64,
    /// Largest size of piped input in bytes; it is copied to a temporary file
    #[arg(long, value_name = "N", default_value_t = 8_000_000_000)]
    pub max_piped_bytes: u64,
}

impl ResourceArguments {
    /// How many threads read.
    pub fn threads(&self) -> usize {
        self.threads.or_else(|| available_parallelism().ok()).map_or(1, NonZeroUsize::get)
    }

    /// How much is read at most.
    pub fn limits(&self) -> Limits {
        Limits { max_lines: self.max_lines, max_piped: self.max_piped_bytes }
    }
}

impl ReadingArguments {
    /// Says so where the service is in no such region.
    pub fn note_region(&self) {
        if endpoint::is_listed(&self.region) {
            return;
        }
        let meant = nearest(&self.region, endpoint::listed_regions());
        let meant = meant.map(|region| format!(" Did you mean {region}?")).unwrap_or_default();
        let region = render::harmless(&self.region);
        stdio::message(format_args!("note: the service isn't listed in region {region}.{meant}"));
    }

    /// How a manifest for that dataset is checked.
    pub fn options(&self, dataset: Dataset) -> CheckOptions {
        let use_case = match self.use_case {
            UseCaseArgument::Auto => None,
            UseCaseArgument::ImageLevel => Some(UseCase::ImageLevelLabels),
            UseCaseArgument::Localization => Some(UseCase::ObjectLocalization),
        };
        CheckOptions { region: self.region.clone(), use_case, dataset }
    }
}

#[derive(Debug, Args)]
pub struct CheckArguments {
    /// The manifest; `-` reads standard input
    #[arg(required_unless_present = "train", conflicts_with_all = ["train", "test"])]
    pub manifest: Option<PathBuf>,
    /// Training manifest, to check together with --test
    #[arg(long, value_name = "MANIFEST", requires = "test")]
    pub train: Option<PathBuf>,
    /// Test manifest, to check together with --train
    #[arg(long, value_name = "MANIFEST", requires = "train")]
    pub test: Option<PathBuf>,
    #[command(flatten)]
    pub reading: ReadingArguments,
    /// Output format
    #[arg(long, value_enum, default_value = "text")]
    pub format: CheckFormat,
    /// Write the manifest with the problems in its lines, as the service does; with --train and --test, a directory
    #[arg(long, value_name = "OUT")]
    pub annotated: Option<PathBuf>,
    /// Write a summary, in the form of the service's `manifest_summary.json`
    #[arg(long, value_name = "OUT")]
    pub summary: Option<PathBuf>,
    /// Overwrite existing files
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct SplitArguments {
    #[command(flatten)]
    pub input: InputArguments,
    /// Directory for train.manifest, test.manifest, rejected.manifest and certificate.json
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Fraction of the eligible lines for test, above 0 and below 1
    #[arg(long, default_value_t = 0.2)]
    pub fraction: f64,
    /// How lines are chosen for train and test
    #[arg(long, value_enum, default_value = "stratified")]
    pub strategy: StrategyArgument,
    /// Random seed; the same seed gives the same split
    #[arg(long, default_value_t = 42)]
    pub seed: u64,
    /// Keep lines together: `folder`, `file-name`, `base-name`, `folder/base-name`, or a regular expression over the
    /// source-ref; its capture group is the group key
    #[arg(long, value_name = "REGEX")]
    pub group_by: Option<String>,
    /// Previous test manifest; its images stay in test
    #[arg(long, value_name = "OLD_TEST_MANIFEST")]
    pub keep: Option<PathBuf>,
    /// Previous training manifest; its images stay in train. Without it, all other images count as new
    #[arg(long, value_name = "OLD_TRAIN_MANIFEST", requires = "keep")]
    pub keep_train: Option<PathBuf>,
    /// Move lines after the split: `LINE:train` or `LINE:test`, separated by commas
    #[arg(long = "move", value_name = "LINE:SIDE", value_delimiter = ',', value_parser = parse_move)]
    pub moves: Vec<Move>,
    /// Output format
    #[arg(long, value_enum, default_value = "text")]
    pub format: SplitFormat,
    /// Overwrite existing files
    #[arg(long)]
    pub force: bool,
}

/// Reads `17:test`.
fn parse_move(text: &str) -> Result<Move, String> {
    let moved = text.split_once(':').and_then(|(line, side)| {
        let side = Side::ALL.into_iter().find(|known| known.as_str() == side && *known != Side::Rejected)?;
        Some(Move { line: line.parse().ok()?, side })
    });
    moved.ok_or_else(|| "expected a line number, a colon, and train or test, such as 17:test".to_owned())
}

#[derive(Debug, Args)]
pub struct VerifyArguments {
    /// The certificate of the split
    pub certificate: PathBuf,
    /// The manifest that was split
    #[arg(value_name = "INPUT")]
    pub manifest: PathBuf,
    /// The files of the split, in any order: train.manifest, test.manifest, and rejected.manifest if it was written
    #[arg(required = true, value_name = "SUBSET")]
    pub subsets: Vec<PathBuf>,
    /// The previous test manifest, if the split used one
    #[arg(long, value_name = "OLD_TEST_MANIFEST")]
    pub keep: Option<PathBuf>,
    /// The previous training manifest, if the split used one
    #[arg(long, value_name = "OLD_TRAIN_MANIFEST", requires = "keep")]
    pub keep_train: Option<PathBuf>,
    #[command(flatten)]
    pub resources: ResourceArguments,
    /// Output format
    #[arg(long, value_enum, default_value = "text")]
    pub format: SplitFormat,
}

impl SplitArguments {
    pub fn options(&self) -> SplitOptions {
        let strategy = match self.strategy {
            StrategyArgument::Stratified => Strategy::Stratified,
            StrategyArgument::Random => Strategy::Random,
            StrategyArgument::Hash => Strategy::Hash,
        };
        SplitOptions {
            fraction: self.fraction,
            strategy,
            seed: self.seed,
            group_by: self.group_by.clone(),
            moves: self.moves.clone(),
        }
    }
}

#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// The code, such as `ERROR_INVALID_BOUNDING_BOX`
    #[arg(required_unless_present = "all")]
    pub code: Option<String>,
    /// Explain every code
    #[arg(long)]
    pub all: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// Text for people
    Text,
    /// One report
    Json,
    /// One object per line of the manifest
    Jsonl,
    /// A SARIF 2.1.0 log, for code scanning
    Sarif,
    /// GitHub workflow commands, which annotate the file
    Github,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SplitFormat {
    /// Text for people
    Text,
    /// One report
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum UseCaseArgument {
    Auto,
    ImageLevel,
    Localization,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StrategyArgument {
    /// Give every label the same share
    Stratified,
    /// Shuffle the lines
    Random,
    /// Decide each line by a hash of its source-ref; a line keeps its subset when others change
    Hash,
}
