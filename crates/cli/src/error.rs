//! How a run of the command ends.

use std::path::{Path, PathBuf};

use holdout_core::report::{ManifestFinding, grouped};

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
    /// The system gives no thread.
    Thread(std::io::Error),
    /// A thread that read the file ended by a bug of ours.
    Worker,
    /// A pipe holds more than may be copied.
    TooMuchPiped { from: PathBuf, max_piped: u64 },
    /// What came through a pipe cannot be copied.
    Spool { folder: PathBuf, error: std::io::Error },
    /// The manifest has more lines than may be kept in memory.
    TooManyLines { path: PathBuf, max_lines: u64, byte: u64 },
    /// Another process writes into the folder.
    Busy(PathBuf),
    /// An output is one of the files that are read.
    OutputIsInput { output: PathBuf, input: PathBuf },
}

impl Failure {
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
                write!(formatter, "{} is a directory; name a file", path.display())
            }
            Self::Changed(path) => {
                write!(formatter, "{} changed while it was read; run the command again", path.display())
            }
            Self::Exists(path) => {
                write!(formatter, "{} exists; use --force to overwrite it, or choose another name", path.display())
            }
            Self::Option(message) | Self::Service(message) => formatter.write_str(message),
            Self::Thread(error) => {
                write!(formatter, "cannot start a thread: {error}; free some memory, or use --threads 1")
            }
            Self::Worker => formatter.write_str("a reading thread ended unexpectedly; this is a bug of holdout"),
            Self::TooMuchPiped { from, max_piped } => write!(
                formatter,
                "{} has more than {} bytes; save it to a file and name the file, or raise --max-piped-bytes",
                from.display(),
                grouped(*max_piped)
            ),
            Self::Spool { folder, error } => write!(
                formatter,
                "cannot copy the piped input to a temporary file in {}: {error}; set TMPDIR to a folder with more room, \
                 or save the input to a file and name the file",
                folder.display()
            ),
            Self::TooManyLines { path, max_lines, byte } => write!(
                formatter,
                "{} has more than {} lines; reading stopped at line {}, byte {}. Split the file, or raise --max-lines \
                 (each line takes about 30 bytes of memory)",
                path.display(),
                grouped(*max_lines),
                grouped(max_lines + 1),
                grouped(*byte)
            ),
            Self::Busy(path) => write!(
                formatter,
                "another holdout command is writing into {}; wait for it to end, or choose another folder",
                path.display()
            ),
            Self::OutputIsInput { output, input } if input == Path::new("-") => write!(
                formatter,
                "{} is read as standard input; choose another output, even with --force",
                output.display()
            ),
            Self::OutputIsInput { output, input } => write!(
                formatter,
                "the output {} is the same file as the input {}; choose another output, even with --force",
                output.display(),
                input.display()
            ),
        }
    }
}

impl std::error::Error for Failure {}
