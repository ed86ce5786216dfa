//! Standard output and standard error, and what it means when one of them cannot be written.
//!
//! A closed pipe is no failure: the reader has what it wanted. What the command found decides how it exits. Anything else,
//! such as a full disk, is a failure to write.

use std::fmt::Display;
use std::io::{self, ErrorKind, StdoutLock, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::AutoStream;

use crate::error::Failure;

/// Whether a message could not be written.
static LOST_MESSAGES: AtomicBool = AtomicBool::new(false);

/// Writes text for people to standard output.
pub fn text(write: impl FnOnce(&mut AutoStream<StdoutLock<'static>>) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    wrote(write(&mut out).and_then(|()| out.flush()))
}

/// Judges how writing standard output went.
pub fn wrote(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::Write(PathBuf::from("standard output"), error))
        }
        _ => Ok(()),
    }
}

/// Writes a message for people to standard error. A failure does not stop the command: [`lost_messages`] reports it.
pub fn message(text: impl Display) {
    let mut stderr = anstream::stderr().lock();
    if let Err(error) = writeln!(stderr, "{text}").and_then(|()| stderr.flush())
        && error.kind() != ErrorKind::BrokenPipe
    {
        LOST_MESSAGES.store(true, Ordering::Relaxed);
    }
}

/// Whether a message could not be written, for another reason than a closed pipe.
pub fn lost_messages() -> bool {
    LOST_MESSAGES.load(Ordering::Relaxed)
}
