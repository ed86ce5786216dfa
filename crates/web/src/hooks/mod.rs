//! What the page and its parts share besides their props.

mod use_document_event;
mod use_drop;
mod use_keys;
mod use_lines;
mod use_sessions;
mod use_settings;
mod use_window;

pub use use_document_event::use_document_event;
pub use use_drop::{open_files, use_drop};
pub use use_keys::{FILE_INPUT, use_keys, use_paste};
pub use use_lines::{Lines, Wanted, use_lines};
pub use use_sessions::{use_sessions, use_split};
pub use use_settings::use_settings;
pub use use_window::{Scroller, use_window};
