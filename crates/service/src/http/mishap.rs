//! What goes wrong on purpose: people who test a client of their own have the service answer an operation with an error that
//! it never has of itself, or lose its answer, as often as they say.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::response::Response;
use futures_util::{StreamExt, stream};
use holdout_client::error::ErrorCode;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use serde_json::Value;

use crate::error::Fault;
use crate::model::INPUTS;

/// The account whose user is denied access, as in the ARNs.
const USER: &str = "arn:aws:iam::111122223333:user/holdout";

/// The first piece of an answer is on its way by then.
const SENT_WITHIN: Duration = Duration::from_millis(50);

/// What happens to an operation instead of what should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// Nothing is done, and the answer is this error.
    Refused(ErrorCode),
    /// Nothing is done, and something on the way answers with this status and a page of HTML.
    Between(u16),
    /// It is carried out, and the connection ends without an answer.
    Lost,
    /// It is carried out, and the connection ends in the middle of the answer.
    Cut,
    /// Nothing goes wrong.
    Fine,
}

/// Something that goes wrong: `OPERATION=WHAT[:TIMES]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mishap {
    /// The operation; any where there is none.
    operation: Option<&'static str>,
    event: Event,
    /// How often; always where there is no number.
    times: Option<u32>,
}

/// Why a mishap cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum MishapError {
    /// It has another shape.
    #[error("give OPERATION=WHAT or OPERATION=WHAT:TIMES")]
    Shape,
    /// No such operation.
    #[error("there is no operation {0:?}: give one of {list}, or * for any", list = operations().collect::<Vec<_>>().join(", "))]
    Operation(String),
    /// Nothing of that name can go wrong.
    #[error(
        "{0:?} cannot happen: give a status from 400 to 599, lost, cut, ok, or one of {list}",
        list = ErrorCode::KNOWN.join(", ")
    )]
    Event(String),
}

fn operations() -> impl Iterator<Item = &'static str> {
    INPUTS.iter().map(|(name, _)| *name)
}

impl FromStr for Mishap {
    type Err = MishapError;

    fn from_str(text: &str) -> Result<Self, MishapError> {
        let (operation, rest) = text.split_once('=').ok_or(MishapError::Shape)?;
        let (event, times) = match rest.split_once(':') {
            Some((event, times)) => (event, Some(times.parse().map_err(|_| MishapError::Shape)?)),
            None => (rest, None),
        };
        let operation = match operation {
            "*" => None,
            name => {
                let known = operations().find(|known| *known == name);
                Some(known.ok_or_else(|| MishapError::Operation(name.to_owned()))?)
            }
        };
        let event = match event {
            "ok" => Event::Fine,
            "lost" => Event::Lost,
            "cut" => Event::Cut,
            name if ErrorCode::KNOWN.contains(&name) => Event::Refused(ErrorCode::from(name.to_owned())),
            other => match other.parse() {
                Ok(status @ 400..=599) => Event::Between(status),
                _ => return Err(MishapError::Event(other.to_owned())),
            },
        };
        Ok(Self { operation, event, times })
    }
}

/// All that is to go wrong yet: of those of one operation, one after the other.
#[derive(Debug, Default)]
pub(super) struct Mishaps(Mutex<VecDeque<Mishap>>);

impl Mishaps {
    pub(super) fn new(mishaps: Vec<Mishap>) -> Self {
        Self(Mutex::new(mishaps.into()))
    }

    /// What happens to this call.
    pub(super) fn next(&self, operation: &str) -> Event {
        let mut mishaps = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_next =
            |mishap: &Mishap| mishap.operation.is_none_or(|name| name == operation) && mishap.times != Some(0);
        let Some(mishap) = mishaps.iter_mut().find(|mishap| is_next(mishap)) else { return Event::Fine };
        if let Some(times) = &mut mishap.times {
            *times -= 1;
        }
        mishap.event.clone()
    }
}

/// Does to an answer what is to happen to it.
pub(super) fn befall(event: &Event, mut response: Response) -> Response {
    match event {
        Event::Fine | Event::Refused(_) => {}
        Event::Between(status) => {
            response = Response::new(Body::from(format!("<html><body><h1>{status}</h1>on the way</body></html>\n")));
            *response.status_mut() = StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_GATEWAY);
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
        }
        Event::Lost => drop(response.extensions_mut().insert(Lost)),
        Event::Cut => {
            // The length of the whole is said, and less is sent.
            response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("4096"));
            let pieces = stream::iter([Ok(Bytes::from_static(b"{\"")), Err(Lost)]);
            // What is sent and cut off at once might not be sent at all.
            *response.body_mut() = Body::from_stream(pieces.then(async |piece| {
                if piece.is_err() {
                    tokio::time::sleep(SENT_WITHIN).await;
                }
                piece
            }));
        }
    }
    response
}

