//! Saying what is being done, and how long it took.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;

/// Whether the last line on the terminal waits for its end: that of a step under way.
static LINE_IS_OPEN: AtomicBool = AtomicBool::new(false);

/// Announces a piece of silent work with an estimate of its time, does it, and says how long it took.
pub(crate) fn step<T>(what: &str, estimate: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    end_line();
    print!("{what} ({estimate}) … ");
    // A line without its end stays in the buffer; not being able to show it is no reason to stop.
    let _ = io::stdout().flush();
    LINE_IS_OPEN.store(true, Ordering::Relaxed);
    let started = Instant::now();
    let result = work();
    if !LINE_IS_OPEN.swap(false, Ordering::Relaxed) {
        print!("{what}: ");
    }
    let verdict = if result.is_ok() { "done in" } else { "failed after" };
    println!("{verdict} {}", seconds(started.elapsed()));
    result
}

/// Says something on a line of its own, even within a step.
pub(crate) fn note(text: &str) {
    end_line();
    println!("{text}");
}

fn end_line() {
    if LINE_IS_OPEN.swap(false, Ordering::Relaxed) {
        println!();
    }
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
