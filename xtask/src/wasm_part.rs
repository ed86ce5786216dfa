//! A crate that becomes a wasm file with its glue, for modules written by hand around both.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::fingerprint::Fingerprint;
use crate::process;
use crate::progress::step;
use crate::setup::BuildKit;
use crate::wasm_toolchain::TARGET;
use crate::workspace::Workspace;

/// Every browser that has SIMD has these too; what is not named here, wasm-opt may not introduce.
const FEATURES: [&str; 7] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-multivalue",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// A crate that becomes a wasm file with its glue.
pub(crate) struct WasmPart {
    /// What it is called while it is made.
    pub(crate) what: &'static str,
    pub(crate) package: &'static str,
    /// What cargo names its output.
    pub(crate) compiled: &'static str,
    /// What its glue is called, without the ending, and its wasm file.
    pub(crate) glue: &'static str,
    pub(crate) wasm: &'static str,
    /// The profile of cargo, and what wasm-opt is to aim at.
    pub(crate) profile: &'static str,
    pub(crate) level: &'static str,
}

impl WasmPart {
    /// Compiles it, or as much of it as has changed.
    pub(crate) fn compile(&self, workspace: &Workspace, kit: &BuildKit) -> Result<()> {
        let what = format!("compiling {}", self.what);
        step(&what, "about 1 min the first time, then only what changed", || {
            let mut cargo = kit.toolchain.cargo(workspace)?;
            cargo.args(["build", "--profile", self.profile, "--package", self.package, "--lib", "--target", TARGET]);
            process::run(cargo).map(drop)
        })
    }

    /// Adds what its files depend on, once it is compiled.
    pub(crate) fn mark(&self, workspace: &Workspace, kit: &BuildKit, fingerprint: Fingerprint) -> Result<Fingerprint> {
        fingerprint
            .text(&kit.wasm_bindgen_version)
            .text(&FEATURES.join(" "))
            .text(self.level)
            .file(&workspace.path("package-lock.json"))?
            .file(&self.compiled(workspace))
    }

    /// Writes its glue and its wasm file, and returns both and the glue's declarations.
    pub(crate) fn finish(&self, workspace: &Workspace, kit: &BuildKit) -> Result<[PathBuf; 3]> {
        let folder = workspace.stamps().join("wasm-parts").join(self.package);
        self.bind(workspace, kit, &folder)?;
        self.optimise(kit, &folder)?;
        let name = self.glue;
        Ok([format!("{name}.js"), format!("{name}.d.ts"), self.wasm.to_owned()].map(|name| folder.join(name)))
    }

    fn compiled(&self, workspace: &Workspace) -> PathBuf {
        workspace.wasm_target().join(TARGET).join(self.profile).join(self.compiled)
    }

    fn bind(&self, workspace: &Workspace, kit: &BuildKit, folder: &Path) -> Result<()> {
        let mut command = Command::new(&kit.wasm_bindgen);
        command
            .arg(self.compiled(workspace))
            // The modules around it say where the wasm file is: beside them, inline, or brought by the user.
            .args(["--target", "web", "--omit-default-module-path", "--out-name", self.glue, "--out-dir"])
            .arg(folder);
        process::run(command).map(drop)
    }

    fn optimise(&self, kit: &BuildKit, folder: &Path) -> Result<()> {
        let mut command = Command::new(&kit.wasm_opt);
        let bound = folder.join(format!("{}_bg.wasm", self.glue));
        command.arg(bound).arg(self.level).args(FEATURES).arg("-o").arg(folder.join(self.wasm));
        process::run(command).map(drop)
    }
}
