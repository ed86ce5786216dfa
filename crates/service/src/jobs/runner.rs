//! The thread that works jobs off as they fall due.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::service::Service;

/// How long to wait where the database cannot even be asked.
const TROUBLE: Duration = Duration::from_secs(1);

/// A thread that works off a service's jobs until it is dropped.
#[derive(Debug)]
pub struct Runner {
    signal: Arc<Signal>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Signal {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    news: bool,
    ended: bool,
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
}

impl Runner {
    /// Starts it. What was left of an earlier run is worked off first.
    pub fn start(service: Arc<Service>) -> Self {
        let signal = Arc::new(Signal::default());
        let its_signal = Arc::clone(&signal);
        let thread = std::thread::spawn(move || work(&service, &its_signal));
        Self { signal, thread: Some(thread) }
    }

    /// Tells it that a job may be due.
    pub fn wake(&self) {
        self.signal.set(|state| state.news = true);
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.signal.set(|state| state.ended = true);
        if let Some(thread) = self.thread.take() {
            // A job that is being worked off is ended first.
            let _ = thread.join();
        }
    }
}

fn work(service: &Service, signal: &Signal) {
    let mut go_on = true;
    while go_on {
        let worked = service.work();
        let limit = match (worked, service.until_due()) {
            (Ok(true), _) => Some(Duration::ZERO),
            (Ok(false), Ok(due)) => due,
            _ => Some(TROUBLE),
        };
        go_on = signal.wait(limit);
    }
}
