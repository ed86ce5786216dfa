//! The command `holdout`: checks and splits manifests before anything is uploaded.

mod args;
mod aws;
mod commands;
mod error;
mod files;
mod given;
mod groups;
mod in_order;
mod input;
mod outputs;
mod render;
mod scan;
mod service_args;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use error::{Failure, Outcome};

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Check(arguments) => commands::check::run(&arguments),
        Command::Split(arguments) => commands::split::run(&arguments),
        Command::Verify(arguments) => commands::verify::run(&arguments),
        Command::Explain(arguments) => commands::explain::run(&arguments),
        Command::Submit(arguments) => commands::submit::run(&arguments),
        Command::Serve(arguments) => commands::serve::run(&arguments),
    };
    match result {
        // A closed pipe is no failure: whoever read our output has had enough of it.
        Ok(Outcome::Fine) | Err(Failure::BrokenPipe) => ExitCode::SUCCESS,
        Ok(Outcome::Refused) => ExitCode::from(1),
        Err(failure) => {
            anstream::eprintln!("{}: {failure}", render::bold("holdout"));
            ExitCode::from(2)
        }
    }
}
