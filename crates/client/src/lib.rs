//! The protocol of Amazon Rekognition Custom Labels' datasets: signed requests, typed answers and errors, and submissions
//! made of them. It runs in a browser and natively, and knows nothing of manifests but that they have lines.
//!
//! ```text
//! submission -> client -> sign -> transport
//! submit::      Client    SigV4   fetch | HTTP
//! ```

pub mod arn;
mod client;
pub mod credentials;
pub mod endpoint;
pub mod environment;
pub mod error;
pub mod retry;
mod sign;
pub mod submit;
pub mod transport;
pub mod types;

pub use client::{Answer, Client};
pub use sign::{AWS_JSON, SERVICE, TARGET_PREFIX};
