//! Builds `crates/web` and `www` into `dist`, in a form that a strict content security policy allows.

use std::process::Command;

use anyhow::Result;

use crate::progress::step;
use crate::setup::BuildKit;
use crate::workspace::Workspace;
use crate::{inline_scripts, process};

/// Builds the page around the engine in `target/engine`.
pub(crate) fn build(workspace: &Workspace, kit: &BuildKit) -> Result<()> {
    step("building the page", "about 1 min the first time, then some seconds", || {
        process::run(trunk(workspace, kit)?)?;
        inline_scripts::move_out(&workspace.dist())
    })
}

fn trunk(workspace: &Workspace, kit: &BuildKit) -> Result<Command> {
    let mut trunk = Command::new(&kit.trunk);
    trunk
        .current_dir(workspace.root())
        .args(["build", "--release", "--skip-version-check"])
        // Trunk reads its value as `true` or `false`, and fails on the usual `1`.
        .env_remove("NO_COLOR");
    kit.toolchain.apply(workspace, &mut trunk)?;
    // Trunk downloads the tools that it does not find.
    let tools = [process::folder_of(&kit.wasm_bindgen)?, process::folder_of(&kit.wasm_opt)?];
    process::prepend_path(&mut trunk, &tools)?;
    Ok(trunk)
}
