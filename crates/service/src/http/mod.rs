//! The service over HTTP: who may ask, what is asked, and how it is answered.

mod about;
mod answer;
mod api;
mod auth;
mod cors;
mod guard;
mod mishap;
mod page;
mod server;
mod sessions;

pub use about::PublicKeys;
pub use auth::{Keys, verify};
pub use guard::Allowed;
pub use mishap::{Mishap, MishapError};
pub use page::{AllowedEndpoint, AllowedEndpointError};
pub use server::{ListenError, Server, Settings};
