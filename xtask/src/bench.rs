//! `cargo xtask bench`: how fast the page and the command are, beside what sets their measure.

use anyhow::{Context, Result, ensure};

use crate::subject::Subject;
use crate::workspace::Workspace;

/// Builds all that is measured, then runs `tests/bench/run.mjs`, which speaks for itself.
pub(crate) fn run(workspace: &Workspace, megabytes: u32, json: bool) -> Result<()> {
    let subject = Subject::build(workspace)?;
    let mut node = subject.node(workspace);
    node.env("HOLDOUT_BENCH", workspace.target().join("bench"))
        .arg("tests/bench/run.mjs")
        .arg(format!("--megabytes={megabytes}"));
    if json {
        node.arg("--json");
    }
    let status = node.status().context("starting node")?;
    ensure!(status.success(), "the benchmark failed ({status})");
    Ok(())
}
