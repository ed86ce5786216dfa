//! One request from its input to its output: signed, sent, read, and sent again where that may help.

use std::cell::Cell;
use std::time::Duration;

use aws_smithy_types::date_time::{DateTime, Format};
use http::{HeaderMap, Response};

use crate::credentials::{Credentials, CredentialsSource};
use crate::endpoint::Endpoint;
use crate::environment::Environment;
use crate::error::{self, Error, ErrorCode, excerpt};
use crate::retry::{MAX_ATTEMPTS, Quota, Reason, retry_after};
use crate::sign;
use crate::transport::Transport;
use crate::types::Operation;

/// The service refuses what was signed more than five minutes off; four are near enough to be to blame.
const SKEW_TO_BLAME: i64 = 4 * 60 * 1000;
/// A round trip that takes longer says nothing of the clock.
const SLOW: Duration = Duration::from_mins(15);

/// Asks an endpoint.
#[derive(Debug)]
pub struct Client<T, E> {
    endpoint: Endpoint,
    credentials: CredentialsSource,
    transport: T,
    environment: E,
    quota: Cell<Quota>,
    /// Milliseconds that the endpoint's clock is ahead of ours.
    skew: Cell<i64>,
}

/// What an operation answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<O> {
    /// The output.
    pub output: O,
    /// The service's number of the request.
    pub request_id: Option<String>,
}

/// A request, whatever the operation.
struct Question {
    operation: &'static str,
    is_idempotent: bool,
    body: Vec<u8>,
}

/// Takes the body of an answer.
type Read<'r> = dyn FnMut(&[u8]) -> Result<(), serde_json::Error> + 'r;

/// One attempt that failed.
struct Failed {
    error: Error,
    /// How far the endpoint's clock is ahead, if it told.
    skew: Option<i64>,
    asked: Option<Duration>,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self { error, skew: None, asked: None }
    }
}

impl<T: Transport, E: Environment> Client<T, E> {
    /// A client of this endpoint.
    pub fn new(endpoint: Endpoint, credentials: impl Into<CredentialsSource>, transport: T, environment: E) -> Self {
        let (quota, skew) = (Cell::default(), Cell::default());
        Self { endpoint, credentials: credentials.into(), transport, environment, quota, skew }
    }

    /// The endpoint.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The machine it runs on.
    pub fn environment(&self) -> &E {
        &self.environment
    }

    /// What is left of the quota of retries.
    pub fn quota(&self) -> Quota {
        self.quota.get()
    }

    /// The time since 1970, as the endpoint has it as far as is known.
    pub fn now(&self) -> Duration {
        let skew = Duration::from_millis(self.skew.get().unsigned_abs());
        let now = self.environment.now();
        if self.skew.get() < 0 { now.saturating_sub(skew) } else { now + skew }
    }

    /// Carries out an operation.
    pub async fn call<I: Operation>(&self, input: &I) -> Result<Answer<I::Output>, Error> {
        let body = serde_json::to_vec(input).map_err(|error| Error::Request(error.to_string()))?;
        let mut output = None;
        let mut read = |body: &[u8]| serde_json::from_slice(body).map(|read| output = Some(read));
        let question = Question { operation: I::NAME, is_idempotent: I::IDEMPOTENT, body };
        let request_id = self.ask(&question, &mut read).await?;
        let Some(output) = output else { return Err(Error::Request("its answer was not read".to_owned())) };
        Ok(Answer { output, request_id })
    }

    /// Asks until there is an answer that can be read, or no more. One for all operations: in wasm each would be a copy.
    async fn ask(&self, question: &Question, read: &mut Read<'_>) -> Result<Option<String>, Error> {
        let (mut attempt, mut taken, mut corrected, mut refreshed) = (1, 0, false, false);
        loop {
            let credentials = self.credentials.get(self.now()).await?;
            let failed = match self.attempt(question, &credentials, read).await {
                Ok(request_id) => {
                    self.change_quota(|quota| quota.give_back(taken));
                    return Ok(request_id);
                }
                Err(failed) => failed,
            };
            // Neither of the two is a retry: what was wrong is put right, once.
            if !corrected && self.correct_clock(&failed) {
                corrected = true;
                continue;
            }
            if !refreshed && failed.error.code() == Some(&ErrorCode::ExpiredToken) && self.credentials.refresh() {
                refreshed = true;
                continue;
            }
            let may_repeat = question.is_idempotent || !failed.error.may_have_been_accepted();
            let reason = Reason::of(&failed.error).filter(|_| attempt < MAX_ATTEMPTS && may_repeat);
            let Some(reason) = reason else { return Err(failed.error) };
            let Some(cost) = self.change_quota(|quota| quota.take(reason)) else { return Err(failed.error) };
            taken += cost;
            self.environment.sleep(reason.delay(attempt, self.environment.random(), failed.asked)).await;
            attempt += 1;
        }
    }

    fn change_quota<R>(&self, change: impl FnOnce(&mut Quota) -> R) -> R {
        let mut quota = self.quota.get();
        let result = change(&mut quota);
        self.quota.set(quota);
        result
    }

    /// Sets our clock by the endpoint's where that is likely to be what was wrong.
    fn correct_clock(&self, failed: &Failed) -> bool {
        let Some(skew) = failed.skew else { return false };
        let blamed = failed.error.code().is_some_and(ErrorCode::hints_at_clock)
            && (skew - self.skew.get()).abs() > SKEW_TO_BLAME;
        if blamed {
            self.skew.set(skew);
        }
        blamed
    }

    /// Asks once, and gives the service's number of the request.
    async fn attempt(
        &self,
        question: &Question,
        credentials: &Credentials,
        read: &mut Read<'_>,
    ) -> Result<Option<String>, Failed> {
        let Question { operation, body, .. } = question;
        let request =
            sign::request(&self.endpoint, operation, body.clone(), credentials, self.now()).map_err(Error::Request)?;
        let sent = self.environment.now();
        let response = self.transport.send(request).await.map_err(Error::from)?;
        let received = self.environment.now();
        let headers = response.headers();
        let request_id = text(headers, "x-amzn-requestid").map(str::to_owned);
        if response.status().is_success() {
            return Ok(take(&response, request_id, read)?);
        }
        Err(Failed {
            error: error::read(
                response.status().as_u16(),
                text(headers, "x-amzn-errortype"),
                request_id,
                response.body(),
            ),
            skew: skew(headers, sent, received),
            asked: retry_after(text(headers, "x-amz-retry-after")),
        })
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// Reads an output, and gives the number of its request.
fn take(
    response: &Response<Vec<u8>>,
    request_id: Option<String>,
    read: &mut Read<'_>,
) -> Result<Option<String>, Error> {
    // Operations that answer nothing may answer `{}` or nothing at all.
    let body: &[u8] = if response.body().is_empty() { b"{}" } else { response.body() };
    match read(body) {
        Ok(()) => Ok(request_id),
        Err(error) => Err(Error::Unreadable {
            status: response.status().as_u16(),
            request_id,
            excerpt: format!("{} ({error})", excerpt(body)),
        }),
    }
}

/// Milliseconds that the endpoint's clock is ahead: its header `date` against the middle of the round trip.
fn skew(headers: &HeaderMap, sent: Duration, received: Duration) -> Option<i64> {
    let round_trip = received.checked_sub(sent)?;
    if headers.contains_key("age") || round_trip > SLOW {
        return None;
    }
    let date = DateTime::from_str(text(headers, "date")?, Format::HttpDate).ok()?.to_millis().ok()?;
    let middle = i64::try_from((sent + round_trip / 2).as_millis()).ok()?;
    Some(date - middle)
}
