//! `holdout verify`

use std::path::Path;

use holdout_core::catalog::{CheckOptions, Manifest};
use holdout_core::certificate::{Certificate, OutputFacts, Outputs, RULES_VERSION};
use holdout_core::output::Composer;
use holdout_core::report::{Difference, Verification};
use holdout_core::split::{ALGORITHM_VERSION, Plan, Side};
use sha2::{Digest, Sha256};

use crate::args::{SplitFormat, VerifyArguments};
use crate::error::{Failure, Outcome};
use crate::given::{Earlier, make_plan, read_given, read_group_by, read_watched};
use crate::input::{Input, Limits, hex};
use crate::render;
use crate::scan::scan;
use crate::stdio;

/// Checks a split against its certificate, and tells what differs.
pub fn run(arguments: &VerifyArguments) -> Result<Outcome, Failure> {
    let certificate = read_certificate(&arguments.certificate)?;
    if certificate.keep.is_some() != arguments.keep.is_some() {
        let message = if arguments.keep.is_some() {
            "the certified split kept no earlier one; leave --keep away"
        } else {
            "the certified split kept an earlier test set; name it with --keep, and --keep-train if that was given"
        };
        return Err(Failure::Option(message.to_owned()));
    }
    let mut differences = Vec::new();
    for (path, certified, what) in [
        (&arguments.train, &certificate.outputs.train, "the training file"),
        (&arguments.test, &certificate.outputs.test, "the test file"),
    ] {
        differences.extend(certified.differences(&facts_of(path, arguments.resources.limits())?, what));
    }
    differences.extend(plan_again(arguments, &certificate)?);
    let verification = Verification::new(differences);
    match arguments.format {
        SplitFormat::Json => render::json(&verification)?,
        SplitFormat::Text => stdio::text(|out| render::text::verification(out, &verification))?,
    }
    Ok(if verification.verified { Outcome::Fine } else { Outcome::Refused })
}

fn read_certificate(path: &Path) -> Result<Certificate, Failure> {
    let text = std::fs::read(path).map_err(Failure::read(path))?;
    let certificate: Certificate = serde_json::from_slice(&text)
        .map_err(|error| Failure::Option(format!("{} is no certificate of a split: {error}", path.display())))?;
    if certificate.schema == Certificate::SCHEMA {
        return Ok(certificate);
    }
    let message = format!(
        "{} is a certificate of shape {}; this is written for shape {}",
        path.display(),
        certificate.schema,
        Certificate::SCHEMA
    );
    Err(Failure::Option(message))
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
fn plan_again(arguments: &VerifyArguments, certificate: &Certificate) -> Result<Vec<Difference>, Failure> {
    let versions = [
        ("algorithm version", certificate.algorithm_version, ALGORITHM_VERSION),
        ("rules version", certificate.rules_version, RULES_VERSION),
    ];
    let other: Vec<Difference> = versions
        .into_iter()
        .filter(|(_, certified, found)| certified != found)
        .map(|(what, certified, found)| Difference {
            what: format!("{what}: the plan can't be made again"),
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
    let given = read_given(&input, &scanned.manifest, group_by.as_ref(), earlier, threads)?;
    let plan = make_plan(&mut scanned.manifest, certificate.options.clone(), given)?;
    let watched = read_watched(&input, &scanned.manifest, group_by.as_ref(), threads)?;
    let check = scanned.manifest.report(&scanned.facts, &CheckOptions::default());
    let report = plan.report_watching(&scanned.manifest, check, watched.as_ref());
    let outputs = outputs(&input, &scanned.manifest, &plan)?;
    Ok(certificate.differences(&Certificate::new(&report, outputs)))
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
