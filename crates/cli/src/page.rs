//! The page that is part of the command. `build.rs` embeds it.

use holdout_service::EmbeddedFile;

/// The files of the page. A command that was built without `HOLDOUT_EMBED_PAGE` has none.
pub static FILES: &[EmbeddedFile] = include!(concat!(env!("OUT_DIR"), "/page.rs"));
