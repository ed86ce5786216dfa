//! Answers in the shape that the client reads: that of AWS JSON 1.1, or the envelope.

use axum::body::Body;
use axum::response::Response;
use holdout_client::AWS_JSON;
use holdout_client::submit::created_at;
use http::header::{CONTENT_TYPE, DATE};
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use crate::error::Fault;
use crate::world::World;

/// Which shape a client reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// AWS JSON 1.1.
    Aws,
    /// The envelope, in plain JSON.
    Envelope,
}

/// The answer to an operation.
pub(super) fn answer(form: Form, result: &Result<Value, Fault>, world: &dyn World) -> Response {
    let id = world.identifier();
    let (status, kind, body) = match (form, result) {
        (Form::Aws, Ok(output)) => (200, AWS_JSON, output.clone()),
        (Form::Aws, Err(fault)) => (fault.status, AWS_JSON, aws_error(fault, &id)),
        (Form::Envelope, Ok(output)) => {
            let mut data = json!({ "id": id, "created_at": created_at(world.now()) });
            if output.as_object().is_some_and(|members| !members.is_empty()) {
                data["result"] = output.clone();
            }
            (200, "application/json", json!({ "success": true, "data": data }))
        }
        (Form::Envelope, Err(fault)) => {
            let error = json!({ "code": fault.code.envelope(), "message": fault.message });
            (fault.status, "application/json", json!({ "success": false, "error": error }))
        }
    };
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    let mut set = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set("x-amzn-requestid", &id);
    if let Err(fault) = result {
        set("x-amzn-errortype", fault.code.as_str());
    }
    // Clients set their clocks by it, so it is of the clock that signatures are checked with.
    set(DATE.as_str(), &httpdate::fmt_http_date(std::time::UNIX_EPOCH + world.now()));
    response
}

/// An error as the real service writes it: differently for those of its model and for those of what stands before it.
/// Python reads the name from `__type` alone, JavaScript and Rust from the header first.
fn aws_error(fault: &Fault, id: &str) -> Value {
    let name = fault.code.as_str();
    if fault.is_modelled() {
        json!({ "__type": name, "Code": name, "Logref": id, "Message": fault.message })
    } else {
        json!({ "__type": name, "message": fault.message })
    }
}
