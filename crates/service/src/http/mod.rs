//! The service over HTTP: who may ask, what is asked, and how it is answered.

mod about;
mod answer;
mod api;
mod auth;
mod body;
mod connections;
mod cors;
mod embedded;
mod guard;
mod media_type;
mod mishap;
mod page;
mod server;
mod sessions;

pub use about::PublicKeys;
pub use auth::{Keys, verify};
pub use embedded::EmbeddedFile;
pub use guard::Allowed;
pub use mishap::{Mishap, MishapError};
pub use page::{AllowedEndpoint, AllowedEndpointError, PageSource};
pub use server::{ListenError, ServeError, Server, Settings};
