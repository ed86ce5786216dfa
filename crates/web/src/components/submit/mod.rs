//! The step that submits, in a dialog of its own: what is set, what would be done, what is being done, how it ended.

mod account;
mod dialog;
mod ending;
mod form;
mod keys;
mod names;
mod place;
mod plan;

pub use dialog::Submit;
