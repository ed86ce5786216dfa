//! An earlier split that is held on to: images of its test set stay in test, those of its training set in training.

use crate::catalog::Manifest;
use crate::manifest::Fingerprint;
use crate::order;

/// The images of an earlier split, by the identity of their `source-ref`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keep {
    test: Vec<Fingerprint>,
    train: Vec<Fingerprint>,
    has_train: bool,
}

impl Keep {
    /// Keeps the images of an earlier test manifest, and of the training manifest beside it if that is known. Without the
    /// latter every image that is not of the test set counts as new. An image of both counts as one of training, where it
    /// was learned from.
    pub fn new(test: &Manifest, train: Option<&Manifest>) -> Self {
        let has_train = train.is_some();
        let train = train.map(images).unwrap_or_default();
        let mut test = images(test);
        test.retain(|image| train.binary_search(image).is_err());
        Self { test, train, has_train }
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
