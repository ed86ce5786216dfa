//! A folder that outputs are written into: one process at a time.

#[cfg(unix)]
use std::fs::TryLockError;
use std::fs::{self, File};
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

/// Whether this process may write into a folder.
enum Claim {
    /// No other process may, as long as the file is open.
    Ours(File),
    /// Another process does.
    Taken,
    /// The file system knows no locks, as some in networks. Outputs are still written, without this protection.
    #[cfg_attr(windows, expect(dead_code, reason = "a file that others cannot open needs no lock"))]
    Unknown,
}

impl LockedFolder {
    /// Locks a folder, and clears what a killed process left there.
    ///
    /// # Errors
    ///
    /// Fails where the folder cannot be opened, or where another process writes into it.
    pub fn lock(path: &Path) -> Result<Self, Failure> {
        let lock = match claim(path).map_err(Failure::write(path))? {
            Claim::Taken => return Err(Failure::Busy(path.to_owned())),
            Claim::Unknown => None,
            Claim::Ours(file) => Some(file),
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

/// Claims a folder. On Unix a folder can be locked itself, so that no lock file is left behind.
#[cfg(unix)]
fn claim(folder: &Path) -> io::Result<Claim> {
    let file = File::open(folder)?;
    Ok(match file.try_lock() {
        Ok(()) => Claim::Ours(file),
        Err(TryLockError::WouldBlock) => Claim::Taken,
        Err(TryLockError::Error(_)) => Claim::Unknown,
    })
}

/// Claims a folder by a file that no other process can open meanwhile. Windows removes it when this process closes it or ends.
#[cfg(windows)]
fn claim(folder: &Path) -> io::Result<Claim> {
    use std::os::windows::fs::OpenOptionsExt;
    const FILE_FLAG_DELETE_ON_CLOSE: u32 = 0x0400_0000;
    const ERROR_SHARING_VIOLATION: i32 = 32;
    let mut options = File::options();
    options.write(true).create(true).truncate(false).share_mode(0).custom_flags(FILE_FLAG_DELETE_ON_CLOSE);
    match options.open(folder.join(".holdout-lock")) {
        Ok(file) => Ok(Claim::Ours(file)),
        Err(error) if error.raw_os_error() == Some(ERROR_SHARING_VIOLATION) => Ok(Claim::Taken),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_locked_by_one_at_a_time_and_nothing_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let first = LockedFolder::lock(folder.path()).unwrap();
        assert!(matches!(LockedFolder::lock(folder.path()), Err(Failure::Busy(_))));
        drop(first);
        drop(LockedFolder::lock(folder.path()).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