/// The mark of an answer that is not to be sent: its connection ends.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the answer is lost, as --fault asks")]
pub(super) struct Lost;

impl From<Infallible> for Lost {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// An error as the real service has it: with its status, and its words where they are documented.
pub(super) fn refusal(code: &ErrorCode, operation: &str, body: &[u8]) -> Fault {
    let words = match code {
        ErrorCode::AccessDenied => {
            let resource = resource(body).unwrap_or_else(|| "*".to_owned());
            format!("User: {USER} is not authorized to perform: rekognition:{operation} on resource: {resource}")
        }
        ErrorCode::ExpiredToken => return Fault::expired_token(),
        ErrorCode::UnrecognizedClient => return Fault::unknown_key(),
        ErrorCode::InternalServerError => "Internal server error".to_owned(),
        ErrorCode::ProvisionedThroughputExceeded => "Provisioned Rate exceeded.".to_owned(),
        ErrorCode::Throttling => "Slow down; sudden increase in rate of requests.".to_owned(),
        ErrorCode::InvalidParameter => "Request has invalid parameters.".to_owned(),
        ErrorCode::InvalidPaginationToken => "Invalid Pagination Token".to_owned(),
        ErrorCode::ResourceInUse => "Specified resource is in use.".to_owned(),
        other => format!("{other}, because --fault asks for it."),
    };
    let status = match code {
        ErrorCode::InternalServerError | ErrorCode::Throttling => 500,
        ErrorCode::RequestEntityTooLarge => 413,
        _ => 400,
    };
    Fault::new(code.clone(), words).with_status(status)
}

/// The first ARN that a request names.
fn resource(body: &[u8]) -> Option<String> {
    fn find(value: &Value) -> Option<&str> {
        match value {
            Value::String(text) => text.starts_with("arn:").then_some(text),
            Value::Array(items) => items.iter().find_map(find),
            Value::Object(members) => members.values().find_map(find),
            _ => None,
        }
    }
    find(&serde_json::from_slice(body).ok()?).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mishaps(texts: &[&str]) -> Mishaps {
        Mishaps::new(texts.iter().map(|text| text.parse().unwrap()).collect())
    }

    #[test]
    fn those_of_an_operation_come_one_after_the_other() {
        let mishaps = mishaps(&[
            "DescribeDataset=ok:2",
            "DescribeDataset=ExpiredTokenException:1",
            "*=503:1",
            "DistributeDatasetEntries=lost",
        ]);
        let events = || mishaps.next("DescribeDataset");
        let expired = Event::Refused(ErrorCode::ExpiredToken);
        assert_eq!([events(), events(), events(), events()], [Event::Fine, Event::Fine, expired, Event::Between(503)]);
        assert_eq!(events(), Event::Fine);
        for _ in 0..3 {
            assert_eq!(mishaps.next("DistributeDatasetEntries"), Event::Lost, "always, where no number is given");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_with_what_could() {
        for (text, expected) in [
            ("DescribeDataset", "OPERATION=WHAT"),
            ("DescribeDataset=cut:many", "OPERATION=WHAT:TIMES"),
            ("DescribeDatasets=cut", "one of CreateProject"),
            ("DescribeDataset=ThrotlingException", "ThrottlingException"),
            ("DescribeDataset=200", "a status from 400"),
        ] {
            let error = text.parse::<Mishap>().unwrap_err().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }

    #[test]
    fn access_is_denied_in_the_services_words() {
        let body = br#"{"Datasets":[{"Arn":"arn:aws:rekognition:us-east-1:1:project/p/dataset/train/1"}]}"#;
        let fault = refusal(&ErrorCode::AccessDenied, "DistributeDatasetEntries", body);
        assert_eq!(
            fault.message,
            "User: arn:aws:iam::111122223333:user/holdout is not authorized to perform: \
             rekognition:DistributeDatasetEntries on resource: arn:aws:rekognition:us-east-1:1:project/p/dataset/train/1"
        );
        assert!(refusal(&ErrorCode::AccessDenied, "DescribeProjects", b"{}").message.ends_with("resource: *"));
        assert_eq!(refusal(&ErrorCode::Throttling, "DescribeProjects", b"").status, 500);
    }
}
