//! `cargo xtask test`: every test there is, each suite in turn, and one line at the end.

mod javascript;
mod native;

use std::process::ExitCode;

use anyhow::Result;

use crate::check;
use crate::fuzz;
use crate::tally::Tally;
use crate::workspace::Workspace;

/// Runs all suites, whatever becomes of the first.
pub(crate) fn run(workspace: &Workspace) -> ExitCode {
    let mut total = Tally::default();
    total += suite("checks", || Ok(check::run_all(workspace)));
    total += suite("native tests", || native::run(workspace));
    total += suite("fuzzing", || fuzz::run(workspace, fuzz::budget()));
    total += suite("JavaScript and browser tests", || javascript::run(workspace));
    println!("\n{total}");
    total.exit_code()
}

/// A suite that cannot even be started counts as one failure.
fn suite(name: &str, run: impl FnOnce() -> Result<Tally>) -> Tally {
    println!("\n== {name} ==");
    let tally = run().unwrap_or_else(|error| {
        println!("{error:#}");
        Tally::FAIL
    });
    if tally == Tally::default() {
        println!("{name}: there are none");
    } else {
        println!("{name}: {tally}");
    }
    tally
}
