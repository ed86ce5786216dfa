//! The command `holdout`: checks and splits manifests before anything is uploaded.

mod args;
mod aws;
mod commands;
mod error;
mod examples;
mod files;
mod given;
mod groups;
mod in_order;
mod input;
mod nearest;
mod outputs;
mod page;
mod render;
mod scan;
mod service_args;
mod stdio;
mod threads;

use std::io::ErrorKind;
use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use error::Outcome;

/// The exit status of a command that could not do its work.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let result = match arguments.command {
        Command::Check(arguments) => commands::check::run(&arguments),
        Command::Split(arguments) => commands::split::run(&arguments),
        Command::Verify(arguments) => commands::verify::run(&arguments),
        Command::Explain(arguments) => commands::explain::run(&arguments),
        Command::Submit(arguments) => commands::submit::run(&arguments),
        Command::Completions(arguments) => commands::completions::run(&arguments),
        Command::Licenses => commands::licenses::run(),
        Command::Serve(arguments) => commands::serve::run(&arguments),
    };
    match result {
        Ok(_) if stdio::lost_messages() => ExitCode::from(FAILED),
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Refused) => ExitCode::from(1),
        Err(failure) => {
            let words = failure.to_string();
            stdio::message(format_args!("{}: {}", render::bold("holdout"), render::harmless(&words)));
            ExitCode::from(FAILED)
        }
    }
}

/// Prints help, the version, or what is wrong with the arguments.
fn usage(error: &clap::Error) -> ExitCode {
    match error.print() {
        Err(failure) if failure.kind() != ErrorKind::BrokenPipe => ExitCode::from(FAILED),
        _ => ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(FAILED)),
    }
}
