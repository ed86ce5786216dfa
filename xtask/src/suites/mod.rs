//! `cargo xtask test`: every test there is, each suite in turn, and one line at the end.

mod changed;
mod javascript;
mod native;
mod slowest;

use std::process::ExitCode;

use anyhow::Result;
use changed::Selection;
use clap::ValueEnum;

use crate::check;
use crate::fuzz;
use crate::tally::Tally;
use crate::workspace::Workspace;

/// A part of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Suite {
    /// Format, lints, documentation, generated files
    Checks,
    /// `cargo test`
    Native,
    /// A minute of fuzzing
    Fuzz,
    /// Node.js and browsers
    Javascript,
}

/// Runs all suites, or `only` some, whatever becomes of the first. Of the JavaScript tests, those in `files` if there are any.
pub(crate) fn run(workspace: &Workspace, only: &[Suite], files: &[String]) -> ExitCode {
    let suites: Vec<Suite> =
        Suite::value_variants().iter().filter(|of| only.is_empty() || only.contains(of)).copied().collect();
    run_suites(workspace, &suites, &[], files)
}

/// Runs the checks, and the tests of what differs from the main branch.
pub(crate) fn run_changed(workspace: &Workspace) -> Result<ExitCode> {
    let Selection { packages, files } = Selection::of_changes(workspace)?;
    let (packages, files): (Vec<_>, Vec<_>) = (packages.into_iter().collect(), files.into_iter().collect());
    let mut suites = vec![Suite::Checks];
    // An empty selection means all, further down.
    suites.extend((!packages.is_empty()).then_some(Suite::Native));
    suites.extend((!files.is_empty()).then_some(Suite::Javascript));
    Ok(run_suites(workspace, &suites, &packages, &files))
}

/// Runs suites, with the native tests of some packages and the JavaScript tests in some files, or with all of them.
fn run_suites(workspace: &Workspace, suites: &[Suite], packages: &[String], files: &[String]) -> ExitCode {
    let mut total = Tally::default();
    for of in suites {
        total += match of {
            Suite::Checks => suite("checks", || Ok(check::run_all(workspace))),
            Suite::Native => suite("native tests", || native::run(workspace, packages)),
            Suite::Fuzz => suite("fuzzing", || fuzz::run(workspace, fuzz::budget())),
            Suite::Javascript => suite("JavaScript and browser tests", || javascript::run(workspace, files)),
        };
    }
    slowest::print();
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
