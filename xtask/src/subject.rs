//! What the scripts in `tests/` try out: the finished page and command, in a browser of this machine.

use std::env::consts::EXE_SUFFIX;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::dist::{self, Parts};
use crate::progress::{note, step};
use crate::setup::{self, BuildKit};
use crate::workspace::Workspace;
use crate::{cargo, embed, node, process, python};

pub(crate) struct Subject {
    dist: PathBuf,
    holdout: PathBuf,
    chromium: PathBuf,
    package: PathBuf,
    python: Option<PathBuf>,
    rust_sdk: Option<PathBuf>,
    valgrind: Option<PathBuf>,
}

impl Subject {
    /// Builds what is not built.
    pub(crate) fn build(workspace: &Workspace) -> Result<Self> {
        Self::build_from(workspace, |kit| Parts::build_for_tests(workspace, kit))
    }

    /// Builds what is not built, and packs a release of it.
    pub(crate) fn build_with_release(workspace: &Workspace) -> Result<Self> {
        Self::build_from(workspace, |kit| {
            let parts = Parts::build(workspace, kit)?;
            dist::assemble(workspace, &parts)?;
            Ok(parts)
        })
    }

    fn build_from(workspace: &Workspace, parts: impl FnOnce(&BuildKit) -> Result<Parts>) -> Result<Self> {
        let kit = BuildKit::set_up(workspace)?;
        let chromium = setup::chromium()?;
        setup::other_browsers();
        let Parts { package, holdout } = parts(&kit)?;
        node::set_up_package_tests(workspace)?;
        let (python, rust_sdk, valgrind) = (python::set_up(workspace), rust_sdk(workspace)?, setup::valgrind());
        Ok(Self { dist: workspace.dist(), holdout, chromium, package, python, rust_sdk, valgrind })
    }

    /// Builds the command with the page that was embedded last, if there is one.
    pub(crate) fn build_command(workspace: &Workspace) -> Result<PathBuf> {
        step("building the command", "about 2 min the first time", || {
            let mut command = cargo::native(workspace);
            command.args(["build", "--release", "--package", "holdout-cli"]);
            embed::apply(workspace, &mut command);
            process::run(command)
        })?;
        Ok(workspace.target().join("release").join(format!("holdout{EXE_SUFFIX}")))
    }

    /// Node.js at the workspace's root, told where all of it is.
    pub(crate) fn node(&self, workspace: &Workspace) -> Command {
        let mut node = Command::new("node");
        node.current_dir(workspace.root())
            .env("HOLDOUT_DIST", &self.dist)
            .env("HOLDOUT_BIN", &self.holdout)
            .env("HOLDOUT_CHROMIUM", &self.chromium)
            .env("HOLDOUT_PACKAGE", &self.package)
            .env("HOLDOUT_RELEASE", workspace.release());
        let programs = [
            ("HOLDOUT_PYTHON", &self.python),
            ("HOLDOUT_RUST_SDK", &self.rust_sdk),
            ("HOLDOUT_VALGRIND", &self.valgrind),
        ];
        for (name, program) in programs {
            if let Some(program) = program {
                node.env(name, program);
            }
        }
        node
    }
}

/// The program that tries the service with the AWS SDK for Rust. Where the SDK cannot be had, its test is skipped.
fn rust_sdk(workspace: &Workspace) -> Result<Option<PathBuf>> {
    let target = workspace.target().join("rust-sdk");
    let cargo = |arguments: &[&str]| {
        let mut command = cargo::native(workspace);
        command.current_dir(workspace.path("tests/protocol/rust")).args(arguments).env("CARGO_TARGET_DIR", &target);
        process::run(command)
    };
    if let Err(error) = cargo(&["fetch", "--locked"]) {
        note(&format!("without the AWS SDK for Rust its test is skipped: {error:#}"));
        return Ok(None);
    }
    let what = "building the test of the AWS SDK for Rust";
    step(what, "about 3 min the first time", || cargo(&["build", "--locked"]))?;
    Ok(Some(target.join("debug").join("holdout-rust-sdk-test")))
}
