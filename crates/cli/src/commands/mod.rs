//! One file for each command.

pub mod check;
pub mod completions;
pub mod explain;
mod keys;
pub mod licenses;
mod results;
pub mod serve;
pub mod split;
pub mod submit;
pub mod verify;

use crate::error::Failure;

/// What waits for the network.
fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| Failure::Option(format!("cannot start: {error}")))
}
