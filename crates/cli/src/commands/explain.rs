//! `holdout explain`

use holdout_core::rules::{Code, all, rule};

use crate::args::ExplainArguments;
use crate::error::{Failure, Outcome};
use crate::{render, stdio};

/// Explains one code, or all.
pub fn run(arguments: &ExplainArguments) -> Result<Outcome, Failure> {
    if arguments.all {
        stdio::text(|out| render::text::rules(out, all()))?;
        return Ok(Outcome::Fine);
    }
    let name = arguments.code.as_deref().unwrap_or_default();
    let Some(code) = Code::parse(&name.to_ascii_uppercase()) else {
        let message = format!("there is no code \"{name}\"; `holdout explain --all` lists them");
        return Err(Failure::Option(message));
    };
    stdio::text(|out| render::text::rules(out, std::slice::from_ref(rule(code))))?;
    Ok(Outcome::Fine)
}
