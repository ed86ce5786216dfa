//! The slowest tests of a run, printed at its end: where time is lost is seen without looking for it.

use std::cmp::Reverse;
use std::sync::Mutex;
use std::time::Duration;

use crate::progress::seconds;

const SHOWN: usize = 10;

/// How long each test took: a test in a browser, or a program of native tests.
static TIMES: Mutex<Vec<(Duration, String)>> = Mutex::new(Vec::new());

/// Remembers how long a test took.
pub(super) fn record(name: impl Into<String>, time: Duration) {
    // A panic elsewhere leaves the list as it was.
    TIMES.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((time, name.into()));
}

/// Prints the slowest of all that were recorded.
pub(super) fn print() {
    let mut times = std::mem::take(&mut *TIMES.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    times.sort_by_key(|(time, _)| Reverse(*time));
    if !times.is_empty() {
        println!("\nslowest:");
    }
    for (time, name) in times.iter().take(SHOWN) {
        println!("  {:>12}  {name}", seconds(*time));
    }
}

/// The tests in the output of Node's test runner, each with its time.
pub(super) fn of_tap(output: &str) -> impl Iterator<Item = (&str, Duration)> {
    let mut name = None;
    output.lines().filter_map(move |line| {
        if let Some((_, title)) = line.split_once("ok ").and_then(|(_, rest)| rest.split_once(" - ")) {
            name = Some(title);
            return None;
        }
        let millis: f64 = line.trim_start().strip_prefix("duration_ms: ")?.parse().ok()?;
        Some((name.take()?, Duration::from_secs_f64(millis / 1000.0)))
    })
}

/// The time in the result of a program of native tests, as in `finished in 0.03s`.
pub(super) fn of_native(line: &str) -> Option<Duration> {
    let (_, time) = line.rsplit_once("finished in ")?;
    Some(Duration::from_secs_f64(time.trim_end().strip_suffix('s')?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        let tap = "ok 1 - a - b\n  ---\n  duration_ms: 1500.5\n  ...\nnot ok 2 - c\n  ---\n  duration_ms: 3\n";
        let found: Vec<_> = of_tap(tap).collect();
        assert_eq!(found, [("a - b", Duration::from_micros(1_500_500)), ("c", Duration::from_millis(3))]);
        assert_eq!(of_native("test result: ok. 1 passed; finished in 0.25s"), Some(Duration::from_millis(250)));
        assert_eq!(of_native("running 1 test"), None);
    }
}
