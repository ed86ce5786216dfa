//! `holdout check`

use std::io::{StdoutLock, Write};
use std::path::Path;

use anstream::AutoStream;
use holdout_core::report::{PairReport, Report};
use holdout_core::results::ManifestSummary;
use holdout_core::rules::Dataset;
use serde::Serialize;

use super::results::{self, ResultFiles};
use crate::args::{CheckArguments, CheckFormat};
use crate::error::{Failure, Outcome};
use crate::given::same_file_names;
use crate::input::Input;
use crate::render;
use crate::scan::{Scanned, scan};

/// Checks a manifest, or two that are used together, and tells the result on standard output.
pub fn run(arguments: &CheckArguments) -> Result<Outcome, Failure> {
    let accepted = match (&arguments.manifest, &arguments.train, &arguments.test) {
        (Some(manifest), ..) => one(arguments, manifest)?,
        (None, Some(train), Some(test)) => pair(arguments, train, test)?,
        (None, ..) => return Err(Failure::Option("name a manifest, or two with --train and --test".to_owned())),
    };
    Ok(if accepted { Outcome::Fine } else { Outcome::Refused })
}

/// A manifest that has been read, and what its check says.
struct Checked {
    input: Input,
    scanned: Scanned,
    report: Report,
}

impl Checked {
    fn of(arguments: &CheckArguments, manifest: &Path, dataset: Dataset) -> Result<Self, Failure> {
        let input = Input::open(manifest)?;
        let with_digest = arguments.format == CheckFormat::Json;
        let scanned = scan(&input, arguments.reading.threads(), with_digest)?;
        let report = scanned.manifest.report(&scanned.facts, &arguments.reading.options(dataset));
        Ok(Self { input, scanned, report })
    }
}

fn one(arguments: &CheckArguments, manifest: &Path) -> Result<bool, Failure> {
    let mut files = ResultFiles::default();
    let annotated = arguments.annotated.as_deref();
    results::ensure_free(annotated.into_iter().chain(arguments.summary.as_deref()), arguments.force)?;
    let Checked { input, scanned, report } = Checked::of(arguments, manifest, Dataset::Training)?;
    if let Some(out) = annotated {
        files.annotate(&input, &scanned.manifest, out)?;
    }
    if let Some(out) = &arguments.summary {
        files.summarize(&ManifestSummary::of_one(&scanned.manifest, &report), out)?;
    }
    files.publish(arguments.force)?;
    match arguments.format {
        CheckFormat::Jsonl => render::lines::write(&input, &scanned.manifest, arguments.reading.threads())?,
        format => tell(format, &report, |out| render::text::report(out, &report))?,
    }
    Ok(report.accepted)
}

fn pair(arguments: &CheckArguments, train: &Path, test: &Path) -> Result<bool, Failure> {
    if arguments.format == CheckFormat::Jsonl {
        let message = "--format jsonl tells the lines of one manifest; check the two one after the other for theirs";
        return Err(Failure::Option(message.to_owned()));
    }
    if train == Path::new("-") && test == Path::new("-") {
        return Err(Failure::Option("standard input can be one of the two manifests, not both".to_owned()));
    }
    let outputs = arguments.annotated.as_deref().map(results::names_of_pair);
    let named = outputs.iter().flatten().map(AsRef::as_ref).chain(arguments.summary.as_deref());
    results::ensure_free(named, arguments.force)?;
    let train = Checked::of(arguments, train, Dataset::Training)?;
    let test = Checked::of(arguments, test, Dataset::Test)?;
    let (trained, tested) = (&train.scanned.manifest, &test.scanned.manifest);
    let threads = arguments.reading.threads();
    let same_names = same_file_names((&train.input, trained), (&test.input, tested), threads)?;
    let report: PairReport = trained.pair_with_names(tested, (train.report, test.report), same_names);
    let mut files = ResultFiles::default();
    if let (Some(directory), Some([train_out, test_out])) = (&arguments.annotated, &outputs) {
        std::fs::create_dir_all(directory).map_err(Failure::write(directory))?;
        files.annotate(&train.input, trained, train_out)?;
        files.annotate(&test.input, tested, test_out)?;
    }
    if let Some(out) = &arguments.summary {
        files.summarize(&ManifestSummary::of_pair(trained, tested, &report), out)?;
    }
    files.publish(arguments.force)?;
    tell(arguments.format, &report, |out| render::text::pair(out, &report))?;
    Ok(report.accepted)
}

/// Tells a report as JSON or, by `text`, to a person.
fn tell(
    format: CheckFormat,
    report: &impl Serialize,
    text: impl FnOnce(&mut AutoStream<StdoutLock<'static>>) -> std::io::Result<()>,
) -> Result<(), Failure> {
    if format == CheckFormat::Json {
        return render::json(report);
    }
    let mut out = anstream::stdout().lock();
    text(&mut out).and_then(|()| out.flush()).map_err(Failure::stdout)
}
