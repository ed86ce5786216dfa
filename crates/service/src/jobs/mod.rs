//! What is done after an operation was answered. A job makes its change, tells how it went, and is struck off in one
//! transaction: after a crash it is there still, or done, and nothing in between.

mod distribute;
mod ingest;
mod runner;

use holdout_client::types::{DatasetStatus, DatasetStatusMessageCode, ProjectStatus};
use rusqlite::Connection;

pub use self::runner::Runner;
use crate::error::Fault;
use crate::service::Service;
use crate::store::{Dataset, Job, Outcome, Project, Row, Task};

/// How long a job that could not be done waits before it is tried again, in milliseconds.
pub(crate) const AGAIN: i64 = 1000;

/// How a job ends.
enum End {
    /// As it should.
    Done { dropped: usize },
    /// It cannot be done, and nothing was changed.
    Refused { code: &'static str, message: String },
}

/// Works off a job. A failure of the database leaves it as it was, to be tried again.
pub(crate) fn run(service: &Service, job: &Job) -> Result<(), Fault> {
    let result = attempt(service, job);
    if result.is_err() {
        // Where even this fails, it stays due.
        let _ = service.store.change(|database| Job::put_off(database, job.id, service.now() + AGAIN));
    }
    result
}

fn attempt(service: &Service, job: &Job) -> Result<(), Fault> {
    match &job.task {
        Task::Update { dataset, lines } => ingest::lines(service, job, *dataset, lines),
        Task::CreateFromFile { dataset, path } => ingest::file(service, job, *dataset, path.as_ref()),
        Task::Distribute { train, test } => distribute::run(service, job, *train, *test),
        Task::CreateFromDataset { dataset, from } => service.store.change(|database| {
            Row::copy(database, *from, *dataset)?;
            end(service, database, job, &End::Done { dropped: 0 })
        }),
        Task::CreateEmpty { .. } => {
            service.store.change(|database| end(service, database, job, &End::Done { dropped: 0 }))
        }
        Task::DeleteDataset { dataset } => service.store.change(|database| {
            Job::finish(database, job.id)?;
            Dataset::delete(database, *dataset)
        }),
        Task::CreateProject { project } => service.store.change(|database| {
            Job::finish(database, job.id)?;
            Project::set_status(database, *project, ProjectStatus::Created.as_str())
        }),
        Task::DeleteProject { project } => service.store.change(|database| {
            Job::finish(database, job.id)?;
            Project::delete(database, *project)
        }),
    }
}

/// Strikes a job off, and tells on its datasets how it went.
fn end(service: &Service, database: &Connection, job: &Job, end: &End) -> Result<(), Fault> {
    let creates =
        matches!(job.task, Task::CreateEmpty { .. } | Task::CreateFromFile { .. } | Task::CreateFromDataset { .. });
    let outcome = match (end, creates) {
        (End::Done { dropped }, true) => success(DatasetStatus::CreateComplete, "created", *dropped),
        (End::Done { dropped }, false) => success(DatasetStatus::UpdateComplete, "updated", *dropped),
        (End::Refused { code, message }, creates) => {
            let status = if creates { DatasetStatus::CreateFailed } else { DatasetStatus::UpdateFailed };
            Outcome::new(status, DatasetStatusMessageCode::ClientError, format!("{code}: {message}"))
        }
    };
    Job::finish(database, job.id)?;
    for dataset in job.task.datasets() {
        Dataset::recount(database, dataset)?;
        Dataset::set_outcome(database, dataset, service.now(), &outcome)?;
    }
    Ok(())
}

fn success(status: DatasetStatus, done: &str, dropped: usize) -> Outcome {
    let mut message = format!("The dataset was successfully {done}.");
    if dropped > 0 {
        use std::fmt::Write;
        let _ = write!(message, " {dropped} lines were dropped: they are no entries, or repeat an image.");
    }
    Outcome::new(status, DatasetStatusMessageCode::Success, message)
}
