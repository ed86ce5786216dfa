//! `holdout verify`: every member of a certificate and every file of a split is compared with what is computed anew.

use std::path::{Path, PathBuf};

use holdout_core::catalog::{CheckOptions, Manifest};
use holdout_core::certificate::{Certificate, OutputFacts, Outputs, RULES_VERSION};
use holdout_core::output::Composer;
use holdout_core::report::{Difference, Verification, grouped};
use holdout_core::split::{ALGORITHM_VERSION, Names, Plan, Side};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::args::{SplitFormat, VerifyArguments};
use crate::error::{Failure, Outcome};
use crate::given::{Earlier, make_plan, read_given, read_group_by, read_names};
use crate::input::{Input, Limits, hex};
use crate::render;
use crate::scan::scan;
use crate::stdio;

/// Checks a split against its certificate, and tells what differs.
pub fn run(arguments: &VerifyArguments) -> Result<Outcome, Failure> {
    let (certificate, as_read) = read_certificate(&arguments.certificate)?;
    if certificate.keep.is_some() != arguments.keep.is_some() {
        let message = if arguments.keep.is_some() {
            "the certified split used no previous split; remove --keep"
        } else {
            "the certified split used a previous test set; pass it with --keep, and the training set with --keep-train if it was used"
        };
        return Err(Failure::Option(message.to_owned()));
    }
    let mut differences = compare_subsets(&certificate.outputs, &arguments.subsets, arguments.resources.limits())?;
    differences.extend(plan_again(arguments, &certificate, &as_read)?);
    let verification = Verification::new(differences);
    match arguments.format {
        SplitFormat::Json => render::json(&verification)?,
        SplitFormat::Text => stdio::text(|out| render::text::verification(out, &verification))?,
    }
    Ok(if verification.verified { Outcome::Fine } else { Outcome::Refused })
}

/// Reads a certificate: what is understood of it, and all that is in it.
fn read_certificate(path: &Path) -> Result<(Certificate, Value), Failure> {
    let text = std::fs::read(path).map_err(Failure::read(path))?;
    let no_certificate =
        |error: serde_json::Error| Failure::Option(format!("{} is not a certificate: {error}", path.display()));
    let as_read: Value = serde_json::from_slice(&text).map_err(no_certificate)?;
    let certificate: Certificate = serde_json::from_slice(&text).map_err(no_certificate)?;
    if certificate.schema == Certificate::SCHEMA {
        return Ok((certificate, as_read));
    }
    let message = format!(
        "{} is a certificate of schema {}; this version of holdout reads schema {}",
        path.display(),
        certificate.schema,
        Certificate::SCHEMA
    );
    Err(Failure::Option(message))
}

/// Compares the files of the subsets with their certificate. A file belongs to the subset whose digest it has; else to the
/// one that its name says, such as `train.manifest`; else to the next that has none, in the order train, test, rejected.
fn compare_subsets(outputs: &Outputs, paths: &[PathBuf], limits: Limits) -> Result<Vec<Difference>, Failure> {
    let certified = [Some(&outputs.train), Some(&outputs.test), outputs.rejected.as_ref()];
    let files: Vec<_> = paths.iter().map(|path| Ok((path, facts_of(path, limits)?))).collect::<Result<_, Failure>>()?;
    let mut found: [Option<&OutputFacts>; 3] = [None; 3];
    let mut rest: Vec<_> = files.iter().collect();
    let is_named = |path: &Path, subset: usize| path.file_stem().is_some_and(|stem| stem == Side::ALL[subset].as_str());
    let belongs = |step, path: &Path, facts: &OutputFacts, subset: usize| match step {
        0 => certified[subset] == Some(facts),
        1 => is_named(path, subset),
        _ => certified[subset].is_some(),
    };
    for step in 0..3 {
        rest.retain(|(path, facts)| {
            let subset = (0..3).find(|&subset| found[subset].is_none() && belongs(step, path, facts, subset));
            if let Some(subset) = subset {
                found[subset] = Some(facts);
            }
            subset.is_none()
        });
    }
    let mut differences = Vec::new();
    let lines = |facts: &OutputFacts| format!("a file of {} lines", grouped(facts.lines));
    for (subset, (certified, found)) in certified.into_iter().zip(found).enumerate() {
        let what = ["the training file", "the test file", "the rejected file"][subset];
        match (certified, found) {
            (Some(certified), Some(found)) => differences.extend(certified.differences(found, what)),
            (None, None) => {}
            (certified, found) => differences.push(Difference {
                what: what.to_owned(),
                certified: certified.map_or_else(|| "no file".to_owned(), lines),
                found: found.map_or_else(|| "no file; add it to the command".to_owned(), lines),
            }),
        }
    }
    differences.extend(rest.into_iter().map(|(path, facts)| Difference {
        what: path.display().to_string(),
        certified: "no such file".to_owned(),
        found: lines(facts),
    }));
    Ok(differences)
}

