//! A folder that outputs are written into: one process at a time.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::journal::Journal;
use super::temporaries::PREFIX;
use crate::error::Failure;

/// The folder that a file is in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes renames in a folder last through a loss of power.
#[cfg(unix)]
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Windows writes names with the files.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the signature is that of the other platforms")]
pub fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// A folder that only this process writes outputs into. The system releases it, whatever ends the process.
#[derive(Debug)]
pub struct LockedFolder {
    pub path: PathBuf,
    /// `None` where the file system knows no locks.
    lock: Option<File>,
}

impl LockedFolder {
    /// Locks a folder, and clears what a killed process left there.
    ///
    /// # Errors
    ///
    /// Fails where the folder cannot be opened, or where another process writes into it.
    pub fn lock(path: &Path) -> Result<Self, Failure> {
        let file = open_lock(path).map_err(Failure::write(path))?;
        let lock = match file.as_ref().map(File::try_lock) {
            Some(Err(TryLockError::WouldBlock)) => return Err(Failure::Busy(path.to_owned())),
            // Some network file systems know no locks. Outputs are still written, without this protection.
            Some(Err(TryLockError::Error(_))) | None => None,
            Some(Ok(())) => file,
        };
        let folder = Self { path: path.to_owned(), lock };
        folder.clear()?;
        Ok(folder)
    }

    /// Undoes or completes what a killed process left: a replacement that was under way, and temporary files. No other
    /// process can be using them, for this one has the lock.
    fn clear(&self) -> Result<(), Failure> {
        if self.lock.is_none() {
            return Ok(());
        }
        Journal::recover(&self.path)?;
        let Ok(entries) = fs::read_dir(&self.path) else { return Ok(()) };
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with(PREFIX) {
                // It does no harm where it stays.
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(())
    }
}

/// On Unix a folder can be locked itself, so that no lock file is left behind.
#[cfg(unix)]
fn open_lock(folder: &Path) -> io::Result<Option<File>> {
    File::open(folder).map(Some)
}

#[cfg(not(unix))]
fn open_lock(folder: &Path) -> io::Result<Option<File>> {
    File::options().write(true).create(true).truncate(false).open(folder.join(".holdout-lock")).map(Some)
}
