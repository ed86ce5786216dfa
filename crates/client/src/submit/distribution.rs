//! *Distribute*: the service's own split. All its conditions are looked at first; then it is asked for once, and watched.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::look::{DEADLINE, Patience, describe, entries, is_over, status};
use super::{Data, Envelope, Event, State, Trouble, created_at};
use crate::arn::{DatasetArn, TestDatasetArn, TrainDatasetArn};
use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::environment::Environment;
use crate::error::{Error, ErrorCode};
use crate::retry::MAX_ATTEMPTS;
use crate::transport::Transport;
use crate::types::{DatasetDescription, DatasetStatus, DistributeDatasetEntriesRequest};

/// The service may still be at it when its answer is lost.
const AFTER_LOST_ANSWER: Duration = Duration::from_secs(1);

/// Where a distribution is. It can be kept anywhere: it holds no secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DistributionState {
    #[serde(default)]
    version: u32,
    /// URL of the service.
    #[serde(default)]
    endpoint: String,
    train: TrainDatasetArn,
    test: TestDatasetArn,
    stage: Stage,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
enum Stage {
    /// Nothing was asked for yet.
    Checking,
    /// It is asked for now, or was when the state was put down: whether it was accepted is seen by looking.
    Asking { before: Before, asked: u32 },
    /// It was accepted.
    Watching { id: String, accepted_at: f64, patience: Patience },
    /// It is over.
    Over,
}

impl DistributionState {
    /// The two datasets: training first.
    pub fn datasets(&self) -> [&DatasetArn; 2] {
        [self.train.dataset(), self.test.dataset()]
    }
}

/// When the datasets had last changed before anything was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Before {
    train: Option<f64>,
    test: Option<f64>,
}

impl Before {
    fn of(train: &DatasetDescription, test: &DatasetDescription) -> Self {
        let updated = |dataset: &DatasetDescription| dataset.last_updated_timestamp.map(|time| time.0);
        Self { train: updated(train), test: updated(test) }
    }
}

/// A distribution.
#[derive(Clone, Debug)]
pub struct Distribution {
    state: DistributionState,
    deadline: Duration,
    ended: bool,
    /// It was taken up where it may have been asked for after its state was put down.
    unsure: bool,
}

impl Distribution {
    /// From this dataset to that one. Fails where they are of two projects.
    pub fn new(train: TrainDatasetArn, test: TestDatasetArn, endpoint: &Endpoint) -> Result<Self, Trouble> {
        if !train.dataset().is_in_same_project(test.dataset()) {
            return Err(Trouble::refused(format!("{train} and {test} are not of one project: name two of the same")));
        }
        let endpoint = endpoint.url().to_owned();
        Ok(Self::of(DistributionState { version: State::VERSION, endpoint, train, test, stage: Stage::Checking }))
    }

    /// Resumes a distribution from its state. Fails if the state belongs to other datasets or to another endpoint.
    pub fn resume(
        state: DistributionState,
        train: &TrainDatasetArn,
        test: &TestDatasetArn,
        endpoint: &Endpoint,
    ) -> Result<Self, Trouble> {
        if state.train != *train || state.test != *test {
            return Err(State::of_another(&state.test));
        }
        State::check(state.version, &state.endpoint, endpoint)?;
        Ok(Self::of(state))
    }

    fn of(state: DistributionState) -> Self {
        let unsure = matches!(state.stage, Stage::Asking { .. });
        Self { state, deadline: DEADLINE, ended: false, unsure }
    }

    /// Waits no longer than this in all.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Where it is: enough to take it up again. Keep it after every event.
    pub fn state(&self) -> &DistributionState {
        &self.state
    }

    /// Takes the next step; `None` once it has ended. One that ended with a trouble that can be put right is taken up again
    /// by its state.
    pub async fn advance<T: Transport, E: Environment>(&mut self, client: &Client<T, E>) -> Option<Event> {
        if self.ended {
            return None;
        }
        let step = match &self.state.stage {
            Stage::Checking => self.check(client).await,
            Stage::Asking { .. } => self.ask(client).await,
            Stage::Watching { .. } => self.watch(client).await,
            Stage::Over => return None,
        };
        let event = step.unwrap_or_else(|trouble| {
            if !trouble.resumable {
                self.state.stage = Stage::Over;
            }
            Event::Ended { envelope: trouble.into() }
        });
        self.ended = matches!(event, Event::Ended { .. });
        Some(event)
    }

    async fn look<T: Transport, E: Environment>(
        &self,
        client: &Client<T, E>,
    ) -> Result<(DatasetDescription, DatasetDescription), Error> {
        let train = describe(client, self.state.train.dataset()).await?;
        Ok((train, describe(client, self.state.test.dataset()).await?))
    }

