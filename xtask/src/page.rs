//! Builds `crates/web` and `www` into `dist`, in a form that a strict content security policy allows.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::fingerprint::{Fingerprint, Stamp, files_below};
use crate::progress::step;
use crate::setup::BuildKit;
use crate::tools::TRUNK;
use crate::workspace::Workspace;
use crate::{hardening, inline_scripts, process};

/// All that the page is made from. The engine stands for the compiler, too: another one makes another engine.
const FOLDERS: [&str; 4] = ["crates", "www", "xtask/src", "target/engine"];
const FILES: [&str; 4] = ["Cargo.toml", "Cargo.lock", "Trunk.toml", "package-lock.json"];

/// Builds the page around the engine in `target/engine`, unless it stands as it would be built.
pub(crate) fn build(workspace: &Workspace, kit: &BuildKit) -> Result<()> {
    let stamp = Stamp::new(workspace, "page", fingerprint(workspace)?);
    if stamp.holds() && workspace.dist().join("index.html").is_file() {
        return Ok(());
    }
    step("building the page", "about 1 min the first time, then some seconds", || {
        process::run(trunk(workspace, kit)?)?;
        inline_scripts::move_out(&workspace.dist())?;
        process::run(script(workspace, "bundle_workers.mjs"))?;
        hardening::harden(&workspace.dist())?;
        // Last, for a compressed copy is one of the finished file.
        process::run(script(workspace, "compress.mjs"))
    })?;
    stamp.set()
}

/// Returns the files of a finished page. Hidden ones are not part of it: an interrupted Trunk leaves such a folder behind.
pub(crate) fn files(page: &Path) -> Result<Vec<PathBuf>> {
    let is_hidden = |path: &Path| path.iter().any(|part| part.to_string_lossy().starts_with('.'));
    let mut files = files_below(page)?;
    files.retain(|file| !file.strip_prefix(page).is_ok_and(is_hidden));
    Ok(files)
}

/// Trunk optimises afresh in every run, which takes most of its time.
fn fingerprint(workspace: &Workspace) -> Result<Fingerprint> {
    let mut fingerprint = Fingerprint::default().text(TRUNK);
    for folder in FOLDERS {
        fingerprint = fingerprint.tree(&workspace.path(folder))?;
    }
    for file in FILES {
        fingerprint = fingerprint.file(&workspace.path(file))?;
    }
    Ok(fingerprint)
}

/// What is done to the built page by a script beside it.
fn script(workspace: &Workspace, name: &str) -> Command {
    let mut node = Command::new("node");
    node.arg(workspace.path("www").join(name)).arg(workspace.dist());
    node
}

fn trunk(workspace: &Workspace, kit: &BuildKit) -> Result<Command> {
    let mut trunk = Command::new(&kit.trunk);
    trunk
        .current_dir(workspace.root())
        .args(["build", "--release", "--skip-version-check"])
        // Nothing heavy is done on the page itself: it is to be there soon.
        .args(["--cargo-profile", "small"])
        // Trunk reads its value as `true` or `false`, and fails on the usual `1`.
        .env_remove("NO_COLOR");
    kit.toolchain.apply(workspace, &mut trunk)?;
    // Trunk downloads the tools that it does not find.
    let tools = [process::folder_of(&kit.wasm_bindgen)?, process::folder_of(&kit.wasm_opt)?];
    process::prepend_path(&mut trunk, &tools)?;
    Ok(trunk)
}
