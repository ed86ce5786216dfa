//! Projects in the database.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::Fault;

/// A project.
#[derive(Clone, Debug)]
pub(crate) struct Project {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) arn: String,
    /// Milliseconds since 1970.
    pub(crate) created: i64,
    pub(crate) status: String,
    pub(crate) feature: String,
    pub(crate) auto_update: Option<String>,
}

const COLUMNS: &str = "id, name, arn, created, status, feature, auto_update";

impl Project {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            arn: row.get(2)?,
            created: row.get(3)?,
            status: row.get(4)?,
            feature: row.get(5)?,
            auto_update: row.get(6)?,
        })
    }

    /// The project of this ARN.
    pub(crate) fn find(database: &Connection, arn: &str) -> Result<Self, Fault> {
        let sql = format!("SELECT {COLUMNS} FROM projects WHERE arn = ?1");
        let found = database.prepare_cached(&sql)?.query_row([arn], Self::read).optional()?;
        found.ok_or_else(|| Fault::not_found(arn))
    }

    /// The project of this name.
    pub(crate) fn named(database: &Connection, name: &str) -> Result<Option<Self>, Fault> {
        let sql = format!("SELECT {COLUMNS} FROM projects WHERE name = ?1");
        Ok(database.prepare_cached(&sql)?.query_row([name], Self::read).optional()?)
    }

    /// Projects behind `after`, in the order in which they were made.
    pub(crate) fn list(database: &Connection, after: i64) -> Result<Vec<Self>, Fault> {
        let sql = format!("SELECT {COLUMNS} FROM projects WHERE id > ?1 ORDER BY id");
        let mut statement = database.prepare_cached(&sql)?;
        let rows = statement.query_map([after], Self::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Adds it; its `id` is ignored.
    pub(crate) fn insert(&self, database: &Connection) -> Result<i64, Fault> {
        database
            .prepare_cached(
                "INSERT INTO projects (name, arn, created, status, feature, auto_update) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![self.name, self.arn, self.created, self.status, self.feature, self.auto_update])?;
        Ok(database.last_insert_rowid())
    }

    /// Sets the status of a project.
    pub(crate) fn set_status(database: &Connection, id: i64, status: &str) -> Result<(), Fault> {
        database.prepare_cached("UPDATE projects SET status = ?2 WHERE id = ?1")?.execute(params![id, status])?;
        Ok(())
    }

    /// Deletes a project that has no datasets.
    pub(crate) fn delete(database: &Connection, id: i64) -> Result<(), Fault> {
        database.execute("DELETE FROM tags WHERE arn = (SELECT arn FROM projects WHERE id = ?1)", [id])?;
        database.execute("DELETE FROM projects WHERE id = ?1", [id])?;
        Ok(())
    }

    /// A number for a new ARN: the time, or the next that is free where two come at one time.
    pub(crate) fn free_number(database: &Connection, milliseconds: i64) -> Result<u64, Fault> {
        // Numbers of what was deleted are not used again, so that an old ARN never names something new.
        let last: Option<i64> =
            database.query_row("SELECT value FROM meta WHERE key = 'number'", [], |row| row.get(0)).optional()?;
        let number = milliseconds.max(last.map_or(0, |last| last + 1));
        database.execute("INSERT OR REPLACE INTO meta VALUES ('number', ?1)", [number])?;
        Ok(number.unsigned_abs())
    }
}
