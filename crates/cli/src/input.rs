//! The manifest that is read: a file, or standard input spooled to one, for it is read more than once.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::error::Failure;

/// Bytes read at a time: so few that they are still in the core's own cache when they are looked at.
pub const PIECE: usize = 128 << 10;

/// A manifest that can be read from many threads.
#[derive(Debug)]
pub struct Input {
    path: PathBuf,
    /// Name in reports: the file's, or `-`.
    pub name: String,
    /// Size in bytes when it was opened.
    pub bytes: u64,
    modified: Option<SystemTime>,
    /// Keeps a spooled file alive.
    _spooled: Option<NamedTempFile>,
}

impl Input {
    /// Opens `path`, or spools standard input for `-`.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        if path == Path::new("-") {
            return Self::spool();
        }
        let metadata = std::fs::metadata(path).map_err(Failure::read(path))?;
        if metadata.is_dir() {
            return Err(Failure::Directory(path.to_owned()));
        }
        if !metadata.is_file() {
            // A pipe or a device can be read once only.
            let mut source = File::open(path).map_err(Failure::read(path))?;
            return Self::spool_from(&mut source, path, file_name(path));
        }
        let modified = metadata.modified().ok();
        let (path, bytes) = (path.to_owned(), metadata.len());
        // Whether it may be read is seen now, not after the first thread has started.
        File::open(&path).map_err(Failure::read(&path))?;
        Ok(Self { name: file_name(&path), path, bytes, modified, _spooled: None })
    }

    fn spool() -> Result<Self, Failure> {
        Self::spool_from(&mut std::io::stdin().lock(), Path::new("standard input"), "-".to_owned())
    }

    fn spool_from(source: &mut impl Read, shown: &Path, name: String) -> Result<Self, Failure> {
        let mut file = NamedTempFile::new().map_err(Failure::write(&std::env::temp_dir()))?;
        let bytes = std::io::copy(source, &mut file).map_err(Failure::read(shown))?;
        Ok(Self { path: file.path().to_owned(), name, bytes, modified: None, _spooled: Some(file) })
    }

    /// Reads a range piece by piece, until `take` says that it has enough.
    pub fn read(&self, range: Range<u64>, take: impl FnMut(&[u8]) -> bool) -> Result<(), Failure> {
        self.read_into(&mut vec![0; PIECE], range, take)
    }

    /// The same with a buffer that is there already, in pieces of its size.
    pub fn read_into(
        &self,
        buffer: &mut [u8],
        range: Range<u64>,
        mut take: impl FnMut(&[u8]) -> bool,
    ) -> Result<(), Failure> {
        let mut file = File::open(&self.path).map_err(Failure::read(&self.path))?;
        file.seek(SeekFrom::Start(range.start)).map_err(Failure::read(&self.path))?;
        let mut left = range.end - range.start;
        while left > 0 {
            let wanted = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
            let read = file.read(&mut buffer[..wanted]).map_err(Failure::read(&self.path))?;
            if read == 0 {
                return Err(Failure::Changed(self.path.clone()));
            }
            if !take(&buffer[..read]) {
                return Ok(());
            }
            left -= read as u64;
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
        let metadata = std::fs::metadata(&self.path).map_err(Failure::read(&self.path))?;
        let touched = self.modified.is_some() && metadata.modified().ok() != self.modified;
        if touched || metadata.len() != self.bytes { Err(Failure::Changed(self.path.clone())) } else { Ok(()) }
    }
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
