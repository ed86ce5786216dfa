//! The service itself, without HTTP: a name and a body in, an output or a fault out; and the jobs, which are worked off when
//! somebody says so.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use holdout_client::error::ErrorCode;
use serde_json::Value;

use crate::error::Fault;
use crate::files::Root;
use crate::model::INPUTS;
use crate::store::{Job, OpenError, Store};
use crate::token::Sealer;
use crate::world::{Machine, World};
use crate::{jobs, operations, validate};

/// How a service is set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// Folder of the database; in memory by default.
    pub data: Option<PathBuf>,
    /// Folder whose subfolders are buckets.
    pub s3_root: Option<PathBuf>,
    /// How long every job takes before it is done.
    pub latency: Duration,
    /// The account in ARNs.
    pub account: String,
    /// Seed of the split.
    pub seed: u64,
    /// The time and chance.
    pub world: Arc<dyn World>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            data: None,
            s3_root: None,
            latency: Duration::ZERO,
            account: "111122223333".to_owned(),
            seed: 42,
            world: Arc::new(Machine),
        }
    }
}

/// The service.
#[derive(Debug)]
pub struct Service {
    pub(crate) store: Store,
    pub(crate) options: Options,
    pub(crate) sealer: Sealer,
    /// The folder of `--s3-root`.
    pub(crate) s3_root: Option<Root>,
}

impl Service {
    /// Opens the database, or makes it.
    pub fn open(options: Options) -> Result<Self, OpenError> {
        let store = Store::open(options.data.as_deref(), options.world.random())?;
        let secret = store.secret().map_err(|fault| {
            let folder = options.data.clone().unwrap_or_default();
            OpenError::Folder(folder, std::io::Error::other(fault.message))
        })?;
        let s3_root = options
            .s3_root
            .as_deref()
            .map(|folder| Root::new(folder).map_err(|error| OpenError::Folder(folder.to_owned(), error)));
        Ok(Self { store, s3_root: s3_root.transpose()?, options, sealer: Sealer::new(secret) })
    }

    /// Carries out an operation, in a region.
    pub fn call(&self, operation: &str, body: &[u8], region: &str) -> Result<Value, Fault> {
        let Some((_, shape)) = INPUTS.iter().find(|(name, _)| *name == operation) else {
            return Err(Fault::new(ErrorCode::UnknownOperation, format!("There is no operation {operation:?}.")));
        };
        let body = if body.is_empty() { b"{}" } else { body };
        let body: Value = serde_json::from_slice(body)
            .map_err(|error| Fault::new(ErrorCode::Serialization, format!("The body cannot be read: {error}")))?;
        validate::check(shape, &body)?;
        operations::call(self, operation, body, region)
    }

    /// Works off one job that is due. Whether there was one.
    pub fn work(&self) -> Result<bool, Fault> {
        let now = self.now();
        match self.store.read(|database| Job::next(database, now, self.latest(now)))? {
            None => Ok(false),
            Some(found) => jobs::run(self, &found).map(|()| true),
        }
    }

    /// How long until a job is due; nothing where there is none.
    pub fn until_due(&self) -> Result<Option<Duration>, Fault> {
        let due = self.store.read(Job::next_due)?;
        let now = self.now();
        let due = due.map(|due| if due > self.latest(now) { now } else { due });
        Ok(due.map(|due| Duration::from_millis(u64::try_from(due - now).unwrap_or(0))))
    }

    /// What `SQLite` and our own laws say of the database: `ok` where it is whole.
    pub fn integrity(&self) -> Result<String, Fault> {
        self.store.integrity()
    }

    /// Milliseconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        self.options.world.milliseconds()
    }

    /// When a job that is accepted now is due.
    pub(crate) fn due(&self) -> i64 {
        self.now() + self.latency()
    }

    /// The latest time at which a job can be due.
    fn latest(&self, now: i64) -> i64 {
        now + self.latency().max(jobs::AGAIN)
    }

    /// Milliseconds that every job takes.
    fn latency(&self) -> i64 {
        i64::try_from(self.options.latency.as_millis()).unwrap_or(i64::MAX / 2)
    }
}
