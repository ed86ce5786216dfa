//! Plans, and what they are made with besides the manifest and the options: groups, an earlier split, and what names tell.

use std::path::Path;
use std::sync::Arc;

use holdout_core::catalog::Manifest;
use holdout_core::split::{Given, GroupBy, Groups, Keep, NameSample, Plan, SplitOptions, suggest, watched};

use crate::error::Failure;
use crate::groups::groups;
use crate::input::{Input, Limits};
use crate::scan::scan;

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
) -> Result<Given, Failure> {
    let groups = group_by.map(|by| groups(input, manifest, by, threads).map(Arc::new)).transpose()?;
    Ok(Given { groups, keep: read_keep(earlier, input.limits, threads)? })
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

/// The groups that the names suggest, if they do and lines are not grouped by a rule. Only a report tells of them: once the plan
/// is made, there is room.
pub fn read_watched(
    input: &Input,
    manifest: &Manifest,
    group_by: Option<&GroupBy>,
    threads: usize,
) -> Result<Option<Groups>, Failure> {
    if group_by.is_some() {
        return Ok(None);
    }
    let mut sample = NameSample::default();
    for span in NameSample::spans(input.bytes) {
        let mut bytes = Vec::new();
        input.read(span.clone(), |piece| {
            bytes.extend_from_slice(piece);
            true
        })?;
        sample.read(manifest, &span, &bytes);
    }
    let suggestions = suggest(manifest, &sample);
    let by = watched(&suggestions).and_then(|suggestion| GroupBy::parse(&suggestion.by).ok());
    by.map(|by| groups(input, manifest, &by, threads)).transpose()
}

fn read_keep(earlier: Earlier<'_>, limits: Limits, threads: usize) -> Result<Option<Arc<Keep>>, Failure> {
    let read = |path: &Path| Ok::<_, Failure>(scan(&Input::open(path, limits)?, threads, false)?.manifest);
    let Some(test) = earlier.test.map(read).transpose()? else { return Ok(None) };
    let train = earlier.train.map(read).transpose()?;
    Ok(Some(Arc::new(Keep::new(&test, train.as_ref()))))
}
