//! A submission, advanced step by step from JavaScript.

use holdout_client::Client;
use holdout_client::endpoint::Endpoint;
use holdout_client::submit::{Distribution, Envelope, Event, Plan, Sent, Upload, plan as plans};
use holdout_client::transport::Fetch;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::host::{Host, Hosted, Machine, refused, thrown};
use crate::request::{Errand, Request};

/// A submission.
#[wasm_bindgen]
pub struct Submission {
    client: Client<Fetch, Machine>,
    host: Hosted,
    work: Work,
}

enum Work {
    Distribution(Box<Distribution>),
    Upload(Box<Upload>),
}

impl Work {
    fn distribution(distribution: Distribution) -> Self {
        Self::Distribution(Box::new(distribution))
    }

    fn upload(upload: Upload) -> Self {
        Self::Upload(Box::new(upload))
    }
}

/// What is told of a step.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    event: Event,
    /// Where it is: enough to take it up again, and no secret.
    state: Value,
    /// What an upload has sent.
    sent: Option<Sent>,
    /// The two datasets, as far as they are known.
    datasets: [Option<String>; 2],
}

#[wasm_bindgen]
impl Submission {
    /// What `request` asks for. Fails before anything is sent where it makes no sense.
    #[wasm_bindgen(constructor)]
    pub fn new(request: &str, host: Host) -> Result<Submission, JsValue> {
        let request = Request::read(request).map_err(refused)?;
        let errand = request.errand().map_err(refused)?;
        let endpoint = request.endpoint(Some(errand.region())).map_err(refused)?;
        let machine = Machine { clock_offset: request.system_clock_offset };
        let host = Hosted::new(host, request.sizes);
        let work = begin(&errand, request.state, &endpoint, &host, machine)?;
        let client = Client::new(endpoint, host.credentials(), Fetch, machine);
        Ok(Self { client, host, work })
    }

    /// Takes the next step, and tells of it as JSON; nothing once it has ended.
    pub async fn advance(&mut self) -> Option<String> {
        let event = match &mut self.work {
            Work::Distribution(distribution) => distribution.advance(&self.client).await,
            Work::Upload(upload) => upload.advance(&self.client, &self.host).await,
        }?;
        let names = |datasets: [Option<&holdout_client::arn::DatasetArn>; 2]| {
            datasets.map(|dataset| dataset.map(ToString::to_string))
        };
        let (state, sent, datasets) = match &self.work {
            Work::Distribution(distribution) => {
                let state = distribution.state();
                (serde_json::to_value(state), None, names(state.datasets().map(Some)))
            }
            Work::Upload(upload) => {
                let state = upload.state();
                (serde_json::to_value(state), Some(state.sent()), names(state.datasets()))
            }
        };
        // States and events are plain data with names for members: there is nothing in them that could fail to be written.
        serde_json::to_string(&Told { event, state: state.unwrap_or_default(), sent, datasets }).ok()
    }
}

fn begin(
    errand: &Errand,
    state: Option<Value>,
    endpoint: &Endpoint,
    host: &Hosted,
    machine: Machine,
) -> Result<Work, JsValue> {
    match (errand, state) {
        (Errand::Distribute(train, test), None) => {
            Distribution::new(train.clone(), test.clone(), endpoint).map(Work::distribution)
        }
        (Errand::Distribute(train, test), Some(state)) => {
            Distribution::resume(read(state)?, train, test, endpoint).map(Work::distribution)
        }
        (Errand::Upload(project), None) => Upload::new(project.clone(), endpoint, host, &machine).map(Work::upload),
        (Errand::Upload(project), Some(state)) => Upload::resume(read(state)?, project, endpoint).map(Work::upload),
    }
    .map_err(|trouble| thrown(Envelope::from(trouble)))
}

fn read<S: DeserializeOwned>(state: Value) -> Result<S, JsValue> {
    serde_json::from_value(state).map_err(|_| {
        refused(
            "\"state\" belongs to another submission: give the state of the last progress event of this one".to_owned(),
        )
    })
}

/// What `request` would do, as JSON. Nothing is sent.
#[wasm_bindgen]
pub async fn plan(request: String, host: Host) -> Result<String, JsValue> {
    let request = Request::read(&request).map_err(refused)?;
    let errand = request.errand().map_err(refused)?;
    let endpoint = request.endpoint(Some(errand.region())).map_err(refused)?;
    let host = Hosted::new(host, request.sizes);
    let plan: Plan = match &errand {
        Errand::Distribute(train, test) => plans::distribute(&endpoint, train, test),
        Errand::Upload(project) => {
            let names = [request.names.train.as_str(), request.names.test.as_str()];
            plans::upload(&endpoint, project, &host, names).await.map_err(refused)?
        }
    };
    serde_json::to_string(&plan).map_err(|error| refused(error.to_string()))
}
