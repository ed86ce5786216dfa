//! Standard retries: how often, how long to wait, and a quota that keeps a failing service from being asked ever more.

use std::time::Duration;

use crate::error::{Error, ErrorCode, TransportErrorKind};

/// How often a request is sent at most.
pub const MAX_ATTEMPTS: u32 = 3;

const QUOTA: u32 = 500;
const LONGEST: Duration = Duration::from_secs(20);
/// How much longer than ours the service may make a wait.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why a request is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It may go better another time.
    Transient,
    /// There were too many.
    Throttled,
}

impl Reason {
    /// Why a request that failed so should be sent again, if it should.
    pub fn of(error: &Error) -> Option<Self> {
        match error {
            Error::Service(error) if is_throttling(&error.code, error.status) => Some(Self::Throttled),
            Error::Service(error) => is_transient(&error.code, error.status).then_some(Self::Transient),
            Error::Unreadable { status: 429, .. } => Some(Self::Throttled),
            // A status of success with half a body is an answer cut on its way.
            Error::Unreadable { status, .. } => {
                (matches!(status, 500 | 502 | 503 | 504) || (200..300).contains(status)).then_some(Self::Transient)
            }
            Error::Transport(error) => match error.kind {
                TransportErrorKind::Connect | TransportErrorKind::Interrupted | TransportErrorKind::Fetch => {
                    Some(Self::Transient)
                }
            },
            Error::Credentials(_) | Error::Request(_) => None,
        }
    }

    fn base(self) -> Duration {
        match self {
            Self::Transient => Duration::from_millis(50),
            Self::Throttled => Duration::from_secs(1),
        }
    }

    fn cost(self) -> u32 {
        match self {
            Self::Transient => 14,
            Self::Throttled => 5,
        }
    }

    /// How long to wait before the attempt that follows number `attempt`, counted from 1. `random` is in `0..1`;
    /// `asked` is what the service asks for.
    pub fn delay(self, attempt: u32, random: f64, asked: Option<Duration>) -> Duration {
        let growth = 2_u32.saturating_pow(attempt.saturating_sub(1));
        let own = self.base().saturating_mul(growth).min(LONGEST).mul_f64(random.clamp(0.0, 1.0));
        asked.map_or(own, |asked| asked.clamp(own, own + PATIENCE))
    }
}

/// Whether it says that there were too many requests.
pub(crate) fn is_throttling(code: &ErrorCode, status: u16) -> bool {
    match code {
        ErrorCode::Throttling | ErrorCode::ProvisionedThroughputExceeded | ErrorCode::LimitExceeded => true,
        ErrorCode::Unknown(name) => {
            status == 429
                || [
                    "Throttling",
                    "ThrottledException",
                    "RequestThrottled",
                    "RequestThrottledException",
                    "TooManyRequestsException",
                    "TransactionInProgressException",
                    "RequestLimitExceeded",
                    "BandwidthLimitExceeded",
                    "SlowDown",
                    "PriorRequestNotComplete",
                    "EC2ThrottledException",
                ]
                .contains(&name.as_str())
        }
        _ => false,
    }
}

fn is_transient(code: &ErrorCode, status: u16) -> bool {
    matches!(status, 500 | 502 | 503 | 504)
        || matches!(code.as_str(), "RequestTimeout" | "RequestTimeoutException" | "InternalServerError")
}

/// What is left of the quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    left: u32,
}

impl Default for Quota {
    fn default() -> Self {
        Self { left: QUOTA }
    }
}

impl Quota {
    /// Takes what a retry costs, if it is there.
    pub fn take(&mut self, reason: Reason) -> Option<u32> {
        let cost = reason.cost();
        self.left = self.left.checked_sub(cost)?;
        Some(cost)
    }

    /// Gives back what a request took that came well in the end; a little for one that took nothing.
    pub fn give_back(&mut self, taken: u32) {
        self.left = (self.left + taken.max(1)).min(QUOTA);
    }

