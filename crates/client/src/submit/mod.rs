//! Submissions: what a user asks of the service as one thing, and the service does in many steps. A submission is advanced
//! step by step, tells what it did, and can be put down and taken up again: its state is small and holds no secret.

mod digest;
mod distribution;
mod envelope;
mod lines;
mod look;
pub mod plan;
mod policy;
mod upload;

pub use distribution::{Distribution, DistributionState};
pub use envelope::{Data, Envelope, Failure, created_at};
pub use lines::{Lines, MAX_CHUNK};
pub use plan::Plan;
pub use policy::Policy;
use serde::Serialize;
pub use upload::{Sent, Upload, UploadState};

use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::types::DatasetStatus;

/// What a submission did last.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Event {
    /// Both datasets were looked at, and the operation can be asked for.
    Checked {
        /// Entries of the training dataset.
        train_entries: i64,
        /// Entries of the test dataset.
        test_entries: i64,
    },
    /// A dataset was made.
    Created {
        /// Its ARN.
        dataset: String,
    },
    /// The service has accepted.
    Accepted {
        /// Its number of the request.
        request_id: Option<String>,
        /// The dataset that changes.
        dataset: Option<String>,
        /// Lines accepted so far.
        lines: u64,
    },
    /// An answer was lost: what became of the request is looked at next.
    Lost {
        /// What happened to it.
        message: String,
    },
    /// The service works.
    Waiting {
        /// How far the training dataset is.
        train: Option<DatasetStatus>,
        /// How far the test dataset is.
        test: Option<DatasetStatus>,
        /// Seconds until it is looked at again.
        next_look: f64,
    },
    /// A dataset is full, and has as many entries as lines were sent.
    Counted {
        /// The dataset.
        dataset: String,
        /// Its entries.
        entries: u64,
    },
    /// It is over: the last event.
    Ended {
        /// How it ended.
        envelope: Envelope,
    },
}

/// Why a submission failed.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// As in the envelope.
    pub code: String,
    /// What happened, where, and what to do.
    pub message: String,
    /// Whether it may go on from where it is once that is put right.
    pub resumable: bool,
}

impl Trouble {
    fn refused(message: impl Into<String>) -> Self {
        Self { code: "VALIDATION_ERROR".to_owned(), message: message.into(), resumable: false }
    }
}

/// The checks that all saved states share.
struct State;

impl State {
    /// Version of the states that are written now. Older states have no digests and no endpoint.
    const VERSION: u32 = 2;
    /// The name in messages. It is a file for the command, and a member in JavaScript.
    const NAME: &str = "the saved state";

    /// Fails if a state was saved by another version or for another endpoint.
    fn check(version: u32, saved: &str, endpoint: &Endpoint) -> Result<(), Trouble> {
        let name = Self::NAME;
        if version != Self::VERSION {
            return Err(Trouble::refused(format!(
                "{name} was written by another version of Holdout, and lacks what is needed to resume safely: delete it, \
                 delete the datasets that were filled in part, and start the submission again"
            )));
        }
        if saved != endpoint.url() {
            return Err(Trouble::refused(format!(
                "{name} belongs to the endpoint {saved}, and this submission goes to {}: use the same endpoint and region, \
                 or start without {name}",
                endpoint.url()
            )));
        }
        Ok(())
    }

    /// The error for a state of another submission.
    fn of_another(what: &impl std::fmt::Display) -> Trouble {
        let name = Self::NAME;
        Trouble::refused(format!(
            "{name} belongs to another submission, to {what}: use its own state, or start without"
        ))
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        let resumable = !matches!(error.envelope_code().as_str(), "VALIDATION_ERROR" | "RESOURCE_NOT_FOUND");
        Self { code: error.envelope_code(), message: error.to_string(), resumable }
    }
}
