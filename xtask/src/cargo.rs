//! Calling the cargo that called us.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process;
use crate::workspace::Workspace;

/// The cargo in use: not the rustup shim but the program behind it.
pub(crate) fn program() -> PathBuf {
    env::var_os("CARGO").map_or_else(|| "cargo".into(), PathBuf::from)
}

/// A cargo command for this machine, at the workspace's root.
pub(crate) fn native(workspace: &Workspace) -> Command {
    let mut command = Command::new(program());
    command.current_dir(workspace.root());
    forget_ourselves(&mut command);
    command
}

/// Returns what `cargo metadata` prints, with the versions of the lock file.
pub(crate) fn metadata(workspace: &Workspace, arguments: &[&str]) -> Result<Value> {
    let mut command = native(workspace);
    command.args(["metadata", "--format-version", "1", "--locked"]).args(arguments);
    serde_json::from_str(&process::answer(command)?).context("reading what `cargo metadata` printed")
}

/// Removes what `cargo run` told us about the package `xtask`: build scripts of other packages
/// that watch these variables would run again each time they are seen with and without them.
pub(crate) fn forget_ourselves(command: &mut Command) {
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            command.env_remove(name);
        }
    }
}