    /// What is left.
    pub fn left(self) -> u32 {
        self.left
    }
}

/// What the header `x-amz-retry-after` asks for; nothing where it is no number of milliseconds.
pub(crate) fn retry_after(header: Option<&str>) -> Option<Duration> {
    header?.trim().parse().ok().map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::read;

    fn reason(status: u16, name: &str) -> Option<Reason> {
        Reason::of(&read(status, None, None, format!(r#"{{"__type":"{name}"}}"#).as_bytes()))
    }

    #[test]
    fn what_is_sent_again() {
        for name in [
            "Throttling",
            "ThrottlingException",
            "ThrottledException",
            "RequestThrottled",
            "RequestThrottledException",
            "TooManyRequestsException",
            "ProvisionedThroughputExceededException",
            "TransactionInProgressException",
            "RequestLimitExceeded",
            "BandwidthLimitExceeded",
            "LimitExceededException",
            "SlowDown",
            "PriorRequestNotComplete",
            "EC2ThrottledException",
        ] {
            assert_eq!(reason(400, name), Some(Reason::Throttled), "{name}");
            assert_eq!(reason(500, name), Some(Reason::Throttled), "{name}");
        }
        for status in [500, 502, 503, 504] {
            assert_eq!(reason(status, "InternalServerError"), Some(Reason::Transient));
            assert_eq!(Reason::of(&read(status, None, None, b"<html>")), Some(Reason::Transient));
        }
        assert_eq!(reason(400, "RequestTimeoutException"), Some(Reason::Transient));
        assert_eq!(reason(429, "SomethingNew"), Some(Reason::Throttled));
        assert_eq!(Reason::of(&read(429, None, None, b"")), Some(Reason::Throttled));
        for name in
            ["ResourceInUseException", "ResourceNotReadyException", "ValidationException", "AccessDeniedException"]
        {
            assert_eq!(reason(400, name), None, "{name}");
        }
        assert_eq!(Reason::of(&read(413, None, None, b"")), None);
        assert_eq!(Reason::of(&read(501, None, None, b"")), None);
    }

    #[test]
    fn waits_double_up_to_twenty_seconds() {
        let second = Duration::from_secs(1);
        assert_eq!(Reason::Transient.delay(1, 1.0, None), Duration::from_millis(50));
        assert_eq!(Reason::Transient.delay(2, 0.5, None), Duration::from_millis(50));
        assert_eq!(Reason::Throttled.delay(1, 0.25, None), Duration::from_millis(250));
        assert_eq!(Reason::Throttled.delay(2, 1.0, None), 2 * second);
        assert_eq!(Reason::Throttled.delay(9, 1.0, None), 20 * second);
        assert_eq!(Reason::Throttled.delay(u32::MAX, 1.0, None), 20 * second);
    }

    #[test]
    fn the_service_may_ask_for_up_to_five_seconds_more() {
        let (short, long) = (Duration::from_millis(10), Duration::from_mins(1));
        assert_eq!(Reason::Throttled.delay(1, 1.0, Some(short)), Duration::from_secs(1));
        assert_eq!(Reason::Throttled.delay(1, 1.0, Some(long)), Duration::from_secs(6));
        assert_eq!(retry_after(Some("1500")), Some(Duration::from_millis(1500)));
        for nonsense in ["-1", "soon", "", "1e3"] {
            assert_eq!(retry_after(Some(nonsense)), None, "{nonsense}");
        }
    }

    #[test]
    fn the_quota_runs_out_and_fills_again() {
        let mut quota = Quota::default();
        let taken = std::iter::from_fn(|| quota.take(Reason::Transient)).count();
        assert_eq!((taken, quota.left()), (35, 10));
        assert_eq!(quota.take(Reason::Throttled), Some(5));
        quota.give_back(14);
        quota.give_back(0);
        assert_eq!(quota.left(), 20);
        (0..1000).for_each(|_| quota.give_back(14));
        assert_eq!(quota.left(), QUOTA);
    }
}
