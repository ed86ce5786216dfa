//! What the step can do: find the local service, list and make projects, plan, submit, stop, look. It tells the state what
//! becomes of it.

use std::cell::RefCell;
use std::rc::Rc;

use serde::Deserialize;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, Blob};
use yew::UseReducerDispatcher;

use super::client::{self, Envelope, Failure, Request, Told};
use super::keys::Keys;
use super::memory::{self, Kept};
use super::probe::probe;
use super::state::{Action, Fetched, Local, State, Way};
use crate::browser;
use crate::desk::Desk;
use crate::engine::{Output, fault};
use crate::state::Id;
use crate::trouble::Fault;

/// Where a page asks whether it came from a local service.
const ABOUT: &str = "/.well-known/holdout-service";

/// The verbs of the step. Cheap to clone; every clone is the same agent.
#[derive(Clone)]
pub struct Agent {
    inner: Rc<Inner>,
}

struct Inner {
    dispatch: UseReducerDispatcher<State>,
    desk: Desk,
    going: RefCell<Option<AbortController>>,
}

impl PartialEq for Agent {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

/// What a local service says of itself.
#[derive(Deserialize)]
struct About {
    service: String,
    region: String,
    credentials: Option<AboutKeys>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AboutKeys {
    access_key_id: String,
    secret_access_key: String,
}

impl Agent {
    /// An agent for this state.
    pub fn new(dispatch: UseReducerDispatcher<State>, desk: Desk) -> Self {
        Self { inner: Rc::new(Inner { dispatch, desk, going: RefCell::default() }) }
    }

    /// Tells the state.
    pub fn dispatch(&self, action: Action) {
        self.inner.dispatch.dispatch(action);
    }

    /// The page's verbs.
    pub fn desk(&self) -> &Desk {
        &self.inner.desk
    }

    /// Opens the step, and asks where the page came from whether it is a service.
    pub fn open(&self) {
        self.dispatch(Action::Open);
        let host = self.desk().host();
        self.dispatch(Action::Lend { keys: host.credentials().is_some(), endpoint: host.endpoint() });
        if let Some(kept) = memory::kept() {
            self.dispatch(Action::Remember(kept));
        }
        // The page around the application came from somebody else's server.
        if host.is_guest() {
            return;
        }
        let agent = self.clone();
        spawn_local(async move {
            // Most pages come from a server that knows nothing of it: then there is nothing to offer.
            if let Ok(local) = local().await {
                agent.dispatch(Action::FoundLocal(local));
            }
        });
    }

    /// Lists the projects to choose from.
    pub fn list(&self, state: &State) {
        let (agent, request) = (self.clone(), self.elsewhere(state));
        self.dispatch(Action::List(Fetched::Busy));
        spawn_local(async move {
            let projects = client::projects(&request).await;
            agent.dispatch(Action::List(fetched(projects.map(Into::into))));
        });
    }

    /// Makes a project.
    pub fn create_project(&self, state: &State, name: String) {
        let (agent, request) = (self.clone(), self.elsewhere(state));
        self.dispatch(Action::List(Fetched::Busy));
        spawn_local(async move {
            match client::create_project(&request, &name).await {
                Ok(arn) => agent.dispatch(Action::Made(arn)),
                Err(fault) => agent.dispatch(Action::List(Fetched::Failed(fault))),
            }
        });
    }

    /// Finds out what would be done. Nothing is sent.
    pub fn plan(&self, state: &State, id: Id) {
        let (agent, mut request) = (self.clone(), self.request(state));
        self.dispatch(Action::Plan(Fetched::Busy));
        spawn_local(async move {
            let planned = async {
                request.blobs = agent.blobs(request.way, id).await?;
                client::plan(&request).await
            };
            let planned = planned.await;
            agent.dispatch(Action::Plan(fetched(planned.map(Rc::new))));
        });
    }

    /// Submits; `from` is where an earlier try came to.
    pub fn submit(&self, state: &State, id: Id, from: Option<String>) {
        let Ok(controller) = AbortController::new() else { return };
        let signal = controller.signal();
        self.stop();
        *self.inner.going.borrow_mut() = Some(controller);
        self.dispatch(Action::Begin);
        let agent = self.clone();
        let mut request = Request { state: from, ..self.request(state) };
        let address = state.address();
        spawn_local(async move {
            let told = {
                let (agent, kept) = (agent.clone(), request.clone());
                move |told: Told| {
                    memory::keep(&kept_of(&kept, &told));
                    agent.dispatch(Action::Told(Rc::new(told)));
                }
            };
            let submitted = async {
                request.blobs = agent.blobs(request.way, id).await?;
                client::submit(&request, &signal, told).await
            };
            let envelope = submitted.await.unwrap_or_else(|fault| failed(&fault));
            if envelope.success {
                memory::forget();
            }
            agent.desk().host().submitted(&envelope.text);
            let is_silent = envelope.error.as_ref().is_some_and(|error| error.code == "NETWORK");
            agent.dispatch(Action::Ended(envelope));
            if is_silent {
                agent.dispatch(Action::Found(probe(&address).await));
            }
        });
    }

