//! `holdout split`

use std::path::{Path, PathBuf};
use std::thread;

use holdout_core::catalog::Manifest;
use holdout_core::certificate::{Certificate, OutputFacts, Outputs, PreviousFiles};
use holdout_core::report::SplitReport;
use holdout_core::rules::{Dataset, Severity};
use holdout_core::split::{Plan, Side};

use crate::args::{SplitArguments, SplitFormat};
use crate::error::{Failure, Outcome};
use crate::files::{self, Draft, Finished, Publication, remove_on_interrupt};
use crate::given::{Earlier, make_plan, read_given, read_group_by, read_names};
use crate::input::Input;
use crate::outputs::{self, Written};
use crate::render;
use crate::scan::scan;
use crate::{stdio, threads};

const CERTIFICATE: &str = "certificate.json";

/// Splits a manifest into files, and tells the result on standard output.
pub fn run(arguments: &SplitArguments) -> Result<Outcome, Failure> {
    let options = arguments.options();
    options.validate().map_err(Failure::option)?;
    let group_by = read_group_by(&options)?;
    remove_on_interrupt()?;
    arguments.input.reading.note_region();
    let publication = claim(arguments)?;
    let input = Input::open(&arguments.input.manifest, arguments.input.reading.resources.limits())?;
    let threads = arguments.input.reading.resources.threads();
    let (report, written, previous) = thread::scope(|scope| {
        // It takes as long as most of the rest, and nothing needs it before the report.
        let digest = threads::spawn(scope, || input.digest())?;
        let mut scanned = scan(&input, threads, false)?;
        options.validate_for(&scanned.manifest).map_err(Failure::option)?;
        let earlier = Earlier { test: arguments.keep.as_deref(), train: arguments.keep_train.as_deref() };
        let (given, previous) = read_given(&input, &scanned.manifest, group_by.as_ref(), earlier, threads)?;
        let plan = make_plan(&mut scanned.manifest, options, given)?;
        let manifest = &scanned.manifest;
        let names = read_names(&input, manifest, &plan, threads)?;
        let is_split = [Side::Train, Side::Test].iter().all(|&side| plan.count(side) > 0);
        let written = is_split.then(|| write_outputs(&arguments.out, &input, manifest, &plan)).transpose()?;
        scanned.facts.sha256 = Some(digest.join().map_err(|_| Failure::Worker)??);
        let check = manifest.report(&scanned.facts, &arguments.input.reading.options(Dataset::Training));
        Ok::<_, Failure>((plan.report_with_names(manifest, check, &names), written, previous))
    })?;
    let is_split = written.is_some();
    if let Some(written) = written {
        publish(publication, &arguments.out, &report, written, previous)?;
    }
    match arguments.format {
        SplitFormat::Json => render::json(&report)?,
        SplitFormat::Text => {
            let place = is_split.then_some(arguments.out.as_path());
            stdio::text(|out| render::text::split(out, &report, place))?;
        }
    }
    let refused = report.split.findings.iter().any(|finding| finding.severity == Severity::Error);
    Ok(if is_split && !refused && report.check.accepted { Outcome::Fine } else { Outcome::Refused })
}

fn file_name(side: Side) -> String {
    format!("{}.manifest", side.as_str())
}

/// Claims the outputs before any work. The certificate is the last: a folder that holds it holds a whole split.
fn claim(arguments: &SplitArguments) -> Result<Publication, Failure> {
    let SplitArguments { input, out, keep, keep_train, force, .. } = arguments;
    let names = Side::ALL.into_iter().map(file_name).chain([CERTIFICATE.to_owned()]);
    let inputs = [Some(&input.manifest), keep.as_ref(), keep_train.as_ref()];
    let inputs: Vec<_> = inputs.into_iter().flatten().map(PathBuf::as_path).collect();
    Publication::claim_in(out, names, &inputs, *force)
}

/// Writes the outputs next to their targets.
fn write_outputs(out: &Path, input: &Input, manifest: &Manifest, plan: &Plan) -> Result<Written, Failure> {
    let drafts = Side::ALL.into_iter().map(|side| Draft::create(out.join(file_name(side))));
    let written = outputs::write(input, manifest, plan, drafts.collect::<Result<_, _>>()?)?;
    input.ensure_unchanged()?;
    Ok(written)
}

/// Gives the outputs their names, the certificate last.
fn publish(
    publication: Publication,
    out: &Path,
    report: &SplitReport,
    written: Written,
    previous: Option<PreviousFiles>,
) -> Result<(), Failure> {
    let (mut files, facts): (Vec<_>, Vec<_>) = written.into_iter().unzip();
    if report.split.rejected == 0 {
        files.truncate(2);
    }
    files.push(certificate(out, report, &facts, previous)?);
    publication.publish(files)
}

fn certificate(
    out: &Path,
    report: &SplitReport,
    facts: &[OutputFacts],
    previous: Option<PreviousFiles>,
) -> Result<Finished, Failure> {
    let [train, test, rejected] = facts else {
        return Err(Failure::Worker);
    };
    let rejected = (rejected.lines > 0).then(|| rejected.clone());
    let outputs = Outputs { train: train.clone(), test: test.clone(), rejected };
    files::json(&out.join(CERTIFICATE), &Certificate::new(report, outputs, previous))
}
