//! Reports what is being done, and how long it took.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;

/// How often a step that is under way is reported: a terminal that stays silent for longer looks dead.
const INTERVAL: Duration = Duration::from_secs(10);

/// Announces a piece of silent work with an estimate of its time, does it, and reports how long it took. Steps may run at the
/// same time, so each line names its step.
pub(crate) fn step<T>(what: &str, estimate: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("{what} ({estimate})");
    let started = Instant::now();
    let result = thread::scope(|scope| {
        let (done, ended) = mpsc::channel::<()>();
        scope.spawn(move || {
            while ended.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                println!("  {what}: {} so far", seconds(started.elapsed()));
            }
        });
        let result = work();
        drop(done);
        result
    });
    let verdict = if result.is_ok() { "done in" } else { "failed after" };
    println!("  {what}: {verdict} {}", seconds(started.elapsed()));
    result
}

/// Prints a message of its own.
pub(crate) fn note(text: &str) {
    println!("{text}");
}

/// A duration for people: `0.4 s`, `3 min 5 s`.
pub(crate) fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    if whole < 60 { format!("{:.1} s", time.as_secs_f64()) } else { format!("{} min {} s", whole / 60, whole % 60) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        assert_eq!(seconds(Duration::from_millis(449)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(185)), "3 min 5 s");
    }
}
