//! The database: in memory, or in a folder that one process has to itself. Every change is one transaction, on disk before it is
//! answered.

mod datasets;
mod entries;
mod jobs;
mod labels;
mod projects;
mod tags;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub(crate) use datasets::{Dataset, Outcome};
pub(crate) use entries::{Filter, Row, Writer};
pub(crate) use jobs::{Job, Task};
pub(crate) use labels::LabelCount;
pub(crate) use projects::Project;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use crate::error::Fault;

/// Grows when the tables change.
const VERSION: i64 = 1;

/// Why a database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder cannot be made or read.
    #[error("cannot use the folder {0}: {1}")]
    Folder(PathBuf, std::io::Error),
    /// Another process has it.
    #[error("another process uses the folder {0}: end it, or choose another folder with --data")]
    InUse(PathBuf),
    /// What is there is of another version.
    #[error("the database in {0} was written by another version of holdout: choose another folder with --data")]
    Version(PathBuf),
    /// `SQLite` says no.
    #[error("cannot open the database in {0}: {1}")]
    Database(PathBuf, rusqlite::Error),
}

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
        let shown = folder.unwrap_or(Path::new(":memory:")).to_owned();
        let refused = |error| OpenError::Database(shown.clone(), error);
        let (connection, lock) = match folder {
            None => (Connection::open_in_memory().map_err(refused)?, None),
            Some(folder) => {
                let lock = lock(folder)?;
                (Connection::open(folder.join("holdout.sqlite")).map_err(refused)?, Some(lock))
            }
        };
        prepare(&connection).map_err(refused)?;
        match connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(refused)? {
            VERSION => {}
            0_i64 => create(&connection, secret).map_err(refused)?,
            _ => return Err(OpenError::Version(shown)),
        }
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

/// Takes the folder for this process, for as long as the file is open.
fn lock(folder: &Path) -> Result<File, OpenError> {
    let refused = |error| OpenError::Folder(folder.to_owned(), error);
    std::fs::create_dir_all(folder).map_err(refused)?;
    let file = File::options().create(true).truncate(false).write(true).open(folder.join("lock")).map_err(refused)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(folder.to_owned())),
        Err(TryLockError::Error(error)) => Err(refused(error)),
    }
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    // In memory this answers `memory`, and that is right.
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536;")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

fn create(connection: &Connection, secret: [u8; 16]) -> rusqlite::Result<()> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    connection.execute_batch(include_str!("schema.sql"))?;
    connection.execute("INSERT INTO meta VALUES ('secret', ?1)", [secret.as_slice()])?;
    connection.pragma_update(None, "user_version", VERSION)?;
    connection.execute_batch("COMMIT")
}
