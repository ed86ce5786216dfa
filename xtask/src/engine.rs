//! Builds `crates/wasm` into `target/engine`: one wasm file, its glue, and the hand-written modules around both.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::fingerprint::{Fingerprint, Stamp, files_below};
use crate::process;
use crate::progress::step;
use crate::setup::BuildKit;
use crate::wasm_toolchain::TARGET;
use crate::workspace::Workspace;

const PACKAGE: &str = "holdout-wasm";
const MODULES: &str = "crates/wasm/js";

/// Every browser that has SIMD has these too; what is not named here, wasm-opt may not introduce.
const OPTIMISE: [&str; 8] = [
    "-O3",
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-multivalue",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Builds the engine, or as much of it as has changed.
pub(crate) fn build(workspace: &Workspace, kit: &BuildKit) -> Result<()> {
    step("compiling the engine", "about 1 min the first time, then only what changed", || compile(workspace, kit))?;
    let compiled = workspace.wasm_target().join(TARGET).join("release").join("holdout_wasm.wasm");
    let stamp = Stamp::new(workspace, "engine", fingerprint(workspace, kit, &compiled)?);
    if stamp.holds() && workspace.engine().is_dir() {
        return Ok(());
    }
    step("binding and optimising the engine", "about 15 s", || {
        let parts = workspace.stamps().join("engine-parts");
        bind(kit, &compiled, &parts)?;
        optimise(kit, &parts)?;
        assemble(workspace, &parts)
    })?;
    stamp.set()
}

fn compile(workspace: &Workspace, kit: &BuildKit) -> Result<()> {
    let mut cargo = kit.toolchain.cargo(workspace)?;
    cargo.args(["build", "--release", "--package", PACKAGE, "--lib", "--target", TARGET]);
    process::run(cargo).map(drop)
}

fn fingerprint(workspace: &Workspace, kit: &BuildKit, compiled: &Path) -> Result<Fingerprint> {
    Fingerprint::default()
        .text(&kit.wasm_bindgen_version)
        .text(&OPTIMISE.join(" "))
        .file(&workspace.path("package-lock.json"))?
        .file(compiled)?
        .tree(&workspace.path(MODULES))
}

/// Writes `glue.js`, `glue.d.ts` and `glue_bg.wasm`.
fn bind(kit: &BuildKit, compiled: &Path, parts: &Path) -> Result<()> {
    let mut command = Command::new(&kit.wasm_bindgen);
    command
        .arg(compiled)
        // The modules around it say where the wasm file is: beside them, inline, or brought by the user.
        .args(["--target", "web", "--omit-default-module-path", "--out-name", "glue", "--out-dir"])
        .arg(parts);
    process::run(command).map(drop)
}

fn optimise(kit: &BuildKit, parts: &Path) -> Result<()> {
    let mut command = Command::new(&kit.wasm_opt);
    command.arg(parts.join("glue_bg.wasm")).args(OPTIMISE).arg("-o").arg(parts.join("holdout.wasm"));
    process::run(command).map(drop)
}

/// Puts the engine together afresh, so that no file of an earlier build stays behind.
fn assemble(workspace: &Workspace, parts: &Path) -> Result<()> {
    let engine = workspace.engine();
    if engine.exists() {
        fs::remove_dir_all(&engine).with_context(|| format!("removing {}", engine.display()))?;
    }
    let modules = workspace.path(MODULES);
    for module in files_below(&modules)? {
        copy(&module, &engine.join(module.strip_prefix(&modules)?))?;
    }
    for name in ["glue.js", "glue.d.ts", "holdout.wasm"] {
        copy(&parts.join(name), &engine.join(name))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let folder = process::folder_of(to)?;
    fs::create_dir_all(folder)
        .and_then(|()| fs::copy(from, to))
        .with_context(|| format!("copying {} to {}", from.display(), to.display()))?;
    Ok(())
}
