//! What must be so for a change to be good, apart from tests: format, lints, documentation, generated files, prose,
//! dependencies, workflows.

use std::process::ExitCode;

use anyhow::Result;

use crate::progress::step;
use crate::tally::Tally;
use crate::wasm_toolchain::WasmToolchain;
use crate::workspace::Workspace;
use crate::{cargo, generate, policy, process, prose, workflows};

struct Check {
    what: &'static str,
    estimate: &'static str,
    /// Says whether it could be done.
    run: fn(&Workspace) -> Result<Tally>,
}

const CHECKS: [Check; 9] = [
    Check { what: "format", estimate: "some seconds", run: |workspace| format(workspace).map(passed) },
    Check {
        what: "lints, native",
        estimate: "about 2 min the first time",
        run: |workspace| native_lints(workspace).map(passed),
    },
    Check {
        what: "lints, wasm32",
        estimate: "about 2 min the first time",
        run: |workspace| wasm_lints(workspace).map(passed),
    },
    Check {
        what: "documentation",
        estimate: "about 1 min the first time",
        run: |workspace| documentation(workspace).map(passed),
    },
    Check { what: "generated files", estimate: "at once", run: |workspace| generate::check(workspace).map(passed) },
    Check { what: "prose", estimate: "at once", run: |workspace| prose::check(workspace).map(passed) },
    Check { what: "licences, bans and sources", estimate: "at once", run: policy::check },
    Check { what: "security advisories", estimate: "some seconds", run: policy::check_advisories },
    Check { what: "workflows", estimate: "some seconds", run: workflows::check },
];

fn passed((): ()) -> Tally {
    Tally::PASS
}

/// The command: all checks, then one line that sums them up.
pub(crate) fn run(workspace: &Workspace) -> ExitCode {
    let tally = run_all(workspace);
    println!("{tally}");
    tally.exit_code()
}

/// Runs all of them, whatever becomes of the first.
pub(crate) fn run_all(workspace: &Workspace) -> Tally {
    let mut tally = Tally::default();
    for check in &CHECKS {
        let result = step(&format!("checking: {}", check.what), check.estimate, || (check.run)(workspace));
        tally += match result {
            Ok(tally) => tally,
            Err(error) => {
                println!("{error:#}");
                Tally::FAIL
            }
        };
    }
    tally
}

fn format(workspace: &Workspace) -> Result<()> {
    cargo(workspace, &["fmt", "--all", "--check"])?;
    cargo(workspace, &["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"])
}

fn native_lints(workspace: &Workspace) -> Result<()> {
    cargo(workspace, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])
}

fn documentation(workspace: &Workspace) -> Result<()> {
    let mut command = cargo::native(workspace);
    command.args(["doc", "--no-deps", "--workspace"]).env("RUSTDOCFLAGS", "-D warnings");
    process::run(command).map(drop)
}

fn cargo(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    let mut command = cargo::native(workspace);
    command.args(arguments);
    process::run(command).map(drop)
}

/// The code that is compiled only for wasm32.
fn wasm_lints(workspace: &Workspace) -> Result<()> {
    let toolchain = WasmToolchain::set_up(workspace)?;
    process::run(
        toolchain
            .lint(workspace, &["holdout-client", "holdout-wasm", "holdout-submit", "holdout-element", "holdout-web"])?,
    )
    .map(drop)
}
