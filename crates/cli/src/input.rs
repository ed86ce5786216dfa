//! The manifest that is read: a file, or a copy of what came through a pipe, for it is read more than once.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use crate::error::Failure;

/// Bytes read at a time: so few that they are still in the core's own cache when they are looked at.
pub const PIECE: usize = 128 << 10;

/// How much of an input is read at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Lines that are kept in memory; blank lines that follow one another count as one.
    pub max_lines: u64,
    /// Bytes of a pipe that are copied to a temporary file.
    pub max_piped: u64,
}

/// A manifest that can be read from many threads. It is opened once: a file that takes its name later is not read.
#[derive(Debug)]
pub struct Input {
    file: File,
    path: PathBuf,
    /// Name in reports: the file's, or `-`.
    pub name: String,
    /// Size in bytes when it was opened.
    pub bytes: u64,
    modified: Option<SystemTime>,
    pub limits: Limits,
}

impl Input {
    /// Opens `path`, or copies standard input for `-`.
    ///
    /// # Errors
    ///
    /// Fails where the file cannot be read, is a directory, or is a pipe that holds more bytes than the limit.
    pub fn open(path: &Path, limits: Limits) -> Result<Self, Failure> {
        if path == Path::new("-") {
            return Self::spool(&mut io::stdin().lock(), Path::new("standard input"), "-".to_owned(), limits);
        }
        let mut file = open_file(path)?;
        let metadata = file.metadata().map_err(Failure::read(path))?;
        if !metadata.is_file() {
            // A pipe or a device can be read once only.
            return Self::spool(&mut file, path, file_name(path), limits);
        }
        let modified = metadata.modified().ok();
        Ok(Self { file, name: file_name(path), path: path.to_owned(), bytes: metadata.len(), modified, limits })
    }

    /// Copies a stream to a temporary file that has no name, so that nothing of it is left, whatever ends the process.
    fn spool(source: &mut impl Read, shown: &Path, name: String, limits: Limits) -> Result<Self, Failure> {
        let folder = std::env::temp_dir();
        let mut file = tempfile::tempfile().map_err(Failure::write(&folder))?;
        let mut buffer = vec![0; PIECE];
        let mut bytes = 0;
        loop {
            let read = match source.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(Failure::Read(shown.to_owned(), error)),
            };
            bytes += read as u64;
            if bytes > limits.max_piped {
                return Err(Failure::TooMuchPiped { from: shown.to_owned(), max_piped: limits.max_piped });
            }
            file.write_all(&buffer[..read]).map_err(|error| Failure::Spool { folder: folder.clone(), error })?;
        }
        Ok(Self { file, path: shown.to_owned(), name, bytes, modified: None, limits })
    }

    /// The path, as it was given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads a range piece by piece, until `take` says that it has enough.
    pub fn read(&self, range: Range<u64>, take: impl FnMut(&[u8]) -> bool) -> Result<(), Failure> {
        self.read_into(&mut vec![0; PIECE], range, take)
    }

    /// Reads a range with a buffer that is there already, in pieces of its size.
    pub fn read_into(
        &self,
        buffer: &mut [u8],
        range: Range<u64>,
        mut take: impl FnMut(&[u8]) -> bool,
    ) -> Result<(), Failure> {
        let mut at = range.start;
        while at < range.end {
            let wanted = usize::try_from(range.end - at).unwrap_or(usize::MAX).min(buffer.len());
            let read = match read_at(&self.file, &mut buffer[..wanted], at) {
                Ok(0) => return Err(Failure::Changed(self.path.clone())),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(Failure::Read(self.path.clone(), error)),
            };
            if !take(&buffer[..read]) {
                return Ok(());
            }
            at += read as u64;
        }
        Ok(())
    }

    /// SHA-256 of the whole, in lower-case hexadecimal.
    pub fn digest(&self) -> Result<String, Failure> {
        let mut hasher = Sha256::new();
        self.read(0..self.bytes, |piece| {
            hasher.update(piece);
            true
        })?;
        Ok(hex(&hasher.finalize()))
    }

    /// Fails where the file is not what it was when it was opened.
    pub fn ensure_unchanged(&self) -> Result<(), Failure> {
        let metadata = self.file.metadata().map_err(Failure::read(&self.path))?;
        let touched = self.modified.is_some() && metadata.modified().ok() != self.modified;
        if touched || metadata.len() != self.bytes { Err(Failure::Changed(self.path.clone())) } else { Ok(()) }
    }
}

/// Opens a file.
///
/// # Errors
///
/// Fails where it cannot be read or is a directory. Windows does not open directories, Unix does not read them.
pub fn open_file(path: &Path) -> Result<File, Failure> {
    if path.is_dir() {
        return Err(Failure::Directory(path.to_owned()));
    }
    File::open(path).map_err(Failure::read(path))
}

/// Reads at an offset, whatever other threads read meanwhile.
#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
