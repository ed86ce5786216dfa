//! What a plan is made with besides the manifest and the options: groups, an earlier split, and what names tell.

use std::path::Path;
use std::sync::Arc;

use holdout_core::catalog::Manifest;
use holdout_core::split::{Given, GroupBy, Groups, Keep, NameSample, SplitOptions, suggest, watched};

use crate::error::Failure;
use crate::groups::groups;
use crate::input::Input;
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
    by.map_err(|finding| Failure::Option(finding.message))
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
    Ok(Given { groups, keep: read_keep(earlier, threads)? })
}

/// The groups that the names suggest, if they do. Only a report tells of them: once the plan is made, there is room.
pub fn read_watched(input: &Input, manifest: &Manifest, threads: usize) -> Result<Option<Groups>, Failure> {
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

fn read_keep(earlier: Earlier<'_>, threads: usize) -> Result<Option<Arc<Keep>>, Failure> {
    let read = |path: &Path| Ok::<_, Failure>(scan(&Input::open(path)?, threads, false)?.manifest);
    let Some(test) = earlier.test.map(read).transpose()? else { return Ok(None) };
    let train = earlier.train.map(read).transpose()?;
    Ok(Some(Arc::new(Keep::new(&test, train.as_ref()))))
}
