//! Holdout's page: drop a manifest, see what is wrong with it, save a split of it.
//!
//! The page draws and asks; reading, judging and dividing are the engine's, in workers ([`engine`]). What it knows is
//! one pure [`state`]; what it can do is the [`desk`]; [`components`] draw the one and call the other.

#![expect(unreachable_pub, reason = "in a binary nothing is reachable; `pub` marks what a module offers the others")]

mod announce;
mod app;
mod browser;
mod command;
mod components;
mod desk;
mod engine;
mod excerpt;
mod folder;
mod format;
mod hooks;
mod pretty;
mod ranking;
mod saving;
mod settings;
mod state;
mod trouble;
mod window;

fn main() {
    engine::prepare();
    yew::Renderer::<app::App>::new().render();
}
