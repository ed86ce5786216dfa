//! *Upload*: a split of our own. Both datasets are made where they are missing, filled piece by piece, and counted.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::digest::Digests;
use super::lines::{Lines, MAX_CHUNK, chunk};
use super::look::{DEADLINE, Patience, describe, entries, is_over};
use super::{Data, Envelope, Event, State, Trouble, created_at};
use crate::arn::{DatasetArn, Kind, ProjectArn};
use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::environment::Environment;
use crate::error::ErrorCode;
use crate::transport::Transport;
use crate::types::{
    Blob, CreateDatasetRequest, DatasetChanges, DatasetDescription, DatasetType, DescribeProjectsRequest,
    UpdateDatasetEntriesRequest,
};

/// Where an upload is. It can be kept anywhere: it holds no secret, and no line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UploadState {
    #[serde(default)]
    version: u32,
    id: String,
    /// URL of the service.
    #[serde(default)]
    endpoint: String,
    project: ProjectArn,
    train: Side,
    test: Side,
    ended: bool,
}

impl UploadState {
    /// What was accepted so far, of how much.
    pub fn sent(&self) -> Sent {
        let sides = [&self.train, &self.test];
        Sent {
            bytes: sides.iter().map(|side| side.sent).sum(),
            total_bytes: sides.iter().map(|side| side.size).sum(),
            lines: sides.iter().map(|side| side.lines).sum(),
        }
    }

    /// The two datasets, as far as they are known: training first.
    pub fn datasets(&self) -> [Option<&DatasetArn>; 2] {
        [self.train.dataset.as_ref(), self.test.dataset.as_ref()]
    }
}

/// What an upload has sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Sent {
    /// Bytes of both manifests that were accepted.
    pub bytes: u64,
    /// Bytes of both manifests.
    pub total_bytes: u64,
    /// Lines that were accepted.
    pub lines: u64,
}

/// One of the two datasets.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Side {
    dataset: Option<DatasetArn>,
    /// Bytes of the manifest when it was begun.
    size: u64,
    /// SHA-256 of the manifest in hexadecimal, from the first step on.
    #[serde(default)]
    sha256: Option<String>,
    /// Whether the dataset was seen empty, so that what is in it is ours.
    begun: bool,
    /// Bytes and lines that were accepted.
    sent: u64,
    lines: u64,
    /// What was sent last is still being worked on.
    busy: bool,
    patience: Patience,
    done: bool,
}

/// An upload.
#[derive(Clone, Debug)]
pub struct Upload {
    state: UploadState,
    /// Digests of both manifests, training first. They are set once the manifests match the state.
    digests: Option<[Digests; 2]>,
    deadline: Duration,
    ended: bool,
}

/// The two, in the order in which they are filled.
const SIDES: [Kind; 2] = [Kind::Train, Kind::Test];

impl Upload {
    /// An upload of these lines to this project. Fails where there are none.
    pub fn new(
        project: ProjectArn,
        endpoint: &Endpoint,
        lines: &impl Lines,
        environment: &impl Environment,
    ) -> Result<Self, Trouble> {
        if let Some(side) = SIDES.into_iter().find(|&side| lines.size(side) == 0) {
            return Err(Trouble::refused(format!("the {} manifest is empty", side.as_str())));
        }
        let side = |kind| Side { size: lines.size(kind), ..Side::default() };
        let (train, test) = (side(Kind::Train), side(Kind::Test));
        let (id, endpoint) = (random_id(environment), endpoint.url().to_owned());
        Ok(Self::of(UploadState { version: State::VERSION, id, endpoint, project, train, test, ended: false }))
    }

    /// Resumes an upload to this project from its state. Fails if the state belongs to another project or endpoint. The
    /// first step compares the manifests with the digests in the state, before it sends anything.
    pub fn resume(state: UploadState, project: &ProjectArn, endpoint: &Endpoint) -> Result<Self, Trouble> {
        if state.project != *project {
            return Err(State::of_another(&state.project));
        }
        // Without a digest, nothing shows which bytes were sent: the state is handled like an old one.
        let is_known = [&state.train, &state.test].iter().all(|side| side.sent == 0 || side.sha256.is_some());
        State::check(if is_known { state.version } else { 0 }, &state.endpoint, endpoint)?;
        Ok(Self::of(state))
    }

    fn of(state: UploadState) -> Self {
        Self { ended: state.ended, state, digests: None, deadline: DEADLINE }
    }

    /// Waits for each change no longer than this.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Where it is: enough to take it up again with the same manifests. Keep it after every event.
    pub fn state(&self) -> &UploadState {
        &self.state
    }

    fn side(&mut self, kind: Kind) -> &mut Side {
        match kind {
            Kind::Train => &mut self.state.train,
            Kind::Test => &mut self.state.test,
        }
    }

