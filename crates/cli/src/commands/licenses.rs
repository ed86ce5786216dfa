//! `holdout licenses`

use std::io::Write;

use crate::error::{Failure, Outcome};
use crate::stdio;

/// The notices of all packages by others, generated from the lock file.
const NOTICES: &str = include_str!("../../notices.txt");

/// Prints the project's own licence and the notices.
pub fn run() -> Result<Outcome, Failure> {
    stdio::text(|out| {
        writeln!(out, "Holdout is licensed under Apache-2.0 or MIT, at your choice.\n")?;
        out.write_all(NOTICES.as_bytes())
    })?;
    Ok(Outcome::Fine)
}
