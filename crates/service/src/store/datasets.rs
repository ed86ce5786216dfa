//! Datasets in the database.

use holdout_client::types::{DatasetStatus, DatasetStatusMessageCode};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::Fault;

/// A dataset.
#[derive(Clone, Debug)]
pub(crate) struct Dataset {
    pub(crate) id: i64,
    /// `TRAIN` or `TEST`.
    pub(crate) kind: String,
    pub(crate) arn: String,
    /// Milliseconds since 1970.
    pub(crate) created: i64,
    pub(crate) updated: i64,
    pub(crate) status: DatasetStatus,
    pub(crate) message: String,
    pub(crate) code: String,
    pub(crate) total: i64,
    pub(crate) labeled: i64,
    pub(crate) errors: i64,
    pub(crate) labels: i64,
}

/// How an operation ended, as a dataset tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) status: DatasetStatus,
    pub(crate) code: DatasetStatusMessageCode,
    pub(crate) message: String,
}

impl Outcome {
    pub(crate) fn new(status: DatasetStatus, code: DatasetStatusMessageCode, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }
}

const COLUMNS: &str = "id, kind, arn, created, updated, status, message, code, total, labeled, errors, labels";

impl Dataset {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            kind: row.get(1)?,
            arn: row.get(2)?,
            created: row.get(3)?,
            updated: row.get(4)?,
            status: row.get::<_, String>(5)?.into(),
            message: row.get(6)?,
            code: row.get(7)?,
            total: row.get(8)?,
            labeled: row.get(9)?,
            errors: row.get(10)?,
            labels: row.get(11)?,
        })
    }

    /// Returns the region in the ARN.
    pub(crate) fn region(&self) -> &str {
        self.arn.split(':').nth(3).unwrap_or_default()
    }

    /// The dataset of this ARN.
    pub(crate) fn find(database: &Connection, arn: &str) -> Result<Self, Fault> {
        let sql = format!("SELECT {COLUMNS} FROM datasets WHERE arn = ?1");
        let found = database.prepare_cached(&sql)?.query_row([arn], Self::read).optional()?;
        found.ok_or_else(|| Fault::not_found(arn))
    }

    /// The dataset of this number.
    pub(crate) fn get(database: &Connection, id: i64) -> Result<Self, Fault> {
        let sql = format!("SELECT {COLUMNS} FROM datasets WHERE id = ?1");
        Ok(database.prepare_cached(&sql)?.query_row([id], Self::read)?)
    }

    /// The datasets of a project, in the order in which they were made.
    pub(crate) fn of_project(database: &Connection, project: i64) -> Result<Vec<Self>, Fault> {
        let sql = format!("SELECT {COLUMNS} FROM datasets WHERE project = ?1 ORDER BY id");
        let mut statement = database.prepare_cached(&sql)?;
        let rows = statement.query_map([project], Self::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Adds an empty one. Gives its number.
    pub(crate) fn insert(
        database: &Connection,
        project: i64,
        kind: &str,
        arn: &str,
        now: i64,
        outcome: &Outcome,
    ) -> Result<i64, Fault> {
        database
            .prepare_cached(
                "INSERT INTO datasets (project, kind, arn, created, updated, status, message, code)
                 VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                project,
                kind,
                arn,
                now,
                outcome.status.as_str(),
                outcome.message,
                outcome.code.as_str()
            ])?;
        Ok(database.last_insert_rowid())
    }

    /// Tells how its last operation went. Its time never goes back, whatever the clock does, and never stands still.
    pub(crate) fn set_outcome(database: &Connection, id: i64, now: i64, outcome: &Outcome) -> Result<(), Fault> {
        database
            .prepare_cached(
                "UPDATE datasets SET status = ?2, message = ?3, code = ?4, updated = max(updated + 1, ?5) WHERE id = ?1",
            )?
            .execute(params![id, outcome.status.as_str(), outcome.message, outcome.code.as_str(), now])?;
        Ok(())
    }

    /// Sets the status after a failure of the service. A dataset without an operation in progress keeps its status.
    pub(crate) fn set_failed(database: &Connection, id: i64, now: i64, message: &str) -> Result<(), Fault> {
        let status: Option<String> = database
            .prepare_cached("SELECT status FROM datasets WHERE id = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        let failed = match status.map(DatasetStatus::from) {
            Some(DatasetStatus::CreateInProgress) => DatasetStatus::CreateFailed,
            Some(DatasetStatus::UpdateInProgress | DatasetStatus::DeleteInProgress) => DatasetStatus::UpdateFailed,
            _ => return Ok(()),
        };
        let outcome = Outcome::new(failed, DatasetStatusMessageCode::ServiceError, message);
        Self::set_outcome(database, id, now, &outcome)
    }

    /// Counts its entries anew.
    pub(crate) fn recount(database: &Connection, id: i64) -> Result<(), Fault> {
        database
            .prepare_cached(
                "UPDATE datasets SET
                     (total, labeled, errors) =
                         (SELECT count(*), coalesce(sum(labeled), 0), coalesce(sum(errors), 0)
                          FROM entries INDEXED BY entries_by_state WHERE dataset = ?1),
                     labels = (SELECT count(*) FROM labels WHERE EXISTS
                         (SELECT 1 FROM entry_labels WHERE dataset = ?1 AND label = labels.id))
                 WHERE id = ?1",
            )?
            .execute([id])?;
        Ok(())
    }

    /// Deletes it with all that is in it.
    pub(crate) fn delete(database: &Connection, id: i64) -> Result<(), Fault> {
        database.execute("DELETE FROM entry_labels WHERE dataset = ?1", [id])?;
        database.execute("DELETE FROM entries WHERE dataset = ?1", [id])?;
        database.execute("DELETE FROM tags WHERE arn = (SELECT arn FROM datasets WHERE id = ?1)", [id])?;
        database.execute("DELETE FROM datasets WHERE id = ?1", [id])?;
        Ok(())
    }
}
