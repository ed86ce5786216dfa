//! What would be sent, call by call, as the comments of a script that does the same with the AWS CLI.

use std::io::Write;

use holdout_client::submit::Plan;

use crate::error::Failure;
use crate::stdio;

/// Prints a plan.
pub fn print(plan: &Plan) -> Result<(), Failure> {
    if !plan.region_listed {
        stdio::message(format_args!("note: the service is not listed in region {}", plan.region));
    }
    stdio::text(|out| {
        for (number, step) in (1..).zip(&plan.steps) {
            writeln!(out, "# {number}. {}", step.words)?;
            for call in &step.calls {
                writeln!(out, "#    POST {} {} {}", plan.endpoint, call.target, call.body)?;
            }
        }
        let policy = serde_json::to_string(&plan.policy)?;
        writeln!(out, "# The least permissions of the caller:\n# {policy}\n")?;
        write!(out, "{}", plan.script)
    })
}
