//! Pythons, each with the packages of one file of requirements, pinned by version and hash: the clients that the service is tested
//! with, boto3 and the AWS CLI; the splitters and the server that Holdout is measured against; actionlint. Nothing is built with
//! them. Where the first or the last cannot be had, the tests that need it are skipped with a message.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::fingerprint::Fingerprint;
use crate::process;
use crate::progress::{note, step};
use crate::workspace::{Workspace, tool_cache};

/// What the service is tested with.
const CLIENTS: &str = "tests/protocol/requirements.txt";
/// What the split is measured beside.
const SPLITTERS: &str = "tests/bench/split/requirements.txt";
/// What the service is measured beside.
const SERVER: &str = "tests/bench/service/requirements.txt";

/// What checks the workflows.
const ACTIONLINT: &str = "xtask/actionlint/requirements.txt";

/// The Python with the clients, if it can be had.
pub(crate) fn set_up(workspace: &Workspace) -> Option<PathBuf> {
    let result = install(workspace, CLIENTS, "boto3 and the AWS CLI");
    if let Err(error) = &result {
        note(&format!("no Python with boto3, so the tests that want it are skipped: {error:#}"));
    }
    result.ok()
}

/// The Python with the splitters.
pub(crate) fn with_splitters(workspace: &Workspace) -> Result<PathBuf> {
    install(workspace, SPLITTERS, "other splitters")
}

/// The Python with moto's server.
pub(crate) fn with_server(workspace: &Workspace) -> Result<PathBuf> {
    install(workspace, SERVER, "moto's server")
}

/// The program actionlint.
pub(crate) fn with_actionlint(workspace: &Workspace) -> Result<PathBuf> {
    let python = install(workspace, ACTIONLINT, "actionlint")?;
    Ok(process::folder_of(&python)?.join(if cfg!(windows) { "actionlint.exe" } else { "actionlint" }))
}

fn install(workspace: &Workspace, requirements: &str, what: &str) -> Result<PathBuf> {
    let requirements = workspace.path(requirements);
    let wanted = Fingerprint::default().file(&requirements)?.hex();
    let folder = tool_cache()?.join("python").join(wanted.get(..16).unwrap_or(&wanted));
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let finished = folder.join("finished");
    if !finished.is_file() {
        step(&format!("installing {what}"), "about 20 s", || fill(&folder, &python, &requirements))?;
        std::fs::write(&finished, "").with_context(|| format!("writing {}", finished.display()))?;
    }
    Ok(python)
}

fn fill(folder: &Path, python: &Path, requirements: &Path) -> Result<()> {
    let system =
        ["python3", "python"].into_iter().find_map(process::find).context("there is no python3 on the PATH")?;
    let mut venv = Command::new(system);
    venv.args(["-m", "venv", "--clear"]).arg(folder);
    process::run(venv)?;
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--requirement"])
        .arg(requirements);
    process::run(pip).map(drop)
}
