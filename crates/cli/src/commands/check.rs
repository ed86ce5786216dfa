//! `holdout check`

use std::borrow::Cow;
use std::path::Path;

use holdout_core::catalog::Manifest;
use holdout_core::report::{PairReport, Report};
use holdout_core::results::ManifestSummary;
use holdout_core::rules::Dataset;

use super::results::{self, ResultFiles};
use crate::args::{CheckArguments, CheckFormat};
use crate::error::{Failure, Outcome};
use crate::files::remove_on_interrupt;
use crate::given::same_file_names;
use crate::input::Input;
use crate::render::examples;
use crate::render::text::{self, File};
use crate::render::{self, ci};
use crate::scan::{Scanned, scan};
use crate::stdio;

/// Checks a manifest, or two that are used together, and tells the result on standard output.
pub fn run(arguments: &CheckArguments) -> Result<Outcome, Failure> {
    remove_on_interrupt()?;
    arguments.reading.note_region();
    let accepted = match (&arguments.manifest, &arguments.train, &arguments.test) {
        (Some(manifest), ..) => one(arguments, manifest)?,
        (None, Some(train), Some(test)) => pair(arguments, train, test)?,
        (None, ..) => return Err(Failure::Option("pass a manifest, or two with --train and --test".to_owned())),
    };
    Ok(if accepted { Outcome::Fine } else { Outcome::Refused })
}

/// Lines of each code that a person is shown.
const EXAMPLES: usize = 3;

/// One of two manifests.
struct Side<'c> {
    input: &'c Input,
    manifest: &'c Manifest,
    name: Cow<'c, str>,
}

/// A manifest that has been read, and what its check says.
struct Checked {
    input: Input,
    scanned: Scanned,
    report: Report,
}

impl Checked {
    fn of(arguments: &CheckArguments, manifest: &Path, dataset: Dataset) -> Result<Self, Failure> {
        let input = Input::open(manifest, arguments.reading.resources.limits())?;
        let with_digest = arguments.format == CheckFormat::Json;
        let scanned = scan(&input, arguments.reading.resources.threads(), with_digest)?;
        let report = scanned.manifest.report(&scanned.facts, &arguments.reading.options(dataset));
        Ok(Self { input, scanned, report })
    }
}

fn one(arguments: &CheckArguments, manifest: &Path) -> Result<bool, Failure> {
    let annotated = arguments.annotated.as_deref();
    let outputs = annotated.into_iter().chain(arguments.summary.as_deref());
    let mut files = ResultFiles::claim(outputs, &[manifest], arguments.force)?;
    let Checked { input, scanned, report } = Checked::of(arguments, manifest, Dataset::Training)?;
    if let Some(out) = annotated {
        files.annotate(&input, &scanned.manifest, out)?;
    }
    if let Some(out) = &arguments.summary {
        files.summarize(&ManifestSummary::of_one(&scanned.manifest, &report), out)?;
    }
    files.publish()?;
    match arguments.format {
        CheckFormat::Jsonl => render::lines::write(&input, &scanned.manifest, arguments.reading.resources.threads())?,
        CheckFormat::Json => render::json(&report)?,
        CheckFormat::Text => {
            let examples = examples::read(&input, &scanned.manifest, &report, EXAMPLES)?;
            let name = manifest.to_string_lossy();
            stdio::text(|out| text::report(out, &File { name: &name, examples: &examples }, &report))?;
        }
        CheckFormat::Sarif => {
            let examples = examples::read(&input, &scanned.manifest, &report, ci::MOST)?;
            render::json(&ci::sarif(manifest, &report, &examples))?;
        }
        CheckFormat::Github => {
            let examples = examples::read(&input, &scanned.manifest, &report, ci::MOST_FOR_GITHUB)?;
            stdio::text(|out| ci::github(out, manifest, &report, &examples))?;
        }
    }
    Ok(report.accepted)
}

fn pair(arguments: &CheckArguments, train_path: &Path, test_path: &Path) -> Result<bool, Failure> {
    if !matches!(arguments.format, CheckFormat::Text | CheckFormat::Json) {
        let message =
            "with --train and --test, --format must be text or json; check each manifest separately for the others";
        return Err(Failure::Option(message.to_owned()));
    }
    if train_path == Path::new("-") && test_path == Path::new("-") {
        return Err(Failure::Option("standard input can be one of the two manifests, not both".to_owned()));
    }
    let outputs = arguments.annotated.as_deref().map(results::names_of_pair);
    if let Some(directory) = &arguments.annotated {
        std::fs::create_dir_all(directory).map_err(Failure::write(directory))?;
    }
    let named = outputs.iter().flatten().map(AsRef::as_ref).chain(arguments.summary.as_deref());
    let mut files = ResultFiles::claim(named, &[train_path, test_path], arguments.force)?;
    let train = Checked::of(arguments, train_path, Dataset::Training)?;
    let test = Checked::of(arguments, test_path, Dataset::Test)?;
    let (trained, tested) = (&train.scanned.manifest, &test.scanned.manifest);
    let threads = arguments.reading.resources.threads();
    let same_names = same_file_names((&train.input, trained), (&test.input, tested), threads)?;
    let report: PairReport = trained.pair_with_names(tested, (train.report, test.report), same_names);
    if let Some([train_out, test_out]) = &outputs {
        files.annotate(&train.input, trained, train_out)?;
        files.annotate(&test.input, tested, test_out)?;
    }
    if let Some(out) = &arguments.summary {
        files.summarize(&ManifestSummary::of_pair(trained, tested, &report), out)?;
    }
    files.publish()?;
    if arguments.format == CheckFormat::Json {
        render::json(&report)?;
        return Ok(report.accepted);
    }
    let read = |of: &Side<'_>, report| examples::read(of.input, of.manifest, report, EXAMPLES);
    let [train, test] = [(&train.input, trained, train_path), (&test.input, tested, test_path)]
        .map(|(input, manifest, path)| Side { input, manifest, name: path.to_string_lossy() });
    let (of_train, of_test) = (read(&train, &report.train)?, read(&test, &report.test)?);
    let train = File { name: &train.name, examples: &of_train };
    let test = File { name: &test.name, examples: &of_test };
    stdio::text(|out| text::pair(out, [&train, &test], &report))?;
    Ok(report.accepted)
}
