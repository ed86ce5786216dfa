//! A request from its headers to its answer.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use holdout_client::error::ErrorCode;
use holdout_client::{AWS_JSON, TARGET_PREFIX};
use http::header::{ACCEPT, ALLOW, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::Value;
use tokio::sync::Semaphore;

use super::about::{self, PublicKeys};
use super::answer::{Form, answer};
use super::auth::{Keys, verify};
use super::cors;
use super::guard::{Allowed, Refusal};
use super::mishap::{Event, Mishaps, befall, refusal};
use super::page::Page;
use super::sessions::Sessions;
use crate::error::Fault;
use crate::jobs::Runner;
use crate::service::Service;

/// Bytes of a body. The largest that an operation takes is 5 MiB in base64, some 7 MB.
const MAX_BODY: usize = 10 << 20;
/// How long a body may take to come.
const BODY_TIME: Duration = Duration::from_mins(1);
/// Bodies that are held in memory at once.
pub(super) const AT_ONCE: usize = 16;
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
    /// Keys that whoever may ask is told.
    pub(super) public_keys: Option<PublicKeys>,
    /// How long sessions last, where they end.
    pub(super) sessions: Option<Sessions>,
    /// What goes wrong on purpose.
    pub(super) mishaps: Mishaps,
    pub(super) bodies: Semaphore,
}

/// Answers any request.
pub(super) async fn handle(State(front): State<Arc<Front>>, request: Request) -> Response {
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
        Method::POST => operation(&front, request).await,
        Method::GET if request.uri().path() == about::PATH => about::answer(front.public_keys.as_ref()),
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

async fn operation(front: &Arc<Front>, request: Request) -> Response {
    let form = form(request.headers());
    let (result, event) = match form {
        None => {
            let words = format!("The content type must be {AWS_JSON}, or application/json where that is accepted too.");
            (Err(Fault::new(ErrorCode::Serialization, words).with_status(415)), Event::Fine)
        }
        Some(form) => match carry_out(front, request, form).await {
            Ok(done) => done,
            Err(fault) => (Err(fault), Event::Fine),
        },
    };
    befall(&event, answer(form.unwrap_or(Form::Aws), &result, front.service.options.world.as_ref()))
}

/// The shape that is asked for. Other content types, which a foreign page could send without asking, are refused.
fn form(headers: &HeaderMap) -> Option<Form> {
    let is = |name, wanted: &str| {
        let value = headers.get(name)?.to_str().ok()?;
        let mut kinds = value.split(',').map(|kind| kind.split(';').next().unwrap_or_default().trim());
        kinds.any(|kind| kind.eq_ignore_ascii_case(wanted)).then_some(())
    };
    if is(CONTENT_TYPE, AWS_JSON).is_some() {
        return Some(Form::Aws);
    }
    is(CONTENT_TYPE, "application/json").and(is(ACCEPT, "application/json")).map(|()| Form::Envelope)
}

/// What the operation answers, and what happens to the answer.
type Done = (Result<Value, Fault>, Event);

async fn carry_out(front: &Arc<Front>, request: Request, form: Form) -> Result<Done, Fault> {
    let (head, body) = request.into_parts();
    if head.uri.path() != "/" {
        let message = format!("There is nothing at {}: operations are at /.", head.uri.path());
        return Err(Fault::new(ErrorCode::UnknownOperation, message).with_status(404));
    }
    let operation = target(&head.headers, &head.uri, form)?;
    let _permit = front.bodies.acquire().await.map_err(|error| Fault::internal(error.to_string()))?;
    let body = read(body).await?;
    let front = Arc::clone(front);
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
    work.await.map_err(|error| Fault::internal(format!("The operation ended unexpectedly: {error}")))?
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

async fn read(body: Body) -> Result<Vec<u8>, Fault> {
    let limited = Limited::new(body, MAX_BODY);
    let collected = tokio::time::timeout(BODY_TIME, limited.collect()).await.map_err(|_| {
        let code = ErrorCode::from("RequestTimeoutException".to_owned());
        Fault::new(code, "The body took too long to come.").with_status(408)
    })?;
    collected.map(|body| body.to_bytes().into()).map_err(|error| {
        if error.is::<LengthLimitError>() {
            let message = format!("The body is larger than {MAX_BODY} bytes.");
            Fault::new(ErrorCode::RequestEntityTooLarge, message).with_status(413)
        } else {
            Fault::new(ErrorCode::Serialization, "The body was cut on its way.")
        }
    })
}
