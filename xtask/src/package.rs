//! Builds the npm package from the engine and the element: bundles, type declarations, and the tarball that would be published.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::engine::copy;
use crate::fingerprint::{Fingerprint, Stamp};
use crate::progress::step;
use crate::setup::BuildKit;
use crate::workspace::Workspace;
use crate::{element, engine, process};

/// What is written by hand: the manifest, the readme, and the script that makes the rest.
const SOURCES: &str = "crates/wasm/npm";
/// What editors and documentation read of the element.
const ELEMENTS: &str = "crates/element/custom-elements.json";
const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];
/// The licences of what the wasm files contain.
const NOTICES: &str = "www/notices.txt";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Builds the package, or as much of it as has changed; returns the tarball.
pub(crate) fn build(workspace: &Workspace, kit: &BuildKit) -> Result<PathBuf> {
    engine::build(workspace, kit)?;
    element::build(workspace, kit)?;
    let tarball = folder(workspace).join(format!("holdout-{VERSION}.tgz"));
    let stamp = Stamp::new(workspace, "package", fingerprint(workspace)?);
    if stamp.holds() && tarball.is_file() {
        return Ok(tarball);
    }
    step("building the npm package", "about 5 s", || {
        let unpacked = folder(workspace).join("holdout");
        assemble(workspace, &unpacked)?;
        pack(&unpacked)
    })?;
    stamp.set()?;
    Ok(tarball)
}

/// Where the package and the tarball are.
fn folder(workspace: &Workspace) -> PathBuf {
    workspace.path("target/package")
}

fn fingerprint(workspace: &Workspace) -> Result<Fingerprint> {
    Fingerprint::default()
        .text(VERSION)
        .tree(&workspace.engine())?
        .tree(&workspace.element())?
        .file(&workspace.path(ELEMENTS))?
        .file(&workspace.path(NOTICES))?
        .tree(&workspace.path(SOURCES))?
        .file(&workspace.path("package-lock.json"))
}

fn assemble(workspace: &Workspace, unpacked: &Path) -> Result<()> {
    let mut node = Command::new("node");
    node.current_dir(workspace.root())
        .arg(workspace.path(SOURCES).join("build.mjs"))
        .arg(workspace.engine())
        .arg(workspace.element())
        .arg(unpacked)
        .arg(VERSION);
    process::run(node)?;
    for licence in LICENCES {
        copy(&workspace.path(licence), &unpacked.join(licence))?;
    }
    copy(&workspace.path(NOTICES), &unpacked.join("THIRD_PARTY_NOTICES.txt"))?;
    copy(&workspace.path(ELEMENTS), &unpacked.join("custom-elements.json"))?;
    copy(&workspace.path(SOURCES).join("README.md"), &unpacked.join("README.md"))
}

fn pack(unpacked: &Path) -> Result<()> {
    let mut npm = Command::new("npm");
    npm.current_dir(unpacked).args(["pack", "--silent", "--pack-destination", ".."]);
    process::run(npm).map(drop)
}
