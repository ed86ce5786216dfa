//! The client as the page sees it: typed calls of `engine/submit.js`, which has a worker of its own for each.

use js_sys::{JSON, Object, Reflect};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, Blob};

use super::keys::Keys;
use super::state::Way;
use crate::engine::fault;
use crate::format::{count, counted};
use crate::trouble::Fault;

#[wasm_bindgen(raw_module = "./engine/submit.js")]
extern "C" {
    #[wasm_bindgen(js_name = submit, catch)]
    async fn submit_raw(options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = plan, catch)]
    async fn plan_raw(options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = look, catch)]
    async fn look_raw(options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = projects, catch)]
    async fn projects_raw(options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = createProject, catch)]
    async fn create_project_raw(options: &JsValue) -> Result<JsValue, JsValue>;
}

/// How a submission ended.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Envelope {
    /// Whether it is done.
    pub success: bool,
    /// What was done.
    pub data: Option<Data>,
    /// What went wrong.
    pub error: Option<Failure>,
    /// The envelope as it came, to be shown and copied.
    #[serde(skip)]
    pub text: String,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Data {
    /// The service's number of the request, or ours of the submission.
    pub id: String,
    /// When.
    pub created_at: String,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Failure {
    /// A code that does not change.
    pub code: String,
    /// Words for people.
    pub message: String,
}

/// How far a dataset is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Look {
    /// Which.
    pub dataset_arn: String,
    /// Its status.
    pub status: Option<String>,
    /// What the service says of it.
    pub status_message: Option<String>,
    /// Its entries.
    pub entries: Option<u64>,
    /// Entries with errors.
    pub error_entries: Option<u64>,
}

/// A project to choose.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// Its ARN.
    #[serde(rename = "projectArn")]
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Its training dataset, if it has one.
    pub train_dataset_arn: Option<String>,
    /// Its test dataset, if it has one.
    pub test_dataset_arn: Option<String>,
}

/// What a submission would do.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// Where the calls would go.
    pub endpoint: String,
    /// The region that would be signed.
    pub region: String,
    /// Whether the service is known to be there.
    pub region_listed: bool,
    /// What would be done, in order.
    pub steps: Vec<Step>,
    /// What would be sent.
    pub uploads: Vec<Upload>,
    /// The least that the caller must be allowed.
    pub policy: Value,
    /// The same as commands.
    pub script: String,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Step {
    /// What it is for.
    pub words: String,
    /// Its calls.
    pub calls: Vec<Call>,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Call {
    /// The operation.
    pub operation: String,
}

/// A manifest as it would be sent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Upload {
    /// `train` or `test`.
    pub side: String,
    /// Its bytes.
    pub bytes: u64,
    /// Its lines.
    pub lines: u64,
    /// Calls that it takes.
    pub pieces: u64,
}

/// What was told of a step of a submission.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "Telling")]
pub struct Told {
    event: Event,
    /// Where it is, as JSON: it is only kept, and given back.
    pub state: String,
    /// Its datasets, as far as they are known: training first.
    pub datasets: [Option<String>; 2],
    /// What an upload has sent.
    pub sent: Option<Sending>,
}

/// What an upload has sent, and how fast.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sending {
    /// Bytes that were accepted.
    pub bytes: u64,
    /// Bytes in all.
    pub total_bytes: u64,
    /// Lines that were accepted.
    pub lines: u64,
    /// Speed.
    pub bytes_per_second: f64,
    /// Time still to go, where it can be told.
    pub eta_ms: Option<f64>,
}

#[derive(Clone, Debug, PartialEq)]
enum Event {
    Checked { train_entries: u64, test_entries: u64 },
    Created { dataset: String },
    Accepted { dataset: Option<String>, lines: u64 },
    Lost { message: String },
    Waiting { train: Option<String>, test: Option<String> },
    Counted { dataset: String, entries: u64 },
    Ended,
}