    /// Takes the next step; `None` once it has ended. One that ended with a trouble that can be put right is taken up again
    /// by its state.
    pub async fn advance<T: Transport, E: Environment>(
        &mut self,
        client: &Client<T, E>,
        lines: &impl Lines,
    ) -> Option<Event> {
        if self.ended {
            return None;
        }
        let event = self.step(client, lines).await.unwrap_or_else(|trouble| {
            self.state.ended = !trouble.resumable;
            Event::Ended { envelope: trouble.into() }
        });
        self.ended = matches!(event, Event::Ended { .. });
        Some(event)
    }

    async fn step<T: Transport, E: Environment>(
        &mut self,
        client: &Client<T, E>,
        lines: &impl Lines,
    ) -> Result<Event, Trouble> {
        if self.digests.is_none() {
            self.compare(lines).await?;
        }
        if self.state.train.dataset.is_none() || self.state.test.dataset.is_none() {
            return self.find_or_create(client).await;
        }
        // Both datasets must be empty before anything is sent to either.
        if let Some(kind) = SIDES.into_iter().find(|&kind| !self.side(kind).begun) {
            return self.begin(client, kind).await;
        }
        match SIDES.into_iter().find(|&kind| !self.side(kind).done) {
            Some(kind) if self.side(kind).busy => self.watch(client, lines, kind).await,
            Some(kind) => self.send(client, lines, kind).await,
            None => {
                self.state.ended = true;
                let data = Data { id: self.state.id.clone(), created_at: created_at(client.now()) };
                Ok(Event::Ended { envelope: Envelope::Success(data) })
            }
        }
    }

    /// Hashes both manifests. Fails if one is not the manifest that the upload began with.
    async fn compare(&mut self, lines: &impl Lines) -> Result<(), Trouble> {
        let mut both = Vec::new();
        for kind in SIDES {
            let side = self.side(kind);
            // A different size makes hashing unnecessary.
            let is_same_size = lines.size(kind) == side.size;
            if is_same_size {
                let digests = Digests::read(lines, kind, side.sent).await.map_err(unreadable)?;
                if *side.sha256.get_or_insert_with(|| digests.whole.clone()) == digests.whole {
                    both.push(digests);
                    continue;
                }
            }
            return Err(self.replaced(kind));
        }
        self.digests = both.try_into().ok();
        Ok(())
    }

    /// The error for a replaced manifest. The upload itself stays resumable with the original file.
    fn replaced(&self, kind: Kind) -> Trouble {
        let (name, started) = (kind.as_str(), self.state.sent().bytes > 0);
        let datasets = if started { "both datasets and " } else { "" };
        let message = format!(
            "the {name} manifest is not the one that the upload began with, and nothing was sent: resume with the original \
             file; to upload this file instead, delete {datasets}{} and start again",
            State::NAME
        );
        Trouble { resumable: true, ..Trouble::refused(message) }
    }

