//! Holdout's page as a library: drop a manifest, see what is wrong with it, save a split of it.
//!
//! It draws and asks; reading, judging and dividing are the engine's, in workers ([`engine`]). What it knows is one pure
//! [`state`]; what it can do is the [`desk`]; components draw the one and call the other. The root component is [`App`].
//! It stands in a [`host`]: a page of its own ([`Page`], the program of this package), or an element of another page.

mod announce;
mod app;
mod browser;
mod command;
mod components;
pub mod desk;
pub mod engine;
mod excerpt;
mod folder;
mod format;
mod hooks;
pub mod host;
mod names;
mod page;
mod pretty;
mod ranking;
pub mod saving;
pub mod settings;
pub mod state;
mod submit;
pub mod trouble;
mod window;
mod wish;

pub use app::{App, AppProps};
pub use page::Page;
