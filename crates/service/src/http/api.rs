//! A request from its headers to its answer.

use std::sync::Arc;
use std::time::Instant;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use holdout_client::error::ErrorCode;
use holdout_client::{AWS_JSON, TARGET_PREFIX};
use http::header::{ALLOW, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use serde_json::Value;
use tokio::sync::Semaphore;

use super::about::{self, PublicKeys};
use super::answer::{Form, answer};
use super::auth::{Keys, check_headers, verify};
use super::body::{Room, check_length, discard};
use super::connections::Connection;
use super::cors;
use super::guard::{Allowed, Refusal};
use super::media_type::{accepts, is_content_type};
use super::mishap::{Event, Mishaps, befall, refusal};
use super::page::Page;
use super::sessions::Sessions;
use crate::error::Fault;
use crate::jobs::Runner;
use crate::service::Service;

/// Largest number of operations that run at once.
pub(super) const AT_ONCE: usize = 16;
/// The content type of the envelope.
const ENVELOPE: &str = "application/json";
/// The region where nothing is signed, and so none is told.
pub(super) const DEFAULT_REGION: &str = "us-east-1";

/// What every request is answered with.
#[derive(Debug)]
pub(super) struct Front {
    pub(super) service: Arc<Service>,
    pub(super) runner: Runner,
    /// Nothing where signatures are not asked for.
    pub(super) keys: Option<Keys>,
    pub(super) allowed: Allowed,
    pub(super) page: Option<Page>,
    /// The public keys, for pages on this machine.
    pub(super) public_keys: Option<PublicKeys>,
    /// How long sessions last, where they end.
    pub(super) sessions: Option<Sessions>,
    /// What goes wrong on purpose.
    pub(super) mishaps: Mishaps,
    /// Limits the memory of large bodies.
    pub(super) room: Room,
    /// Limits the operations that run at once.
    pub(super) turns: Semaphore,
}

/// Answers any request.
pub(super) async fn handle(
    State(front): State<Arc<Front>>,
    Extension(connection): Extension<Arc<Connection>>,
    request: Request,
) -> Response {
    let origin = match front.allowed.check(request.headers(), request.uri()) {
        Ok(origin) => origin.cloned(),
        // Before any work, and with nothing that a foreign page could read.
        Err(refusal) => return turned_away(refusal),
    };
    let mut response = match *request.method() {
        Method::OPTIONS => {
            let mut response = Response::new(Body::empty());
            cors::allow(response.headers_mut(), request.headers());
            response
        }
        Method::POST => operation(&front, request, &connection).await,
        Method::GET if request.uri().path() == about::PATH => {
            about::answer(front.public_keys.as_ref().filter(|_| connection.peer.is_this_machine()))
        }
        Method::GET | Method::HEAD => match &front.page {
            Some(page) => page.answer(request).await,
            None => text(StatusCode::NOT_FOUND, "This is Holdout's local service. It answers POST / of AWS clients.\n"),
        },
        _ => not_allowed(),
    };
    cors::expose(response.headers_mut(), origin.as_ref());
    response
}

fn turned_away(refusal: Refusal) -> Response {
    text(
        StatusCode::FORBIDDEN,
        match refusal {
            Refusal::Host => {
                "This host name is not allowed. Use a loopback address, or start with --allow-host NAME.\n"
            }
            Refusal::Origin => "This origin is not allowed. Start with --allow-origin ORIGIN.\n",
        },
    )
}

fn not_allowed() -> Response {
    let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "Use POST.\n");
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST, OPTIONS, GET, HEAD"));
    response
}

fn text(status: StatusCode, words: &'static str) -> Response {
    let mut response = Response::new(Body::from(words));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response.headers_mut().insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    response
}

async fn operation(front: &Arc<Front>, request: Request, connection: &Arc<Connection>) -> Response {
    let begun = Instant::now();
    let form = form(request.headers());
    let (head, body) = request.into_parts();
    let head = Arc::new(head);
    let (result, event) = match form {
        None => {
            discard(body);
            let words = format!("The content type must be {AWS_JSON}, or application/json where that is accepted too.");
            (Err(Fault::new(ErrorCode::Serialization, words).with_status(415)), Event::Fine)
        }
        Some(form) => match carry_out(front, &head, body, form, connection).await {
            Ok(done) => done,
            Err(fault) => (Err(fault), Event::Fine),
        },
    };
    let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let target = head.headers.get("x-amz-target").map(|target| String::from_utf8_lossy(target.as_bytes()));
    let (target, peer) = (target.as_deref().unwrap_or_default(), connection.peer.address());
    match &result {
        Ok(_) => tracing::info!(target, %peer, milliseconds, "request"),
        Err(fault) if fault.status >= 500 => {
            tracing::error!(target, %peer, milliseconds, code = fault.code.as_str(), reason = fault.message, "request failed");
        }
        Err(fault) => tracing::info!(target, %peer, milliseconds, code = fault.code.as_str(), "request refused"),
    }
    befall(&event, answer(form.unwrap_or(Form::Aws), &result, front.service.options.world.as_ref()))
}

