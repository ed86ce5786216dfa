//! The two manifests of an upload, read by ranges.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use holdout_client::arn::Kind;
use holdout_client::submit::Lines;

use crate::error::Failure;
use crate::input::open_file;

/// Two files.
pub struct Manifests {
    train: (PathBuf, u64),
    test: (PathBuf, u64),
}

impl Manifests {
    /// Fails where one of them cannot be read.
    pub fn open(train: &Path, test: &Path) -> Result<Self, Failure> {
        let open = |path: &Path| {
            let metadata = open_file(path)?.metadata().map_err(Failure::read(path))?;
            Ok((path.to_owned(), metadata.len()))
        };
        Ok(Self { train: open(train)?, test: open(test)? })
    }

    fn path(&self, side: Kind) -> &Path {
        &self.of(side).0
    }

    fn of(&self, side: Kind) -> &(PathBuf, u64) {
        match side {
            Kind::Train => &self.train,
            Kind::Test => &self.test,
        }
    }
}

impl Lines for Manifests {
    fn size(&self, side: Kind) -> u64 {
        self.of(side).1
    }

    async fn read(&self, side: Kind, from: u64, length: u64) -> Result<Vec<u8>, String> {
        let path = self.path(side);
        let read = || {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start(from))?;
            let mut bytes = Vec::new();
            file.take(length).read_to_end(&mut bytes)?;
            Ok::<_, std::io::Error>(bytes)
        };
        read().map_err(|error| format!("cannot read {}: {error}", path.display()))
    }
}
