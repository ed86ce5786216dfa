//! How a run of the command ends.

use std::path::{Path, PathBuf};

use holdout_core::report::ManifestFinding;

/// What a command that did its work found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing that the service would refuse.
    Fine,
    /// The service would refuse.
    Refused,
}

/// Why a command could not do its work.
#[derive(Debug)]
pub enum Failure {
    /// A file could not be read.
    Read(PathBuf, std::io::Error),
    /// A file could not be written.
    Write(PathBuf, std::io::Error),
    /// The path is a directory.
    Directory(PathBuf),
    /// The file is not what it was when reading began.
    Changed(PathBuf),
    /// An output is there already.
    Exists(PathBuf),
    /// An option is out of range.
    Option(String),
    /// The local service could not continue.
    Service(String),
    /// A thread that read the file ended by a bug of ours.
    Worker,
    /// Standard output is closed.
    BrokenPipe,
}

impl Failure {
    /// The failure to write standard output.
    pub fn stdout(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::BrokenPipe,
            _ => Self::Write(PathBuf::from("standard output"), error),
        }
    }

    /// The failure to read `path`.
    pub fn read(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Read(path, error)
    }

    /// Options that make no sense, as a finding tells.
    pub fn option(finding: ManifestFinding) -> Self {
        Self::Option(finding.message)
    }

    /// The failure to write `path`.
    pub fn write(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Write(path, error)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Read(path, error) => write!(formatter, "cannot read {}: {error}", path.display()),
            Self::Write(path, error) => write!(formatter, "cannot write {}: {error}", path.display()),
            Self::Directory(path) => {
                write!(formatter, "{} is a directory; name the manifest file in it", path.display())
            }
            Self::Changed(path) => {
                write!(formatter, "{} changed while it was read; run the command again", path.display())
            }
            Self::Exists(path) => {
                write!(formatter, "{} is there already; use --force to replace it, or name another", path.display())
            }
            Self::Option(message) | Self::Service(message) => formatter.write_str(message),
            Self::Worker => formatter.write_str("a reading thread ended unexpectedly; this is a bug of holdout"),
            Self::BrokenPipe => formatter.write_str("standard output is closed"),
        }
    }
}

impl std::error::Error for Failure {}
