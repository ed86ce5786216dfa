//! `holdout explain`

use holdout_core::rules::{Code, all, rule};

use crate::args::ExplainArguments;
use crate::error::{Failure, Outcome};
use crate::nearest::nearest;
use crate::{render, stdio};

/// Explains one code, or all.
pub fn run(arguments: &ExplainArguments) -> Result<Outcome, Failure> {
    if arguments.all {
        stdio::text(|out| render::explain::rules(out, all()))?;
        return Ok(Outcome::Fine);
    }
    let name = arguments.code.as_deref().unwrap_or_default();
    let Some(code) = Code::parse(&name.to_ascii_uppercase()) else {
        let codes = Code::ALL.iter().map(|code| code.as_str());
        let meant = nearest(name, codes).map(|code| format!(" Did you mean {code}?")).unwrap_or_default();
        return Err(Failure::Option(format!(
            "there is no code \"{name}\".{meant} `holdout explain --all` lists all codes"
        )));
    };
    stdio::text(|out| render::explain::rules(out, std::slice::from_ref(rule(code))))?;
    Ok(Outcome::Fine)
}
