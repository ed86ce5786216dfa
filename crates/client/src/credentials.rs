//! Credentials: given, or asked for when they are needed; never shown, and wiped from memory when they are dropped.

use std::cell::RefCell;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// How long before their end credentials are asked for anew.
const EARLY: Duration = Duration::from_mins(5);

/// What requests are signed with.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Credentials {
    access_key: String,
    secret_key: String,
    session_token: Option<String>,
    /// Since 1970.
    #[zeroize(skip)]
    expires: Option<Duration>,
}

impl Credentials {
    /// Credentials that last.
    pub fn new(access_key: impl Into<String>, secret_key: impl Into<String>) -> Self {
        Self { access_key: access_key.into(), secret_key: secret_key.into(), session_token: None, expires: None }
    }

    /// With the token of a session.
    #[must_use]
    pub fn with_session_token(mut self, token: impl Into<String>) -> Self {
        self.session_token = Some(token.into());
        self
    }

    /// With an end, counted from 1970.
    #[must_use]
    pub fn with_expiry(mut self, expires: Duration) -> Self {
        self.expires = Some(expires);
        self
    }

    /// The part that is no secret.
    pub fn access_key(&self) -> &str {
        &self.access_key
    }

    /// As the signer takes them. It wipes its copy of the secret as we do ours.
    pub(crate) fn identity(&self) -> aws_smithy_runtime_api::client::identity::Identity {
        let token = self.session_token.clone();
        aws_credential_types::Credentials::new(&self.access_key, &self.secret_key, token, None, "holdout").into()
    }

    fn last_until(&self, now: Duration) -> bool {
        self.expires.is_none_or(|expires| now + EARLY < expires)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Credentials")
            .field("access_key", &self.access_key)
            .field("secret_key", &"…")
            .field("session_token", &self.session_token.as_ref().map(|_| "…"))
            .field("expires", &self.expires)
            .finish()
    }
}

/// Why there are no credentials.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no credentials: {0}")]
pub struct CredentialsError(pub String);

/// Credentials to come.
pub type CredentialsFuture = Pin<Box<dyn Future<Output = Result<Credentials, CredentialsError>>>>;

/// Where credentials come from.
#[derive(Clone)]
pub struct CredentialsSource {
    source: Source,
}

#[derive(Clone)]
enum Source {
    Value(Rc<Credentials>),
    Provider { ask: Rc<dyn Fn() -> CredentialsFuture>, cached: Rc<RefCell<Option<Credentials>>> },
}

impl CredentialsSource {
    /// Asked for when they are first needed, five minutes before they end, and when the service says that they have ended.
    pub fn provider(ask: impl Fn() -> CredentialsFuture + 'static) -> Self {
        Self { source: Source::Provider { ask: Rc::new(ask), cached: Rc::default() } }
    }

    /// Credentials that are good at `now`, counted from 1970.
    pub(crate) async fn get(&self, now: Duration) -> Result<Credentials, CredentialsError> {
        let (ask, cached) = match &self.source {
            Source::Value(credentials) => return Ok(Credentials::clone(credentials)),
            Source::Provider { ask, cached } => (ask, cached),
        };
        let known = cached.borrow().clone().filter(|credentials| credentials.last_until(now));
        if let Some(credentials) = known {
            return Ok(credentials);
        }
        let fresh = ask().await?;
        *cached.borrow_mut() = Some(fresh.clone());
        Ok(fresh)
    }

    /// Forgets what the service no longer takes. Whether there may be others now.
    pub(crate) fn refresh(&self) -> bool {
        match &self.source {
            Source::Value(_) => false,
            Source::Provider { cached, .. } => cached.borrow_mut().take().is_some(),
        }
    }
}

impl From<Credentials> for CredentialsSource {
    fn from(credentials: Credentials) -> Self {
        Self { source: Source::Value(Rc::new(credentials)) }
    }
}

impl fmt::Debug for CredentialsSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Source::Value(credentials) => credentials.fmt(formatter),
            Source::Provider { .. } => formatter.write_str("a provider of credentials"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn nothing_secret_is_shown() {
        let credentials = Credentials::new("AKID", "hush-secret").with_session_token("hush-token");
        let source = CredentialsSource::from(credentials.clone());
        let text = format!("{credentials:?} {credentials:#?} {source:?}");
        assert!(text.contains("AKID") && !text.contains("hush"), "{text}");
    }

    #[tokio::test]
    async fn a_provider_is_asked_five_minutes_before_the_end_and_when_told() {
        let asked = Rc::new(Cell::new(0));
        let counter = asked.clone();
        let source = CredentialsSource::provider(move || {
            counter.set(counter.get() + 1);
            Box::pin(async { Ok(Credentials::new("AKID", "s").with_expiry(Duration::from_hours(1))) })
        });
        for (minute, expected) in [(0, 1), (54, 1), (55, 2), (56, 3)] {
            source.get(Duration::from_mins(minute)).await.unwrap();
            assert_eq!(asked.get(), expected, "at minute {minute}");
        }
        assert!(source.refresh());
        source.get(Duration::ZERO).await.unwrap();
        assert_eq!(asked.get(), 4);
        assert!(!CredentialsSource::from(Credentials::new("AKID", "s")).refresh());
    }
}
