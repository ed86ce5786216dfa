//! `wasm-bindgen` without its test runner: as much of the program as Trunk and `cargo xtask` call.
//!
//! The official program is a thin layer over the same library, and takes three times as long to compile, for its test runner
//! has an HTTP server and a TLS client. As a member of this workspace it has the version that `Cargo.lock` has, always. Rust
//! refuses to compile a program named `wasm-bindgen` of a low version, so `cargo xtask` renames this one.
#![expect(clippy::print_stdout, reason = "printing the version is part of this program's interface")]

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Parser;
use wasm_bindgen_cli_support::Bindgen;

/// The options of `wasm-bindgen` that are used here. Any other is an error.
#[derive(Debug, Parser)]
#[command(name = "wasm-bindgen", disable_version_flag = true)]
struct Arguments {
    /// The wasm file that cargo made
    input: PathBuf,
    /// What loads the output: `web` is all that is used here
    #[arg(long)]
    target: String,
    /// Output folder
    #[arg(long)]
    out_dir: PathBuf,
    /// Name of the output files, without the ending
    #[arg(long)]
    out_name: String,
    /// Write no `.d.ts` file
    #[arg(long)]
    no_typescript: bool,
    /// Leave out the default path of the wasm file
    #[arg(long)]
    omit_default_module_path: bool,
}

fn main() -> Result<()> {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    if arguments.iter().any(|argument| argument == "--version" || argument == "-V") {
        println!("wasm-bindgen {}", wasm_bindgen_shared::version());
        return Ok(());
    }
    write(&Arguments::parse_from(arguments))
}

fn write(arguments: &Arguments) -> Result<()> {
    if arguments.target != "web" {
        bail!("the target \"{}\" is not supported here; use the official wasm-bindgen", arguments.target);
    }
    Bindgen::new()
        .web(true)?
        .input_path(&arguments.input)
        .out_name(&arguments.out_name)
        .typescript(!arguments.no_typescript)
        .omit_default_module_path(arguments.omit_default_module_path)
        .generate(&arguments.out_dir)
}
