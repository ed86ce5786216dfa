//! What must be on the machine before anything can be built or tested.

use std::env;
use std::path::PathBuf;
use std::thread;

use anyhow::{Context, Result};

use crate::progress::note;
use crate::wasm_toolchain::WasmToolchain;
use crate::workspace::Workspace;
use crate::{apt, node, process, tools};

/// Everything that building takes.
pub(crate) struct BuildKit {
    pub(crate) toolchain: WasmToolchain,
    pub(crate) trunk: PathBuf,
    pub(crate) wasm_bindgen: PathBuf,
    pub(crate) wasm_bindgen_version: String,
    pub(crate) wasm_opt: PathBuf,
}

impl BuildKit {
    /// Finds or installs each part; quick when all are there.
    pub(crate) fn set_up(workspace: &Workspace) -> Result<Self> {
        // Some of these wait for a download while others compile.
        thread::scope(|scope| {
            let toolchain = scope.spawn(|| WasmToolchain::set_up(workspace));
            let packages = scope.spawn(|| node::set_up(workspace));
            let trunk = scope.spawn(|| tools::trunk(workspace));
            let wasm_bindgen = tools::wasm_bindgen(workspace);
            let (toolchain, packages, trunk) = (toolchain.join(), packages.join(), trunk.join());
            finished(packages)?;
            let wasm_bindgen = wasm_bindgen?;
            Ok(Self {
                toolchain: finished(toolchain)?,
                trunk: finished(trunk)?,
                wasm_bindgen: wasm_bindgen.program,
                wasm_bindgen_version: wasm_bindgen.version,
                wasm_opt: node::wasm_opt(workspace),
            })
        })
    }
}

/// The result of a part that ran beside others. A panic there is one here.
fn finished<T>(part: thread::Result<Result<T>>) -> Result<T> {
    part.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// A browser for the tests: the one named by `HOLDOUT_CHROMIUM`, or one on the PATH, or Debian's.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(named) = env::var_os("HOLDOUT_CHROMIUM") {
        return Ok(named.into());
    }
    if let Some(found) = chromium_on_path() {
        return Ok(found);
    }
    let advice = "no Chromium found for the browser tests: install Chromium or Chrome, or name one in HOLDOUT_CHROMIUM";
    apt::install(&["chromium"], "about 1 min").context(advice)?;
    chromium_on_path().context(advice)
}

/// What counts instructions. Where it cannot be had, the test that wants it is skipped.
pub(crate) fn valgrind() -> Option<PathBuf> {
    if let Some(found) = process::find("valgrind") {
        return Some(found);
    }
    if let Err(error) = apt::install(&["valgrind"], "about 20 s") {
        note(&format!("no valgrind, so the test that counts instructions is skipped: {error:#}"));
    }
    process::find("valgrind")
}

/// Installs what the command is tested with: strace injects faults into its system calls, jq repairs files as it advises.
/// Where they cannot be had, those tests are skipped.
pub(crate) fn command_tools() {
    let missing: Vec<_> = ["strace", "jq"].into_iter().filter(|tool| process::find(tool).is_none()).collect();
    if cfg!(target_os = "linux")
        && !missing.is_empty()
        && let Err(error) = apt::install(&missing, "about 10 s")
    {
        note(&format!("some tests of the command are skipped, for these tools are not here: {missing:?}: {error:#}"));
    }
}

/// What asks a server as often as it can, if it can be had.
pub(crate) fn wrk() -> Option<PathBuf> {
    if process::find("wrk").is_none()
        && let Err(error) = apt::install(&["wrk"], "about 10 s")
    {
        note(&format!("no wrk, so the service is not measured beside another: {error:#}"));
    }
    process::find("wrk")
}

/// Browsers that are not Chromium, for the tests of what must work in all. A test says so and is skipped where they can't
/// be had.
pub(crate) fn other_browsers() {
    if process::find("apt-get").is_none() {
        return;
    }
    if let Err(error) = apt::install(&["firefox-esr", "webkit2gtk-driver", "xvfb"], "about 1 min") {
        note(&format!("what cannot be had of Firefox and WebKit is not tested with: {error:#}"));
    }
}

fn chromium_on_path() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].into_iter().find_map(process::find)
}