    async fn check<T: Transport, E: Environment>(&mut self, client: &Client<T, E>) -> Result<Event, Trouble> {
        let (train, test) = self.look(client).await?;
        self.conditions(&train, &test)?;
        self.state.stage = Stage::Asking { before: Before::of(&train, &test), asked: 0 };
        Ok(Event::Checked { train_entries: entries(&train), test_entries: entries(&test) })
    }

    fn conditions(&self, train: &DatasetDescription, test: &DatasetDescription) -> Result<(), Trouble> {
        let DistributionState { train: train_arn, test: test_arn, .. } = &self.state;
        for (arn, dataset) in [(train_arn.dataset(), train), (test_arn.dataset(), test)] {
            if !dataset.status.as_ref().is_some_and(DatasetStatus::is_complete) {
                let message = format!("{arn} is {}: wait until it is complete, or mend it", status(dataset));
                return Err(Trouble { code: "RESOURCE_NOT_READY".to_owned(), message, resumable: true });
            }
        }
        if entries(train) == 0 {
            return Err(Trouble::refused(format!("{train_arn} is empty: there is nothing to distribute")));
        }
        if entries(test) > 0 {
            let count = entries(test);
            let message =
                format!("{test_arn} has {count} entries already: it must be empty; delete it and make a new one");
            return Err(Trouble::refused(message));
        }
        Ok(())
    }

    async fn ask<T: Transport, E: Environment>(&mut self, client: &Client<T, E>) -> Result<Event, Trouble> {
        let Stage::Asking { before, asked } = self.state.stage else { return Err(out_of_step()) };
        if asked > 0 || self.unsure {
            // An answer was lost, now or when the state was put down. What the service did is read from the datasets;
            // only if it did nothing is it asked again.
            client.environment().sleep(AFTER_LOST_ANSWER).await;
            if self.has_begun(client, before).await? {
                return Ok(self.accepted(client, None));
            }
            self.unsure = false;
        }
        self.state.stage = Stage::Asking { before, asked: asked + 1 };
        let request = DistributeDatasetEntriesRequest::new(&self.state.train, &self.state.test);
        match client.call(&request).await {
            Ok(answer) => Ok(self.accepted(client, answer.request_id)),
            Err(error) if error.may_have_been_accepted() && asked + 1 < MAX_ATTEMPTS => {
                Ok(Event::Lost { message: error.to_string() })
            }
            Err(error) if error.may_have_been_accepted() => Err(error.into()),
            Err(error) => {
                // Browsers send a request again whose connection has ended, and tell nobody. Then the refusal is that of the
                // second, and the first was accepted.
                if is_conflict(&error) && self.has_begun(client, before).await.unwrap_or(false) {
                    return Ok(self.accepted(client, None));
                }
                // It was refused: asking again later begins with the conditions.
                self.state.stage = Stage::Checking;
                Err(error.into())
            }
        }
    }

    /// Whether the datasets have changed since they were looked at.
    async fn has_begun<T: Transport, E: Environment>(
        &self,
        client: &Client<T, E>,
        before: Before,
    ) -> Result<bool, Error> {
        let (train, test) = self.look(client).await?;
        Ok(Before::of(&train, &test) != before || entries(&test) > 0)
    }

    fn accepted<T: Transport, E: Environment>(&mut self, client: &Client<T, E>, request_id: Option<String>) -> Event {
        let id = request_id.clone().unwrap_or_else(|| self.state.test.to_string());
        let accepted_at = client.now().as_secs_f64();
        self.state.stage = Stage::Watching { id, accepted_at, patience: Patience::default() };
        Event::Accepted { request_id, dataset: None, lines: 0 }
    }

    async fn watch<T: Transport, E: Environment>(&mut self, client: &Client<T, E>) -> Result<Event, Trouble> {
        let (train, test) = self.look(client).await?;
        let (train_over, test_over) =
            (is_over(&train, self.state.train.dataset()), is_over(&test, self.state.test.dataset()));
        let deadline = self.deadline;
        let Stage::Watching { id, accepted_at, patience } = &mut self.state.stage else { return Err(out_of_step()) };
        if train_over? && test_over? {
            let data = Data { id: id.clone(), created_at: created_at(Duration::from_secs_f64(*accepted_at)) };
            self.state.stage = Stage::Over;
            return Ok(Event::Ended { envelope: Envelope::Success(data) });
        }
        let wait = patience.next(deadline)?;
        client.environment().sleep(wait).await;
        Ok(Event::Waiting { train: train.status, test: test.status, next_look: wait.as_secs_f64() })
    }
}

/// Whether it may be refused because it was accepted before.
fn is_conflict(error: &Error) -> bool {
    let conflicts = [ErrorCode::InvalidParameter, ErrorCode::ResourceInUse, ErrorCode::ResourceNotReady];
    error.code().is_some_and(|code| conflicts.contains(code))
}

fn out_of_step() -> Trouble {
    Trouble::refused("the submission is not at this step; this is a bug of holdout")
}