/// The shape that is asked for. Other content types, which a foreign page could send without asking, are refused.
fn form(headers: &HeaderMap) -> Option<Form> {
    if is_content_type(headers, AWS_JSON) {
        return Some(Form::Aws);
    }
    (is_content_type(headers, ENVELOPE) && accepts(headers, ENVELOPE)).then_some(Form::Envelope)
}

/// What the operation answers, and what happens to the answer.
type Done = (Result<Value, Fault>, Event);

/// Checks the headers, then reads the body and runs the operation. The body of a refused request is discarded.
async fn carry_out(
    front: &Arc<Front>,
    head: &Arc<Parts>,
    body: Body,
    form: Form,
    connection: &Arc<Connection>,
) -> Result<Done, Fault> {
    let operation = match admit(front, head, form) {
        Ok(operation) => operation,
        Err(fault) => {
            discard(body);
            return Err(fault);
        }
    };
    let body = front.room.read(body, &connection.peer).await?;
    // The connection must not be closed while the operation runs.
    let _working = connection.work();
    let _permit = front.turns.acquire().await.map_err(|error| Fault::internal(error.to_string()))?;
    perform(front, head, operation, body.bytes).await
}

/// Returns the name of the operation. Fails if the headers alone show that the request is refused.
fn admit(front: &Front, head: &Parts, form: Form) -> Result<String, Fault> {
    if head.uri.path() != "/" {
        let message = format!("There is nothing at {}: operations are at /.", head.uri.path());
        return Err(Fault::new(ErrorCode::UnknownOperation, message).with_status(404));
    }
    let operation = target(&head.headers, &head.uri, form)?;
    if let Some(keys) = &front.keys {
        check_headers(keys, &head.headers, front.service.options.world.now())?;
    }
    check_length(&head.headers)?;
    Ok(operation)
}

async fn perform(front: &Arc<Front>, head: &Arc<Parts>, operation: String, body: Vec<u8>) -> Result<Done, Fault> {
    let (front, head) = (Arc::clone(front), Arc::clone(head));
    let work = tokio::task::spawn_blocking(move || {
        let region = match &front.keys {
            Some(keys) => {
                let now = front.service.options.world.now();
                let region = verify(keys, &head.method, &head.uri, &head.headers, &body, now)?;
                front.sessions.as_ref().map_or(Ok(()), |sessions| sessions.check(&head.headers, now))?;
                region
            }
            None => DEFAULT_REGION.to_owned(),
        };
        let event = front.mishaps.next(&operation);
        let result = match &event {
            Event::Refused(code) => Err(refusal(code, &operation, &body)),
            // Whoever is between has not asked the service at all.
            Event::Between(_) => Ok(Value::Null),
            Event::Fine | Event::Lost | Event::Cut => front.service.call(&operation, &body, &region),
        };
        front.runner.wake();
        Ok((result, event))
    });
    work.await.map_err(|error| {
        tracing::error!(%error, "an operation ended unexpectedly");
        Fault::internal("The operation ended unexpectedly; the service's log has the reason.")
    })?
}

/// The operation's name: in a header, or, for whoever reads the envelope, in the query.
fn target(headers: &HeaderMap, uri: &Uri, form: Form) -> Result<String, Fault> {
    let mut values = headers.get_all("x-amz-target").iter();
    let header = values.next().and_then(|value| value.to_str().ok()).filter(|_| values.next().is_none());
    let query = uri.query().unwrap_or_default().split('&').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.eq_ignore_ascii_case("x-amz-target").then_some(value)
    });
    let target = header.or(query.filter(|_| form == Form::Envelope && !headers.contains_key("x-amz-target")));
    let operation = target.and_then(|target| target.strip_prefix(TARGET_PREFIX));
    operation.map(str::to_owned).ok_or_else(|| {
        let message = format!("The header x-amz-target must be {TARGET_PREFIX}OPERATION.");
        Fault::new(ErrorCode::UnknownOperation, message)
    })
}
