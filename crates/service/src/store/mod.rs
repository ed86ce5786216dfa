//! The database: in memory, or in a folder that one process has to itself. Every change is one transaction, on disk before it is
//! answered.

mod datasets;
mod entries;
mod jobs;
mod labels;
mod open;
mod projects;
mod tags;

use std::fs::File;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

pub(crate) use datasets::{Dataset, Outcome};
pub(crate) use entries::{Filter, Row, Writer};
pub(crate) use jobs::{Found, Job, Task};
pub(crate) use labels::LabelCount;
pub use open::OpenError;
pub(crate) use projects::Project;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use crate::error::Fault;

/// The database.
#[derive(Debug)]
pub(crate) struct Store {
    connection: Mutex<Connection>,
    /// Held as long as the database is open.
    _lock: Option<File>,
}

impl Store {
    /// The database in a folder, or a new one in memory.
    pub(crate) fn open(folder: Option<&Path>, secret: [u8; 16]) -> Result<Self, OpenError> {
        let (connection, lock) = open::open(folder, secret)?;
        Ok(Self { connection: Mutex::new(connection), _lock: lock })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A panic in a transaction rolled it back: what is in the database is whole.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads, from one state of the database.
    pub(crate) fn read<R>(&self, read: impl FnOnce(&Connection) -> Result<R, Fault>) -> Result<R, Fault> {
        read(&self.connection())
    }

    /// Changes all or nothing.
    pub(crate) fn change<R>(&self, change: impl FnOnce(&Transaction<'_>) -> Result<R, Fault>) -> Result<R, Fault> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = change(&transaction)?;
        transaction.commit()?;
        Ok(result)
    }

    /// Changes all or nothing, and nothing where the change says why not.
    pub(crate) fn attempt<R>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Result<Result<(), R>, Fault>,
    ) -> Result<Option<R>, Fault> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        match change(&transaction)? {
            Ok(()) => {
                transaction.commit()?;
                Ok(None)
            }
            Err(reason) => {
                transaction.rollback()?;
                Ok(Some(reason))
            }
        }
    }

    /// What page tokens are sealed with.
    pub(crate) fn secret(&self) -> Result<Vec<u8>, Fault> {
        self.read(|database| {
            Ok(database.query_row("SELECT value FROM meta WHERE key = 'secret'", [], |row| row.get(0))?)
        })
    }

    /// Whether the database is whole: what `SQLite` says of it, and what our own laws say.
    pub(crate) fn integrity(&self) -> Result<String, Fault> {
        self.read(|database| {
            let check: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
            let stray: Option<String> = database
                .query_row("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1", [], |row| row.get(0))
                .optional()?;
            Ok(stray.map_or(check, |table| format!("a row of {table} refers to nothing")))
        })
    }
}
