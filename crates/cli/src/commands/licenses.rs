//! `holdout licenses`

use std::io::{self, Write};

use flate2::read::GzDecoder;

use crate::error::{Failure, Outcome};
use crate::stdio;

/// The notices of all packages by others, compressed by `build.rs`.
const NOTICES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/notices.gz"));

/// Prints the project's own licence and the notices.
pub fn run() -> Result<Outcome, Failure> {
    stdio::text(|out| {
        writeln!(out, "Holdout is licensed under Apache-2.0 or MIT, at your choice.\n")?;
        io::copy(&mut GzDecoder::new(NOTICES), out).map(drop)
    })?;
    Ok(Outcome::Fine)
}
