//! Node.js, and the packages of the lock files: wasm-opt, a bundler, the driver of the browser tests; and what the tests
//! of the npm package try it with.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::fingerprint::{Fingerprint, Stamp};
use crate::process;
use crate::progress::step;
use crate::workspace::Workspace;

const OLDEST: u32 = 20;

/// Installs the packages; does nothing when they are those of the lock file.
pub(crate) fn set_up(workspace: &Workspace) -> Result<()> {
    check_version()?;
    install(workspace, "npm-ci", workspace.root(), "installing the npm packages", "about 5 s")
}

/// Installs the bundlers and runtimes that the tests of the npm package try it with.
pub(crate) fn set_up_package_tests(workspace: &Workspace) -> Result<()> {
    let folder = workspace.path("tests/package");
    install(workspace, "npm-ci-package", &folder, "installing what the npm package is tested with", "about 20 s")
}

fn install(workspace: &Workspace, name: &str, folder: &Path, what: &str, estimate: &str) -> Result<()> {
    let fingerprint = Fingerprint::default().file(&folder.join("package-lock.json"))?;
    let stamp = Stamp::new(workspace, name, fingerprint);
    // npm writes this file when it has finished, so it is absent from a folder left half full.
    if stamp.holds() && folder.join("node_modules/.package-lock.json").is_file() {
        return Ok(());
    }
    step(what, estimate, || process::run(npm_ci(folder)))?;
    stamp.set()
}

/// The optimiser of wasm files.
pub(crate) fn wasm_opt(workspace: &Workspace) -> PathBuf {
    workspace.path("node_modules/.bin/wasm-opt")
}

fn npm_ci(folder: &Path) -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(folder)
        .args(["ci", "--no-audit", "--no-fund"])
        // The tests use the browser of this machine.
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    npm
}

fn check_version() -> Result<()> {
    let advice = || format!("Node.js {OLDEST} or newer, with npm, must be on the PATH: https://nodejs.org");
    if process::find("npm").is_none() {
        bail!("there is no npm. {}", advice());
    }
    let mut node = Command::new("node");
    node.arg("--version");
    let version = process::answer(node).with_context(advice)?;
    match major(&version) {
        Some(major) if major >= OLDEST => Ok(()),
        _ => bail!("Node.js here is {version}. {}", advice()),
    }
}

/// `20` of `v20.1.2`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_the_first_number() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("something else"), None);
    }
}
