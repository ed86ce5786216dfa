//! Output files: written beside their target and renamed, so that none is ever half written.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use holdout_core::certificate::OutputFacts;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::error::Failure;
use crate::input::hex;

/// A file that is being written, with its digest.
#[derive(Debug)]
pub struct Draft {
    target: PathBuf,
    file: BufWriter<NamedTempFile>,
    hasher: Sha256,
    bytes: u64,
}

impl Draft {
    /// Begins `target`, in its directory.
    pub fn create(target: PathBuf) -> Result<Self, Failure> {
        let directory = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = NamedTempFile::new_in(directory).map_err(Failure::write(&target))?;
        Ok(Self { target, file: BufWriter::with_capacity(1 << 20, file), hasher: Sha256::new(), bytes: 0 })
    }

    /// Writes on.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        self.file.write_all(bytes).map_err(Failure::write(&self.target))
    }

    /// Ends the file without giving it its name; says what is in it, of which the caller knows the number of `lines`.
    pub fn finish(self, lines: u64) -> Result<(Finished, OutputFacts), Failure> {
        let Self { target, file, hasher, bytes } = self;
        let file = file.into_inner().map_err(|error| Failure::Write(target.clone(), error.into_error()))?;
        file.as_file().sync_all().map_err(Failure::write(&target))?;
        Ok((Finished { target, file }, OutputFacts { lines, bytes, sha256: hex(&hasher.finalize()) }))
    }
}

/// A file that is whole, and has not got its name yet.
#[derive(Debug)]
pub struct Finished {
    target: PathBuf,
    file: NamedTempFile,
}

impl Finished {
    /// Gives the file its name. An existing file is kept unless `force`.
    pub fn publish(self, force: bool) -> Result<(), Failure> {
        let Self { target, file } = self;
        open_to_others(&file);
        let published = if force { file.persist(&target) } else { file.persist_noclobber(&target) };
        match published {
            Ok(_) => Ok(()),
            Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Err(Failure::Exists(target)),
            Err(error) => Err(Failure::Write(target, error.error)),
        }
    }
}

/// Temporary files are made for their owner alone; an output is an ordinary file.
#[cfg(unix)]
fn open_to_others(file: &NamedTempFile) {
    use std::os::unix::fs::PermissionsExt;
    // Where it cannot be done the file is still whole, and its owner can read it.
    let _ = file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn open_to_others(_file: &NamedTempFile) {}
