//! `cargo test`, documentation tests included, counted.

use std::io::BufRead;
use std::mem;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::progress::seconds;
use crate::tally::Tally;
use crate::workspace::Workspace;
use crate::{cargo, process, python, setup};

use super::slowest;

/// Runs the tests of some packages, or of all if none is named.
pub(super) fn run(workspace: &Workspace, packages: &[String]) -> Result<Tally> {
    let mut command = cargo::native(workspace);
    command.args(["test", "--no-fail-fast"]);
    if packages.is_empty() {
        command.arg("--workspace");
    }
    command.args(packages.iter().flat_map(|package| ["--package", package]));
    setup::command_tools();
    // The service's model comes with boto3.
    if let Some(python) = python::set_up(workspace) {
        command.env("HOLDOUT_PYTHON", python);
    }
    println!("running `{}` (about 2 min the first time, for compiling)", process::describe(&command));
    let started = Instant::now();
    let (mut cargo, output) = process::start(command)?;
    let mut log = Log::default();
    for line in output.split(b'\n') {
        let line = line.context("reading the output of `cargo test`")?;
        if let Some(text) = log.read(&String::from_utf8_lossy(&line)) {
            println!("{text}");
        }
    }
    let status = cargo.wait().context("waiting for `cargo test`")?;
    if !status.success() {
        log.judge_failure();
    }
    println!("done in {}", seconds(started.elapsed()));
    Ok(log.tally)
}

/// What `cargo test` prints, read line by line.
#[derive(Default)]
struct Log {
    tally: Tally,
    /// The test program that runs now; before the first one, nothing: cargo itself speaks.
    program: String,
    /// What it has printed since its last result.
    section: String,
    /// Whether it has given a result.
    ended: bool,
    /// What those programs printed that gave none.
    without_result: Vec<String>,
}

impl Log {
    /// Takes a line; returns what to show of all that was read: much of a failure, little of a success.
    fn read(&mut self, line: &str) -> Option<String> {
        if let Some(program) = program(line) {
            self.leave_program();
            program.clone_into(&mut self.program);
            return None;
        }
        self.section.push_str(line);
        self.section.push('\n');
        let tally = result(line)?;
        if let Some(time) = slowest::of_native(line) {
            slowest::record(&self.program, time);
        }
        self.tally += tally;
        self.ended = true;
        let section = mem::take(&mut self.section);
        if tally.failed > 0 {
            Some(format!("{section}{}: {tally}", self.program))
        } else {
            (tally != Tally::default()).then(|| format!("{}: {tally}", self.program))
        }
    }

    fn leave_program(&mut self) {
        let section = mem::take(&mut self.section);
        if !mem::take(&mut self.ended) && !self.program.is_empty() {
            self.without_result.push(format!("{}\n{section}", self.program));
        }
    }

    /// Counts what failed without a word: a program that crashed, or tests that did not compile.
    fn judge_failure(&mut self) {
        let last_words = self.section.clone();
        self.leave_program();
        for crash in mem::take(&mut self.without_result) {
            println!("{crash}(no result: it crashed)");
            self.tally += Tally::FAIL;
        }
        if self.tally.failed == 0 {
            println!("{last_words}");
            self.tally += Tally::FAIL;
        }
    }
}

/// The program that a heading announces, as in `     Running unittests src/lib.rs (target/debug/deps/core-01ab)`
/// or `   Doc-tests core`.
fn program(line: &str) -> Option<&str> {
    let line = line.trim_start();
    if line.starts_with("Doc-tests ") {
        return Some(line);
    }
    let path = line.strip_prefix("Running ")?.strip_suffix(')')?;
    let name = path.rsplit(['/', '\\']).next()?;
    Some(name.rsplit_once('-').map_or(name, |(name, _hash)| name))
}

/// The counts in `test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; …`.
fn result(line: &str) -> Option<Tally> {
    let (_verdict, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let count = |name: &str| counts.split("; ").find_map(|part| part.strip_suffix(name)?.trim_end().parse().ok());
    Some(Tally { passed: count("passed")?, failed: count("failed")?, skipped: count("ignored")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OK: &str = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.03s";
    const FAILED: &str = "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out";

    #[test]
    fn a_success_is_one_line() {
        let mut log = Log::default();
        let lines = ["     Running unittests src/lib.rs (target/debug/deps/holdout_core-01ab)", "test a ... ok"];
        for line in lines {
            assert_eq!(log.read(line), None);
        }
        assert_eq!(log.read(OK).as_deref(), Some("holdout_core: 12 passed, 0 failed, 1 skipped"));
    }

    #[test]
    fn a_failure_is_shown_whole_and_all_is_summed_up() {
        let mut log = Log::default();
        log.read("   Doc-tests holdout_core");
        log.read("why it failed");
        let shown = log.read(FAILED).unwrap_or_default();
        assert!(shown.starts_with("why it failed\n"), "{shown}");
        assert!(shown.ends_with("Doc-tests holdout_core: 1 passed, 2 failed"), "{shown}");
        log.read(OK);
        assert_eq!(log.tally, Tally { passed: 13, failed: 2, skipped: 1 });
    }

    #[test]
    fn a_program_that_crashes_is_a_failure() {
        let mut log = Log::default();
        log.read("     Running unittests src/lib.rs (target/debug/deps/one-01ab)");
        log.read("test a ...");
        log.read("     Running unittests src/lib.rs (target/debug/deps/two-01ab)");
        log.read(OK);
        log.read("error: 1 target failed:");
        log.judge_failure();
        assert_eq!(log.tally, Tally { passed: 12, failed: 1, skipped: 1 });
    }

    #[test]
    fn tests_that_do_not_compile_are_a_failure() {
        let mut log = Log::default();
        log.read("error: expected one of `;`");
        log.judge_failure();
        assert_eq!(log.tally, Tally::FAIL);
    }

    #[test]
    fn a_program_without_tests_says_nothing() {
        let none = "test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(Log::default().read(none), None);
    }
}
