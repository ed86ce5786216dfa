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
use crate::store::{Dataset, Found, Job, Outcome, Project, Row, Task};

/// How long a job that could not be done waits before it is tried again, in milliseconds.
pub(crate) const AGAIN: i64 = 1000;

/// How a job ends.
enum End {
    /// As it should.
    Done { dropped: usize },
    /// The job was refused and changed nothing. The message begins with a code.
    Refused { message: String },
}

/// Number of attempts for a job. An attempt that ended the process counts as well, so that no job can prevent the service
/// from starting.
const ATTEMPTS: i64 = 5;

/// Runs a job. A failed job is tried again later, and after the last attempt its datasets fail. Later jobs run either way.
/// Returns an error only if the database cannot record the result.
pub(crate) fn run(service: &Service, found: &Found) -> Result<(), Fault> {
    let job = match found {
        Found::Job(job) => job,
        Found::Unreadable { id, kind, project, datasets } => {
            tracing::error!(job = id, kind, "a job cannot be read; it is deleted, and its datasets fail");
            let words = "The service cannot read this job. Was it accepted by another version of holdout?";
            return service.store.change(|database| fail(service, database, *id, *project, datasets, words));
        }
    };
    let (id, kind) = (job.id, job.task.kind());
    let attempts = service.store.change(|database| Job::begin(database, id))?;
    let last = attempts >= ATTEMPTS;
    let result = if attempts > ATTEMPTS {
        Err(Fault::internal("The service ended during each attempt."))
    } else {
        attempt(service, job)
    };
    match result {
        Ok(()) => {
            tracing::info!(job = id, kind, attempts, "job done");
            Ok(())
        }
        Err(fault) if last => {
            tracing::error!(job = id, kind, attempts, reason = fault.message, "job failed, and is given up");
            let words = format!("The service failed {ATTEMPTS} times: {}", fault.message);
            let project = match job.task {
                Task::CreateProject { project } | Task::DeleteProject { project } => Some(project),
                _ => None,
            };
            let datasets = job.task.datasets();
            service.store.change(|database| fail(service, database, id, project, &datasets, &words))
        }
        Err(fault) => {
            tracing::warn!(job = id, kind, attempts, reason = fault.message, "job failed, and is tried again");
            service.store.change(|database| Job::put_off(database, id, service.now() + AGAIN))
        }
    }
}

/// Deletes a job that cannot be done, and sets the status of its datasets. Projects have no failed status, so a project stays
/// `CREATED`.
fn fail(
    service: &Service,
    database: &Connection,
    id: i64,
    project: Option<i64>,
    datasets: &[i64],
    words: &str,
) -> Result<(), Fault> {
    Job::finish(database, id)?;
    for &dataset in datasets {
        Dataset::set_failed(database, dataset, service.now(), words)?;
    }
    project.map_or(Ok(()), |project| Project::set_status(database, project, ProjectStatus::Created.as_str()))
}

fn attempt(service: &Service, job: &Job) -> Result<(), Fault> {
    match &job.task {
        Task::Update { dataset, lines } => ingest::lines(service, job, *dataset, lines),
        Task::CreateFromFile { dataset, object } => ingest::file(service, job, *dataset, object),
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
        (End::Refused { message }, creates) => {
            let status = if creates { DatasetStatus::CreateFailed } else { DatasetStatus::UpdateFailed };
            Outcome::new(status, DatasetStatusMessageCode::ClientError, message)
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
