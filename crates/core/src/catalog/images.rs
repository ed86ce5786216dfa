//! Which images lines name: half of all that is known of a line. Once repeated images are found, only some questions need it,
//! so a manifest can forget it, and learn it again from catalogs of the same input.

use std::collections::TryReserveError;

use super::columns::{Catalog, flag};
use super::offsets::row;
use super::whole::Manifest;
use crate::manifest::Fingerprint;
use crate::report::ManifestFinding;
use crate::rules::Status;
use crate::rules::split::invalid_option;

/// The images that lines name, as much of each as tells it from all others.
#[derive(Clone, Debug, Default)]
pub struct Images {
    pub(super) hashes: Vec<u64>,
    pub(super) checks: Vec<u32>,
}

impl Images {
    /// Adds those that the lines of a catalog name.
    pub fn append(&mut self, next: &Catalog) {
        self.hashes.extend_from_slice(&next.images.hashes);
        self.checks.extend_from_slice(&next.images.checks);
    }

    /// Adds that of a line; of one that names none, any.
    #[inline]
    pub(super) fn push(&mut self, image: Fingerprint) {
        self.hashes.push(image.hash);
        self.checks.push(image.check);
    }

    /// Takes the last away.
    pub(super) fn pop(&mut self) {
        self.hashes.pop();
        self.checks.pop();
    }

    /// Makes room for so many more, if there is any.
    pub(super) fn try_reserve(&mut self, lines: usize) -> Result<(), TryReserveError> {
        self.hashes.try_reserve_exact(lines)?;
        self.checks.try_reserve_exact(lines)
    }

    /// Whether they are those of so many lines.
    pub(super) fn are_of(&self, lines: usize) -> bool {
        self.hashes.len() == lines && self.checks.len() == lines
    }

    /// That of a line.
    #[inline]
    pub(super) fn of(&self, row: usize) -> Fingerprint {
        Fingerprint { hash: self.hashes[row], check: self.checks[row] }
    }
}

impl Manifest {
    /// Forgets which images lines name. Repeats are known all the same; lines can no longer be divided by hash, nor compared
    /// with those of another manifest.
    pub fn forget_images(&mut self) {
        self.catalog.images = Images::default();
    }

    /// Knows again which images lines name, from the catalogs of the same input. Fails where they have more or fewer lines.
    pub fn recall_images(&mut self, images: Images) -> Result<(), ManifestFinding> {
        if !images.are_of(self.len()) {
            let message =
                format!("images of {} lines were read again, and there are {}", images.hashes.len(), self.len());
            return Err(invalid_option(message));
        }
        self.catalog.images = images;
        Ok(())
    }

    /// Whether it is known which images lines name.
    pub fn knows_images(&self) -> bool {
        self.catalog.images.are_of(self.len())
    }

    /// xxHash64 with seed 42 of a line's decoded `source-ref`; 0 where it has none, or images were forgotten.
    pub fn source_hash(&self, row: u32) -> u64 {
        self.catalog.images.hashes.get(row as usize).copied().unwrap_or(0)
    }

    /// The identity of a line's image; nothing of a line that names none, or whose image an earlier line names, and of no
    /// line where images were forgotten.
    pub(crate) fn image(&self, row: u32) -> Option<Fingerprint> {
        let index = row as usize;
        let has_source = self.catalog.flags[index] & flag::SOURCE != 0 && self.knows_images();
        let names_one = has_source && self.status(row) != Status::Removed;
        names_one.then(|| self.catalog.images.of(index))
    }

    /// The rows that name an image, each image once, in order.
    pub(crate) fn images(&self) -> impl Iterator<Item = (u32, Fingerprint)> {
        (0..row(self.len())).filter_map(|row| Some((row, self.image(row)?)))
    }
}
