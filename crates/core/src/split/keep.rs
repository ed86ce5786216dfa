//! An earlier split that is held on to: images of its test set stay in test, those of its training set in training.

use crate::catalog::Manifest;
use crate::manifest::Fingerprint;
use crate::order;
use crate::report::ManifestFinding;
use crate::rules::split::{MissingImages, invalid_option};

/// The images of an earlier split, by the identity of their `source-ref`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keep {
    test: Vec<Fingerprint>,
    train: Vec<Fingerprint>,
    has_train: bool,
    /// Buckets of the test images.
    buckets: Vec<String>,
}

impl Keep {
    /// Keeps the images of an earlier test manifest, and of the training manifest beside it if that is known. Without the
    /// latter every image that is not of the test set counts as new. An image of both counts as one of training, where it
    /// was learned from.
    pub fn new(test: &Manifest, train: Option<&Manifest>) -> Self {
        let has_train = train.is_some();
        let buckets = test.buckets().map(str::to_owned).collect();
        let train = train.map(images).unwrap_or_default();
        let mut test = images(test);
        test.retain(|image| train.binary_search(image).is_err());
        Self { test, train, has_train, buckets }
    }

    /// The same of files that a person names. Fails where one of them is no manifest: no line of it names an image.
    pub fn of_files(test: &Manifest, train: Option<&Manifest>) -> Result<Self, ManifestFinding> {
        for (manifest, which) in [(Some(test), "test"), (train, "training")] {
            let Some(manifest) = manifest else { continue };
            if manifest.images().next().is_none() {
                let why = if manifest.is_empty() { "it is empty" } else { "no line of it names an image" };
                return Err(invalid_option(format!(
                    "the previous {which} file is not a manifest: {why}; give the {which} manifest of the previous split"
                )));
            }
        }
        Ok(Self::new(test, train))
    }

    /// What is missing of the previous test set, if more than half is.
    pub(super) fn missing<'k>(&'k self, manifest: &'k Manifest) -> Option<MissingImages<'k>> {
        let known = |image: &Fingerprint| self.test.binary_search(image).is_ok();
        let found = manifest.images().filter(|(_, image)| known(image)).count() as u64;
        let images = self.test_images();
        let is_shared = manifest.buckets().any(|bucket| self.buckets.iter().any(|old| old == bucket));
        (2 * found < images).then(|| MissingImages {
            images,
            found,
            old_bucket: self.buckets.first().map(String::as_str),
            new_bucket: manifest.buckets().next().filter(|_| !is_shared),
        })
    }

    /// Whether the earlier training images are known.
    pub fn knows_train(&self) -> bool {
        self.has_train
    }

    /// Number of images of the earlier test set.
    pub(super) fn test_images(&self) -> u64 {
        self.test.len() as u64
    }

    /// The side that an image had: whether it was the test side.
    pub(super) fn was_test(&self, image: Fingerprint) -> Option<bool> {
        match (self.test.binary_search(&image), self.train.binary_search(&image)) {
            (Ok(_), _) => Some(true),
            (_, Ok(_)) => Some(false),
            _ => None,
        }
    }
}

/// The images of a manifest's lines, removed ones left out, sorted.
fn images(manifest: &Manifest) -> Vec<Fingerprint> {
    let mut images: Vec<_> = manifest.images().map(|(_, image)| image).collect();
    order::sort_by_key(&mut images, |&image| image);
    images.dedup();
    images
}
