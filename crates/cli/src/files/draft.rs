//! An output file that is being written: under a temporary name, until all of it is on the disk.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use serde::Serialize;

use super::folder::{folder_of, sync_folder};
use super::temporaries::{SignalsHeld, Temporary, hold_signals};
use crate::error::Failure;
use crate::threads;

/// Bytes that are written before the disk is asked for them, so that it has little left to do in the end.
const AHEAD: u64 = 32 << 20;

/// Bytes that are gathered before they are written. Who hands over more at a time writes it as it is.
const BUFFER: usize = 64 << 10;

/// A file that is being written.
#[derive(Debug)]
pub struct Draft {
    target: PathBuf,
    file: BufWriter<Temporary>,
    bytes: u64,
    /// Bytes that were written when the disk was last asked for all so far, and that question.
    asked: u64,
    syncing: Option<JoinHandle<io::Result<()>>>,
}

impl Draft {
    /// Begins `target`, in its directory.
    pub fn create(target: PathBuf) -> Result<Self, Failure> {
        let file = Temporary::create(folder_of(&target)).map_err(Failure::write(&target))?;
        Ok(Self { target, file: BufWriter::with_capacity(BUFFER, file), bytes: 0, asked: 0, syncing: None })
    }

    /// Writes on.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.bytes += bytes.len() as u64;
        let written = self.file.write_all(bytes).and_then(|()| self.sync_ahead());
        written.map_err(Failure::write(&self.target))
    }

    /// Has what is there written to the disk meanwhile, from time to time.
    fn sync_ahead(&mut self) -> io::Result<()> {
        let is_busy = self.syncing.as_ref().is_some_and(|syncing| !syncing.is_finished());
        if is_busy || self.bytes - self.asked < AHEAD {
            return Ok(());
        }
        self.wait()?;
        self.asked = self.bytes;
        let file = self.file.get_ref().as_file()?.try_clone()?;
        self.syncing = Some(threads::detach(move || file.sync_data())?);
        Ok(())
    }

    /// Waits for the disk. What it could not write is told once only, and to whoever asks first.
    fn wait(&mut self) -> io::Result<()> {
        let syncing = self.syncing.take().map(JoinHandle::join);
        syncing.unwrap_or(Ok(Ok(()))).unwrap_or_else(|_| Err(io::Error::other("a thread ended unexpectedly")))
    }

    /// Ends the file without giving it its name.
    pub fn finish(mut self) -> Result<Finished, Failure> {
        self.wait().map_err(Failure::write(&self.target))?;
        let Self { target, file, .. } = self;
        let file = file.into_inner().map_err(|error| Failure::Write(target.clone(), error.into_error()))?;
        file.as_file().and_then(File::sync_all).map_err(Failure::write(&target))?;
        Ok(Finished { target, file })
    }
}

/// Writes a whole file of JSON that people can read.
pub fn json(target: &Path, value: &impl Serialize) -> Result<Finished, Failure> {
    let mut draft = Draft::create(target.to_owned())?;
    let json = serde_json::to_vec_pretty(value);
    draft.write(&json.map_err(|error| Failure::Write(target.to_owned(), error.into()))?)?;
    draft.write(b"\n")?;
    draft.finish()
}

/// A complete file that does not have its final name yet.
#[derive(Debug)]
pub struct Finished {
    target: PathBuf,
    file: Temporary,
}

impl Finished {
    /// The name that it is to have.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Gives the file its name, and makes the name last. With `replace`, an existing file is replaced.
    pub fn publish(mut self, replace: bool) -> Result<(), Failure> {
        self.rename(&mut hold_signals(), replace)?;
        sync_folder(folder_of(&self.target)).map_err(Failure::write(&self.target))
    }

    /// Gives the file its name. With `replace`, an existing file is replaced; otherwise that is an error.
    pub fn rename(&mut self, held: &mut SignalsHeld, replace: bool) -> Result<(), Failure> {
        match self.file.persist(held, &self.target, replace) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Failure::Exists(self.target.clone())),
            Err(error) => Err(Failure::Write(self.target.clone(), error)),
        }
    }
}
