//! Builds `crates/wasm` into `target/engine`: one wasm file, its glue, and the hand-written modules around both. Beside it
//! the same of `crates/submit`, which only those load who submit.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::fingerprint::{Fingerprint, Stamp, files_below};
use crate::process;
use crate::progress::step;
use crate::setup::BuildKit;
use crate::wasm_part::WasmPart;
use crate::workspace::Workspace;

const MODULES: &str = "crates/wasm/js";

/// The parts, each with the folder among the modules that it goes to.
const PARTS: [(&str, WasmPart); 2] = [
    (
        "",
        WasmPart {
            what: "the engine",
            package: "holdout-wasm",
            compiled: "holdout_wasm.wasm",
            glue: "glue",
            wasm: "holdout.wasm",
            // Scanning is to be fast; a submission waits for the network, and is to be small.
            profile: "release",
            level: "-O3",
        },
    ),
    (
        "submit",
        WasmPart {
            what: "the client",
            package: "holdout-submit",
            compiled: "holdout_submit.wasm",
            glue: "glue",
            wasm: "submit.wasm",
            profile: "small",
            level: "-Oz",
        },
    ),
];

/// Builds the engine and the client beside it, or as much of them as has changed.
pub(crate) fn build(workspace: &Workspace, kit: &BuildKit) -> Result<()> {
    let mut fingerprint = Fingerprint::default();
    for (_, part) in &PARTS {
        part.compile(workspace, kit)?;
        fingerprint = part.mark(workspace, kit, fingerprint)?;
    }
    let stamp = Stamp::new(workspace, "engine", fingerprint.tree(&workspace.path(MODULES))?);
    if stamp.holds() && workspace.engine().is_dir() {
        return Ok(());
    }
    step("binding and optimising the engine", "about 20 s", || assemble(workspace, kit))?;
    stamp.set()
}

/// Puts the engine together afresh, so that no file of an earlier build stays behind.
fn assemble(workspace: &Workspace, kit: &BuildKit) -> Result<()> {
    let engine = workspace.engine();
    renew(&engine)?;
    copy_tree(&workspace.path(MODULES), &engine)?;
    for (folder, part) in &PARTS {
        for file in part.finish(workspace, kit)? {
            copy_into(&file, &engine.join(folder))?;
        }
    }
    Ok(())
}

/// Makes a folder empty.
pub(crate) fn renew(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    Ok(())
}

/// Copies every file below a folder.
pub(crate) fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    for file in files_below(from)? {
        copy(&file, &to.join(file.strip_prefix(from)?))?;
    }
    Ok(())
}

/// Copies a file into a folder, under its own name.
pub(crate) fn copy_into(file: &Path, folder: &Path) -> Result<()> {
    let name = file.file_name().with_context(|| format!("{} has no name", file.display()))?;
    copy(file, &folder.join(name))
}

/// Copies a file.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    let folder = process::folder_of(to)?;
    fs::create_dir_all(folder)
        .and_then(|()| fs::copy(from, to))
        .with_context(|| format!("copying {} to {}", from.display(), to.display()))?;
    Ok(())
}