/// The same as the client tells it: the members of all events side by side. A reader that is derived for an enum takes in
/// everything before it knows what it is, and is ten times as large.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Telling {
    event: String,
    state: Value,
    datasets: [Option<String>; 2],
    sent: Option<Sending>,
    train_entries: Option<u64>,
    test_entries: Option<u64>,
    dataset: Option<String>,
    lines: Option<u64>,
    message: Option<String>,
    train: Option<String>,
    test: Option<String>,
    entries: Option<u64>,
}

impl TryFrom<Telling> for Told {
    type Error = &'static str;

    fn try_from(telling: Telling) -> Result<Self, Self::Error> {
        let state = telling.state.to_string();
        let (datasets, sent) = (telling.datasets.clone(), telling.sent.clone());
        let event = telling.event().ok_or("no event that is known")?;
        Ok(Self { event, state, datasets, sent })
    }
}

impl Telling {
    fn event(self) -> Option<Event> {
        Some(match self.event.as_str() {
            "checked" => Event::Checked { train_entries: self.train_entries?, test_entries: self.test_entries? },
            "created" => Event::Created { dataset: self.dataset? },
            "accepted" => Event::Accepted { dataset: self.dataset, lines: self.lines? },
            "lost" => Event::Lost { message: self.message? },
            "waiting" => Event::Waiting { train: self.train, test: self.test },
            "counted" => Event::Counted { dataset: self.dataset?, entries: self.entries? },
            "ended" => Event::Ended,
            _ => return None,
        })
    }
}

impl Told {
    /// What happened, in words; nothing where it needs none.
    pub fn words(&self) -> Option<String> {
        Some(match &self.event {
            Event::Checked { train_entries: 0, .. } | Event::Ended => return None,
            Event::Checked { train_entries, test_entries } => format!(
                "Training has {}, test has {}: it can be distributed.",
                counted(*train_entries, "entry", "entries"),
                count(*test_entries)
            ),
            Event::Created { dataset } => format!("Made the {} dataset.", kind(dataset)),
            Event::Accepted { dataset: Some(dataset), lines } => {
                format!("Sent {} so far, the last to {}.", counted(*lines, "line", "lines"), kind(dataset))
            }
            Event::Accepted { dataset: None, .. } => "The service has accepted.".to_owned(),
            Event::Lost { message } => format!("{message}. Looking what became of it."),
            Event::Waiting { train, test } => {
                let state =
                    |name: &str, status: &Option<String>| status.as_ref().map(|status| format!("{name} is {status}"));
                let states: Vec<_> = [state("training", train), state("test", test)].into_iter().flatten().collect();
                format!("Waiting: {}.", states.join(", "))
            }
            Event::Counted { dataset, entries } => {
                format!("The {} dataset is complete: {}.", kind(dataset), counted(*entries, "entry", "entries"))
            }
        })
    }
}

/// Whether an ARN is that of a training or of a test dataset.
pub fn kind(arn: &str) -> &'static str {
    if arn.contains("/dataset/test/") { "test" } else { "training" }
}

/// What is asked for, and where.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Which way.
    pub way: Way,
    /// ARN of the project, of the training dataset and of the test dataset; empty where there is none.
    pub arns: [String; 3],
    /// The region, where no ARN names it.
    pub region: Option<String>,
    /// The address, unless it is the service's own.
    pub endpoint: Option<String>,
    /// What is signed with.
    pub keys: Option<Keys>,
    /// What the page around lends for it instead.
    pub lent: Option<JsValue>,
    /// The files to send.
    pub blobs: Option<[Blob; 2]>,
    /// Where to go on from, as JSON.
    pub state: Option<String>,
}

/// Submits.
pub async fn submit(
    request: &Request,
    signal: &AbortSignal,
    mut hear: impl FnMut(Told) + 'static,
) -> Result<Envelope, Fault> {
    let listener = Closure::<dyn FnMut(JsValue)>::new(move |told: JsValue| {
        // What could not be read is not told; the end is.
        if let Ok(told) = read(&told) {
            hear(told);
        }
    });
    let options = request.options(true);
    set(&options, "signal", signal.as_ref());
    set(&options, "onProgress", listener.as_ref());
    let envelope = submit_raw(&options).await.map_err(|thrown| fault(&thrown))?;
    let text = text(&envelope)?;
    let envelope: Envelope = parsed(&text)?;
    Ok(Envelope { text, ..envelope })
}

