//! Builds `crates/wasm` into `target/engine`: one wasm file, its glue, and the hand-written modules around both. Beside it
//! the same of `crates/submit`, which only those load who submit.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::fingerprint::{Fingerprint, Stamp, files_below};
use crate::process;
use crate::progress::step;
use crate::setup::BuildKit;
use crate::wasm_toolchain::TARGET;
use crate::workspace::Workspace;

const MODULES: &str = "crates/wasm/js";

/// Every browser that has SIMD has these too; what is not named here, wasm-opt may not introduce.
const OPTIMISE: [&str; 7] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-multivalue",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// A crate that becomes a wasm file with its glue.
struct Part {
    what: &'static str,
    package: &'static str,
    /// What cargo names its output.
    compiled: &'static str,
    /// Where its glue goes among the modules, and what its wasm file is called there.
    folder: &'static str,
    wasm: &'static str,
    /// Scanning is to be fast; a submission waits for the network, and is to be small.
    profile: &'static str,
    level: &'static str,
}

const PARTS: [Part; 2] = [
    Part {
        what: "the engine",
        package: "holdout-wasm",
        compiled: "holdout_wasm.wasm",
        folder: "",
        wasm: "holdout.wasm",
        profile: "release",
        level: "-O3",
    },
    Part {
        what: "the client",
        package: "holdout-submit",
        compiled: "holdout_submit.wasm",
        folder: "submit",
        wasm: "submit.wasm",
        profile: "small",
        level: "-Oz",
    },
];

impl Part {
    fn compile(&self, workspace: &Workspace, kit: &BuildKit) -> Result<()> {
        let mut cargo = kit.toolchain.cargo(workspace)?;
        cargo.args(["build", "--profile", self.profile, "--package", self.package, "--lib", "--target", TARGET]);
        process::run(cargo).map(drop)
    }

    fn compiled(&self, workspace: &Workspace) -> PathBuf {
        workspace.wasm_target().join(TARGET).join(self.profile).join(self.compiled)
    }

    /// Where it is bound and optimised.
    fn parts(&self, workspace: &Workspace) -> PathBuf {
        workspace.stamps().join("engine-parts").join(self.package)
    }

    /// Writes `glue.js`, `glue.d.ts` and `glue_bg.wasm`.
    fn bind(&self, workspace: &Workspace, kit: &BuildKit) -> Result<()> {
        let mut command = Command::new(&kit.wasm_bindgen);
        command
            .arg(self.compiled(workspace))
            // The modules around it say where the wasm file is: beside them, inline, or brought by the user.
            .args(["--target", "web", "--omit-default-module-path", "--out-name", "glue", "--out-dir"])
            .arg(self.parts(workspace));
        process::run(command).map(drop)
    }

    fn optimise(&self, workspace: &Workspace, kit: &BuildKit) -> Result<()> {
        let parts = self.parts(workspace);
        let mut command = Command::new(&kit.wasm_opt);
        command.arg(parts.join("glue_bg.wasm")).arg(self.level).args(OPTIMISE).arg("-o").arg(parts.join(self.wasm));
        process::run(command).map(drop)
    }
}

/// Builds the engine and the client beside it, or as much of them as has changed.
pub(crate) fn build(workspace: &Workspace, kit: &BuildKit) -> Result<()> {
    for part in &PARTS {
        let what = format!("compiling {}", part.what);
        step(&what, "about 1 min the first time, then only what changed", || part.compile(workspace, kit))?;
    }
    let stamp = Stamp::new(workspace, "engine", fingerprint(workspace, kit)?);
    if stamp.holds() && workspace.engine().is_dir() {
        return Ok(());
    }
    step("binding and optimising the engine", "about 20 s", || {
        for part in &PARTS {
            part.bind(workspace, kit)?;
            part.optimise(workspace, kit)?;
        }
        assemble(workspace)
    })?;
    stamp.set()
}

fn fingerprint(workspace: &Workspace, kit: &BuildKit) -> Result<Fingerprint> {
    let mut fingerprint = Fingerprint::default().text(&kit.wasm_bindgen_version).text(&OPTIMISE.join(" "));
    for part in &PARTS {
        fingerprint = fingerprint.text(part.level).file(&part.compiled(workspace))?;
    }
    fingerprint.file(&workspace.path("package-lock.json"))?.tree(&workspace.path(MODULES))
}

/// Puts the engine together afresh, so that no file of an earlier build stays behind.
fn assemble(workspace: &Workspace) -> Result<()> {
    let engine = workspace.engine();
    if engine.exists() {
        fs::remove_dir_all(&engine).with_context(|| format!("removing {}", engine.display()))?;
    }
    let modules = workspace.path(MODULES);
    for module in files_below(&modules)? {
        copy(&module, &engine.join(module.strip_prefix(&modules)?))?;
    }
    for part in &PARTS {
        for name in ["glue.js", "glue.d.ts", part.wasm] {
            copy(&part.parts(workspace).join(name), &engine.join(part.folder).join(name))?;
        }
    }
    Ok(())
}

pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    let folder = process::folder_of(to)?;
    fs::create_dir_all(folder)
        .and_then(|()| fs::copy(from, to))
        .with_context(|| format!("copying {} to {}", from.display(), to.display()))?;
    Ok(())
}