/// What is true of a file.
fn facts_of(path: &Path, limits: Limits) -> Result<OutputFacts, Failure> {
    let input = Input::open(path, limits)?;
    let mut hasher = Sha256::new();
    let (mut lines, mut last) = (0, b'\n');
    input.read(0..input.bytes, |piece| {
        hasher.update(piece);
        lines += piece.split(|&byte| byte == b'\n').count() as u64 - 1;
        last = piece.last().copied().unwrap_or(last);
        true
    })?;
    // The last line of an input need not end in a line feed.
    lines += u64::from(last != b'\n');
    Ok(OutputFacts { lines, bytes: input.bytes, sha256: hex(&hasher.finalize()) })
}

/// Makes the plan anew from the manifest and the certified options, and compares what comes out.
fn plan_again(
    arguments: &VerifyArguments,
    certificate: &Certificate,
    as_read: &Value,
) -> Result<Vec<Difference>, Failure> {
    let versions = [
        ("algorithm version", certificate.algorithm_version, ALGORITHM_VERSION),
        ("rules version", certificate.rules_version, RULES_VERSION),
    ];
    let other: Vec<Difference> = versions
        .into_iter()
        .filter(|(_, certified, found)| certified != found)
        .map(|(what, certified, found)| Difference {
            what: format!("{what}: the split can't be repeated"),
            certified: certified.to_string(),
            found: found.to_string(),
        })
        .collect();
    if !other.is_empty() {
        return Ok(other);
    }
    let threads = arguments.resources.threads();
    let input = Input::open(&arguments.manifest, arguments.resources.limits())?;
    let mut scanned = scan(&input, threads, true)?;
    let group_by = read_group_by(&certificate.options)?;
    let earlier = Earlier { test: arguments.keep.as_deref(), train: arguments.keep_train.as_deref() };
    let (given, previous) = read_given(&input, &scanned.manifest, group_by.as_ref(), earlier, threads)?;
    let plan = make_plan(&mut scanned.manifest, certificate.options.clone(), given)?;
    let names = if certificate.leak.names_compared {
        read_names(&input, &scanned.manifest, &plan, threads)?
    } else {
        Names::default()
    };
    let check = scanned.manifest.report(&scanned.facts, &CheckOptions::default());
    let report = plan.report_with_names(&scanned.manifest, check, &names);
    let outputs = outputs(&input, &scanned.manifest, &plan)?;
    Ok(certificate.differences(as_read, Certificate::new(&report, outputs, previous)))
}

/// What the plan's files would be.
fn outputs(input: &Input, manifest: &Manifest, plan: &Plan) -> Result<Outputs, Failure> {
    let mut hashers = [Sha256::new(), Sha256::new(), Sha256::new()];
    let mut bytes = [0; 3];
    let mut composer = Composer::new(manifest, plan);
    input.read(0..input.bytes, |piece| {
        composer.push(piece, |side, part| {
            hashers[side as usize].update(part);
            bytes[side as usize] += part.len() as u64;
        });
        true
    })?;
    input.ensure_unchanged()?;
    let facts = |side: Side| OutputFacts {
        lines: plan.count(side),
        bytes: bytes[side as usize],
        sha256: hex(&hashers[side as usize].clone().finalize()),
    };
    let rejected = (plan.count(Side::Rejected) > 0).then(|| facts(Side::Rejected));
    Ok(Outputs { train: facts(Side::Train), test: facts(Side::Test), rejected })
}
