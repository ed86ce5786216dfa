//! Plans, and what they are made with besides the manifest and the options: groups, an earlier split, and what names tell.

use std::path::Path;
use std::sync::Arc;

use holdout_core::catalog::Manifest;
use holdout_core::certificate::{OutputFacts, PreviousFiles};
use holdout_core::split::{Given, GroupBy, Groups, Keep, NameSample, Names, Plan, SplitOptions, suggest, watched};

use crate::error::Failure;
use crate::groups::{groups, hashes, look_alikes};
use crate::input::{Input, Limits};
use crate::scan::{Scanned, scan};

/// The manifests of an earlier split.
#[derive(Clone, Copy)]
pub struct Earlier<'p> {
    pub test: Option<&'p Path>,
    pub train: Option<&'p Path>,
}

/// The rule by which lines belong together, if there is one. Fails before anything is read.
pub fn read_group_by(options: &SplitOptions) -> Result<Option<GroupBy>, Failure> {
    let by = options.group_by.as_deref().map(GroupBy::parse).transpose();
    by.map_err(Failure::option)
}

/// Reads all that a plan for `manifest`, whose bytes are in `input`, is made with.
pub fn read_given(
    input: &Input,
    manifest: &Manifest,
    group_by: Option<&GroupBy>,
    earlier: Earlier<'_>,
    threads: usize,
) -> Result<(Given, Option<PreviousFiles>), Failure> {
    // A previous split that is none is refused before the manifest is read again.
    let (keep, previous) = read_keep(earlier, input.limits, threads)?.unzip();
    let groups = group_by.map(|by| groups(input, manifest, by, threads).map(Arc::new)).transpose()?;
    Ok((Given { groups, keep }, previous))
}

/// Makes a plan. The manifest forgets which images its lines name once nothing asks for it any more: their room is for the plan,
/// and for what is read after it.
pub fn make_plan(manifest: &mut Manifest, options: SplitOptions, given: Given) -> Result<Plan, Failure> {
    let keeps = given.keep.is_some();
    if !options.needs_images(keeps) {
        manifest.forget_images();
    }
    let plan = Plan::with(manifest, options, given).map_err(Failure::option)?;
    // The report compares with an earlier split, image by image.
    if !keeps {
        manifest.forget_images();
    }
    Ok(plan)
}

/// Reads what the names of images say about a split. Only a report needs it: once the plan is made, there is room.
pub fn read_names(input: &Input, manifest: &Manifest, plan: &Plan, threads: usize) -> Result<Names, Failure> {
    let sample = sample(input, manifest)?;
    let count = |by: &str| {
        let by = GroupBy::parse(by).map_err(Failure::option)?;
        look_alikes(input, manifest, plan, &by, threads)
    };
    let same_file_names = if sample.repeats_file_names() { count(GroupBy::FILE_NAME)?.on_both_sides } else { 0 };
    let suggestions =
        if plan.groups().is_some_and(Groups::is_useful) { Vec::new() } else { suggest(manifest, &sample) };
    let look_alikes = watched(&suggestions).map(|suggestion| count(&suggestion.by)).transpose()?;
    Ok(Names { compared: true, look_alikes, same_file_names })
}

fn sample(input: &Input, manifest: &Manifest) -> Result<NameSample, Failure> {
    let mut sample = NameSample::default();
    for span in NameSample::spans(input.bytes) {
        let mut bytes = Vec::new();
        input.read(span.clone(), |piece| {
            bytes.extend_from_slice(piece);
            true
        })?;
        sample.read(manifest, &span, &bytes);
    }
    Ok(sample)
}

/// Number of file names that are in a training manifest and a test manifest for different images. Both are read again where
/// samples of their names share one.
pub fn same_file_names(
    (train, trained): (&Input, &Manifest),
    (test, tested): (&Input, &Manifest),
    threads: usize,
) -> Result<u64, Failure> {
    if !sample(train, trained)?.shares_file_names(sample(test, tested)?.files()) {
        return Ok(0);
    }
    let by = GroupBy::parse(GroupBy::FILE_NAME).map_err(Failure::option)?;
    let (in_train, in_test) = (hashes(train, trained, &by, threads)?, hashes(test, tested, &by, threads)?);
    Ok(trained.same_file_names(tested, (&in_train, &in_test)))
}

fn read_keep(
    earlier: Earlier<'_>,
    limits: Limits,
    threads: usize,
) -> Result<Option<(Arc<Keep>, PreviousFiles)>, Failure> {
    let read = |path: &Path| scan(&Input::open(path, limits)?, threads, true);
    let Some(test) = earlier.test.map(read).transpose()? else { return Ok(None) };
    let train = earlier.train.map(read).transpose()?;
    let keep = Keep::of_files(&test.manifest, train.as_ref().map(|train| &train.manifest)).map_err(Failure::option)?;
    let facts = |scanned: Scanned| OutputFacts {
        lines: scanned.facts.lines,
        bytes: scanned.facts.bytes,
        sha256: scanned.facts.sha256.unwrap_or_default(),
    };
    Ok(Some((Arc::new(keep), PreviousFiles { test: facts(test), train: train.map(facts) })))
}
