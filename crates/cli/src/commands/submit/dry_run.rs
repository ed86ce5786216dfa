//! What would be sent, call by call, as the comments of a script that does the same with the AWS CLI.

use std::io::Write;

use holdout_client::submit::Plan;

use crate::error::Failure;

/// Prints a plan.
pub fn print(plan: &Plan) -> Result<(), Failure> {
    if !plan.region_listed {
        anstream::eprintln!("note: the service is not listed in region {}", plan.region);
    }
    let mut out = anstream::stdout();
    let mut print = || -> std::io::Result<()> {
        for (number, step) in (1..).zip(&plan.steps) {
            writeln!(out, "# {number}. {}", step.words)?;
            for call in &step.calls {
                writeln!(out, "#    POST {} {} {}", plan.endpoint, call.target, call.body)?;
            }
        }
        let policy = serde_json::to_string(&plan.policy)?;
        writeln!(out, "# The least that the caller must be allowed:\n# {policy}\n")?;
        write!(out, "{}", plan.script)
    };
    print().map_err(Failure::stdout)
}
