//! Opens files inside a folder that the user chose. Symbolic links cannot lead outside, and a pipe or device that replaces a
//! file cannot block the service.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// Why a file is not opened. The messages contain no path of this machine.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    /// The name is empty, or leads out of the folder by `..` or by a link.
    #[error("the name leads out of the folder")]
    Outside,
    /// The name belongs to a folder, a pipe, a socket or a device.
    #[error("it is not a regular file")]
    NotRegular,
    /// The file does not exist or cannot be read.
    #[error("{}", reason(.0))]
    Io(#[from] io::Error),
}

/// Returns the message of an I/O error without a path.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "the service may not read it".to_owned(),
        kind => kind.to_string(),
    }
}

/// A folder, by its path without symbolic links.
#[derive(Clone, Debug)]
pub(crate) struct Root(PathBuf);

impl Root {
    /// Resolves the links in the path of a folder.
    pub(crate) fn new(folder: &Path) -> io::Result<Self> {
        folder.canonicalize().map(Self)
    }

    /// Returns the path of a regular file relative to the folder, with all links resolved.
    pub(crate) fn resolve(&self, name: &Path) -> Result<PathBuf, FileError> {
        let is_plain = name.components().all(|part| matches!(part, Component::Normal(_)));
        // On Windows a colon names a device or a stream.
        if !is_plain || name.as_os_str().is_empty() || (cfg!(windows) && name.to_string_lossy().contains(':')) {
            return Err(FileError::Outside);
        }
        let path = self.0.join(name).canonicalize()?;
        let below = path.strip_prefix(&self.0).map_err(|_| FileError::Outside)?;
        if path.symlink_metadata()?.is_file() { Ok(below.to_owned()) } else { Err(FileError::NotRegular) }
    }

    /// Opens a regular file.
    pub(crate) fn open(&self, name: &Path) -> Result<File, FileError> {
        let file = self.descend(&self.resolve(name)?)?;
        // The open file decides: the name may belong to something else by now.
        if file.metadata()?.is_file() { Ok(file) } else { Err(FileError::NotRegular) }
    }

    /// Opens a path that has no links. A link that was added since is refused, and a pipe does not block.
    #[cfg(unix)]
    fn descend(&self, below: &Path) -> Result<File, FileError> {
        use rustix::fs::{Mode, OFlags, openat};
        let common = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut at = File::open(&self.0)?;
        let mut parts = below.components().peekable();
        while let Some(part) = parts.next() {
            let last = parts.peek().is_none();
            let flags = common | if last { OFlags::NONBLOCK | OFlags::NOCTTY } else { OFlags::DIRECTORY };
            at = openat(&at, part.as_os_str(), flags, Mode::empty()).map_err(io::Error::from)?.into();
        }
        Ok(at)
    }

    #[cfg(not(unix))]
    fn descend(&self, below: &Path) -> Result<File, FileError> {
        Ok(File::open(self.0.join(below))?)
    }
}

/// Reads a whole file. If it has more bytes than `limit`, returns `Err` with the number of bytes, at least.
pub(crate) fn read(file: File, limit: u64) -> io::Result<Result<Vec<u8>, u64>> {
    let size = file.metadata()?.len();
    if size > limit {
        return Ok(Err(size));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    // The file may grow while it is read.
    file.take(limit + 1).read_to_end(&mut bytes)?;
    let size = bytes.len() as u64;
    Ok(if size > limit { Err(size) } else { Ok(bytes) })
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    fn open(root: &Root, name: &str) -> Result<Vec<u8>, String> {
        let file = root.open(Path::new(name)).map_err(|error| error.to_string())?;
        Ok(read(file, 10).unwrap().unwrap())
    }

    #[test]
    fn links_are_followed_inside_the_folder_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("root");
        fs::create_dir_all(inside.join("a/b")).unwrap();
        fs::write(inside.join("a/b/file"), "inside").unwrap();
        fs::write(folder.path().join("secret"), "secret").unwrap();
        symlink(inside.join("a/b/file"), inside.join("absolute")).unwrap();
        symlink("a/b", inside.join("relative")).unwrap();
        symlink("../secret", inside.join("out")).unwrap();
        symlink(folder.path(), inside.join("up")).unwrap();
        symlink(&inside, folder.path().join("link")).unwrap();
        for root in [Root::new(&inside).unwrap(), Root::new(&folder.path().join("link")).unwrap()] {
            for name in ["a/b/file", "absolute", "relative/file"] {
                assert_eq!(open(&root, name), Ok(b"inside".to_vec()), "{name}");
            }
            for name in ["out", "up/secret", "../secret", "/etc/hostname", "a/../../secret", "", ".", "a/./b/../file"] {
                let error = open(&root, name).unwrap_err();
                assert!(error.contains("out of the folder"), "{name}: {error}");
            }
            for (name, words) in [("absent", "no such file"), ("a", "not a regular file")] {
                let error = open(&root, name).unwrap_err();
                assert!(error.contains(words) && !error.contains('/'), "{name}: {error}");
            }
        }
    }

    #[test]
    fn pipes_and_devices_are_no_files_and_stop_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let root = Root::new(folder.path()).unwrap();
        assert!(open(&root, "pipe").unwrap_err().contains("not a regular file"));
        // The same pipe, put there after the name was checked.
        let swapped = root.descend(Path::new("pipe")).unwrap();
        assert!(!swapped.metadata().unwrap().is_file());
    }

    #[test]
    fn no_more_is_read_than_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "12345678901").unwrap();
        let file = Root::new(folder.path()).unwrap().open(Path::new("file")).unwrap();
        assert_eq!(read(file, 10).unwrap(), Err(11));
    }
}
