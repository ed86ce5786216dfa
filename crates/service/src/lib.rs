//! The service's side of the protocol, on one's own machine: the dataset operations of Amazon Rekognition Custom Labels for
//! clients that cannot tell it apart, with the rules and the split of the rest of Holdout.
//!
//! ```text
//! HTTP -> signature -> model -> operation -> database <- jobs
//! http::  http::auth   validate  operations::  store::     jobs::
//! ```

mod entry;
mod error;
mod files;
mod http;
mod jobs;
mod model;
mod operations;
mod service;
mod store;
mod token;
mod validate;
mod world;

pub use error::Fault;
pub use http::{
    Allowed, AllowedEndpoint, AllowedEndpointError, EmbeddedFile, Keys, ListenError, Mishap, MishapError, PageSource,
    PublicKeys, ServeError, Server, Settings, verify,
};
pub use jobs::Runner;
pub use service::{Options, Service};
pub use store::OpenError;
pub use world::{Machine, Shifted, World};

/// Bytes in lower-case hexadecimal.
fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}