    /// Finds the project's datasets, and makes the first that is missing.
    async fn find_or_create<T: Transport, E: Environment>(&mut self, client: &Client<T, E>) -> Result<Event, Trouble> {
        let project = self.state.project.clone();
        let names = Some(vec![project.project().to_owned()]);
        let answer = client
            .call(&DescribeProjectsRequest { project_names: names, ..DescribeProjectsRequest::default() })
            .await?;
        let projects = answer.output.project_descriptions.unwrap_or_default();
        let Some(found) = projects.into_iter().find(|found| found.project_arn.as_ref() == Some(&project)) else {
            let message = format!("there is no project {project} in {}", client.endpoint().region());
            return Err(Trouble { code: "RESOURCE_NOT_FOUND".to_owned(), message, resumable: false });
        };
        for arn in found.datasets.unwrap_or_default().into_iter().filter_map(|dataset| dataset.dataset_arn) {
            let kind = arn.kind();
            self.side(kind).dataset = Some(arn);
        }
        let Some(kind) = SIDES.into_iter().find(|&kind| self.side(kind).dataset.is_none()) else {
            return Ok(Event::Checked { train_entries: 0, test_entries: 0 });
        };
        let dataset_type = match kind {
            Kind::Train => DatasetType::Train,
            Kind::Test => DatasetType::Test,
        };
        let request = CreateDatasetRequest { dataset_source: None, dataset_type, project_arn: project, tags: None };
        match client.call(&request).await {
            Ok(answer) => {
                self.side(kind).dataset = answer.output.dataset_arn;
                let dataset = self.side(kind).dataset.as_ref().map(ToString::to_string).unwrap_or_default();
                Ok(Event::Created { dataset })
            }
            // An answer was lost, or somebody else was quicker: it is found by looking again.
            Err(error) if error.may_have_been_accepted() || error.code() == Some(&ErrorCode::ResourceAlreadyExists) => {
                client.environment().sleep(Duration::from_secs(1)).await;
                Ok(Event::Lost { message: error.to_string() })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Waits until a dataset can be filled, and sees that it is empty.
    async fn begin<T: Transport, E: Environment>(
        &mut self,
        client: &Client<T, E>,
        kind: Kind,
    ) -> Result<Event, Trouble> {
        let arn = self.dataset(kind)?;
        let dataset = describe(client, &arn).await?;
        if !is_over(&dataset, &arn)? {
            return self.wait(client, kind, dataset).await;
        }
        if entries(&dataset) > 0 {
            let count = entries(&dataset);
            let message =
                format!("{arn} has {count} entries already: it must be empty; delete it, and it will be made anew");
            return Err(Trouble::refused(message));
        }
        let side = self.side(kind);
        side.begun = true;
        side.patience = Patience::default();
        Ok(Event::Checked { train_entries: 0, test_entries: 0 })
    }

    async fn send<T: Transport, E: Environment>(
        &mut self,
        client: &Client<T, E>,
        lines: &impl Lines,
        kind: Kind,
    ) -> Result<Event, Trouble> {
        let arn = self.dataset(kind)?;
        let from = self.side(kind).sent;
        let Some(chunk) = chunk(lines, kind, from, MAX_CHUNK).await.map_err(unreadable)? else {
            return self.count(client, kind).await;
        };
        self.digests(kind)?.check(kind, &chunk)?;
        let length = chunk.bytes.len() as u64;
        let request = UpdateDatasetEntriesRequest {
            dataset_arn: arn.clone(),
            changes: DatasetChanges { ground_truth: Blob(chunk.bytes.clone()) },
        };
        let answer = client.call(&request).await;
        self.side(kind).patience = Patience::default();
        match answer {
            Ok(answer) => {
                self.digests(kind)?.accept(&chunk);
                let side = self.side(kind);
                side.busy = true;
                side.sent += length;
                side.lines += chunk.lines;
                let (request_id, lines) = (answer.request_id, side.lines);
                Ok(Event::Accepted { request_id, dataset: Some(arn.to_string()), lines })
            }
            // A lost answer, sent again: the service is still at the first. Lines are keyed by their image, so once it is
            // done they are sent again without harm.
            Err(error) if error.code() == Some(&ErrorCode::ResourceInUse) => {
                self.side(kind).busy = true;
                Ok(Event::Lost { message: error.to_string() })
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn watch<T: Transport, E: Environment>(
        &mut self,
        client: &Client<T, E>,
        lines: &impl Lines,
        kind: Kind,
    ) -> Result<Event, Trouble> {
        let arn = self.dataset(kind)?;
        let dataset = describe(client, &arn).await?;
        if is_over(&dataset, &arn)? {
            let side = self.side(kind);
            side.busy = false;
            side.patience = Patience::default();
            return self.send(client, lines, kind).await;
        }
        self.wait(client, kind, dataset).await
    }

    async fn count<T: Transport, E: Environment>(
        &mut self,
        client: &Client<T, E>,
        kind: Kind,
    ) -> Result<Event, Trouble> {
        let arn = self.dataset(kind)?;
        let found = entries(&describe(client, &arn).await?);
        let sent = self.side(kind).lines;
        if u64::try_from(found) != Ok(sent) {
            let message = format!(
                "{arn} has {found} entries, and {sent} lines were sent: the service dropped some without a word; \
                 `holdout check` tells which"
            );
            return Err(Trouble { code: "UPDATE_FAILED".to_owned(), message, resumable: false });
        }
        self.side(kind).done = true;
        Ok(Event::Counted { dataset: arn.to_string(), entries: sent })
    }

    async fn wait<T: Transport, E: Environment>(
        &mut self,
        client: &Client<T, E>,
        kind: Kind,
        dataset: DatasetDescription,
    ) -> Result<Event, Trouble> {
        let deadline = self.deadline;
        let wait = self.side(kind).patience.next(deadline)?;
        client.environment().sleep(wait).await;
        let (train, test) = match kind {
            Kind::Train => (dataset.status, None),
            Kind::Test => (None, dataset.status),
        };
        Ok(Event::Waiting { train, test, next_look: wait.as_secs_f64() })
    }

    fn digests(&mut self, kind: Kind) -> Result<&mut Digests, Trouble> {
        let digests = self.digests.as_mut().map(|both| &mut both[usize::from(kind == Kind::Test)]);
        digests.ok_or_else(|| Trouble::refused("the manifests were not hashed; this is a bug of holdout"))
    }

    fn dataset(&mut self, kind: Kind) -> Result<DatasetArn, Trouble> {
        let missing = || Trouble::refused(format!("there is no {} dataset", kind.as_str()));
        self.side(kind).dataset.clone().ok_or_else(missing)
    }
}

/// The error for a manifest that cannot be read. The upload stays resumable.
fn unreadable(message: String) -> Trouble {
    Trouble { resumable: true, ..Trouble::refused(message) }
}

/// 64 bits of chance in hexadecimal.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number in 0..1 times 2^32 is in 0..2^32"
)]
fn random_id(environment: &impl Environment) -> String {
    let part = || (environment.random() * 4_294_967_296.0) as u32;
    format!("{:08x}{:08x}", part(), part())
}