    /// Ends the sending and the waiting. What the service has accepted goes on by itself.
    pub fn stop(&self) {
        if let Some(controller) = self.inner.going.borrow_mut().take() {
            controller.abort();
        }
    }

    /// Puts a submission away.
    pub fn leave(&self) {
        self.stop();
        memory::forget();
        self.dispatch(Action::Leave);
        self.dispatch(Action::ForgetKept);
    }

    /// Looks at datasets, training first.
    pub fn look(&self, state: &State, datasets: [Option<String>; 2], tell: fn(Fetched<Rc<[client::Look]>>) -> Action) {
        let [train, test] = datasets.map(Option::unwrap_or_default);
        let request = Request {
            arns: [String::new(), train, test],
            endpoint: state.endpoint(),
            keys: state.keys.clone(),
            lent: self.desk().host().credentials(),
            ..Request::default()
        };
        let agent = self.clone();
        self.dispatch(tell(Fetched::Busy));
        spawn_local(async move {
            let looked = client::look(&request).await;
            agent.dispatch(tell(fetched(looked.map(Into::into))));
        });
    }

    /// Saves the certificate with what became of the submission in it.
    pub fn save_certificate(&self, id: Id, submission: serde_json::Value) {
        let desk = self.inner.desk.clone();
        spawn_local(async move {
            let saved = async {
                let text = with_submission(&desk.newest_split(id)?.certificate().await?, &submission)?;
                browser::download(&browser::json_blob(&text)?, "certificate.json")
            };
            match saved.await {
                Ok(()) => desk.note("Saved certificate.json.".to_owned()),
                Err(fault) => desk.dispatch(crate::state::Action::Failed(fault)),
            }
        });
    }

    /// What is set, as the client takes it.
    fn request(&self, state: &State) -> Request {
        Request {
            way: state.way,
            arns: [state.project.clone(), state.train.clone(), state.test.clone()],
            endpoint: state.endpoint(),
            keys: state.keys.clone(),
            lent: self.desk().host().credentials(),
            ..Request::default()
        }
    }

    /// The place alone, for what is not about ARNs.
    fn elsewhere(&self, state: &State) -> Request {
        let arns = Default::default();
        Request { region: Some(state.region()), arns, ..self.request(state) }
    }

    async fn blobs(&self, way: Way, id: Id) -> Result<Option<[Blob; 2]>, Fault> {
        if way == Way::Distribute {
            return Ok(None);
        }
        let signal = AbortController::new().map_err(|thrown| fault(&thrown))?.signal();
        let split = self.inner.desk.newest_split(id)?;
        let blobs = split.blobs(&[Output::Train, Output::Test], &signal, Box::new(|_| {})).await?;
        let blobs: Result<[Blob; 2], _> = blobs.try_into();
        blobs.map(Some).map_err(|_| Fault::new("INTERNAL", "The engine made other files than were asked for."))
    }
}

fn kept_of(request: &Request, told: &Told) -> Kept {
    Kept {
        way: request.way.name().to_owned(),
        endpoint: request.endpoint.clone(),
        project: request.arns[0].clone(),
        datasets: told.datasets.clone(),
        state: told.state.clone(),
    }
}

fn fetched<T>(result: Result<T, Fault>) -> Fetched<T> {
    match result {
        Ok(value) => Fetched::There(value),
        Err(fault) => Fetched::Failed(fault),
    }
}

fn failed(fault: &Fault) -> Envelope {
    let failure = Failure { code: fault.code.clone(), message: fault.message.clone() };
    let error = serde_json::json!({ "code": failure.code, "message": failure.message });
    let text = serde_json::json!({ "success": false, "error": error }).to_string();
    Envelope { success: false, data: None, error: Some(failure), text }
}

/// A certificate with one member more, the rest as the engine wrote it.
fn with_submission(certificate: &str, submission: &serde_json::Value) -> Result<String, Fault> {
    let body = certificate.trim_end().strip_suffix('}').map(str::trim_end);
    let body = body.ok_or_else(|| Fault::new("INTERNAL", "The certificate is no JSON object."))?;
    Ok(format!("{body},\n  \"submission\": {submission}\n}}\n"))
}

async fn local() -> Result<Local, Fault> {
    let origin = browser::window()?.location().origin().map_err(|thrown| fault(&thrown))?;
    let about = browser::fetch(ABOUT).await?;
    let text = JsFuture::from(about.text()).await.map_err(|thrown| fault(&thrown))?;
    let about: About = serde_json::from_str(&text.as_string().unwrap_or_default())
        .map_err(|error| Fault::new("NOT_FETCHED", error.to_string()))?;
    if about.service != "holdout" {
        return Err(Fault::new("NOT_FETCHED", "another service is there"));
    }
    let keys = about.credentials.and_then(|keys| Keys::new(&keys.access_key_id, &keys.secret_access_key, ""));
    Ok(Local { endpoint: origin, region: about.region, keys })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_gets_one_member_more() {
        let submission = serde_json::json!({ "id": "r-1" });
        let text = with_submission("{\n  \"schema\": 1\n}\n", &submission).unwrap();
        assert_eq!(text, "{\n  \"schema\": 1,\n  \"submission\": {\"id\":\"r-1\"}\n}\n");
        assert!(with_submission("[]", &submission).is_err());
    }
}
