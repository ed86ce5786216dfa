//! The result files of a check: annotated manifests and the summary, written together or not at all.

use std::path::{Path, PathBuf};

use holdout_core::catalog::Manifest;
use holdout_core::results::{Annotator, ManifestSummary};

use crate::error::Failure;
use crate::files::{self, Draft, Finished};
use crate::input::Input;
use crate::render;

/// Names that the service gives to the annotated manifests of a training.
const NAMES: [&str; 2] = ["training_manifest_with_validation.json", "testing_manifest_with_validation.json"];

/// Files that are whole, and have not got their names yet.
#[derive(Debug, Default)]
pub struct ResultFiles(Vec<Finished>);

impl ResultFiles {
    /// Writes the manifest with the findings in its lines.
    pub fn annotate(&mut self, input: &Input, manifest: &Manifest, out: &Path) -> Result<(), Failure> {
        let mut draft = Draft::create(out.to_owned())?;
        let mut annotator = Annotator::new(manifest);
        let mut result = Ok(());
        let bar = render::progress(input.bytes, "writing");
        input.read(0..input.bytes, |piece| {
            annotator.push(piece, |bytes| {
                if result.is_ok() {
                    result = draft.write(bytes);
                }
            });
            bar.inc(piece.len() as u64);
            result.is_ok()
        })?;
        bar.finish_and_clear();
        result?;
        input.ensure_unchanged()?;
        self.0.push(draft.finish()?);
        Ok(())
    }

    /// Writes the summary.
    pub fn summarize(&mut self, summary: &ManifestSummary, out: &Path) -> Result<(), Failure> {
        self.0.push(files::json(out, summary)?);
        Ok(())
    }

    /// Gives all files their names.
    pub fn publish(self, force: bool) -> Result<(), Failure> {
        self.0.into_iter().try_for_each(|file| file.publish(force))
    }
}

/// The annotated manifests of a training and a test manifest, in `directory`.
pub fn names_of_pair(directory: &Path) -> [PathBuf; 2] {
    NAMES.map(|name| directory.join(name))
}

/// Fails before any work where an output is there already.
pub fn ensure_free<'p>(mut outputs: impl Iterator<Item = &'p Path>, force: bool) -> Result<(), Failure> {
    match outputs.find(|path| !force && path.exists()) {
        Some(path) => Err(Failure::Exists(path.to_owned())),
        None => Ok(()),
    }
}
