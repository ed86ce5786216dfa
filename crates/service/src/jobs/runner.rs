//! The thread that works jobs off as they fall due.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::watch;

use crate::service::Service;

/// How long to wait where the database cannot even be asked.
const TROUBLE: Duration = Duration::from_secs(1);

/// How long the end waits for a running job. A job is one transaction: the next start repeats a job that was cut off.
const LAST_JOB: Duration = Duration::from_secs(5);

/// A thread that works off a service's jobs until it is dropped.
#[derive(Debug)]
pub struct Runner {
    signal: Arc<Signal>,
    thread: Option<JoinHandle<()>>,
    /// Whether the thread ended by a panic.
    failed: watch::Receiver<bool>,
}

#[derive(Debug, Default)]
struct Signal {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    news: bool,
    /// The thread should end.
    ended: bool,
    /// The thread has ended.
    gone: bool,
}

impl Signal {
    fn set(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
    }

    /// Waits for news, at most so long. Whether to go on.
    fn wait(&self, limit: Option<Duration>) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let quiet = |state: &mut State| !state.news && !state.ended;
        let mut state = match limit {
            None => self.changed.wait_while(state, quiet).unwrap_or_else(PoisonError::into_inner),
            Some(limit) => {
                self.changed.wait_timeout_while(state, limit, quiet).unwrap_or_else(PoisonError::into_inner).0
            }
        };
        state.news = false;
        !state.ended
    }

    /// Waits for the end of the thread, at most `limit`. Returns whether it ended.
    fn wait_for_end(&self, limit: Duration) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let state = self.changed.wait_timeout_while(state, limit, |state| !state.gone);
        state.unwrap_or_else(PoisonError::into_inner).0.gone
    }
}

impl Runner {
    /// Starts it. What was left of an earlier run is worked off first.
    pub fn start(service: Arc<Service>) -> Self {
        Self::with(move |signal| work(&service, signal))
    }

    fn with(work: impl FnOnce(&Signal) + Send + 'static) -> Self {
        let signal = Arc::new(Signal::default());
        let (fails, failed) = watch::channel(false);
        let its_signal = Arc::clone(&signal);
        let thread = std::thread::spawn(move || {
            // The panic handler has printed the message already.
            if catch_unwind(AssertUnwindSafe(|| work(&its_signal))).is_err() {
                tracing::error!("the thread that runs jobs ended by a panic");
                let _ = fails.send(true);
            }
            its_signal.set(|state| state.gone = true);
        });
        Self { signal, thread: Some(thread), failed }
    }

    /// Tells it that a job may be due.
    pub fn wake(&self) {
        self.signal.set(|state| state.news = true);
    }

    /// Completes when the thread has ended by a panic. No job would be done after that.
    pub(crate) async fn failed(&self) {
        let mut failed = self.failed.clone();
        if failed.wait_for(|failed| *failed).await.is_err() {
            // The thread ended normally.
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.signal.set(|state| state.ended = true);
        let Some(thread) = self.thread.take() else { return };
        // A running job may finish, unless it takes too long.
        if self.signal.wait_for_end(LAST_JOB) {
            let _ = thread.join();
        } else {
            tracing::warn!("a job was cut off; the next start repeats it");
        }
    }
}

fn work(service: &Service, signal: &Signal) {
    let (mut go_on, mut said) = (true, None);
    while go_on {
        let next = service.work().and_then(|worked| Ok((worked, service.until_due()?)));
        let limit = match next {
            Ok((true, _)) => Some(Duration::ZERO),
            Ok((false, due)) => due,
            Err(fault) => {
                // Log it once, not each second.
                if said.as_ref() != Some(&fault.message) {
                    tracing::error!(reason = fault.message, "jobs cannot be read; the service tries again each second");
                    said = Some(fault.message);
                }
                Some(TROUBLE)
            }
        };
        go_on = signal.wait(limit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_told() {
        let runner = Runner::with(|_| std::panic::resume_unwind(Box::new("a test's own")));
        tokio::time::timeout(Duration::from_secs(10), runner.failed()).await.unwrap();
    }

    #[tokio::test]
    async fn an_end_is_no_panic() {
        let runner = Runner::with(|signal| while signal.wait(None) {});
        runner.wake();
        let told = tokio::time::timeout(Duration::from_millis(50), runner.failed()).await;
        assert!(told.is_err());
    }
}
