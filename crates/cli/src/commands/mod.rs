//! One file for each command.

pub mod check;
pub mod explain;
mod results;
pub mod split;
