//! What the scripts in `tests/` try out: the finished page and command, in a browser of this machine.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::progress::step;
use crate::setup::{self, BuildKit};
use crate::workspace::Workspace;
use crate::{cargo, engine, page, process};

pub(crate) struct Subject {
    dist: PathBuf,
    holdout: PathBuf,
    chromium: PathBuf,
}

impl Subject {
    /// Builds what is not built.
    pub(crate) fn build(workspace: &Workspace) -> Result<Self> {
        let kit = BuildKit::set_up(workspace)?;
        let chromium = setup::chromium()?;
        engine::build(workspace, &kit)?;
        page::build(workspace, &kit)?;
        step("building the command", "about 2 min the first time", || {
            let mut command = cargo::native(workspace);
            command.args(["build", "--release", "--package", "holdout-cli"]);
            process::run(command)
        })?;
        Ok(Self { dist: workspace.dist(), holdout: workspace.target().join("release").join("holdout"), chromium })
    }

    /// Node.js at the workspace's root, told where all of it is.
    pub(crate) fn node(&self, workspace: &Workspace) -> Command {
        let mut node = Command::new("node");
        node.current_dir(workspace.root())
            .env("HOLDOUT_DIST", &self.dist)
            .env("HOLDOUT_BIN", &self.holdout)
            .env("HOLDOUT_CHROMIUM", &self.chromium);
        node
    }
}
