//! The file that keeps how far a submission is.

use std::io::ErrorKind;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Failure;
use crate::files::Draft;

/// A file, or none.
pub struct State<'p> {
    path: Option<&'p Path>,
}

impl<'p> State<'p> {
    pub fn new(path: Option<&'p Path>) -> Self {
        Self { path }
    }

    /// What it keeps.
    pub fn load<S: DeserializeOwned>(&self) -> Result<Option<S>, Failure> {
        let Some(path) = self.path else { return Ok(None) };
        match std::fs::read(path) {
            Ok(text) => serde_json::from_slice(&text).map(Some).map_err(|_| self.of_another()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::Read(path.to_owned(), error)),
        }
    }

    /// Keeps it.
    pub fn save<S: Serialize>(&self, state: &S) -> Result<(), Failure> {
        let Some(path) = self.path else { return Ok(()) };
        let text = serde_json::to_vec(state).map_err(|error| Failure::Write(path.to_owned(), error.into()))?;
        let mut draft = Draft::create(path.to_owned())?;
        draft.write(&text)?;
        draft.finish()?.publish(true)
    }

    /// Forgets it.
    pub fn forget(&self) -> Result<(), Failure> {
        let Some(path) = self.path else { return Ok(()) };
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Failure::Write(path.to_owned(), error)),
            _ => Ok(()),
        }
    }

    /// The error for a file that is not a state of this kind of submission.
    fn of_another(&self) -> Failure {
        let path = self.path.unwrap_or(Path::new("")).display();
        Failure::Option(format!("{path} is not the state of this submission; use another --state file"))
    }
}
