//! Submissions for JavaScript: [`holdout_client`] in a wasm file of its own, which only those load who submit. It runs in
//! a worker of its own, too, made for one submission and ended with it, so that secrets are nowhere else and go with it.
//!
//! This crate translates and decides nothing. What is asked for comes in as JSON and goes out as JSON; credentials and the
//! bytes of manifests come from a host, piece by piece, when they are needed.

pub mod request;

#[cfg(target_arch = "wasm32")]
mod host;
#[cfg(target_arch = "wasm32")]
mod look;
#[cfg(target_arch = "wasm32")]
mod submission;

#[cfg(target_arch = "wasm32")]
pub use look::{create_project, look, projects};
#[cfg(target_arch = "wasm32")]
pub use submission::{Submission, plan};
