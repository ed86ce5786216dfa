//! Temporary files, which a signal that ends the command removes.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::{Builder, NamedTempFile};

use crate::error::Failure;

/// What the names of temporary outputs begin with.
pub const PREFIX: &str = ".holdout-output-";

/// The exit status of a command that a signal ended, as shells report it for an interrupt.
const INTERRUPTED: i32 = 130;

/// The temporary files of this process. Whoever holds the lock keeps a signal from ending the process.
static TEMPORARIES: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Makes an interrupt (Ctrl+C, SIGTERM, SIGHUP) remove the temporary files before it ends the process.
pub fn remove_on_interrupt() -> Result<(), Failure> {
    let installed = ctrlc::set_handler(|| {
        // The lock is kept until the end: no file is created or renamed after this.
        let temporaries = lock();
        for path in temporaries.iter() {
            // A file that cannot be removed is left: the process ends in any case.
            let _ = std::fs::remove_file(path);
        }
        std::process::exit(INTERRUPTED);
    });
    installed.map_err(|error| Failure::Option(format!("cannot listen for signals: {error}")))
}

/// While this lives, no signal ends the process.
#[derive(Debug)]
pub struct SignalsHeld(MutexGuard<'static, BTreeSet<PathBuf>>);

/// Keeps signals from ending the process until the guard is dropped.
pub fn hold_signals() -> SignalsHeld {
    SignalsHeld(lock())
}

fn lock() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    TEMPORARIES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file with a temporary name. It is removed when it is dropped without a final one.
#[derive(Debug)]
pub struct Temporary {
    /// `None` once the file has its final name.
    file: Option<NamedTempFile>,
    path: PathBuf,
}

impl Temporary {
    /// Creates a file in `folder`. The umask decides who may read it, as for any new file.
    pub fn create(folder: &Path) -> io::Result<Self> {
        let mut builder = Builder::new();
        builder.prefix(PREFIX);
        #[cfg(unix)]
        let permissions: std::fs::Permissions = std::os::unix::fs::PermissionsExt::from_mode(0o666);
        #[cfg(unix)]
        builder.permissions(permissions);
        let mut temporaries = lock();
        let file = builder.tempfile_in(folder)?;
        let path = file.path().to_owned();
        temporaries.insert(path.clone());
        Ok(Self { file: Some(file), path })
    }

    /// The open file.
    pub fn as_file(&self) -> io::Result<&File> {
        self.file.as_ref().map(NamedTempFile::as_file).ok_or_else(has_its_name)
    }

    /// Gives the file its name. With `replace`, an existing file is replaced; otherwise that is an error.
    pub fn persist(&mut self, held: &mut SignalsHeld, target: &Path, replace: bool) -> io::Result<()> {
        let file = self.file.take().ok_or_else(has_its_name)?;
        let persisted = if replace { file.persist(target) } else { file.persist_noclobber(target) };
        match persisted {
            Ok(_) => {
                held.0.remove(&self.path);
                Ok(())
            }
            Err(error) => {
                self.file = Some(error.file);
                Err(error.error)
            }
        }
    }
}

impl Write for Temporary {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.as_file()?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.as_file()?.flush()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            let mut temporaries = lock();
            // Removed while signals are held: a signal finds the file either listed or gone.
            drop(file);
            temporaries.remove(&self.path);
        }
    }
}

fn has_its_name() -> io::Error {
    io::Error::other("the file already has its final name")
}
