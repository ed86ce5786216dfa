//! What the page and its parts share besides their props.

mod use_drop;
mod use_keys;
mod use_lines;
mod use_resize;
mod use_root_event;
mod use_sessions;
mod use_settings;
mod use_window;

pub use use_drop::{open_files, use_drop};
pub use use_keys::{FILE_INPUT, use_keys, use_paste};
pub use use_lines::{Lines, Wanted, use_lines};
use use_resize::use_resize;
use use_root_event::use_root_event;
pub use use_sessions::{use_sessions, use_split};
pub use use_settings::use_settings;
pub use use_window::{Scroller, use_window};