/// What would be done. Nothing is sent.
pub async fn plan(request: &Request) -> Result<Plan, Fault> {
    let options = Request { keys: None, lent: None, ..request.clone() }.options(true);
    read(&plan_raw(&options).await.map_err(|thrown| fault(&thrown))?)
}

/// How far the datasets of a request are.
pub async fn look(request: &Request) -> Result<Vec<Look>, Fault> {
    let [_, train, test] = &request.arns;
    let options = request.options(false);
    text_option(&options, "trainDatasetArn", train);
    text_option(&options, "testDatasetArn", test);
    read(&look_raw(&options).await.map_err(|thrown| fault(&thrown))?)
}

/// The projects in the region of a request.
pub async fn projects(request: &Request) -> Result<Vec<Project>, Fault> {
    read(&projects_raw(&request.options(false)).await.map_err(|thrown| fault(&thrown))?)
}

/// Makes a project there, and gives its ARN.
pub async fn create_project(request: &Request, name: &str) -> Result<String, Fault> {
    let options = request.options(false);
    text_option(&options, "projectName", name);
    let arn = create_project_raw(&options).await.map_err(|thrown| fault(&thrown))?;
    arn.as_string().ok_or_else(|| Fault::new("INTERNAL", "The client gave no ARN where one was due."))
}

impl Request {
    /// As the client takes it; `whole` with what is to be submitted.
    fn options(&self, whole: bool) -> JsValue {
        let options = JsValue::from(Object::new());
        for (name, value) in [("region", &self.region), ("endpoint", &self.endpoint)] {
            text_option(&options, name, value.as_deref().unwrap_or_default());
        }
        if let Some(lent) = &self.lent {
            set(&options, "credentials", lent);
        } else if let Some(keys) = &self.keys {
            let credentials = JsValue::from(Object::new());
            text_option(&credentials, "accessKeyId", keys.id());
            text_option(&credentials, "secretAccessKey", keys.secret());
            text_option(&credentials, "sessionToken", keys.token().unwrap_or_default());
            set(&options, "credentials", &credentials);
        }
        if whole {
            self.whole(&options);
        }
        options
    }

    fn whole(&self, options: &JsValue) {
        let [project, train, test] = &self.arns;
        text_option(options, "mode", self.way.name());
        match (self.way, &self.blobs) {
            (Way::Upload, blobs) => {
                text_option(options, "projectArn", project);
                if let Some([train, test]) = blobs {
                    let split = JsValue::from(Object::new());
                    set(&split, "train", train);
                    set(&split, "test", test);
                    set(options, "split", &split);
                }
            }
            (Way::Distribute, _) => {
                text_option(options, "trainDatasetArn", train);
                text_option(options, "testDatasetArn", test);
            }
        }
        if let Some(state) = self.state.as_deref().and_then(|state| JSON::parse(state).ok()) {
            set(options, "state", &state);
        }
    }
}

fn text_option(options: &JsValue, name: &str, value: &str) {
    if !value.is_empty() {
        set(options, name, &JsValue::from_str(value.trim()));
    }
}

fn set(options: &JsValue, name: &str, value: &JsValue) {
    // Setting a member of a fresh plain object can't fail.
    let _ = Reflect::set(options, &JsValue::from_str(name), value);
}

fn text(value: &JsValue) -> Result<String, Fault> {
    let text = JSON::stringify(value).ok().and_then(|text| text.as_string());
    text.ok_or_else(|| Fault::new("INTERNAL", "The client's answer is no data."))
}

fn read<T: DeserializeOwned>(value: &JsValue) -> Result<T, Fault> {
    parsed(&text(value)?)
}

fn parsed<T: DeserializeOwned>(json: &str) -> Result<T, Fault> {
    serde_json::from_str(json)
        .map_err(|error| Fault::new("INTERNAL", format!("The client's answer could not be read: {error}.")))
}
