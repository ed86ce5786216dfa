//! Jobs in the database: they are accepted with the change that announces them, and end with the change that they make.

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Fault;

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// The project is ready.
    CreateProject { project: i64 },
    /// The project goes.
    DeleteProject { project: i64 },
    /// A dataset that begins empty.
    CreateEmpty { dataset: i64 },
    /// A dataset that begins with a file's lines.
    CreateFromFile {
        /// The dataset.
        dataset: i64,
        /// `BUCKET/KEY`.
        object: String,
    },
    /// A dataset that begins with another's entries.
    CreateFromDataset { dataset: i64, from: i64 },
    /// Lines to add or replace.
    Update { dataset: i64, lines: Vec<u8> },
    /// Entries to move.
    Distribute { train: i64, test: i64 },
    /// The dataset goes.
    DeleteDataset { dataset: i64 },
}

/// A task and its number.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) id: i64,
    pub(crate) task: Task,
}

/// A row of the table of jobs.
#[derive(Clone, Debug)]
pub(crate) enum Found {
    /// A job that can be run.
    Job(Job),
    /// A row that cannot be read: a later version wrote it, or the database was edited.
    Unreadable { id: i64, kind: String, project: Option<i64>, datasets: Vec<i64> },
}

type Columns = (&'static str, Option<i64>, Option<i64>, Option<i64>, Option<Vec<u8>>);

impl Task {
    /// Returns the name in the database and in logs.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::CreateProject { .. } => "create-project",
            Self::DeleteProject { .. } => "delete-project",
            Self::CreateEmpty { .. } => "create",
            Self::CreateFromFile { .. } => "create-from-file",
            Self::CreateFromDataset { .. } => "create-copy",
            Self::Update { .. } => "update",
            Self::Distribute { .. } => "distribute",
            Self::DeleteDataset { .. } => "delete",
        }
    }

    fn columns(&self) -> Columns {
        let kind = self.kind();
        match self {
            Self::CreateProject { project } | Self::DeleteProject { project } => {
                (kind, Some(*project), None, None, None)
            }
            Self::CreateEmpty { dataset } | Self::DeleteDataset { dataset } => (kind, None, Some(*dataset), None, None),
            Self::CreateFromFile { dataset, object } => {
                (kind, None, Some(*dataset), None, Some(object.clone().into_bytes()))
            }
            Self::CreateFromDataset { dataset, from } => (kind, None, Some(*dataset), Some(*from), None),
            Self::Update { dataset, lines } => (kind, None, Some(*dataset), None, Some(lines.clone())),
            Self::Distribute { train, test } => (kind, None, Some(*train), Some(*test), None),
        }
    }

    fn of(
        kind: &str,
        project: Option<i64>,
        dataset: Option<i64>,
        other: Option<i64>,
        payload: Option<Vec<u8>>,
    ) -> Option<Self> {
        Some(match (kind, project, dataset, other) {
            ("create-project", Some(project), ..) => Self::CreateProject { project },
            ("delete-project", Some(project), ..) => Self::DeleteProject { project },
            ("create", _, Some(dataset), _) => Self::CreateEmpty { dataset },
            ("create-from-file", _, Some(dataset), _) => {
                Self::CreateFromFile { dataset, object: String::from_utf8(payload?).ok()? }
            }
            ("create-copy", _, Some(dataset), Some(from)) => Self::CreateFromDataset { dataset, from },
            ("update", _, Some(dataset), _) => Self::Update { dataset, lines: payload? },
            ("distribute", _, Some(train), Some(test)) => Self::Distribute { train, test },
            ("delete", _, Some(dataset), _) => Self::DeleteDataset { dataset },
            _ => return None,
        })
    }

    /// The datasets that tell how it went.
    pub(crate) fn datasets(&self) -> Vec<i64> {
        match self {
            Self::CreateProject { .. } | Self::DeleteProject { .. } => Vec::new(),
            Self::CreateEmpty { dataset }
            | Self::CreateFromFile { dataset, .. }
            | Self::CreateFromDataset { dataset, .. }
            | Self::Update { dataset, .. }
            | Self::DeleteDataset { dataset } => vec![*dataset],
            Self::Distribute { train, test } => vec![*train, *test],
        }
    }
}

impl Job {
    /// Accepts a task, to be done at `due`, in milliseconds since 1970.
    pub(crate) fn insert(database: &Connection, due: i64, task: &Task) -> Result<(), Fault> {
        let (kind, project, dataset, other, payload) = task.columns();
        database
            .prepare_cached(
                "INSERT INTO jobs (due, kind, project, dataset, other, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![due, kind, project, dataset, other, payload])?;
        Ok(())
    }

    /// The first job that is due at `now`, or that is later than any can be: the clock was set back since it was accepted.
    pub(crate) fn next(database: &Connection, now: i64, latest: i64) -> Result<Option<Found>, Fault> {
        let found = database
            .prepare_cached(
                "SELECT id, kind, project, dataset, other, payload FROM jobs WHERE due <= ?1 OR due > ?2
                 ORDER BY due, id LIMIT 1",
            )?
            .query_row([now, latest], |row| {
                let kind: String = row.get(1)?;
                let (id, project, dataset, other) = (row.get(0)?, row.get(2)?, row.get(3)?, row.get(4)?);
                Ok(match Task::of(&kind, project, dataset, other, row.get(5)?) {
                    Some(task) => Found::Job(Self { id, task }),
                    None => Found::Unreadable {
                        id,
                        kind,
                        project,
                        datasets: [dataset, other].into_iter().flatten().collect(),
                    },
                })
            })
            .optional()?;
        Ok(found)
    }

    /// Counts an attempt, on disk, so that an attempt that ends the process counts as well. Returns the number of attempts.
    pub(crate) fn begin(database: &Connection, id: i64) -> Result<i64, Fault> {
        Ok(database
            .prepare_cached("UPDATE jobs SET attempts = attempts + 1 WHERE id = ?1 RETURNING attempts")?
            .query_row([id], |row| row.get(0))?)
    }

    /// When the next job is due.
    pub(crate) fn next_due(database: &Connection) -> Result<Option<i64>, Fault> {
        Ok(database.prepare_cached("SELECT min(due) FROM jobs")?.query_row([], |row| row.get(0))?)
    }

    /// Strikes it off, with the change that it made.
    pub(crate) fn finish(database: &Connection, id: i64) -> Result<(), Fault> {
        database.prepare_cached("DELETE FROM jobs WHERE id = ?1")?.execute([id])?;
        Ok(())
    }

    /// Puts it off.
    pub(crate) fn put_off(database: &Connection, id: i64, due: i64) -> Result<(), Fault> {
        database.prepare_cached("UPDATE jobs SET due = ?2 WHERE id = ?1")?.execute(params![id, due])?;
        Ok(())
    }
}
