//! `holdout check`

use std::io::Write;

use crate::args::{CheckArguments, CheckFormat};
use crate::error::{Failure, Outcome};
use crate::input::Input;
use crate::render;
use crate::scan::scan;

/// Checks a manifest and tells the result on standard output.
pub fn run(arguments: &CheckArguments) -> Result<Outcome, Failure> {
    let input = Input::open(&arguments.input.manifest)?;
    let with_digest = arguments.format == CheckFormat::Json;
    let scanned = scan(&input, arguments.input.threads(), with_digest)?;
    let report = scanned.manifest.report(&scanned.facts, &arguments.input.options());
    match arguments.format {
        CheckFormat::Json => render::json(&report)?,
        CheckFormat::Jsonl => render::lines::write(&input, &scanned.manifest, arguments.input.threads())?,
        CheckFormat::Text => {
            let mut out = anstream::stdout().lock();
            render::text::report(&mut out, &report).and_then(|()| out.flush()).map_err(Failure::stdout)?;
        }
    }
    Ok(if report.accepted { Outcome::Fine } else { Outcome::Refused })
}
