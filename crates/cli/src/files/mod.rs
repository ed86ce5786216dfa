//! Output files. Each is written under a temporary name next to its target. A [`Publication`] then gives all files of a
//! command their names in one step.

mod draft;
mod folder;
mod journal;
mod publication;
mod temporaries;

pub use draft::{Draft, Finished, json};
pub use publication::Publication;
pub use temporaries::remove_on_interrupt;
