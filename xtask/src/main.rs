//! `cargo xtask`: everything that is done to this repository, from a fresh clone to a tested build.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "telling a person at a terminal what happens is this program's duty"
)]

mod apt;
mod bench;
mod cargo;
mod check;
mod dependencies;
mod dist;
mod element;
mod embed;
mod engine;
mod fingerprint;
mod fuzz;
mod generate;
mod hardening;
mod inline_scripts;
mod net;
mod node;
mod package;
mod page;
mod policy;
mod process;
mod progress;
mod prose;
mod python;
mod server;
mod setup;
mod subject;
mod suites;
mod tally;
mod tools;
mod wasm_part;
mod wasm_toolchain;
mod workflows;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::setup::BuildKit;
use crate::workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what is missing: the wasm toolchain, Trunk, wasm-bindgen, wasm-opt, a browser to test with
    Setup,
    /// Build the engine, the page and the element into `dist/`
    Build,
    /// Build the npm package into `target/package`, packed as it would be published
    Package,
    /// Build what is released into `target/dist`: the command, the npm package, the page, a list of components, checksums
    Dist {
        /// Build the command alone, with the finished page in this folder
        #[arg(long, value_name = "DIR")]
        page: Option<PathBuf>,
    },
    /// Build, then serve the page and a local service on this machine only
    Serve {
        /// The port to listen on, at `127.0.0.1` and at `::1`
        #[arg(long, default_value_t = 8020)]
        port: u16,
    },
    /// Run every test, the browser's included, and end with the line `N passed, N failed`
    Test {
        /// Run these suites only
        #[arg(long, value_enum, value_delimiter = ',', conflicts_with = "changed")]
        only: Vec<suites::Suite>,
        /// Run the checks, and the tests of what differs from the branch `main`
        #[arg(long, conflicts_with = "files")]
        changed: bool,
        /// Of the JavaScript tests, run those files only whose path has one of these words
        files: Vec<String>,
    },
    /// Build, then measure the page, the command and the service beside what sets their measure (about 7 min)
    Bench {
        /// The size of the manifest that is measured with
        #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..))]
        megabytes: u32,
        /// End with one line of JSON instead of tables
        #[arg(long)]
        json: bool,
    },
    /// Build the command, then measure its splits beside other splitters' on made-up manifests (about 3 min)
    BenchSplit {
        /// End with one line of JSON instead of tables
        #[arg(long)]
        json: bool,
    },
    /// Fuzz what reads bytes of others: lines, manifests and cuts into ranges, answers, page tokens and signatures, all at the
    /// same time
    Fuzz {
        /// How long
        #[arg(long, default_value_t = fuzz::budget())]
        seconds: u32,
    },
    /// Check format, lints (native and wasm32), documentation, generated files, dependencies and workflows
    Check,
    /// Write the files that are generated from the sources
    Generate {
        /// Write nothing; fail if a file is not what would be written
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    match run(&Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> Result<ExitCode> {
    let workspace = Workspace::locate()?;
    match command {
        Command::Setup => {
            BuildKit::set_up(&workspace)?;
            setup::chromium()?;
            python::set_up(&workspace);
            println!("everything that the other commands need is here");
        }
        Command::Build => build(&workspace)?,
        Command::Package => {
            let tarball = package::build(&workspace, &BuildKit::set_up(&workspace)?)?;
            println!("{}", tarball.display());
        }
        Command::Dist { page } => {
            for file in dist::build(&workspace, page.as_deref())? {
                println!("{}", file.display());
            }
        }
        Command::Serve { port } => {
            // Before the build: nobody should wait minutes to hear that the port is taken.
            server::check_port(*port)?;
            build(&workspace)?;
            server::serve(&workspace, *port)?;
        }
        Command::Test { changed: true, .. } => return suites::run_changed(&workspace),
        Command::Test { only, files, .. } => return Ok(suites::run(&workspace, only, files)),
        Command::Bench { megabytes, json } => bench::run(&workspace, *megabytes, *json)?,
        Command::BenchSplit { json } => bench::split(&workspace, *json)?,
        Command::Fuzz { seconds } => return Ok(fuzz::run(&workspace, *seconds)?.exit_code()),
        Command::Check => return Ok(check::run(&workspace)),
        Command::Generate { check: true } => generate::check(&workspace)?,
        Command::Generate { check: false } => generate::write(&workspace)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn build(workspace: &Workspace) -> Result<()> {
    let kit = BuildKit::set_up(workspace)?;
    engine::build(workspace, &kit)?;
    page::build(workspace, &kit)?;
    element::build(workspace, &kit)?;
    element::install(workspace)
}
