//! The result files of a check: annotated manifests and the summary, written together or not at all.

use std::path::{Path, PathBuf};

use holdout_core::catalog::Manifest;
use holdout_core::results::{Annotator, ManifestSummary};

use crate::error::Failure;
use crate::files::{self, Draft, Finished, Publication};
use crate::input::Input;
use crate::render;

/// Names that the service gives to the annotated manifests of a training.
const NAMES: [&str; 2] = ["training_manifest_with_validation.json", "testing_manifest_with_validation.json"];

/// Files that are complete, and do not have their names yet.
#[derive(Debug)]
pub struct ResultFiles {
    publication: Publication,
    finished: Vec<Finished>,
}

impl ResultFiles {
    /// Claims the outputs before any work. The command reads `inputs`.
    pub fn claim<'p>(outputs: impl Iterator<Item = &'p Path>, inputs: &[&Path], force: bool) -> Result<Self, Failure> {
        let publication = Publication::claim(outputs.map(Path::to_owned).collect(), inputs, force)?;
        Ok(Self { publication, finished: Vec::new() })
    }

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
        self.finished.push(draft.finish()?);
        Ok(())
    }

    /// Writes the summary.
    pub fn summarize(&mut self, summary: &ManifestSummary, out: &Path) -> Result<(), Failure> {
        self.finished.push(files::json(out, summary)?);
        Ok(())
    }

    /// Gives all files their names.
    pub fn publish(self) -> Result<(), Failure> {
        self.publication.publish(self.finished)
    }
}

/// The annotated manifests of a training and a test manifest, in `directory`.
pub fn names_of_pair(directory: &Path) -> [PathBuf; 2] {
    NAMES.map(|name| directory.join(name))
}
