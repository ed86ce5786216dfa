//! `holdout completions`

use std::io::Write;

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use crate::args::{Arguments, CompletionShell, CompletionsArguments};
use crate::error::{Failure, Outcome};
use crate::stdio;

/// Prints a shell's completions.
pub fn run(arguments: &CompletionsArguments) -> Result<Outcome, Failure> {
    let shell = match arguments.shell {
        CompletionShell::Bash => Shell::Bash,
        CompletionShell::Zsh => Shell::Zsh,
        CompletionShell::Fish => Shell::Fish,
        CompletionShell::Powershell => Shell::PowerShell,
    };
    // The generator panics where it cannot write; memory always takes it.
    let mut script = Vec::new();
    generate(shell, &mut Arguments::command(), "holdout", &mut script);
    stdio::text(|out| out.write_all(&script))?;
    Ok(Outcome::Fine)
}
