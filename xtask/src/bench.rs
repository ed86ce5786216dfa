//! `cargo xtask bench`: how fast the page, the command and the service are, beside what sets their measure.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::progress::step;
use crate::setup::{self, BuildKit};
use crate::subject::Subject;
use crate::wasm_toolchain::TARGET;
use crate::workspace::Workspace;
use crate::{cargo, process, python};

/// Our check and the parsers that it is compared with, a workspace of its own.
const PARSERS: &str = "tests/bench/parsers/Cargo.toml";

/// Builds all that is measured, then runs `tests/bench/run.mjs`, which speaks for itself.
pub(crate) fn run(workspace: &Workspace, megabytes: u32, json: bool) -> Result<()> {
    let subject = Subject::build(workspace)?;
    let bench = workspace.target().join("bench");
    step("building the parsers to compare with", "about 2 min the first time", || {
        build_parsers(workspace, &BuildKit::set_up(workspace)?, &bench.join("parsers"))
    })?;
    let mut node = subject.node(workspace);
    node.env("HOLDOUT_SPLITTERS", python::with_splitters(workspace)?);
    // Without either the service is measured beside itself.
    if let (Ok(server), Some(wrk)) = (python::with_server(workspace), setup::wrk()) {
        node.env("HOLDOUT_MOTO", server).env("HOLDOUT_WRK", wrk);
    }
    node.env("HOLDOUT_BENCH", bench).arg("tests/bench/run.mjs").arg(format!("--megabytes={megabytes}"));
    if json {
        node.arg("--json");
    }
    let status = node.status().context("starting node")?;
    ensure!(status.success(), "the benchmark failed ({status})");
    Ok(())
}

/// Builds the command, then divides the same manifests with it and with its peers: `tests/bench/split/peers.py`.
pub(crate) fn split(workspace: &Workspace, json: bool) -> Result<()> {
    let command = Subject::build_command(workspace)?;
    let mut python = Command::new(python::with_splitters(workspace)?);
    python.arg(workspace.path("tests/bench/split/peers.py")).env("HOLDOUT_BIN", command);
    // One core each.
    python.envs(["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"].map(|name| (name, "1")));
    if json {
        python.arg("--json");
    }
    let status = python.status().context("starting Python")?;
    ensure!(status.success(), "the benchmark failed ({status})");
    Ok(())
}

/// Builds them native and for wasm: `native`, a program, and `web`, modules.
fn build_parsers(workspace: &Workspace, kit: &BuildKit, into: &Path) -> Result<()> {
    let build = ["build", "--release", "--locked", "--manifest-path", PARSERS];
    fs::create_dir_all(into).with_context(|| format!("creating {}", into.display()))?;
    let target = workspace.target().join("bench-parsers");
    let mut native = cargo::native(workspace);
    native.args(build).arg("--target-dir").arg(&target);
    process::run(native)?;
    let program = target.join("release").join("holdout-bench-parsers");
    fs::copy(&program, into.join("native")).with_context(|| format!("copying {}", program.display()))?;

    let mut wasm = kit.toolchain.cargo(workspace)?;
    wasm.args(build).args(["--lib", "--target", TARGET]);
    process::run(wasm)?;
    let compiled = workspace.wasm_target().join(TARGET).join("release").join("holdout_bench_parsers.wasm");
    let mut bind = Command::new(&kit.wasm_bindgen);
    bind.arg(compiled).args(["--target", "web", "--out-dir"]).arg(into.join("web"));
    process::run(bind).map(drop)
}
