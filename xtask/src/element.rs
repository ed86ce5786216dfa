//! Builds `crates/element` into `target/element`: the application as one wasm file, its glue, the hand-written modules
//! around both, and the page's styles made fit for a shadow root.

mod styles;

use std::fs;

use anyhow::{Context, Result};

use crate::engine::{copy_into, copy_tree, renew};
use crate::fingerprint::{Fingerprint, Stamp};
use crate::progress::step;
use crate::setup::BuildKit;
use crate::wasm_part::WasmPart;
use crate::workspace::Workspace;

const MODULES: &str = "crates/element/js";

const APPLICATION: WasmPart = WasmPart {
    what: "the element",
    package: "holdout-element",
    compiled: "holdout_element.wasm",
    glue: "element_glue",
    wasm: "holdout-element.wasm",
    profile: "small",
    level: "-Oz",
};

/// Builds the element, or as much of it as has changed.
pub(crate) fn build(workspace: &Workspace, kit: &BuildKit) -> Result<()> {
    APPLICATION.compile(workspace, kit)?;
    let styles = styles::of(workspace)?;
    let fingerprint = Fingerprint::default().text(&styles).tree(&workspace.path(MODULES))?;
    let stamp = Stamp::new(workspace, "element", APPLICATION.mark(workspace, kit, fingerprint)?);
    let element = workspace.element();
    if stamp.holds() && element.is_dir() {
        return Ok(());
    }
    step("binding and optimising the element", "about 20 s", || {
        renew(&element)?;
        copy_tree(&workspace.path(MODULES), &element)?;
        for file in APPLICATION.finish(workspace, kit)? {
            copy_into(&file, &element)?;
        }
        let module = element.join("element_styles.js");
        fs::write(&module, styles::module(&styles)?).with_context(|| format!("writing {}", module.display()))
    })?;
    stamp.set()
}

/// Puts the element where the page is, which has been built before.
pub(crate) fn install(workspace: &Workspace) -> Result<()> {
    copy_tree(&workspace.element(), &workspace.dist())
}
